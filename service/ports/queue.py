"""What is remembered of the improvement queue."""

from collections.abc import Sequence
from typing import Protocol

from service.model import Queued, Repo


class QueueStore(Protocol):
    """Every repository's improvements: proposed, open and closed."""

    async def improvements(self, repo: Repo) -> tuple[Queued, ...]:
        """What is remembered, in the order of the queue."""
        ...

    async def keep_improvements(self, repo: Repo, queue: Sequence[Queued]) -> None:
        """Remember exactly these, in this order."""
        ...

    async def propose(self, repo: Repo, proposals: Sequence[Queued]) -> None:
        """Remember these too, behind the others; one whose id is known already stays as it is."""
        ...
