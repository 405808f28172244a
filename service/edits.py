"""A tool's edits, turned into a fix of whole lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.model import Fix

MOST_LINES = 10
"""Lines of a fix, before and after: a longer one is not read before it is accepted."""
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace what stands between two places; lines and columns (characters) count from 1, `last` is the one after."""

    first: tuple[int, int]
    last: tuple[int, int]
    new: str


def whole_lines(content: bytes, edits: Sequence[Edit]) -> Fix | None:
    """The edits as the new form of the lines they touch.

    None when they are too long, overlap, change nothing or lie outside of the text, and for text that is not UTF-8 or
    has other line ends than a newline there.
    """
    if not edits:
        return None
    ordered = sorted(edits)
    start, end = ordered[0].first[0], max(edit.last[0] for edit in ordered)
    try:
        rows = content.decode().split("\n")
    except UnicodeDecodeError:
        return None
    if not 1 <= start <= end <= len(rows) or end - start > MOST_LINES:
        return None
    old = rows[start - 1 : end]
    new = _edited(old, ordered, start)
    return None if new is None else _trimmed(old, new, start, len(rows) - (not rows[-1]))


def _edited(old: Sequence[str], edits: Sequence[Edit], start: int) -> list[str] | None:
    """The lines after all edits; None when two overlap or one points outside of its line."""
    text, starts = "\n".join(old), [0]
    for line in old:
        starts.append(starts[-1] + len(line) + 1)
    done, position = [], 0
    for edit in edits:
        first, last = (_offset(place, starts, start) for place in (edit.first, edit.last))
        if not position <= first <= last <= len(text):
            return None
        done += [text[position:first], edit.new]
        position = last
    return "".join([*done, text[position:]]).split("\n")


def _offset(place: tuple[int, int], starts: Sequence[int], start: int) -> int:
    """The place as an index into the lines; -1 when there is no such column."""
    row, column = place
    begin, after = starts[row - start], starts[row - start + 1]
    return begin + column - 1 if 1 <= column <= after - begin else -1


def _trimmed(old: Sequence[str], new: Sequence[str], start: int, lines: int) -> Fix | None:
    """Without lines that stay as they are; what only adds lines keeps one of the old ones to stand on."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if same == len(old) == len(new):
        return None
    if same + tail == len(old):
        same, tail = (same - 1, tail) if same else (same, tail - 1)
    end, lasting = start + len(old) - tail - 1, tuple(new[same : len(new) - tail])
    touched = "".join((*old[same : len(old) - tail], *lasting))
    if end > lines or "\r" in touched or len(touched) > MOST_CHARACTERS:
        return None
    return Fix(start + same, end, lasting) if max(end - start - same + 1, len(lasting)) <= MOST_LINES else None
