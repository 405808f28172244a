"""Keeps the tokens Hone works with: short-lived, and for one repository each."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from service.edge.github.call import APP, Answer, Call, Scope
from service.edge.github.faults import Refusal
from service.edge.github.loops import PerLoop
from service.edge.github.recent import Recent
from service.edge.github.shape import field as at
from service.edge.github.shape import text
from service.edge.github.signer import Signer
from service.edge.github.times import Times
from service.ports import Fault, Ungranted, Withdrawn

Ask = Callable[[Call], Awaitable[Answer]]

REPOSITORY: Final[Mapping[str, str]] = {
    "checks": "write",
    "issues": "write",
    "pull_requests": "write",
    "actions": "read",
    "contents": "read",
    "metadata": "read",
    "statuses": "read",
}
"""What a review needs, and no more, whatever else the installation granted."""
INSTALLATION: Final[Mapping[str, str]] = {"metadata": "read"}
"""What listing repositories needs."""
MARGIN: Final = 300.0
LIFETIME: Final = 3600.0
_STRIPES: Final = 64


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    stale: float


class Tokens:
    """Installation tokens by scope, in memory only, until five minutes before they expire."""

    def __init__(self, signer: Signer, times: Times) -> None:
        self._signer = signer
        self._times = times
        self._tokens: Recent[Scope, _Token] = Recent(2_000)
        self._locks = PerLoop(lambda: tuple(asyncio.Lock() for _ in range(_STRIPES)))

    async def of(self, scope: Scope, ask: Ask) -> str:
        """The token for that scope, minted through `ask` when none is fresh. Raises Fault."""
        if scope == APP:
            return await self._signer.jwt()
        if not scope.installation:
            raise Fault("This repository belongs to no installation of Hone.")
        async with self._locks.here()[hash(scope) % _STRIPES]:
            return self._fresh(scope) or await self._mint(scope, ask)

    def forget(self, scope: Scope) -> None:
        """Never use the token of that scope again."""
        self._tokens.forget(scope)

    def known(self) -> tuple[str, ...]:
        """Every token in memory, for redaction."""
        return tuple(token.value for token in self._tokens.values())

    def _fresh(self, scope: Scope) -> str:
        token = self._tokens.get(scope)
        return token.value if token and token.stale > self._times.monotonic() else ""

    async def _mint(self, scope: Scope, ask: Ask) -> str:
        answer = await _minted(scope, ask)
        value = text(answer.data, "token")
        if not value:
            raise Fault("GitHub answered a request for a token without one.")
        stale = self._times.monotonic() + _lifetime(answer, self._times.now()) - MARGIN
        self._tokens.keep(scope, _Token(value, stale))
        return value


async def _minted(scope: Scope, ask: Ask) -> Answer:
    """GitHub's answer with the token; an installation that granted less gets a token with less."""
    wanted = REPOSITORY if scope.repository else INSTALLATION
    if scope.beyond:
        # Looked up first: it is optional, and GitHub counts refusals.
        name, _, level = scope.beyond.partition(":")
        if not _covers(await _granted(scope, ask), name, level):
            raise Ungranted(f"The installation did not grant Hone to {level} {name}.")
        wanted = {**wanted, name: level}
    try:
        return await _ask(scope, wanted, ask)
    except Refusal as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
    granted = await _granted(scope, ask)
    common = {name: level for name, level in wanted.items() if _covers(granted, name, level)}
    if common == wanted:
        raise Withdrawn("The installation of Hone no longer covers this repository.")
    return await _ask(scope, common, ask)


async def _granted(scope: Scope, ask: Ask) -> Mapping[str, object]:
    """The permissions of the installation, by name."""
    call = Call("read the installation", "GET", "/app/installations/{id}", values={"id": scope.installation})
    granted = at((await ask(call)).data, "permissions")
    return granted if isinstance(granted, dict) else {}


async def _ask(scope: Scope, permissions: Mapping[str, str], ask: Ask) -> Answer:
    body: dict[str, object] = {"permissions": permissions}
    if scope.repository:
        body["repository_ids"] = [scope.repository]
    call = Call(
        "get a token for this repository",
        "POST",
        "/app/installations/{id}/access_tokens",
        values={"id": scope.installation},
        body=body,
    )
    try:
        return await ask(call)
    except Refusal as refused:
        if refused.status == HTTPStatus.FORBIDDEN:
            raise Withdrawn("The installation of Hone is suspended.") from refused
        if refused.status in {404, 410}:
            raise Withdrawn("Hone is no longer installed there.") from refused
        raise


def _covers(granted: Mapping[str, object], name: str, level: str) -> bool:
    return granted.get(name) in {level, "write", "admin"}


def _lifetime(answer: Answer, now: datetime) -> float:
    """Seconds the token lives by GitHub's own clock, so that a wrong clock here never reuses a dead one."""
    try:
        expires = datetime.fromisoformat(text(answer.data, "expires_at"))
        theirs = parsedate_to_datetime(answer.headers["date"]) if "date" in answer.headers else now
        return min((expires - theirs).total_seconds(), LIFETIME)
    except (ValueError, TypeError):
        return LIFETIME
