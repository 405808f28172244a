"""What the workflows need from the world; `edge/` implements it, tests replace as little of it as they can."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from service.model import Change, Delivery, Diff, Effect, Pull, Repo

P = ParamSpec("P")
T = TypeVar("T")


class Fault(Exception):
    """Something outside failed in a way a maintainer should read; the message is one calm sentence."""


class Unfetchable(Fault):
    """The repository, or one of the commits, cannot be read."""


class GitHub(Protocol):
    """GitHub's REST API, as one installation of the App sees it."""

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
        """Every open pull request."""
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

    async def saw_head(self, repo: Repo, pull: Pull) -> None:
        """Remember the newest head of a pull request; an older `updated_at` changes nothing."""
        ...

    async def superseded(self, change: Change) -> bool:
        """True when a newer head of the same pull request or branch is known."""
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
