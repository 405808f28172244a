"""What the improvement loop has learned."""

from collections.abc import Sequence
from typing import Protocol

from service.model import Learning, Repo


class Lessons(Protocol):
    """Learnings of all repositories, newest first."""

    async def learn(self, repo: Repo, learnings: Sequence[Learning]) -> None:
        """Keep them; the same one twice counts twice."""
        ...

    async def learnings(self, repo: Repo | None, most: int = 50) -> tuple[Learning, ...]:
        """The newest of one repository, or of all."""
        ...
