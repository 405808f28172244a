"""`/hone evaluate`: the score of a prompt that somebody pasted, question by question."""

import asyncio
from collections.abc import AsyncIterator

from service import evaluate as checks
from service.commands import pasted
from service.execute.context import safe
from service.model import MOST_TEXT, Change, Evaluation, Grounding, Request
from service.ports import Edge, Lab, Run
from service.words.evaluation import report
from service.words.markdown import code, full_stop, page, text
from service.words.parts import short
from service.workflows.context import facts
from service.workflows.grounded import for_text
from service.workflows.judging import opinion
from service.workflows.patience import patiently
from service.workflows.requests import Said
from service.workflows.requests.offer import pursed
from service.workflows.requests.place import place


async def evaluate(run: Run, asked: Request, edge: Edge) -> AsyncIterator[Said]:
    """What the checks say of it at the newest commit, then a model's judgement with them. Raises Fault."""
    at = await place(run, asked, edge)
    body = pasted(asked.text)
    grounding = await patiently(run, "ground", ground, edge.lab, at.change, body)
    checked = await asyncio.to_thread(checks.prompt, body, grounding)
    more = edge.lab.llm is not None
    yield Said(_shown(at.change, checked, asked), more=more)
    if more:
        # A stranger's words on their way to a model: without secrets, and without what nobody can see.
        known, purse = await facts(edge.lab, at.change, grounding, ()), await pursed(run, asked, edge)
        found, wording = await opinion(purse, known.stable, safe("", body), checked)
        yield Said(_shown(at.change, found, asked, wording))


async def ground(lab: Lab, change: Change, body: str) -> Grounding:
    """What the repository has of all that the text cites. Raises Unfetchable."""
    if change.number is not None:
        await lab.code.fetch(change)
    return await for_text(lab, change.repo, change.head, body)


def _shown(change: Change, found: Evaluation, asked: Request, wording: str = "") -> str:
    cut = f"Only the first {MOST_TEXT:,} characters of the comment were read." if len(asked.text) == MOST_TEXT else ""
    head = f"**This prompt** against {code(short(change.head))}, where it would be carried out:"
    return page([part for part in (head, cut, report(found), wording and f"_{full_stop(text(wording))}_") if part])
