"""What language models have cost: checked before a call is made, written down after every attempt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from service.model import Repo, Usage


class Ledger(Protocol):
    """The account of all model calls."""

    async def spend(self, repo: Repo, number: int, usages: Sequence[Usage], at: datetime) -> None:
        """Write attempts down under a pull request or issue."""
        ...

    async def spent(self, repo: Repo | None, since: datetime, number: int | None = None) -> tuple[int, float]:
        """(tokens, money) since then: of one pull request or issue, of the whole repository, or of all there are."""
        ...
