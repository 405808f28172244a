"""Runs every analyzer on both sides of a change, and says what the change did to them."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.analyze import MAX_FINDINGS, Identified, compare, grown, identify, risk, unpaired
from service.analyze.gaps import Public, publics, settings, undocumented
from service.analyze.health import mean, standings
from service.analyzers import DEFAULT_COMPLEXITY, Analyzer, Options
from service.analyzers.measures import code_lines
from service.model import Analysis, ChangedFile, Diff, Finding, Function, Measures, Repo, Standing
from service.paths import is_test
from service.ports import Cache, Code, Sandbox
from service.workflows.batches import Batch, Gap, batches, select, sides
from service.workflows.gaps import told, unread
from service.workflows.inspection import Reading, Side
from service.workflows.reading import oldest, read

MOST_SECONDS = 600
"""Wall time after which no further batch begins."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Examination:
    """What is known of a change, and the functions of the head around its introduced findings."""

    analysis: Analysis
    functions: tuple[Function, ...] = ()
    analysed: int = 0
    """Texts that had to be analysed; what the analyzers say of the others was known."""


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
    publics: tuple[Public, ...] = ()
    settings: tuple[str, ...] = ()
    analysed: int = 0
    new_lines: int = 0
    health: tuple[tuple[Standing, Standing], ...] = ()
    """Files that exist on both sides, as they stood and as they stand."""


async def examine(
    diff: Diff,
    code: Code,
    sandbox: Sandbox,
    repo: Repo,
    salt: bytes,
    on_progress: Progress | None = None,
    complexity: int = DEFAULT_COMPLEXITY,
    cache: Cache | None = None,
) -> Examination:
    """Analyse every changed file before and after, and keep what the change introduced and fixed.

    What could not be analysed is in `gaps`, never silently clean. `on_progress` is told files done and files in all.
    """
    files, gaps = select(diff)
    options = Options(salt, await oldest(await code.tree(repo, diff.base), code, repo), complexity)
    parts, done = [Part(gaps=gaps)], 0
    time = asyncio.get_running_loop().time
    end = time() + MOST_SECONDS
    async for batch in batches(files, code, repo):
        parts.append(await _part(batch, options, sandbox, cache) if time() < end else _late(batch))
        done += len(batch.files)
        if on_progress:
            on_progress(done, len(files))
    return _examination(diff, parts)


async def _part(batch: Batch, options: Options, sandbox: Sandbox, cache: Cache | None) -> Part:
    """What every analyzer says of both sides, judged."""
    seen = await read(batch, options, sandbox, cache)
    renames = {file.old_path: file.path for file in batch.files if file.old_path and file.status == "renamed"}
    part = await asyncio.to_thread(_judged, batch, seen.readings, renames)
    return replace(part, analysed=seen.analysed)


def _late(batch: Batch) -> Part:
    """A batch whose turn never came, because what stood before it took too long."""
    return Part(
        gaps=tuple(("files", f"not reached within {MOST_SECONDS:,} s", file.path, True) for file in batch.files)
    )


def _judged(batch: Batch, readings: Mapping[Analyzer, Reading], renames: Mapping[str, str]) -> Part:
    gaps = [*batch.gaps]
    missing: dict[Side, set[tuple[str, str]]] = {"base": set(), "head": set()}
    for analyzer, reading in readings.items():
        for key, reason, blocking in unread(reading):
            path = renames.get(key[1], key[1]) if key[0] == "base" else key[1]
            missing[key[0]].add((analyzer.name, path))
            if reason:
                gaps.append(
                    (analyzer.name, reason if key[0] == "head" else f"{reason} before the change", path, blocking)
                )
    head, functions = _side("head", batch, readings.values(), {})
    base, before = _side("base", batch, readings.values(), renames)
    head, base, same = unpaired(base, head, Diff("", "", batch.files))
    new = grown(head, before, renames)
    paths = {renames.get(path, path) for reading in readings.values() for _, path in reading.found}
    carried = sum(not any(sides(file)) for file in batch.files)  # renamed without a change: nothing new to read
    after = {path: text.content for (at, path), text in batch.texts.items() if at == "head"}
    return Part(
        base,
        new,
        same + len(head) - len(new),
        _around((one.finding for one in new), functions),
        gaps=tuple(gaps),
        unread_base=frozenset(missing["base"]),
        unread_head=frozenset(missing["head"]),
        read=len(paths) + carried,
        new_lines=sum(_new_lines(file, batch) for file in batch.files if not is_test(file.path)),
        health=_health(readings.values(), before, functions, renames),
        publics=publics(functions, after, {file.path: file.hunks for file in batch.files}),
        settings=settings(batch.files, after),
    )


def _new_lines(file: ChangedFile, batch: Batch) -> int:
    """How many lines of code the change wrote in the file."""
    text = batch.texts.get(("head", file.path))
    code = code_lines(text) if text else frozenset()
    return sum(line in code for hunk in file.hunks for line in range(hunk.new_start, hunk.new_start + hunk.new_lines))


def _health(
    readings: Iterable[Reading],
    before: Iterable[Function],
    after: Iterable[Function],
    renames: Mapping[str, str],
) -> tuple[tuple[Standing, Standing], ...]:
    """How the files that exist on both sides stood and stand."""
    sizes: dict[Side, list[Measures]] = {"base": [], "head": []}
    for (side, _), one in ((key, one) for reading in readings for key, one in reading.found.items()):
        if one.measures:
            sizes[side].append(one.measures)
    stood = {renames.get(one.path, one.path): one for one in standings(sizes["base"], before)}
    return tuple((stood[one.path], one) for one in standings(sizes["head"], after) if one.path in stood)


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
        gaps=told(gap for part in parts for gap in part.gaps),
        files=sum(part.read for part in parts),
        added=sum(file.added for file in diff.files),
        deleted=sum(file.deleted for file in diff.files),
        undocumented=undocumented([one for part in parts for one in part.publics]),
        suppressed=tuple(path for part in parts for path in part.settings)[:MAX_FINDINGS],
        new_lines=sum(part.new_lines for part in parts),
        debt_minutes=done.minutes,
        health_before=mean(before for part in parts for before, _ in part.health),
        health_after=mean(after for part in parts for _, after in part.health),
        risk=risk(diff, done.introduced),
    )
    return Examination(
        analysis,
        _around(done.introduced, (one for part in parts for one in part.functions)),
        sum(part.analysed for part in parts),
    )
