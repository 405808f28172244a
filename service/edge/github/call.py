"""One REST call as a value: whose token, which route, what for; and what came back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from service.model import Repo
from service.ports import Fault

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Lane = Literal["", "checks", "content"]
"""What holds a write back: check runs have a lane of their own, reads none."""

_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose token a call carries: the App's (all zero), an installation's, or one for a single repository."""

    installation: int = 0
    repository: int = 0
    beyond: Literal["", "contents:write", "security_events:read"] = ""
    """A permission that only `app.full.yml` asks for; tokens of other calls never carry it."""


APP = Scope()


@dataclass(frozen=True, slots=True)
class Call:
    """A call not made yet; `purpose` completes the sentence "Hone could not ..."."""

    purpose: str
    method: Method
    route: str
    scope: Scope = APP
    values: Mapping[str, str | int] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    lane: Lane = ""
    follow: bool = True
    """False where the answer is an address elsewhere, which must not be told the token."""

    @property
    def name(self) -> str:
        """Method and route template: the label under which calls are counted."""
        return f"{self.method} {self.route}"

    @property
    def path(self) -> str:
        """The route with its values, each quoted so that it stays one segment."""
        return self.route.format_map({name: quote(str(value), safe="") for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class Answer:
    """What GitHub said: `headers` by lower-case name, `data` the parsed JSON or None."""

    status: int
    headers: Mapping[str, str]
    data: object = None
    next: Mapping[str, str] = field(default_factory=dict)
    """Query of the next page, empty on the last: the address itself may name another host and is not followed."""


def on(
    repo: Repo,
    purpose: str,
    method: Method,
    rest: str,
    /,
    *,
    lane: Lane = "",
    body: Mapping[str, object] | None = None,
    query: Mapping[str, str | int] | None = None,
    **values: str | int,
) -> Call:
    """A call under `/repos/{owner}/{name}`. Raises Fault for names that are no names."""
    for name in (repo.owner, repo.name):
        if not _NAME.fullmatch(name) or name in {".", ".."}:
            raise Fault("The repository's name is not one GitHub could have given.")
    return Call(
        purpose=purpose,
        method=method,
        route="/repos/{owner}/{name}" + rest,
        scope=Scope(repo.installation, repo.id),
        values={"owner": repo.owner, "name": repo.name, **values},
        query=query or {},
        body=body,
        lane=lane,
    )
