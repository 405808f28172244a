"""What a file defines, by name and lines: read off its lines and their indentation, in any of two dozen languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.analyze.definitions import defined, language
from service.model import Hunk, Outline, Symbol

MOST_SYMBOLS = 60
MOST_LINES, MOST_BYTES = 20_000, 512 * 1024
"""Lines of one file that are looked at, and its size from which none is: nobody's hand wrote more."""
GOES_ON = ("{", ")", "]", ":", "where ", "throws ", "->", "|")
"""What a line begins with that belongs to the definition above it although it is not indented further."""
LABEL = re.compile(r"[A-Za-z_]\w*:(?:\s*(?://.*|/\*.*))?\Z")
"""A label to jump to: formatters put it at the margin, in the midst of a function."""
LABELLED = frozenset({"go", "c cc cpp cxx h hh hpp m mm"})
ENDS = re.compile(r"\}|end\b")
"""What ends the definition above it at the same indentation."""
TAB = 4


def outline(path: str, content: bytes, hunks: Sequence[Hunk] = ()) -> Outline:
    """How many lines a file has and what it defines: at most 60 definitions, those the hunks changed before others.

    A definition ends where the indentation comes back to its own, which is so in every file that people or their
    formatters indent. Binary files have no lines.
    """
    if b"\0" in content[:8000]:
        return Outline(path, 0)
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    kind = language(path)
    if not kind or len(content) > MOST_BYTES:
        return Outline(path, lines)
    text = content.decode("utf-8", "replace").split("\n", MOST_LINES)[:MOST_LINES]
    found = [replace(each, changed=_touched(each, hunks)) for each in _symbols(text, kind)]
    first = sorted(found, key=lambda each: not each.changed)[:MOST_SYMBOLS]
    return Outline(path, lines, tuple(sorted(first, key=lambda each: (each.start, -each.end))))


def _symbols(lines: Sequence[str], kind: str) -> Iterator[Symbol]:
    """Every definition, closed by the first line that is not indented further and does not belong to it."""
    open: list[tuple[int, int, str]] = []
    last = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or (kind in LABELLED and LABEL.match(text)):
            continue
        depth = _depth(line)
        while open and depth <= open[-1][0]:
            goes_on = depth == open[-1][0] and text.startswith(GOES_ON)
            if goes_on:
                break
            ends = depth == open[-1][0] and ENDS.match(text)
            _, start, name = open.pop()
            yield Symbol(name, start, number if ends else last)
            if ends:
                break
        last = number
        if name := defined(text, kind):
            open.append((depth, number, name))
    for _, start, name in reversed(open):
        yield Symbol(name, start, last)


def _depth(line: str) -> int:
    return sum(TAB if char == "\t" else 1 for char in line[: len(line) - len(line.lstrip())])


def _touched(symbol: Symbol, hunks: Sequence[Hunk]) -> bool:
    return any(
        hunk.new_lines and hunk.new_start <= symbol.end and symbol.start < hunk.new_start + hunk.new_lines
        for hunk in hunks
    )
