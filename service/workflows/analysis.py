"""Runs every analyzer on both sides of a change, and says what the change did to them."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.analyze import Identified, compare, grown, identify, risk, unpaired
from service.analyzers import Analyzer, Options, Tool, every, one_line
from service.analyzers.ruff import oldest_python
from service.model import Analysis, Diff, Finding, Function, NotAnalysed, Repo
from service.ports import Code, Sandbox
from service.workflows.batches import Batch, Gap, batches, select, sides
from service.workflows.inspection import Key, Reading, Side, inspect

MOST_SECONDS = 600
"""Wall time after which no further batch begins."""
SHOWN = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of a change, and the functions of the head around its introduced findings."""

    analysis: Analysis
    functions: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What sets the sides of one batch apart, and how many findings they share.

    `unread_...` are (tool, head path) of texts on that side that the tool could not read in full.
    """

    base: Sequence[Identified] = ()
    head: Sequence[Identified] = ()
    same: int = 0
    functions: tuple[Function, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unread_base: frozenset[tuple[str, str]] = frozenset()
    unread_head: frozenset[tuple[str, str]] = frozenset()
    read: int = 0


async def examine(
    diff: Diff, code: Code, sandbox: Sandbox, repo: Repo, salt: bytes, on_progress: Progress | None = None
) -> Examination:
    """Analyse every changed file before and after, and keep what the change introduced and fixed.

    What could not be analysed is in `gaps`, never silently clean. `on_progress` is told files done and files in all.
    """
    files, gaps = select(diff)
    options = Options(salt, await _python(diff, code, repo))
    parts, done = [Part(gaps=gaps)], 0
    time = asyncio.get_running_loop().time
    end = time() + MOST_SECONDS
    async for batch in batches(files, code, repo):
        parts.append(await _part(batch, options, sandbox) if time() < end else _late(batch))
        done += len(batch.files)
        if on_progress:
            on_progress(done, len(files))
    return _examination(diff, parts)


async def _python(diff: Diff, code: Code, repo: Repo) -> str:
    """The oldest Python the merge base supports; empty when it does not say so where we can read it."""
    if not any(file.path.endswith(".py") for file in diff.files):
        return ""
    blob = (await code.tree(repo, diff.base)).get("pyproject.toml", "")
    content = (await code.blobs(repo, [blob])).get(blob, b"") if blob else b""
    return oldest_python(content.decode(errors="replace"))


async def _part(batch: Batch, options: Options, sandbox: Sandbox) -> Part:
    """Every analyzer on the batch, all at the same time."""
    short = {key: text for key, text in batch.texts.items() if key not in batch.long}
    analyzers = every()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(inspect(one, short if isinstance(one.work, Tool) else batch.texts, options, sandbox))
            for one in analyzers
        ]
    readings = [task.result() for task in tasks]
    renames = {file.old_path: file.path for file in batch.files if file.old_path and file.status == "renamed"}
    return await asyncio.to_thread(_judged, batch, dict(zip(analyzers, readings, strict=True)), renames)


def _late(batch: Batch) -> Part:
    """A batch whose turn never came, because what stood before it took too long."""
    return Part(
        gaps=tuple(("files", f"not reached within {MOST_SECONDS:,} s", file.path, True) for file in batch.files)
    )


def _judged(batch: Batch, readings: Mapping[Analyzer, Reading], renames: Mapping[str, str]) -> Part:
    gaps = [*batch.gaps]
    unread: dict[Side, set[tuple[str, str]]] = {"base": set(), "head": set()}
    for analyzer, reading in readings.items():
        for key, reason, blocking in _unread(reading):
            path = renames.get(key[1], key[1]) if key[0] == "base" else key[1]
            unread[key[0]].add((analyzer.name, path))
            if reason:
                gaps.append(
                    (analyzer.name, reason if key[0] == "head" else f"{reason} before the change", path, blocking)
                )
    head, functions = _side("head", batch, readings.values(), {})
    base, before = _side("base", batch, readings.values(), renames)
    head, base, same = unpaired(base, head, Diff("", "", batch.files))
    new = grown(head, before, renames)
    read = {renames.get(path, path) for reading in readings.values() for _, path in reading.found}
    carried = sum(not any(sides(file)) for file in batch.files)  # renamed without a change: nothing new to read
    return Part(
        base,
        new,
        same + len(head) - len(new),
        _around((one.finding for one in new), functions),
        gaps=tuple(gaps),
        unread_base=frozenset(unread["base"]),
        unread_head=frozenset(unread["head"]),
        read=len(read) + carried,
    )


def _unread(reading: Reading) -> Iterator[tuple[Key, str, bool]]:
    """The texts an analyzer could not read in full, why, and whether evidence on the head is missing.

    An unread base is none: every finding on a changed line then counts as new.
    """
    for key, reason in reading.failed.items():
        yield key, reason, key[0] == "head"
    for key, found in reading.found.items():
        if found.gap or found.blind:
            yield key, found.gap, key[0] == "head"


def _side(
    name: Side, batch: Batch, readings: Iterable[Reading], renames: Mapping[str, str]
) -> tuple[Sequence[Identified], Sequence[Function]]:
    """The findings of one side, identified, and its functions."""
    contents = {path: text.content for (at, path), text in batch.texts.items() if at == name}
    found = [one for reading in readings for (at, _), one in reading.found.items() if at == name]
    functions = [function for one in found for function in one.functions]
    findings = [finding for one in found for finding in one.findings]
    return identify(findings, contents, functions, renames), functions


def _around(findings: Iterable[Finding], functions: Iterable[Function]) -> tuple[Function, ...]:
    """The functions in which a finding starts."""
    lines: dict[str, list[int]] = {}
    for finding in findings:
        lines.setdefault(finding.path, []).append(finding.start)
    for starts in lines.values():
        starts.sort()
    return tuple(
        function
        for function in functions
        if bisect_left(starts := lines.get(function.path, []), function.start) < bisect_right(starts, function.end)
    )


def _examination(diff: Diff, parts: Sequence[Part]) -> Examination:
    done = compare(
        (one for part in parts for one in part.base),
        (one for part in parts for one in part.head),
        diff,
        {one for part in parts for one in part.unread_base},
        {one for part in parts for one in part.unread_head},
    )
    analysis = Analysis(
        introduced=done.introduced,
        fixed=done.fixed,
        preexisting=done.preexisting + sum(part.same for part in parts),
        dropped=done.dropped,
        also_fixed=done.also_fixed,
        gaps=_gaps(gap for part in parts for gap in part.gaps),
        files=sum(part.read for part in parts),
        added=sum(file.added for file in diff.files),
        deleted=sum(file.deleted for file in diff.files),
        risk=risk(diff, done.introduced),
    )
    return Examination(analysis, _around(done.introduced, (one for part in parts for one in part.functions)))


def _gaps(gaps: Iterable[Gap]) -> tuple[NotAnalysed, ...]:
    """One line for each reason, with the first paths and how many more; what blocks comes first."""
    grouped: dict[tuple[str, str, bool], dict[str, None]] = {}
    for what, reason, path, blocking in gaps:
        grouped.setdefault((what, reason, blocking), {})[path] = None
    lines = [
        NotAnalysed(what, f"{reason}: {_listed(tuple(paths))}", blocking, len(paths))
        for (what, reason, blocking), paths in grouped.items()
    ]
    return tuple(sorted(lines, key=lambda line: not line.blocking))


def _listed(paths: Sequence[str]) -> str:
    shown = ", ".join(one_line(path, 120) for path in paths[:SHOWN])
    return f"{shown} and {len(paths) - SHOWN} more" if len(paths) > SHOWN else shown
