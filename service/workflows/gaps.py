"""GAPS: what was not analysed, in lines a person reads."""

from collections.abc import Iterable, Iterator, Sequence

from service.analyzers import one_line
from service.model import NotAnalysed
from service.workflows.batches import Gap
from service.workflows.inspection import Key, Reading

SHOWN = 3


def told(gaps: Iterable[Gap]) -> tuple[NotAnalysed, ...]:
    """One line for each reason, with the first paths and how many more; what blocks comes first."""
    grouped: dict[tuple[str, str, bool], dict[str, None]] = {}
    for what, reason, path, blocking in gaps:
        grouped.setdefault((what, reason, blocking), {})[path] = None
    lines = [
        NotAnalysed(what, f"{reason}: {_listed(tuple(paths))}", blocking, len(paths))
        for (what, reason, blocking), paths in grouped.items()
    ]
    return tuple(sorted(lines, key=lambda line: not line.blocking))


def unread(reading: Reading) -> Iterator[tuple[Key, str, bool]]:
    """The texts an analyzer could not read in full, why, and whether evidence on the head is missing.

    An unread base is none: every finding on a changed line then counts as new.
    """
    for key, reason in reading.failed.items():
        yield key, reason, key[0] == "head"
    for key, found in reading.found.items():
        if found.gap or found.blind:
            yield key, found.gap, key[0] == "head"


def _listed(paths: Sequence[str]) -> str:
    shown = ", ".join(one_line(path, 120) for path in paths[:SHOWN])
    return f"{shown} and {len(paths) - SHOWN} more" if len(paths) > SHOWN else shown
