"""GitHub as the workflows see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.model import Effect, Pull, Repo


@dataclass(frozen=True, slots=True)
class Installation:
    """One account that installed the App."""

    id: int
    account: str
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of GitHub to deliver an event here; redeliveries share the `guid`."""

    id: int
    guid: str
    delivered_at: datetime
    ok: bool
    redelivery: bool = False
    event: str = ""
    action: str = ""


class GitHub(Protocol):
    """GitHub's REST API, as one installation of the App sees it.

    Every method raises a Fault: Limited, Unavailable, Withdrawn, or a plain one for a refusal.
    """

    async def pull(self, repo: Repo, number: int) -> Pull | None:
        """The live pull request, or None when it is gone or out of reach."""
        ...

    async def apply(self, effect: Effect) -> None:
        """Make GitHub look like the effect says. Applying it twice looks like once."""
        ...

    async def permission(self, repo: Repo, login: str) -> str:
        """`admin | maintain | write | triage | read | none` of that user."""
        ...

    async def open_pulls(self, repo: Repo) -> tuple[Pull, ...]:
        """Every open pull request, at most 1,000."""
        ...

    async def merge_base(self, repo: Repo, base: str, head: str) -> str | None:
        """Where two commits of the repository parted, or None when GitHub cannot tell."""
        ...

    async def token(self, repo: Repo) -> str:
        """A token that reads this repository for at least five minutes."""
        ...

    async def installations(self) -> tuple[Installation, ...]:
        """Every account that installed the App."""
        ...

    async def installation_repositories(self, installation: int) -> tuple[Repo, ...]:
        """Every repository the installation covers."""
        ...

    async def deliveries(self, since: datetime) -> tuple[Attempt, ...]:
        """Delivery attempts not older than `since`, newest first."""
        ...

    async def redeliver(self, id: int) -> bool:
        """Ask for one more attempt of that delivery; False when GitHub will not do it any more."""
        ...

    async def app(self) -> str:
        """The App's slug: proof that its id and private key are accepted."""
        ...
