"""Hotspots: the files that are both hard to change and often changed, where mending pays first."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest

from service.model import Hotspot, Past, Standing

YEAR = 365 * 86_400
MOST = 10
LEAST_REVISIONS = 3
"""Changes in a year below which nobody would call a file often changed."""


def revisions(changes: Sequence[Past], seconds: int = YEAR) -> Mapping[str, int]:
    """How often each file changed in the year before the newest change; renames are followed to the newest name.

    `changes` come oldest first.
    """
    counted: dict[str, int] = {}
    names: dict[str, str] = {}
    since = max((change.time for change in changes), default=0) - seconds
    for change in reversed(changes):
        for touch in change.files:
            name = names.get(touch.path, touch.path)
            if change.time >= since:
                counted[name] = counted.get(name, 0) + 1
            if touch.old_path:
                names[touch.old_path] = name
    return counted


def hotspots(files: Iterable[Standing], changed: Mapping[str, int], most: int = MOST) -> tuple[Hotspot, ...]:
    """The files with the largest product of two shares: of files that changed less often, and of less complex ones."""
    standing = tuple(files)
    often = sorted(changed.get(file.path, 0) for file in standing)
    complex = sorted(file.complexity for file in standing)
    found = (
        Hotspot(
            file.path,
            changed[file.path],
            file.complexity,
            round(_share(changed[file.path], often) * _share(file.complexity, complex), 3),
            file.health,
        )
        for file in standing
        if changed.get(file.path, 0) >= LEAST_REVISIONS
    )
    worst = nlargest(most, found, key=lambda spot: (spot.score, spot.revisions, spot.complexity, spot.path))
    return tuple(spot for spot in worst if spot.score > 0)


def _share(value: int, ordered: Sequence[int]) -> float:
    """The share of the ordered values that are smaller."""
    return bisect_left(ordered, value) / len(ordered)
