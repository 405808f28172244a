"""COMMANDS: one file per slash-command; each exports one `Verb`, from which help and permissions come."""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from service.model import MOST_TEXT, Baseline, Commented, Pull, Request, Start, TrendPoint
from service.registry import load

PREFIX = "/hone"
ROLES = ("none", "read", "triage", "write", "maintain", "admin")
LATER: Mapping[str, str] = {
    "plan": "plans over several specialists",
    "explain": "explanations",
    "queue": "adding to the queue by hand",
    "accept": "handing a prompt over",
    "dismiss": "dismissals",
    "waive": "waivers",
    "pause": "pausing",
    "resume": "resuming",
    "forecast": "forecasts",
    "kpis": "key figures",
    "config": "showing the settings in force",
}
"""Verbs of the contract that a later version answers, and what they will give."""
CLOSED = "😕 This pull request is closed; there is nothing left to improve."


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was written: the verb, its arguments, and the comment it stood in."""

    verb: str
    arguments: tuple[str, ...]
    comment: Commented


@dataclass(frozen=True, slots=True)
class View:
    """What a command may know of the place it was given in."""

    pull: Pull | None
    verbs: tuple["Verb", ...]
    baseline: Baseline | None = None
    """The newest look at the whole tree, for verbs that ask for it; None: there was none."""
    trend: tuple[TrendPoint, ...] = ()
    """How it came to that, newest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command does: a reply (Markdown of our own, may be empty) and work to queue."""

    said: str = ""
    start: Start | None = None
    done: bool = True
    """False turns the reaction into a confused face."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One slash-command: how it is written, what it does, who may."""

    name: str
    form: str
    what: str
    who: Literal["anyone", "write", "maintain"]
    act: Callable[[Given, View], Answer]
    pull_author: bool = False
    """True when the author of the pull request may, too."""
    whole: bool = False
    """True when it wants to know how the repository stands as a whole."""

    def allows(self, role: str, author_of_pull: bool) -> bool:
        """True when somebody of that role may run it."""
        if self.who == "anyone" or (self.pull_author and author_of_pull):
            return True
        return role in ROLES and ROLES.index(role) >= ROLES.index(self.who)


class Misspelt(Exception):
    """A command whose quotes do not close; the message says so."""


@cache
def every() -> Mapping[str, Verb]:
    """All commands by verb."""
    return {verb.name: verb for verb in load(__name__, Verb)}


def parse(comment: Commented) -> Given | None:
    """The command on the comment's first line, or None: quotes, code and later lines never count.

    Raises Misspelt on an unbalanced quote.
    """
    first = comment.body.split("\n", 1)[0].rstrip()
    name, _, rest = first.partition(" ")
    if name.lower() != PREFIX:
        return None
    try:
        words = shlex.split(rest.translate(_STRAIGHT))
    except ValueError:
        raise Misspelt("a quotation mark is not closed") from None
    verb, *arguments = words or ["help"]
    return Given(verb.lower(), tuple(arguments), comment)


def request(given: Given, *arguments: str, text: str = "") -> Start:
    """Work that this command asks for: its answer takes reading, writing, or a model."""
    said = given.comment
    asked = Request(
        said.repo, said.number, given.verb, arguments, said.comment, said.on_pull, said.author, text[:MOST_TEXT]
    )
    return Start(asked)


def pasted(body: str) -> str:
    """What a comment brings along: the content of its first fence, else everything below its first line.

    A fence inside that names a language counts as nested, as people paste them; one that never closes ends with the
    comment.
    """
    lines = body.replace("\r\n", "\n").split("\n")[1:]
    start = next((at for at, line in enumerate(lines) if _OPENS.fullmatch(line)), None)
    if start is None:
        return "\n".join(lines)
    marks = _marks(lines[start])
    depth = 1
    for at, line in enumerate(lines[start + 1 :], start + 1):
        if not _marks(line).startswith(marks):
            continue
        depth += 1 if line.strip().strip(marks[0]) else -1
        if not depth:
            return "\n".join(lines[start + 1 : at])
    return "\n".join(lines[start + 1 :])


def _marks(line: str) -> str:
    """The run of backticks or tildes a fence's line begins with; empty for any other line."""
    fence = _OPENS.fullmatch(line)
    return fence["marks"] if fence else ""


_OPENS = re.compile(r" {0,3}(?P<marks>`{3,}(?=[^`]*$)|~{3,}).*")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})


def nearest(verb: str) -> str:
    """The known verb most like this one, or an empty text."""
    return next(iter(get_close_matches(verb, [*every(), *LATER], 1)), "")
