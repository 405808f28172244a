"""What Hone remembers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from service.model import Change, Delivery, InstallationChanged, Repo, Report
from service.ports.handed import Handed
from service.ports.inventory import Inventory
from service.ports.ledger import Ledger
from service.ports.lessons import Lessons
from service.ports.queue import QueueStore


class Store(Inventory, QueueStore, Ledger, Lessons, Handed, Protocol):
    """What Hone remembers."""

    async def delivery(self, id: str) -> Delivery | None: ...
    async def settle(self, id: str, state: str, reason: str = "") -> None:
        """Record how a delivery ended: `done | ignored | failed`."""
        ...

    async def known_deliveries(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The state of each of these deliveries that is stored."""
        ...

    async def unsettled(self) -> Mapping[str, int]:
        """How many deliveries are `queued` and how many `failed`."""
        ...

    async def installed(self, event: InstallationChanged) -> None:
        """Follow an installation: who it is, whether it works, which repositories it covers."""
        ...

    async def saw_repository(self, repo: Repo) -> None:
        """Remember the repository's current name and installation."""
        ...

    async def installed_at(self, repo: Repo) -> str:
        """When Hone first heard of the repository, in GitHub's form; the end of time when it never did."""
        ...

    async def active_repositories(self) -> tuple[Repo, ...]:
        """Every repository of every installation that is neither suspended nor removed."""
        ...

    async def review_opened(self, change: Change, external_id: str) -> bool:
        """A review begins; False when its verdict is published already and says as much: a quiet one says less."""
        ...

    async def review_closed(self, external_id: str, state: str, conclusion: str = "", report: str = "") -> None:
        """The review ended as `published | superseded | failed | withdrawn | off`, with its report as JSON."""
        ...

    async def published(self, external_id: str, report: Report) -> None:
        """The verdict stands on GitHub: keep it, and the prompts that were handed out."""
        ...

    async def reviewed_changes(self, repo: Repo, head: str, external_id: str = "") -> tuple[Change, ...]:
        """What was reviewed on that head, or under that check run; of each pull request and branch the newest."""
        ...

    async def review(self, external_id: str) -> tuple[Change, str] | None:
        """The change behind a check run of ours, and the state of its review."""
        ...

    async def report(self, external_id: str) -> Report | None:
        """What was published under that check run; None when nothing was."""
        ...

    async def organisation_settings(self, owner: str) -> str:
        """The text of the owner's `.github/hone.yml`, as last seen; empty when there is none."""
        ...

    async def keep_organisation_settings(self, owner: str, text: str) -> None:
        """Remember the owner's settings as they are now."""
        ...

    async def organisation_seen(self, owner: str) -> datetime | None:
        """When the owner's settings were last looked at; None: never."""
        ...

    async def reviewed_heads(self, repo: Repo) -> set[tuple[int | None, str]]:
        """(number, head) of every verdict that stands, or is on its way or was tried within the hour."""
        ...

    async def suggested(self, change: Change) -> tuple[str, ...]:
        """Ids of the findings that were ever commented on inline in this pull request."""
        ...

    async def save_suggested(self, change: Change, findings: Sequence[str]) -> None:
        """Remember that these findings have their inline comment."""
        ...

    async def last_scan(self) -> datetime | None:
        """When deliveries were last compared with GitHub's list; None: never."""
        ...

    async def set_last_scan(self, at: datetime) -> None:
        """Remember when deliveries were last compared with GitHub's list."""
        ...
