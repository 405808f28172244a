"""The improvement queue of a repository: what is worth doing, since when, and whether it still is."""

from dataclasses import dataclass
from typing import Literal

from service.model.prompt import Improvement, Prompt

State = Literal["proposed", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Queued:
    """One improvement as it is remembered; times in seconds since 1970."""

    improvement: Improvement
    state: State
    """`proposed`: seen in a pull request only; `open`: its evidence is on the default branch; `closed`: it is gone."""
    since: int
    source: int | None = None
    """The pull request that first showed it."""
    closed_at: int | None = None
    returned: int = 0
    """How often its evidence came back."""

    @property
    def fingerprints(self) -> frozenset[str]:
        """What it is recognised by."""
        return frozenset(finding.fingerprint for finding in self.improvement.findings)


@dataclass(frozen=True, slots=True)
class Entry:
    """An open improvement as the queue shows it; `prompt` is None where none was fit to be handed out."""

    queued: Queued
    confidence: float
    prompt: Prompt | None = None
