"""KNOWN: what an id stands for, and the facts of the newest commit its prompt is measured by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service import execute
from service.execute import Unfit
from service.model import Analysis, Change, Finding, Grounding, Prompt, Queued, Repo
from service.ports import Edge, Fault, Lab
from service.workflows.grounded import around, for_findings, for_text


@dataclass(frozen=True, slots=True)
class Known:
    """A prompt that was handed out, or an improvement that has none yet; and the findings behind it."""

    pull: int
    """The pull request it is about; 0: the default branch."""
    prompt: Prompt | None = None
    queued: Queued | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it is about, as far as that is remembered."""
        return self.queued.improvement.findings if self.queued else ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A prompt, and what the repository has of all it speaks of."""

    prompt: Prompt
    grounding: Grounding


async def which(edge: Edge, repo: Repo, id: str) -> Known | None:
    """What this repository has under that id of a prompt, an improvement or a finding; None: nothing."""
    handed = await edge.store.prompt(repo, id)
    name = handed[1].improvement if handed else id.lower()
    queue = await edge.store.improvements(repo)
    queued = next((each for each in queue if _named(each, name)), None)
    if handed:
        return Known(handed[0].number or 0, handed[1], queued)
    if queued is None or queued.state == "closed":
        return None
    return Known((queued.source or 0) if queued.state == "proposed" else 0, None, queued)


async def measured(lab: Lab, change: Change, known: Known) -> Measured:
    """The prompt, written by rule where there is none yet, and its facts at the head of the change. Raises Fault."""
    standing = await _standing(lab, change, known.findings)
    prompt = known.prompt or _written(known, standing, change)
    cited = await for_text(lab, change.repo, change.head, prompt.body)
    return Measured(prompt, together(standing, cited))


async def _standing(lab: Lab, change: Change, findings: Sequence[Finding]) -> Grounding:
    if change.number is None:
        return await for_findings(lab, change.repo, change.head, findings)
    diff = await lab.code.fetch(change)
    return await around(lab, change.repo, change.head, Analysis(introduced=tuple(findings)), diff=diff)


def together(one: Grounding, other: Grounding) -> Grounding:
    """What either of them knows; of a file that both have read, what `other` does."""
    outlines = {each.path: each for each in (*one.outlines, *other.outlines)}
    return replace(
        one,
        paths=one.paths | other.paths,
        commands=tuple(dict.fromkeys((*one.commands, *other.commands))),
        guides=tuple(dict.fromkeys((*one.guides, *other.guides))),
        outlines=tuple(outlines.values()),
        layout=tuple(dict.fromkeys((*one.layout, *other.layout))),
        issues=tuple(dict.fromkeys((*one.issues, *other.issues))),
        roadmap=tuple(dict.fromkeys((*one.roadmap, *other.roadmap))),
    )


def _written(known: Known, grounding: Grounding, change: Change) -> Prompt:
    """The prompt of an improvement that was not handed out yet. Raises Fault."""
    if known.queued is None:
        raise Fault("There is neither a prompt nor an improvement of that id.")
    try:
        return execute.write(known.queued.improvement, grounding, change, float(known.queued.since))
    except Unfit as fault:
        raise Fault(f"No prompt can be written for it at {change.head[:7]}: {fault}.") from None


def _named(queued: Queued, id: str) -> bool:
    """True when the id is the improvement's, or one of its findings'."""
    improvement = queued.improvement
    return bool(id) and id in {improvement.id, *(finding.id for finding in improvement.findings)}
