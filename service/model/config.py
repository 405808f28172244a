"""What a repository decides about Hone: the settings in force, and what was wrong with how they were written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CONFIG_PATH = ".github/hone.yml"
"""Where the settings stand; read from the base of a change, never from its head."""
INLINE, PROMPTS = 5, 3
"""Inline comments and improvement prompts of one change, at most and by default."""

Mode = Literal["off", "check-only", "comment"]


@dataclass(frozen=True, slots=True)
class GateSetting:
    """How one quality gate is set; None and empty leave it to the gate's own default."""

    on: bool | None = None
    limit: float | None = None
    names: tuple[str, ...] = ()
    """The checks a gate on other checks waits for; empty: all of them."""


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One thing in the settings that has no effect: `line` is 1-based, `message` one sentence with what is in force."""

    line: int
    message: str
    source: Literal["repository", "organisation", "head"] = "repository"
    """Whose file: the base's, the organisation's defaults, or the one this change would bring."""
    path: str = CONFIG_PATH
    """The file that says it; a line of 0: the file as a whole."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force: Hone's defaults, below the organisation's, below the repository's own."""

    mode: Mode = "comment"
    ignore: tuple[str, ...] = ()
    """Globs of paths nobody wants to hear about."""
    gates: Mapping[str, GateSetting] = field(default_factory=dict)
    inline: int = INLINE
    prompts: int = PROMPTS
    queue: bool = True
    faults: tuple[ConfigFault, ...] = ()
    changed_here: bool = False
    """True when the change touches the settings itself: they take effect after it is merged."""
