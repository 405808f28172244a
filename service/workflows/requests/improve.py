"""`/hone improve <id>`: a better version of a prompt that was handed out, under the id it has."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from service import evaluate as checks
from service.model import Change, Evaluation, Learning, Prompt, Request
from service.ports import Edge, Fault, Run
from service.words.evaluation import compared, score
from service.words.markdown import code, full_stop, page, text
from service.words.parts import short
from service.words.prompt import block
from service.workflows.improving import improved
from service.workflows.patience import patiently
from service.workflows.prompting import better
from service.workflows.requests import Said
from service.workflows.requests.known import Known, Measured, measured, which
from service.workflows.requests.offer import pursed
from service.workflows.requests.place import Place, place
from service.workflows.spending import LOOP


async def improve(run: Run, asked: Request, edge: Edge) -> AsyncIterator[Said]:
    """What is better about it by rule, then what a model makes better still. Raises Fault."""
    about = await run.step("which", which, edge, asked.repo, asked.arguments[0])
    if about is None:
        raise Fault(f"No prompt, improvement or finding of this repository has the id {asked.arguments[0]}.")
    at = await place(run, asked, edge, about.pull)
    now = await patiently(run, "ground", measured, edge.lab, at.change, about)
    before = await asyncio.to_thread(checks.prompt, now.prompt.body, now.grounding)
    work = Work(run, asked, edge, at, about, now, before)
    more = edge.lab.llm is not None
    after, mended = await by_rule(work)
    yield Said(shown(work, after, mended), more=more)
    if more:
        best, also, wording = await by_model(work, after)
        yield Said(shown(work, best, (*mended, *also), wording))


@dataclass(frozen=True, slots=True)
class Work:
    """One prompt that is being improved, and all that takes."""

    run: Run
    asked: Request
    edge: Edge
    at: Place
    about: Known
    now: Measured
    before: Evaluation


async def by_rule(work: Work) -> tuple[Prompt, tuple[Learning, ...]]:
    """The prompt after the loop without a model, kept as it is now; and what mended it."""
    learned = await work.run.step("learnings", work.edge.store.learnings, work.asked.repo)
    now = work.now
    found, mended = await asyncio.to_thread(better, now.prompt, now.grounding, work.at.began, learned)
    after = known(now.prompt, found)
    await work.run.step("keep", work.edge.store.revise_prompts, work.at.change, (after,))
    await work.run.step("learn", work.edge.store.learn, work.asked.repo, mended)
    return after, mended


async def by_model(work: Work, prompt: Prompt) -> tuple[Prompt, tuple[Learning, ...], str]:
    """The prompt after the loop with a model, kept; what mended it; and a line where the model gave nothing."""
    run, edge, change, grounding = work.run, work.edge, work.at.change, work.now.grounding
    purse = await pursed(run, work.asked, edge, LOOP)
    learned = await run.step("lessons", edge.store.learnings, work.asked.repo)
    found, mended, wording = await improved(
        purse, edge.lab, change, prompt, grounding, work.about.findings, work.at.began, learned
    )
    best = known(prompt, found)
    await run.step("keep again", edge.store.revise_prompts, change, (best,))
    await run.step("learn again", edge.store.learn, work.asked.repo, mended)
    return best, mended, wording


def known(before: Prompt, after: Prompt) -> Prompt:
    """The prompt after a round; of a text that stayed as it is, what a judge said before still holds."""
    judged = before.evaluation
    if after.body != before.body or after.evaluation is None or judged is None or not judged.judge:
        return after
    return replace(before, evaluation=checks.lower(after.evaluation, judged))


def shown(work: Work, after: Prompt, mended: Sequence[Learning], wording: str = "") -> str:
    """The reply: before and after by category, what mended which gap, and the prompt as it is now."""
    change, found = work.at.change, checks.prompt(after.body, work.now.grounding)
    same = after.body == work.now.prompt.body
    parts = (
        _unchanged(work.before, change) if same else f"**Better** at {code(short(change.head))}, under the same id:",
        "" if same else compared(work.before, found),
        "\n".join(f"- {text(each.key)}: {text(each.strategy)} ({each.gain:+.1f})" for each in mended if each.gain > 0),
        block(after, change),
        wording and f"_{full_stop(text(wording))}_",
    )
    return page([part for part in parts if part])


def _unchanged(found: Evaluation, change: Change) -> str:
    at = code(short(change.head))
    if found.ready:
        return f"**Already good** at {at}: {score(found)}. Nothing that Hone knows makes it better."
    return f"**Nothing better was found** at {at}; it stays a draft: {score(found)}."
