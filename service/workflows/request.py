"""REQUEST: what a command asked for is read, written and answered in the reply that promised it."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from service.model import REFINE, Comment, React, Request
from service.ports import Edge, Fault, Run, Unavailable, Withdrawn
from service.words import replies
from service.words.markdown import prose
from service.workflows.answer import put
from service.workflows.patience import patiently
from service.workflows.requests import Answering, Said
from service.workflows.requests.evaluate import evaluate
from service.workflows.requests.feature import feature
from service.workflows.requests.improve import improve
from service.workflows.requests.place import SwitchedOff
from service.workflows.requests.prompts import prompts
from service.workflows.requests.refine import refine
from service.workflows.requests.ux import ux

log = logging.getLogger("hone.request")

VERBS: Mapping[str, Answering] = {
    "prompts": prompts,
    "feature": feature,
    "ux": ux,
    "evaluate": evaluate,
    "improve": improve,
}
LABELLED = "<!-- hone:feature -->"
"""What the comment begins with that answers a label: one an issue, edited when somebody labels it again."""
WORKING = "⏳ A language model goes over this now; what comes of it will stand here."
OWN_FAULT = "Hone failed here by an error of its own; its log says more."


class Unsaid(Exception):
    """GitHub will not have the reply; the message says why."""


async def fulfil(run: Run, asked: Request, edge: Edge) -> None:
    """Do what was asked and edit the reply; its first text stands by itself, whatever becomes of the model's part."""
    if asked.verb == REFINE:  # a review asked: there is no reply, and nobody to make a face at
        await refine(run, asked, edge)
        return
    try:
        done = await carry_out(run, asked, edge)
    except Withdrawn as fault:
        log.info("%s %s: %s", asked.key, asked.verb, fault)
        return
    except Unsaid as refused:
        log.warning("%s %s: %s", asked.key, asked.verb, refused)
        done = False
    if asked.comment:
        mood = React(asked.repo, asked.comment, "rocket" if done else "confused", instead_of="eyes")
        await put(run, "done", edge, mood)


async def carry_out(run: Run, asked: Request, edge: Edge) -> bool:
    """True when what was asked stands in the reply; else the reply says why not. Raises Withdrawn, Unsaid."""
    said: Said | None = None
    texts = 0
    try:
        async for said in VERBS[asked.verb](run, asked, edge):
            texts += 1
            await reply(run, edge, asked, f"reply {texts}", said)
    except (Withdrawn, Unsaid):
        raise
    except SwitchedOff as fault:
        return bool(asked.comment) and await apologise(run, edge, asked, said, str(fault))
    except Fault as fault:
        log.warning("%s %s: %s", asked.key, asked.verb, fault)
        return await apologise(run, edge, asked, said, str(fault))
    except Exception:
        log.exception("%s %s failed", asked.key, asked.verb)
        return await apologise(run, edge, asked, said, OWN_FAULT)
    return said is not None and said.done


async def apologise(run: Run, edge: Edge, asked: Request, before: Said | None, reason: str) -> bool:
    """Say why there is no answer: False. An answer that stands already stays, and says what it lacks."""
    said = Said(f"😕 {prose(reason)}", done=False)
    if before:
        said = replace(before, text=f"{before.text}\n\n⚠️ {prose(reason)}", more=False)
    await reply(run, edge, asked, "apology", said)
    return said.done


async def reply(run: Run, edge: Edge, asked: Request, name: str, said: Said) -> None:
    """Bring the reply up to date. Raises Unsaid where GitHub refuses it for good, Unavailable, Withdrawn."""
    marker = replies.marker(asked.comment) if asked.comment else LABELLED
    body = f"{marker}\n{said.text}" + (f"\n\n{WORKING}" if said.more else "")
    try:
        await patiently(run, name, edge.github.apply, Comment(asked.repo, asked.number, marker, body))
    except (Unavailable, Withdrawn):
        raise
    except Fault as fault:
        raise Unsaid(str(fault)) from None
