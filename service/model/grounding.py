"""Facts of one commit that prompts may cite: every claim is resolved against these, never against memory."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["schema", "endpoints", "components", "tests", "ci", "docs", "owners", "agents", "source"]
"""What files are for, as far as their paths tell."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command the repository itself declares, and the manifest that says so."""

    run: str
    kind: Literal["test", "lint", "types", "build"]
    source: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The code around one finding at the head: what a prompt may point at."""

    finding: str
    path: str
    symbol: str
    start: int
    end: int
    test: str = ""
    """The existing test file for that path, or empty."""
    callers: tuple[str, ...] = ()
    """Where the symbol is used elsewhere, as `path:line`, nearest first; empty when none was seen."""
    new_test: str = ""
    """Where a test of that path would stand, by the tests of its package; empty when it has one, or there are none."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One named definition of a file, lines 1-based and inclusive."""

    name: str
    start: int
    end: int
    changed: bool = False
    """True when the change wrote one of its lines."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of one file that was read: how many lines it has, and what it defines."""

    path: str
    lines: int
    symbols: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedIssue:
    """An issue that was fetched from GitHub because the change, or a command, belongs to it."""

    number: int
    title: str
    milestone: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One file and what it is for."""

    role: Role
    path: str


@dataclass(frozen=True, slots=True)
class Grounding:
    """Facts of the head that prompts may cite; nothing else may be cited."""

    paths: frozenset[str] = frozenset()
    commands: tuple[Command, ...] = ()
    passages: tuple[Passage, ...] = ()
    guides: tuple[str, ...] = ()
    """Contributor documents that exist: AGENTS.md, CONTRIBUTING.md."""
    changed: tuple[str, ...] = ()
    """Paths of the head that the change touches; empty for a prompt about the repository as a whole."""
    outlines: tuple[Outline, ...] = field(default=())
    """Files that were read, the changed ones and those that passages lie in first."""
    layout: tuple[Place, ...] = ()
    """What the tree holds, by role: a few paths of each, most telling first."""
    issues: tuple[LinkedIssue, ...] = ()
    roadmap: tuple[str, ...] = ()
    """Files that say where the project is going: a roadmap, architecture decisions."""
