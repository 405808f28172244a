"""REFINING: a model words and judges prompts that the rules wrote, as long as somebody waits for them."""

from collections.abc import Sequence

from service import iterate
from service.model import Ask, Change, Finding, Grounding, Learning, Prompt, Reply
from service.ports import Edge, Lab, Run
from service.words.check import external_id
from service.workflows.asking import Asks
from service.workflows.context import facts
from service.workflows.judging import judged
from service.workflows.present import overtaken
from service.workflows.spending import Purse
from service.workflows.wording import worded

MOVED_ON = "The pull request moved on."


async def refined(
    purse: Asks,
    lab: Lab,
    change: Change,
    prompts: Sequence[Prompt],
    grounding: Grounding,
    findings: Sequence[Finding] = (),
    learnings: Sequence[Learning] = (),
) -> tuple[tuple[Prompt, ...], str]:
    """The prompts worded and judged by a model, same order and ids; and one honest line where it gave nothing.

    At most three calls. Without a model, the prompts as they are and no line.
    """
    if lab.llm is None or not prompts:
        return tuple(prompts), ""
    read = await facts(lab, change, grounding, findings)
    new, unworded = await worded(purse, read.stable + read.change, prompts, grounding, iterate.said(learnings))
    new, unjudged = await judged(purse, read.stable, new)
    return new, unworded or unjudged


async def passed(edge: Edge, change: Change) -> bool:
    """True when the pull request has moved on, or its head is, or was, checked once more. Raises Fault."""
    if await overtaken(edge, change):
        return True
    reviews = await edge.store.reviewed_changes(change.repo, change.head)
    return any(each.key == change.key and external_id(each) != external_id(change) for each in reviews)


class Watch:
    """Stands before a purse and looks, before each call, whether anybody still waits for the answer."""

    def __init__(self, run: Run, edge: Edge, change: Change, purse: Purse) -> None:
        self._run, self._edge, self._change, self._purse = run, edge, change, purse
        self._looked = 0
        self.over = False
        """True once the pull request was found to have moved on: nothing of this is published."""

    @property
    def calls(self) -> int:
        """Requests that are left."""
        return 0 if self.over else self._purse.calls

    async def ask(self, ask: Ask) -> Reply:
        """The purse's answer; the fault `MOVED_ON`, without a request, once the head is not the newest."""
        if self.over or await self.moved_on():
            return Reply(fault=MOVED_ON)
        return await self._purse.ask(ask)

    async def moved_on(self) -> bool:
        """True when the verdict is no longer what people look at. Raises Fault."""
        self._looked += 1
        self.over = await self._run.step(f"words: still newest {self._looked}", passed, self._edge, self._change)
        return self.over
