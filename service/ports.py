"""What the workflows need from the world; `edge/` implements it, tests replace as little of it as they can."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from service.model import Change, Delivery, Diff, Effect, InstallationChanged, Prompt, Pull, Repo, Report

P = ParamSpec("P")
T = TypeVar("T")


class Fault(Exception):
    """Something outside failed in a way a maintainer should read; the message is one calm sentence."""


class Unfetchable(Fault):
    """The repository, or one of the commits, cannot be read."""


class Limited(Fault):
    """GitHub asked for a pause that is too long to sit out; what was refused was not written."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"GitHub asks to wait {self.seconds:.0f} s."


class Unavailable(Fault):
    """GitHub gave no clear answer, tries included; the same work may succeed later."""


class Withdrawn(Fault):
    """The installation is suspended or removed, or no longer covers the repository."""


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


class Code(Protocol):
    """The content of a repository by SHA, without a checkout."""

    async def fetch(self, change: Change) -> Diff:
        """Bring both commits here and compare the head with the merge base.

        Raises Unfetchable. Every blob of both sides that is small enough to analyse is local afterwards.
        """
        ...

    async def blobs(self, repo: Repo, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Content by blob id; ids over the size limit or not here are absent."""
        ...

    async def tree(self, repo: Repo, commit: str) -> Mapping[str, str]:
        """Every file path of the commit and its blob id."""
        ...


@dataclass(frozen=True, slots=True)
class Finished:
    """How a tool ended: `fault` is empty when it finished by itself, else the reason in words."""

    status: int
    output: bytes
    errors: bytes = b""
    fault: str = ""


class Sandbox(Protocol):
    """Runs a tool on strangers' files: limits, no secrets, no survivors."""

    async def run(self, argv: Sequence[str], files: Mapping[str, bytes], seconds: float = 60.0) -> Finished:
        """Write `files` (safe relative names) to a private directory and run the tool inside it."""
        ...


class Store(Protocol):
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
        """The review ended as `published | superseded | failed | withdrawn`, with its report as JSON."""
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

    async def reviewed_heads(self, repo: Repo) -> set[tuple[int | None, str]]:
        """(number, head) of every verdict that stands, or is on its way or was tried within the hour."""
        ...

    async def save_prompts(self, change: Change, prompts: Sequence[Prompt]) -> None:
        """Keep the prompts handed out on this change; one that is kept already stays as it is."""
        ...

    async def last_scan(self) -> datetime | None:
        """When deliveries were last compared with GitHub's list; None: never."""
        ...

    async def set_last_scan(self, at: datetime) -> None:
        """Remember when deliveries were last compared with GitHub's list."""
        ...


class Run(Protocol):
    """One run of a durable workflow."""

    id: str

    async def step(self, name: str, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work once: a finished step is never run again after a crash; a repeated name is an error.

        The result is kept as JSON (at most 256 KB) and read back by the return annotation of `work`.
        """
        ...

    async def start(self, name: str, change: Change) -> None:
        """Queue a review of the change behind older work of the same `change.key`; `name` is unique in this run."""
        ...

    async def sleep(self, name: str, seconds: float) -> None:
        """Wait, across restarts, without holding a worker's attention longer than needed."""
        ...


class Workflows(Protocol):
    """The bodies an engine runs; `worker` implements them."""

    async def delivered(self, run: Run, delivery: str) -> None:
        """Act on a stored delivery: what it means, and the work it starts."""
        ...

    async def review(self, run: Run, change: Change) -> None:
        """Review the change and publish the verdict."""
        ...

    async def reconcile(self, run: Run) -> None:
        """Find what was missed: failed deliveries, heads without a verdict."""
        ...


class Refused(Fault):
    """The store did not commit; nothing was accepted."""


class Engine(Protocol):
    """Runs workflows so that nothing accepted is lost."""

    async def accept(self, delivery: Delivery) -> bool:
        """Commit the delivery and its workflow in one transaction; False when it was known already.

        A known delivery whose state is `failed` is queued again (the next attempt). Raises Refused.
        """
        ...

    async def start(self) -> None: ...
    async def stop(self) -> None:
        """Take no new work, drain for up to 25 s, leave the rest to the next start."""
        ...

    async def idle(self) -> bool:
        """True when no work is queued or running."""
        ...


class Clock(Protocol):
    """Where time comes from; pure code is given it."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Lab:
    """What judging a change takes: the code, a place to run tools, the time."""

    code: Code
    sandbox: Sandbox
    clock: Clock
    salt: bytes
    """Key of the HMAC that names a secret without keeping it."""
    say: Callable[[str, float], None] = lambda _what, _share: None
    """Hears what happens and how far it is (0 to 1), where somebody watches."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Everything a workflow may touch."""

    lab: Lab
    github: GitHub
    store: Store
