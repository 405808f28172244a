"""EVENTS: one file per webhook event; each exports one `Parser`. GitHub's JSON ends here."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from service.model import Event, Pull, Repo
from service.registry import load

T = TypeVar("T")
LARGEST = 2**63 - 1
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAME = re.compile(r"[\w.-]{1,100}")


class Unreadable(Exception):
    """A field that nothing can be done without is missing or of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Parser:
    """What one webhook event means to Hone; `parse` gives None for actions that change nothing here."""

    event: str
    actions: tuple[str, ...]
    parse: Callable[[Mapping[str, object]], Event | None]


@cache
def every() -> Mapping[str, Parser]:
    """All parsers by event name."""
    return {parser.event: parser for parser in load(__name__, Parser)}


def field(payload: object, path: str, default: T) -> T:
    """The value at a dotted path when it is of the default's type, else the default: GitHub adds and drops fields."""
    value = payload
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if type(value) is type(default) else default  # type() and not isinstance: True is no number


def items(payload: object, name: str) -> tuple[object, ...]:
    """The list under that name, or nothing."""
    nothing: list[object] = []
    return tuple(field(payload, name, nothing))


def part(payload: object, name: str) -> Mapping[str, object]:
    """The object under that name, or an empty one."""
    nothing: dict[str, object] = {}
    return field(payload, name, nothing)


def sha(payload: object, path: str) -> str:
    """A commit id. Raises Unreadable."""
    value = field(payload, path, "")
    if not _SHA.fullmatch(value):
        raise Unreadable(f"{path} is no commit id")
    return value


def number(payload: object, path: str) -> int:
    """A positive number that every database holds. Raises Unreadable."""
    value = field(payload, path, 0)
    if not 0 < value <= LARGEST:
        raise Unreadable(f"{path} is missing")
    return value


def repo(payload: object, path: str = "repository") -> Repo:
    """The repository of a payload. Raises Unreadable."""
    owner, _, name = field(payload, f"{path}.full_name", "").partition("/")
    if not (_NAME.fullmatch(owner) and _NAME.fullmatch(name)):
        raise Unreadable(f"{path}.full_name is missing")
    return Repo(number(payload, f"{path}.id"), owner, name, field(payload, "installation.id", 0))


def pull(payload: object) -> Pull:
    """The pull request object of a payload or of the REST API. Raises Unreadable."""
    return Pull(
        number=number(payload, "number"),
        head=sha(payload, "head.sha"),
        base=sha(payload, "base.sha"),
        base_ref=field(payload, "base.ref", ""),
        open=field(payload, "state", "open") == "open",
        draft=field(payload, "draft", False),
        bot=field(payload, "user.type", "") == "Bot",
        title=field(payload, "title", ""),
        author=field(payload, "user.login", ""),
        updated_at=field(payload, "updated_at", ""),
    )


def repositories(payload: object, name: str) -> tuple[Repo, ...]:
    """The repositories listed under that name; unreadable ones are left out."""
    installation = field(payload, "installation.id", 0)
    listed = ({"repository": each, "installation": {"id": installation}} for each in items(payload, name))
    found = []
    for each in listed:
        with suppress(Unreadable):
            found.append(repo(each))
    return tuple(found)
