"""What is known of a repository as a whole."""

from collections.abc import Sequence
from typing import Protocol

from service.model import Baseline, Crossing, Finding, Profile, Repo, TrendPoint


class Inventory(Protocol):
    """The newest baseline of each repository, what it found, and how it came to that."""

    async def baseline(self, repo: Repo) -> Baseline | None:
        """The newest look at the whole tree; None: nobody has looked yet."""
        ...

    async def open_findings(self, repo: Repo) -> tuple[Finding, ...]:
        """What stands in the tree of the newest baseline, worst first, with id and fingerprint; at most 5,000."""
        ...

    async def keep_baseline(self, repo: Repo, baseline: Baseline, findings: Sequence[Finding]) -> None:
        """Make it the newest baseline, and one point of the trend."""
        ...

    async def trend(self, repo: Repo, limit: int = 20) -> tuple[TrendPoint, ...]:
        """How the repository stood, newest first."""
        ...

    async def keep_crossings(self, repo: Repo, crossings: Sequence[Crossing]) -> None:
        """Remember limits that were crossed; one that is known already stays as it is."""
        ...

    async def crossings(self, repo: Repo, limit: int = 20) -> tuple[Crossing, ...]:
        """The limits that were crossed, newest first."""
        ...

    async def profile(self, repo: Repo, commit: str) -> Profile | None:
        """What is known of the history up to about this commit; None: nothing yet."""
        ...

    async def save_profile(self, repo: Repo, profile: Profile) -> None:
        """Remember what is known of the history now."""
        ...

    async def reviewing(self) -> bool:
        """True while somebody waits for a verdict: what has time should wait."""
        ...
