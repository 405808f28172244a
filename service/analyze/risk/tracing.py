"""Finds the changes that a later fix repaired: whoever wrote the lines a fix takes away (SZZ).

Śliwerski, Zimmermann, Zeller: When do changes induce fixes? MSR 2005. A first-parent history is one line of changes, so
following every line forward through it says what `git blame --first-parent` would say, in one pass.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from service.analyze.risk.facts import is_source
from service.analyze.risk.messages import number, repairs, takes_back
from service.model import Edit, Past, Rewrite

UNKNOWN = -1
"""Who wrote a line that was there before the first change that is followed."""
WIDE = 20
"""A fix that touches more source files than this moved or renamed things: its lines tell nothing."""
REMARKS = ("#", "//", "/*", "*", "--", ";", '"""', "'''", "<!--", "%")
"""How a line begins that is a comment."""
PREPROCESSED = (".c", ".cc", ".cpp", ".h", ".hh", ".hpp", ".m", ".mm", ".cs")


class Trace:
    """Follows every line through the changes, oldest first; `faulty`: when each repaired one first was."""

    def __init__(self) -> None:
        self.faulty: dict[int, int] = {}
        self._lines: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._pulls: dict[int, int] = {}

    def follow(self, at: int, change: Past, rewrite: Rewrite) -> None:
        """Take the next change, whose number is `at`."""
        commits, pulls = takes_back(change.message)
        back = [self._ids.get(id[:7], UNKNOWN) for id in commits] + [self._pulls.get(one, UNKNOWN) for one in pulls]
        blamed = set(self._apply(at, rewrite))
        if repairs(change.message) and len({edit.path for edit in rewrite.edits if is_source(edit.path)}) <= WIDE:
            back += blamed
        for one in set(back) - {UNKNOWN, at}:
            self.faulty.setdefault(one, change.time)
        self._ids[change.id[:7]] = at
        if pull := number(change.message):
            self._pulls[pull] = at

    def writers(self, path: str) -> tuple[int, ...]:
        """The number of the change that wrote each line of the file, as far down as lines were seen to change."""
        return tuple(self._lines.get(path, ()))

    def _apply(self, at: int, rewrite: Rewrite) -> Iterator[int]:
        """Bring every file up to date; the authors of the lines of code that went."""
        moved = dict(rewrite.renames)
        for path in rewrite.deleted:
            self._lines.pop(path, None)
        for (path, old), edits in groupby(rewrite.edits, key=lambda edit: (edit.path, edit.old_path)):
            before = self._lines.pop(old, []) if old in moved else self._lines.get(old, [])
            moved.pop(old, None)
            after, gone = _rewritten(before, tuple(edits), at)
            if path not in rewrite.deleted:
                self._lines[path] = after
            if is_source(path):
                yield from gone
        for old, new in moved.items():
            self._lines[new] = self._lines.pop(old, [])


def _rewritten(before: list[int], edits: Sequence[Edit], at: int) -> tuple[list[int], list[int]]:
    """Who wrote each line after the edits, and who wrote the lines of code that went."""
    after: list[int] = []
    gone: list[int] = []
    done = 0
    for edit in edits:
        start = edit.old_start - bool(edit.gone)
        end = start + len(edit.gone)
        before = before + [UNKNOWN] * (end - len(before))
        after += before[done:start]
        came, went = _range(edit, before[start:end], at)
        after += came
        gone += went
        done = end
    return after + before[done:], gone


def _range(edit: Edit, writers: Sequence[int], at: int) -> tuple[list[int], list[int]]:
    """Who wrote each line that came, and the lines of code that went; a line moved or indented keeps its writer."""
    kept: dict[str, list[int]] = {}
    for text, writer in zip(edit.gone, writers, strict=True):
        kept.setdefault(_squeezed(text), []).append(writer)
    came = [(kept.get(_squeezed(text)) or [at]).pop(0) for text in edit.come]
    gone = [writer for text, left in kept.items() if _is_code(text, edit.path) for writer in left]
    return came, gone


def _squeezed(line: str) -> str:
    return "".join(line.split())


def _is_code(squeezed: str, path: str) -> bool:
    """False for blank lines, lone brackets and comments."""
    if not any(character.isalnum() for character in squeezed):
        return False
    remarks: Iterable[str] = REMARKS[1:] if path.endswith(PREPROCESSED) else REMARKS
    return not squeezed.startswith(tuple(remarks))
