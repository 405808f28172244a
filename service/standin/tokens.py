"""Who calls: the App's own JWT, and the installation tokens it mints with it."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt

from service.standin.state import App

LIFETIME = 3600
"""Seconds an installation token lives."""

LONGEST_JWT = 600
"""Seconds a JWT may live; GitHub allows a minute of drift on top."""

DRIFT = 60

RANK = {"read": 1, "write": 2, "admin": 3}


class BadJwt(Exception):
    """Not a usable JWT of the App; the message is GitHub's."""


@dataclass(slots=True)
class Token:
    """One installation token; `repositories` is None for all of the installation's."""

    value: str
    installation: int
    permissions: dict[str, str]
    repositories: frozenset[int] | None
    expires: float

    @property
    def expired(self) -> bool:
        return time.time() >= self.expires

    def grants(self, need: str) -> bool:
        """True when one of the permissions of `issues|pull_requests:write` is held at that level."""
        names, _, level = need.partition(":")
        return any(RANK.get(self.permissions.get(name, ""), 0) >= RANK[level] for name in names.split("|"))


class Tokens:
    """Every token minted since the start, also the expired ones, which GitHub refuses as it refuses unknown ones."""

    def __init__(self) -> None:
        self._minted: dict[str, Token] = {}

    def mint(
        self, app: App, installation: int, permissions: dict[str, str], repositories: frozenset[int] | None
    ) -> Token:
        """A new token, long and dotted like GitHub's newer ones, so that no client counts on forty characters."""
        value = f"ghs_{app.id}_{secrets.token_urlsafe(30)}.{secrets.token_urlsafe(120)}.{secrets.token_urlsafe(60)}"
        token = Token(value, installation, permissions, repositories, time.time() + LIFETIME)
        self._minted[value] = token
        return token

    def find(self, value: str) -> Token | None:
        """The live token of that value, or None."""
        token = self._minted.get(value)
        return None if token is None or token.expired else token

    def expire(self) -> None:
        """End the life of every token at once."""
        for token in self._minted.values():
            token.expires = 0


def check_jwt(app: App, value: str) -> None:
    """Accept a JWT signed with the App's key. Raises BadJwt."""
    try:
        claims: dict[str, Any] = jwt.decode(
            value, app.public_pem, algorithms=["RS256"], leeway=0, options={"require": ["iat", "exp", "iss"]}
        )
    except jwt.ExpiredSignatureError:
        raise BadJwt(
            "'Expiration time' claim ('exp') must be a numeric value representing the future time"
            " at which the assertion expires"
        ) from None
    except (jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
        raise BadJwt(
            "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
        ) from None
    except jwt.PyJWTError:
        raise BadJwt("A JSON web token could not be decoded") from None
    if claims["exp"] > time.time() + LONGEST_JWT + DRIFT:
        raise BadJwt("'Expiration time' claim ('exp') is too far in the future")
    if str(claims["iss"]) != str(app.id):
        raise BadJwt("Integration not found")
