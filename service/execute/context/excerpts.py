"""Pieces of files that a model is shown: named by path and lines, free of secrets and of what is hidden."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.analyzers import Text, generated, minified
from service.execute.context.cleaning import clean
from service.execute.context.fencing import fenced
from service.execute.context.hushing import hushed
from service.execute.names import plain_path
from service.paths import unwanted

LONGEST_LINE = 240
LONGEST_TEXT = 512 * 1024
"""Bytes of a file that is read at all; nobody's hand wrote more."""
CUT = " [line cut]"
RULES = re.compile(
    r"(?i)(?:^|/)(?:agents?(?:\.\w+)?\.md|claude(?:\.\w+)?\.md|gemini\.md|\.(?:cursor|windsurf|cline|roo|goose)[\w-]*(?:rules|hints)?"
    r"|copilot-instructions\.md|\.aider[\w.-]*|conventions\.md)$"
    r"|(?:^|/)\.(?:cursor|claude|windsurf|clinerules|roo|junie|kiro|continue|amazonq|agents?)/|^\.github/(?:instructions|prompts|chatmodes|agents)/"
)
"""Files that tell agents what to do: what a pull request writes into them is an order from a stranger."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one text, 1-based and inclusive; `start` is 0 for what has no lines of its own, such as a diff."""

    path: str
    start: int
    end: int
    text: str
    note: str = ""
    """What it is to the work, in a word or two, such as `test`."""

    @property
    def label(self) -> str:
        """What stands on the line before its fence."""
        lines = f":{self.start}-{self.end}" if self.start else ""
        return f"{self.path}{lines}" + (f" ({self.note})" if self.note else "")

    @property
    def shown(self) -> str:
        """As a model reads it."""
        return fenced(self.text, self.label)


def safe(path: str, text: str) -> str:
    """Any stranger's text as it may reach a model: nothing hidden, no secrets; the lines stay where they are.

    `path` is its name in the repository, empty for what people wrote elsewhere.
    """
    return hushed(path, clean(text, path))


def readable(path: str, content: bytes) -> tuple[str, ...]:
    """The lines of a file that a model may be shown; none for what nobody wrote or reads line by line.

    Such are binary, minified and generated files, locks, vendored code, and files that cannot be named in a prompt.
    """
    text = Text(path, content)
    if len(content) > LONGEST_TEXT or b"\0" in content or unwanted(path) or not plain_path(path):
        return ()
    if minified(text) or generated(text):
        return ()
    lines = safe(path, content.decode("utf-8", "replace")).split("\n")
    return tuple(line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + CUT for line in lines)


def excerpt(path: str, lines: Sequence[str], start: int, end: int, note: str = "") -> Iterator[Excerpt]:
    """The lines from `start` to `end` as far as there are any; none where only blank ones are left."""
    first, last = max(1, start), min(end, len(lines))
    while first <= last and not lines[first - 1].strip():
        first += 1
    while first <= last and not lines[last - 1].strip():
        last -= 1
    if first <= last:
        yield Excerpt(path, first, last, "\n".join(lines[first - 1 : last]), note)


def joined(ranges: Iterable[tuple[int, int]], apart: int = 3) -> list[tuple[int, int]]:
    """Ranges of lines in order, those that overlap or lie at most so many lines apart made one."""
    together: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if together and start <= together[-1][1] + apart + 1:
            together[-1] = (together[-1][0], max(end, together[-1][1]))
        else:
            together.append((start, end))
    return together
