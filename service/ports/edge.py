"""Everything outside, bundled: what a judgement takes, and what a workflow may touch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from service.model import Budget
from service.ports.cache import Cache
from service.ports.code import Code, Sandbox
from service.ports.github import GitHub
from service.ports.history import History, Profiles
from service.ports.inventory import Inventory
from service.ports.llm import Llm
from service.ports.store import Store


class Clock(Protocol):
    """Where time comes from; pure code is given it."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Lab:
    """What judging a change takes: the code, a place to run tools, the time."""

    code: Code
    sandbox: Sandbox
    clock: Clock
    salt: bytes
    """Key of the HMAC that names a secret without keeping it."""
    say: Callable[[str, float], None] = lambda _what, _share: None
    """Hears what happens and how far it is (0 to 1), where somebody watches."""
    history: History | None = None
    """The past behind the code; without it nothing is said of how a change compares."""
    profiles: Profiles | None = None
    """Where what is known of that past is kept."""
    cache: Cache | None = None
    """What analyzers said before; without it every text is analysed."""
    inventory: Inventory | None = None
    """What is known of the repository as a whole, where a service keeps it."""
    llm: Llm | None = None
    """A language model, where one is configured; everything works without."""
    budget: Budget = field(default_factory=Budget)
    """What the model may take."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Everything a workflow may touch."""

    lab: Lab
    github: GitHub
    store: Store
