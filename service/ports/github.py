"""GitHub as the workflows see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.model import Effect, Finding, OtherCheck, Pull, Repo


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


@dataclass(frozen=True, slots=True)
class Artifact:
    """An archive that a workflow run left; ids grow with time."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class IssueText:
    """An issue, or a pull request as one, as people wrote it: hostile until shaped."""

    number: int
    title: str
    body: str = ""
    milestone: str = ""
    labels: tuple[str, ...] = ()
    open: bool = True
    pull: bool = False
    """True for a pull request: its number is an issue's, too."""


class GitHub(Protocol):
    """GitHub's REST API, as one installation of the App sees it.

    Every method raises a Fault: Limited, Unavailable, Withdrawn, or a plain one for a refusal.
    """

    async def pull(self, repo: Repo, number: int) -> Pull | None:
        """The live pull request, or None when it is gone or out of reach."""
        ...

    async def issue(self, repo: Repo, number: int) -> IssueText | None:
        """The issue or pull request of that number, its text at most 65,536 characters; None when it is gone."""
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

    async def other_checks(self, repo: Repo, head: str) -> tuple[OtherCheck, ...]:
        """The newest check runs of that head by other Apps; Hone's own are no evidence."""
        ...

    async def statuses(self, repo: Repo, head: str) -> tuple[OtherCheck, ...]:
        """The newest commit status of each context on that head."""
        ...

    async def approvals(self, repo: Repo, number: int, head: str) -> tuple[str, ...]:
        """Who approved that very head and stands by it: people, and not the author."""
        ...

    async def alerts(self, repo: Repo, number: int, base_ref: str) -> tuple[Finding, ...]:
        """Code-scanning alerts open on the pull request and not on its target branch. Raises Ungranted."""
        ...

    async def artifacts(self, repo: Repo, head: str) -> tuple[Artifact, ...]:
        """What the finished workflow runs of that head left and still keep, of the newest runs."""
        ...

    async def archive(self, repo: Repo, id: int, most: int) -> bytes:
        """The ZIP of one artifact. Raises a plain Fault when it has more than `most` bytes or is gone."""
        ...

    async def contents(self, repo: Repo, path: str) -> bytes | None:
        """A file of the default branch, at most 1 MB; None when there is none."""
        ...

    async def is_own(self, app: int) -> bool:
        """True when that App is this one."""
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
