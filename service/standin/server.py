"""One running stand-in: its state and everything around it, replaced as a whole by a reset."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from httpx import AsyncClient

from service.standin.counters import Counters
from service.standin.faults import Faults
from service.standin.hooks import Hooks, client
from service.standin.limits import Limits
from service.standin.state import App, Json, State
from service.standin.tokens import Tokens

KEY_BITS = 2048
FIRST_APP = 1_500_001


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the App's registration asks for."""

    permissions: dict[str, str]
    events: tuple[str, ...]


def manifest(path: Path) -> Manifest:
    """The registration in probot's format. Raises OSError, or KeyError when a part is missing."""
    given: dict[str, Any] = yaml.safe_load(path.read_text())
    return Manifest(dict(given["default_permissions"]), tuple(given["default_events"]))


@dataclass(frozen=True, slots=True)
class Key:
    """The App's RSA key as PEM texts."""

    private: str
    public: str


def make_key() -> Key:
    """A new key of GitHub's size and form (PKCS#1)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Key(private.decode(), public.decode())


@dataclass(slots=True)
class Server:
    """The process: what a reset keeps (address, folder, key, registration) and what it replaces."""

    url: str
    folder: Path
    registration: Manifest
    key: Key = field(default_factory=make_key)
    client: AsyncClient = field(default_factory=client)
    _apps: Iterator[int] = field(default_factory=lambda: count(FIRST_APP))
    state: State = field(init=False)
    hooks: Hooks = field(init=False)
    tokens: Tokens = field(init=False)
    faults: Faults = field(init=False)
    counters: Counters = field(init=False)
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self._renew({})

    async def reset(self, options: Json) -> None:
        """Forget everything and register the App anew; `permissions`, `events`, `chatty` and `hourly` may differ."""
        await self.hooks.close()
        self._renew(options)

    def _renew(self, options: Json) -> None:
        app = App(
            id=next(self._apps),
            slug="hone",
            permissions=options.get("permissions", self.registration.permissions),
            events=tuple(options.get("events", self.registration.events)),
            secret=secrets.token_hex(20),
            private_pem=self.key.private,
            public_pem=self.key.public,
        )
        chosen = {name: options[name] for name in ("chatty", "hourly") if name in options}
        self.state = State(app, self.url, self.folder / str(app.id), **chosen)
        self.hooks, self.tokens = Hooks(self.state, self.client), Tokens()
        self.faults, self.counters, self.limits = Faults(), Counters(), Limits()
