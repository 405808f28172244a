"""What a change wrote that wants a test, by definition and lines; and which files need none after all."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.analyze.definitions import language
from service.analyze.gaps.mentions import mentions
from service.analyze.gaps.substance import TYPE, written
from service.analyze.outline import outline
from service.model import ChangedFile, Diff, Excused, Symbol, Untried
from service.paths import is_test

LEAST = 3
"""Lines of code below which a test would say no more than they do."""
MOST_PARTS, MOST_FAILS = 3, 2
NEARBY, TINY = 3, 3
"""Lines from one written line to the next of the same place, and lines of a definition that is a detail of another."""
NEW = 0.7
"""Share of a definition's lines that are written when all of it is."""
BESIDE = re.compile(
    r"(^|/)step_definitions|^features/.*\.rb$|(^|/)(bootstrap|autoload)(/|\.)|(^|/)config/[^/]*\.(php|rb|py|exs?|[cm]?[jt]s)$"
    r"|(^|/)[^/]*(\.config|rc)\.[cm]?[jt]s$|(^|/)(config|settings|constants)\.([cm]?[jt]s|php|py|rb)$"
    r"|\.d\.[cm]?ts$|(^|/)([^/]*[.-])?types?\.[cm]?ts$|(^|/)(androidTest|\w*Test|test-utils|testutils?)/"
)
"""What is run by tests or tools, or only configured: nobody writes a test of it."""
HOLDS = re.compile(r"(?:[\w@]+\s+)*(?:class|module|namespace|object|impl|trait|mod)\b")
FAILS = (
    (re.compile(r"\braise\s+(?:[\w.]+\.)?([A-Z]\w{2,50})"), "raises {}"),
    (re.compile(r"\bthrow\s+(?:new\s+)?(?:[\w.]+\.)?([A-Z]\w{2,50})"), "throws {}"),
    (re.compile(r"\breturn\b.*\b(?:fmt\.Errorf|errors\.\w+)\(|\breturn\b.*,\s*err$"), "returns an error"),
    (re.compile(r"\bErr\(|\bpanic!?\("), "fails"),
    (re.compile(r"\breturn\s+(None|null|nil|false|False|undefined)\b"), "returns {}"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """Files that grew without a changed test, once their texts were read."""

    paths: tuple[str, ...] = ()
    """Those that want one."""
    parts: tuple[Untried, ...] = ()
    excused: tuple[Excused, ...] = ()


def untried(diff: Diff, grown: Iterable[str], texts: Mapping[str, bytes]) -> Read:
    """What of the grown files wants a test; `texts` by blob id. A file whose text is not here is taken at its name."""
    files = {file.path: file for file in diff.files}
    changed = [
        (file.path, texts[file.new_blob]) for file in diff.files if is_test(file.path) and file.new_blob in texts
    ]
    paths, parts, excused = [], list[Untried](), list[Excused]()
    for path in grown:
        found = _file(files[path], texts, changed)
        if isinstance(found, str):
            excused.append(Excused(path, found))
        else:
            paths.append(path)
            parts += found
    return Read(tuple(paths), tuple(parts), tuple(excused))


def _file(
    file: ChangedFile, texts: Mapping[str, bytes], changed: Sequence[tuple[str, bytes]]
) -> str | tuple[Untried, ...]:
    """What wants a test, or why nothing does."""
    if BESIDE.search(file.path):
        return "in configuration, types or tools of tests"
    new = texts.get(file.new_blob)
    if new is None:
        return ()
    lines = new.decode("utf-8", "replace").split("\n")
    symbols = outline(file.path, new, file.hunks).symbols
    wrote = [
        (number, around)
        for number in written(file.path, texts.get(file.old_blob, b""), new, file.hunks)
        if not _says(around := _around(number, symbols), lines)
    ]
    if not wrote:
        return "only in layout, comments, imports or types"
    if len(wrote) < LEAST:
        return f"in fewer than {LEAST} lines of code"
    names = {each.name for each in symbols if each.changed}
    if any(mentions(text, test, file.path, names) for test, text in changed):
        return "in code that a changed test names"
    parts = tuple(_parts(file.path, wrote, lines))
    return parts or "outside of any function"


def _around(number: int, symbols: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """The definitions a line lies in, the innermost first."""
    inside = [each for each in symbols if each.start <= number <= each.end]
    return tuple(sorted(inside, key=lambda each: each.end - each.start))


def _says(around: Sequence[Symbol], lines: Sequence[str]) -> bool:
    """True in a type: its lines say what things look like."""
    return bool(around) and TYPE.match(lines[around[0].start - 1].strip()) is not None


def _parts(path: str, wrote: Sequence[tuple[int, tuple[Symbol, ...]]], lines: Sequence[str]) -> Iterator[Untried]:
    """The definitions most was written in, new ones first, each name once; all of it where no definition is known."""
    grouped: dict[Symbol | None, list[int]] = {}
    for number, around in wrote:
        grouped.setdefault(_meant(around, lines), []).append(number)
    named: dict[str, tuple[bool, int, Untried]] = {}
    for symbol, numbers in grouped.items():
        if symbol is None:
            continue
        old, size = not _new(symbol, numbers), -len(numbers)
        if symbol.name not in named or named[symbol.name][1] > size:
            named[symbol.name] = old, size, _part(path, symbol, numbers, lines)
    ordered = [part for *_, part in sorted(named.values(), key=lambda each: each[:2])]
    first = [each for each in ordered if each.lines >= LEAST] or ordered
    if not language(path):
        yield _part(path, None, grouped[None], lines)
    yield from first[:MOST_PARTS]


def _new(symbol: Symbol, numbers: Sequence[int]) -> bool:
    return len(numbers) >= NEW * (symbol.end - symbol.start + 1)


def _meant(around: Sequence[Symbol], lines: Sequence[str]) -> Symbol | None:
    """The innermost definition that is no detail of another one."""
    for at, each in enumerate(around):
        detail = each.end - each.start < TINY
        outer = around[at + 1] if at + 1 < len(around) else None
        if not (detail and outer and not HOLDS.match(lines[outer.start - 1].strip())):
            return each
    return None


def _part(path: str, symbol: Symbol | None, numbers: Sequence[int], lines: Sequence[str]) -> Untried:
    start, end = _densest(numbers)
    if symbol and _new(symbol, numbers):
        start, end = symbol.start, symbol.end
    return Untried(path, symbol.name if symbol else "", start, end, len(numbers), _fails(numbers, lines))


def _densest(numbers: Sequence[int]) -> tuple[int, int]:
    """The place with most of the lines."""
    runs = [[numbers[0]]]
    for number in numbers[1:]:
        if number - runs[-1][-1] <= NEARBY:
            runs[-1].append(number)
        else:
            runs.append([number])
    best = max(runs, key=len)
    return best[0], best[-1]


def _fails(numbers: Sequence[int], lines: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, int] = {}
    for number in numbers:
        for pattern, said in FAILS:
            if match := pattern.search(lines[number - 1].strip()[:300]):
                found.setdefault(said.format(*match.groups()), number)
                break  # `return nil, err` is one way
    return tuple(f"{said} (line {number})" for said, number in found.items())[:MOST_FAILS]
