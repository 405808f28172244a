"""Follows a prompt to the letter: reads its text alone, and knows nothing of whoever wrote it.

Understood are requirements that name lines and what is to stand there: "At `path:3-4`, replace these lines by exactly
(...):" with a fence below, and "At `path:3`, delete this line (...)."; and criteria that name findings which are to
be gone. Everything else is left to people.
"""

import re
from dataclasses import dataclass

STEP = re.compile(
    r"R-\d+\. At `(?P<path>[^`]+):(?P<start>\d+)(?:-(?P<end>\d+))?`, (?P<verb>replace|delete) th(?:is|ese) lines?\b"
)
GONE = re.compile(
    r"AC-\d+\. \([^)]*\) When Hone [^,]* the new head, `(?P<path>[^`]+)` shall have 0 findings (?P<ids>.*)"
)
FENCE = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Step:
    """The lines `start` to `end` (1-based, inclusive) of a file become others."""

    path: str
    start: int
    end: int
    lines: tuple[str, ...]


def steps(text: str) -> tuple[Step, ...]:
    """What the text asks for, in its order."""
    rows, found, at = text.split("\n"), [], 0
    while at < len(rows):
        asked = STEP.match(rows[at])
        at += 1
        if not asked:
            continue
        lines: list[str] = []
        if asked["verb"] == "replace":
            fence = FENCE.match(rows[at])
            if not fence:
                raise ValueError(f"no fence follows {asked[0]}")
            end = rows.index(fence[0], at + 1)
            lines, at = rows[at + 1 : end], end + 1
        found.append(Step(asked["path"], int(asked["start"]), int(asked["end"] or asked["start"]), tuple(lines)))
    return tuple(found)


def followed(text: str, path: str, content: str) -> str:
    """The content of the file after every step that is about it, one after the other."""
    rows = content.split("\n")
    for step in steps(text):
        if step.path == path:
            rows[step.start - 1 : step.end] = step.lines
    return "\n".join(rows)


def promised(text: str) -> frozenset[str]:
    """The ids of the findings that the text says will be gone."""
    rows = (GONE.match(row) for row in text.split("\n"))
    return frozenset(id for row in rows if row for id in re.findall(r"\b(f[a-z0-9]{7})\b", row["ids"]))
