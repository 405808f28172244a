"""The facts of a grounding as an index, made once for many look-ups."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.claims.shapes import bare
from service.model import Command, Grounding, Passage

_PARTS = re.compile(r"\.|::|#|->")


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a text may cite."""

    paths: frozenset[str]
    folders: frozenset[str]
    lines: Mapping[str, int]
    """How many lines a file has, where it was read."""
    passages: Mapping[str, tuple[Passage, ...]]
    symbols: frozenset[str]
    """Whole names, their last parts, and the names they are in."""
    commands: Mapping[str, Command]
    findings: frozenset[str]
    issues: frozenset[int]

    def has_path(self, path: str) -> bool:
        """True for a file, and for a folder that a known file lies in."""
        path = path.removeprefix("./")
        return path in self.paths or path.rstrip("/") in self.folders

    def has_lines(self, path: str, start: int, end: int) -> bool:
        """True when the file has these lines, as far as is known: it may not have been read."""
        if not 1 <= start <= end:
            return False
        if path in self.lines:
            return end <= self.lines[path]
        around = self.passages.get(path, ())
        return not around or any(each.start <= start and end <= each.end for each in around)

    def has_symbol(self, token: str) -> bool:
        """True when code that was read defines the name."""
        name = bare(token)
        return name in self.symbols or token in self.symbols


def known(grounding: Grounding) -> Known:
    """The index of a grounding."""
    passages: dict[str, tuple[Passage, ...]] = {}
    for passage in grounding.passages:
        passages[passage.path] = (*passages.get(passage.path, ()), passage)
    return Known(
        paths=grounding.paths,
        folders=frozenset(str(folder) for path in grounding.paths for folder in PurePosixPath(path).parents),
        lines={outline.path: outline.lines for outline in grounding.outlines},
        passages=passages,
        symbols=_symbols(grounding),
        commands={" ".join(command.run.split()): command for command in grounding.commands},
        findings=frozenset(passage.finding for passage in grounding.passages if passage.finding),
        issues=frozenset(issue.number for issue in grounding.issues),
    )


def _symbols(grounding: Grounding) -> frozenset[str]:
    names = {passage.symbol for passage in grounding.passages}
    names |= {symbol.name for outline in grounding.outlines for symbol in outline.symbols}
    short = {part for name in names for part in _PARTS.split(name)}
    return frozenset(name for name in names | short if name)
