"""Citations of a text: paths with their lines, symbols, commands, issues, and what it declares as new."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.claims.fences import commands, outside, unquoted
from service.claims.shapes import bare, is_command, is_path, is_symbol, spoken_path

LONGEST = 300
"""Characters of one citation; a longer one is prose between two stray backticks."""

_INLINE = re.compile(r'(?:(\w{1,20})[ \t]+)?`([^`\n]*)`|"[^"\n]*"|“[^“”\n]{0,300}”')
_ISSUE = re.compile(r"(?<![\w&/#`])#(\d{1,9})\b")
_SPAN = re.compile(r"(.+?)(?::(\d{1,9})(?:[-–](\d{1,9}))?|#L(\d{1,9})(?:-L?(\d{1,9}))?)\Z")
_WORD = re.compile(r"[^\s`\"'<>(){}\[\],;|*!?=]+")
_DECLARED = re.compile(
    r"\b(?:creates?|adds?|introduces?|writes?|new)\b[ \t]+"
    r"(?:(?:an?|the|one|new|files?|modules?|functions?|methods?|class|tests?|helper|migration|at|named|called)[ \t]+)"
    r"{0,6}`([^`\n]{1,300})`",
    re.IGNORECASE,
)
_NEW_THING = re.compile(r"\b(?:creates?|new|files?)\b", re.IGNORECASE)
_PLACED = frozenset(
    {"in", "of", "at", "from", "inside", "around", "function", "method", "class", "call", "calls", "calling", "symbol"}
)
"""Words that say of the name behind them that it is there."""
_RUN = frozenset({"run", "runs", "running", "execute", "executes", "command", "commands"})
"""Words that say of what is behind them that it is to be run."""


@dataclass(frozen=True, slots=True)
class At:
    """A path, and the lines of it that are meant: 1-based and inclusive, both 0 where none are."""

    path: str
    start: int = 0
    end: int = 0

    @property
    def token(self) -> str:
        """As it is cited."""
        lines = f":{self.start}" if self.start == self.end else f":{self.start}-{self.end}"
        return self.path + (lines if self.start or self.end else "")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a text cites, each once and in its order."""

    paths: tuple[At, ...] = ()
    new: frozenset[str] = frozenset()
    """Paths and symbols that the text says are to be made."""
    symbols: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    issues: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    """Other things in backticks: they may be names of the code, and need not be."""


def cited(text: str) -> Cited:
    """Every citation outside of fences, and the commands in shell fences; quoted messages cite nothing."""
    found: dict[str, list[str]] = {"path": [], "symbol": [], "command": list(commands(text)), "name": []}
    prose = outside(text)
    for before, token in _INLINE.findall(prose):
        if token := token.strip() if len(token) <= LONGEST else "":
            found[_kind(token, before.lower())].append(token)
    spoken = list(_spoken(prose))
    return Cited(
        paths=tuple(dict.fromkeys(at(token) for token in [*found["path"], *spoken])),
        new=declared(prose),
        symbols=tuple(dict.fromkeys(found["symbol"])),
        commands=tuple(dict.fromkeys(" ".join(run.split()) for run in found["command"])),
        issues=tuple(dict.fromkeys(int(number) for number in _ISSUE.findall(unquoted(prose, " ")))),
        names=tuple(dict.fromkeys(found["name"])),
    )


def declared(text: str) -> frozenset[str]:
    """Names in backticks that the text says are to be made, such as "create `x.py`" or "a new function `f`"."""
    # "Add a test of `f`" makes no `f`: only what is created, or called new or a file, is made.
    found = (hit[1] for hit in _DECLARED.finditer(text) if _NEW_THING.search(hit[0].partition("`")[0]))
    return frozenset(name for token in found for name in (at(token).path, bare(token)))


def at(token: str) -> At:
    """The path and the lines that a citation means."""
    span = _SPAN.match(token)
    if span is None:
        return At(token)
    start = int(span[2] or span[4])
    return At(span[1], start, int(span[3] or span[5] or start))


def _kind(token: str, before: str) -> str:
    if is_path(at(token).path):
        return "path"
    if is_command(token, run=before in _RUN):
        return "command"
    return "symbol" if is_symbol(token, placed=before in _PLACED) else "name"


def _spoken(text: str) -> Iterator[str]:
    """Words that look like paths although nobody marked them."""
    for word in _WORD.findall(unquoted(text, " ")):
        token = word.rstrip(".:,")
        if len(token) <= LONGEST and spoken_path(at(token).path):
            yield token
