"""What a language model was asked: how long each question was, and how much of it a server had read before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

TOKEN = 4
"""Characters of one, as everywhere here."""
PURPOSES = ("write", "judge", "improve", "compare")


@dataclass(frozen=True)
class Asked:
    """One request."""

    purpose: str
    tokens: int
    """Of all that is read, the schema not counted."""
    known: int
    """Of the longest beginning that an earlier request of that repository to the same model had, too."""
    first: bool
    """True for the first request of that repository to the model: nothing of it can be known."""


def asked(requests: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """The requests of one repository, oldest first."""
    seen: dict[str, list[str]] = {}
    found = []
    for request in requests:
        before = seen.setdefault(request["model"], [])
        text = "\0".join(message["content"] for message in request["messages"])
        known = max((_alike(text, other) for other in before), default=0)
        found.append(Asked(_purpose(request), len(text) // TOKEN, known // TOKEN, not before))
        before.append(text)
    return found


def share(requests: Iterable[Asked]) -> float:
    """How much of what was read was known, the first request to each model left out; 0 where there is no other."""
    later = [each for each in requests if not each.first]
    return sum(each.known for each in later) / max(1, sum(each.tokens for each in later))


def _purpose(request: Mapping[str, Any]) -> str:
    """What it is for, by the name of its schema."""
    return str((request.get("response_format") or {}).get("json_schema", {}).get("name", "?"))


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
