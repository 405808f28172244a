"""SIGNALS: one file per format that other tools report in; each exports one `Format` and trusts no byte of a report."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from typing import Literal

from service import registry

MOST_BYTES = 32 << 20
"""A longer report is left alone: that of a million lines of code is shorter."""
MOST_FILES, MOST_LINES, MOST_MEASURES = 50_000, 1_000_000, 2_000
LONGEST_NAME = 120
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


class Unreadable(Exception):
    """Not a report of that format, or one that no tool would write; the message says what is wrong."""


@dataclass(slots=True)
class Lines:
    """Of one file the lines that tests can reach: those that one did reach, and the others."""

    hit: set[int] = field(default_factory=set)
    missed: set[int] = field(default_factory=set)


Covered = Mapping[str, Lines]
"""By path as the tool wrote it: relative to some folder, or absolute."""


def bounded(found: Covered) -> Covered:
    """The same, when it names files, and not more of them or of lines than a repository has. Raises Unreadable."""
    if not found:
        raise Unreadable("it names no file")
    if len(found) > MOST_FILES or sum(len(lines.hit) + len(lines.missed) for lines in found.values()) > MOST_LINES:
        raise Unreadable("it is of more code than a repository has")
    return found


@dataclass(frozen=True, slots=True)
class Measure:
    """One benchmark's result."""

    name: str
    value: float
    unit: str = ""
    bigger_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The results of one run; `commit` where the file says so."""

    results: tuple[Measure, ...]
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: the file names it usually has, and how it is read; `read` raises Unreadable."""

    name: str
    kind: Literal["coverage", "benchmark"]
    files: re.Pattern[str]
    read: Callable[[bytes], Covered | tuple[Measured, ...]]


@cache
def every() -> tuple[Format, ...]:
    """All formats, in file-name order."""
    return registry.load(__name__, Format)


def named(kind: str, name: str) -> tuple[Format, ...]:
    """The formats of that kind whose file names this one fits."""
    last = name.rpartition("/")[2]
    return tuple(each for each in every() if each.kind == kind and each.files.fullmatch(last))


def coverage(content: bytes, name: str) -> Covered:
    """What a coverage report says, in whatever format it is. Raises Unreadable."""
    read = _read(content, name, "coverage")
    if not isinstance(read, Mapping):
        raise Unreadable("it is no coverage report")
    return read


def benchmarks(content: bytes, name: str) -> tuple[Measured, ...]:
    """The runs a benchmark report holds, oldest first, in whatever format it is. Raises Unreadable."""
    read = _read(content, name, "benchmark")
    if not isinstance(read, tuple):
        raise Unreadable("it is no benchmark report")
    return read


def _read(content: bytes, name: str, kind: str) -> Covered | tuple[Measured, ...]:
    """What the first format makes of it that understands it; those whose file names fit are tried first."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is longer than {MOST_BYTES >> 20} MB")
    likely = named(kind, name)
    faults = []
    for each in (*likely, *(one for one in every() if one.kind == kind and one not in likely)):
        try:
            return each.read(content)
        except Unreadable as fault:
            faults.append(f"{each.name}: {fault}")
    raise Unreadable(faults[0] if likely else f"no format fits ({', '.join(faults)})")


def parsed(content: bytes) -> object:
    """The JSON of a report. Raises Unreadable."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("it is not JSON") from None


def at(data: object, *path: str) -> object:
    """The value at that path of nested objects, or None."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def measure(name: object, value: object, unit: object = "", *, bigger_is_better: bool = False) -> Measure | None:
    """A benchmark's result, or None for what is none: no name, no number, not finite, negative."""
    if not isinstance(name, str) or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not isfinite(value) or value < 0:
        return None
    return Measure(label(name), float(value), label(unit) if isinstance(unit, str) else "", bigger_is_better)


def label(text: str) -> str:
    """A name on one line, cut to 120 characters."""
    return _UNPRINTABLE.sub(" ", text).strip()[:LONGEST_NAME]


def some(found: Iterator[Measure | None]) -> tuple[Measure, ...]:
    """Those that are results. Raises Unreadable where there is none, or more than anybody reads."""
    results = tuple(each for each in found if each)
    if not results or len(results) > MOST_MEASURES:
        raise Unreadable("it holds no benchmark" if not results else f"it holds more than {MOST_MEASURES:,} benchmarks")
    return results
