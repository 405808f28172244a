"""DRAFTS: what is worth doing becomes prompts by rule, each improvement once at each commit."""

from collections.abc import Callable
from dataclasses import dataclass

from service.model import Change, ConfigFault, Finding, Grounding, Improvement, Learning, Prompt
from service.ports import Edge, Run
from service.workflows.prompting import Written, written
from service.workflows.requests.offer import Offer
from service.workflows.templates import templates

MOST = 3
"""Prompts one reply holds: more are not worked through in one sitting."""
CANDIDATES = 24
"""Improvements that are looked at for one reply: one whose text would be unfit makes room for the next."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is worth doing, best first, each with the time (seconds since 1970) its prompt is dated by."""

    change: Change
    grounding: Grounding
    dated: tuple[tuple[Improvement, float], ...] = ()

    @property
    def improvements(self) -> tuple[Improvement, ...]:
        return tuple(improvement for improvement, _ in self.dated)


def _id(improvement: Improvement) -> str:
    return improvement.id


async def drafted(run: Run, edge: Edge, found: Found, slot: Callable[[Improvement], str] = _id) -> Offer:
    """At most three prompts in the order of what was found, and one for each `slot`.

    What was handed out at this very commit before is that very prompt: it is not written anew. Raises Fault.
    """
    own = await templates(edge.lab.code, found.change)
    learnings = await run.step("learnings", edge.store.learnings, found.change.repo)
    dated = found.dated[:CANDIDATES]
    before = await run.step("handed", handed, edge, found.change, tuple(each.id for each, _ in dated))
    known = {prompt.improvement: prompt for prompt in before}
    taken: dict[str, tuple[Improvement, Written]] = {}
    for improvement, since in dated:
        if slot(improvement) in taken or len(taken) == MOST:
            continue
        if improvement.id in known:
            draft = Written((known[improvement.id],))
        else:
            draft = written((improvement,), found.grounding, found.change, since, own, learnings)
        if draft.prompts:
            taken[slot(improvement)] = (improvement, draft)
    return _together(found, tuple(taken.values()), own.faults)


async def handed(edge: Edge, change: Change, improvements: tuple[str, ...]) -> tuple[Prompt, ...]:
    """What was handed out for these improvements at this very commit: it is one prompt, wherever it is shown."""
    found = [await edge.store.prompt(change.repo, id) for id in improvements]
    here = (prompt for where, prompt in filter(None, found) if (where.ref, where.head) == (change.ref, change.head))
    return tuple(prompt for prompt in here if prompt.evaluation)


def _together(found: Found, parts: tuple[tuple[Improvement, Written], ...], faults: tuple[ConfigFault, ...]) -> Offer:
    prompts: list[Prompt] = []
    findings: list[Finding] = []
    learnings: list[Learning] = []
    wrong = list(faults)
    for improvement, draft in parts:
        prompts += draft.prompts
        findings += improvement.findings
        learnings += draft.learnings
        wrong += draft.faults
    return Offer(
        found.change,
        found.grounding,
        tuple(prompts),
        findings=tuple(findings),
        learnings=tuple(learnings),
        faults=tuple(dict.fromkeys(wrong)),
    )
