"""The three places on a pull request: a quick win, a performance win, a structural one; empty ones say why."""

from collections.abc import Iterable, Sequence

from service.model import Analysis, Improvement, Kind, Slot

NAMES: dict[Kind, str] = {
    "quick": "high impact, low risk",
    "performance": "medium impact, performance",
    "structure": "long term, architecture",
}
NOTHING: dict[Kind, str] = {
    "quick": "no finding can be resolved on its own at low risk",
    "performance": "no rule saw avoidable work that is worth a prompt",
    "structure": "no function passed the limit of complexity, and no risky rebuilding is due",
}


def places(queue: Iterable[Improvement], analysis: Analysis) -> tuple[Slot, ...]:
    """Exactly three places in their order; `queue` is best first."""
    best: dict[Kind, Improvement] = {}
    for improvement in queue:
        best.setdefault(improvement.kind, improvement)
    return tuple(Slot(kind, name, best.get(kind), _reason(kind, best, analysis)) for kind, name in NAMES.items())


def _reason(kind: Kind, best: dict[Kind, Improvement], analysis: Analysis) -> str:
    if kind in best:
        return ""
    files = f"{analysis.files} analysed {'file' if analysis.files == 1 else 'files'}"
    unread: Sequence[object] = [gap for gap in analysis.gaps if gap.blocking]
    return f"{NOTHING[kind]} in the {files}{', and some evidence is missing' if unread else ''}"
