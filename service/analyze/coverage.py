"""What coverage and benchmark reports say of a change: its own lines, and its results beside the base's."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from service.model import Benchmark, Benchmarks, ChangedFile, Coverage, Diff
from service.paths import is_beside, is_test
from service.signals import Covered, Lines, Measured

SOURCE = re.compile(r"\.(py|[cm]?[jt]sx?|go|rs|java|kt|rb|php|cs|swift|c|cc|cpp|scala)$")
SHOWN = 3
"""Uncovered ranges that are named."""


def covered(diff: Diff, tree: Collection[str], reports: Mapping[str, Covered]) -> Coverage | None:
    """How many of the diff's new lines tests reach, by all reports together; None without a report.

    Reports name files relative to some folder, or absolutely; `tree` (the head's paths) says which file is meant. A
    name that several files fit is nobody's. Lines no tool measures (comments, blank lines) do not count.
    """
    if not reports:
        return None
    measured = _by_path(tree, reports.values())
    lines, reached, places, unnamed = 0, 0, list[str](), list[str]()
    for file in diff.files:
        known = measured.get(file.path)
        if known is None:
            unnamed += [file.path] * (file.added > 0 and _is_source(file.path))
            continue
        new = _new_lines(file)
        hit, missed = new & known.hit, new & (known.missed - known.hit)
        lines, reached = lines + len(hit) + len(missed), reached + len(hit)
        places += [f"{file.path}:{run}" for run in _runs(sorted(missed))]
    return Coverage(lines, reached, tuple(places[:SHOWN]), tuple(reports), tuple(unnamed[:SHOWN]))


def compared(now: Mapping[str, Sequence[Measured]], before: Mapping[str, Sequence[Measured]], base: str) -> Benchmarks:
    """Results of the head beside those of the base.

    A report that keeps the runs of many commits brings its own base: the run of `base`, else the one before its last.
    """
    ours, theirs = dict[str, Benchmark](), dict[str, tuple[float, str]]()
    for run in _bases(now, before, base):
        theirs |= {each.name: (each.value, each.unit) for each in run.results}
    results = [each for runs in now.values() if runs for each in runs[-1].results]
    for each in results:
        value, unit = theirs.get(each.name, (0.0, ""))
        if each.name in theirs and unit == each.unit and value > 0:
            ours[each.name] = Benchmark(each.name, each.value, value, each.unit, each.bigger_is_better)
    return Benchmarks(tuple(ours.values()), len(results) - len(ours), (*now, *before))


def _bases(
    now: Mapping[str, Sequence[Measured]], before: Mapping[str, Sequence[Measured]], base: str
) -> Iterator[Measured]:
    for runs in now.values():
        yield from runs[-2:-1]
        yield from (run for run in runs[:-1] if run.commit == base and base)
    for runs in before.values():
        yield from runs[-1:]
        yield from (run for run in runs if run.commit == base and base)


def _by_path(tree: Collection[str], reports: Iterable[Covered]) -> dict[str, Lines]:
    """The lines of all reports together, by path in the repository."""
    named: dict[str, list[str]] = {}
    for path in tree:
        named.setdefault(path.rpartition("/")[2], []).append(path)
    found: dict[str, Lines] = {}
    for report in reports:
        for name, lines in report.items():
            path = _meant(name.replace("\\", "/").removeprefix("./"), named)
            if path:
                known = found.setdefault(path, Lines())
                known.hit |= lines.hit
                known.missed |= lines.missed
    return found


def _meant(name: str, named: Mapping[str, Sequence[str]]) -> str:
    """The file a report's name means: itself, else the only one that ends like it, or that it ends like."""
    alike = named.get(name.rpartition("/")[2], ())
    if name in alike:
        return name
    ends = [path for path in alike if path.endswith(f"/{name}")]
    within = [path for path in alike if name.endswith(f"/{path}")]
    if len(ends) == 1:
        return ends[0]
    return max(within, key=len, default="") if not ends else ""


def _is_source(path: str) -> bool:
    """True for code of the product in a language that coverage is measured of."""
    return bool(SOURCE.search(path)) and not is_test(path) and not is_beside(path)


def _new_lines(file: ChangedFile) -> set[int]:
    return {line for hunk in file.hunks for line in range(hunk.new_start, hunk.new_start + hunk.new_lines)}


def _runs(lines: Sequence[int]) -> Iterator[str]:
    """Consecutive lines together: `12-14`, `20`."""
    if not lines:
        return
    starts = [lines[0], *(after for before, after in pairwise(lines) if after != before + 1)]
    ends = [*(before for before, after in pairwise(lines) if after != before + 1), lines[-1]]
    for start, end in zip(starts, ends, strict=True):
        yield f"{start}-{end}" if end > start else str(start)
