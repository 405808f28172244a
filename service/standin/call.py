"""A REST route and one call of it: what a handler is given, and the two ways it may end."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlencode

from service.standin.hooks import Hooks
from service.standin.state import Comment, Issue, Json, Repository, State
from service.standin.tokens import Token

Kind = Literal["permission", "outside", "token", "invalid", "missing", "limit"]
"""Why a call was refused: not granted, a repository outside the token, bad credentials, bad input, no such thing."""

DEFAULT_PAGE = 30
LARGEST_PAGE = 100


class Refusal(Exception):
    """GitHub's way of saying no: a status, its message and, where it has one, its list of errors."""

    def __init__(
        self, status: int, message: str, kind: Kind, errors: list[Json] | None = None, headers: Json | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.kind = status, message, kind
        self.errors, self.headers = errors, headers or {}


def missing() -> Refusal:
    """There is no such thing."""
    return Refusal(404, "Not Found", "missing")


def invalid(message: str) -> Refusal:
    """The body does not follow GitHub's schema."""
    return Refusal(422, f"Invalid request.\n\n{message}", "invalid")


def failed(resource: str, field: str, message: str, code: str = "custom") -> Refusal:
    """The body follows the schema and still cannot be accepted."""
    error = {"resource": resource, "code": code, "field": field, "message": message}
    return Refusal(422, "Validation Failed", "invalid", [error])


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back; a `body` of None sends none."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One authenticated call of a route."""

    state: State
    hooks: Hooks
    path: str
    args: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    token: Token | None = None

    @cached_property
    def repo(self) -> Repository:
        """The repository named in the path. Raises Refusal when there is none."""
        found = self.state.repository(self.args["owner"], self.args["repo"])
        if found is None:
            raise missing()
        return found

    @property
    def issue(self) -> Issue:
        """The conversation `{number}` of the path. Raises Refusal when there is none."""
        found = self.repo.issues.get(self.number("number"))
        if found is None:
            raise missing()
        return found

    @property
    def comment(self) -> Comment:
        """The comment `{comment}` of the path. Raises Refusal when there is none."""
        found = self.repo.comments.get(self.number("comment"))
        if found is None:
            raise missing()
        return found

    def number(self, name: str) -> int:
        """A numeric part of the path. Raises Refusal (404) for anything else."""
        if not self.args[name].isdecimal():
            raise missing()
        return int(self.args[name])

    def text(self, name: str) -> str:
        """A string of the body that must be there. Raises Refusal (422)."""
        value = self.body.get(name)
        if not isinstance(value, str):
            raise invalid(f'"{name}" wasn\'t supplied.')
        return value

    @property
    def page_size(self) -> int:
        """`per_page`, 1 to 100, 30 when it is absent or no number."""
        given = self.query.get("per_page", "")
        return min(max(int(given), 1), LARGEST_PAGE) if given.isdecimal() else DEFAULT_PAGE

    def page(self, items: list[Any], shape: Callable[[Any], Json], under: str = "") -> Answer:
        """The asked page of the items in GitHub's shape with a Link header; `under` names the list in an object."""
        given = self.query.get("page", "")
        number = max(int(given), 1) if given.isdecimal() else 1
        first = (number - 1) * self.page_size
        shaped = [shape(item) for item in items[first : first + self.page_size]]
        body: Any = {"total_count": len(items), under: shaped} if under else shaped
        return Answer(body, headers=self._links(number, -(-len(items) // self.page_size)))

    def _links(self, number: int, last: int) -> dict[str, str]:
        wanted = {"prev": number - 1, "first": 1} if number > 1 else {}
        wanted |= {"next": number + 1, "last": last} if number < last else {}
        return self.linked({name: {"page": str(page)} for name, page in wanted.items()})

    def linked(self, relations: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """A Link header: each relation repeats this call with other query values; no relation, no header."""
        links = (
            f'<{self.state.url}{self.path}?{urlencode({**self.query, **change})}>; rel="{name}"'
            for name, change in relations.items()
        )
        value = ", ".join(links)
        return {"link": value} if value else {}


@dataclass(frozen=True, slots=True)
class Route:
    """One address: `{name}` is a path segment, `{name+}` may hold slashes.

    `needs` is `app` (the App's JWT), `token` (any installation token), a permission such as `checks:write` or
    `issues|pull_requests:write`, or empty (nobody asks).
    """

    method: str
    path: str
    answer: Callable[[Call], Awaitable[Answer]]
    needs: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path.replace('+}', '}')}"

    @property
    def accepted(self) -> str:
        """The permissions that would do, as GitHub's header lists them; empty where none is asked."""
        names, _, level = self.needs.partition(":")
        return "; ".join(f"{name}={level}" for name in names.split("|")) if level else ""


class Table:
    """Finds the route of a request; the first that fits wins."""

    def __init__(self, *groups: tuple[Route, ...]) -> None:
        self._routes = [(_pattern(route.path), route) for group in groups for route in group]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and the named parts of the path, or None."""
        for pattern, route in self._routes:
            if route.method == method and (found := pattern.fullmatch(path)):
                return route, found.groupdict()
        return None


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)(\+?)\}", lambda part: f"(?P<{part[1]}>{'.+' if part[2] else '[^/]+'})", path))
