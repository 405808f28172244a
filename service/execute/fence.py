"""A fence around lines that are data: longer than any fence inside of it."""

import re
from collections.abc import Sequence

_TICKS = re.compile(r"`+")


def fenced(lines: Sequence[str], language: str = "") -> str:
    """The lines between two fences which nothing in them can close."""
    longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))
