"""Durable work: runs, workflows, and the engine that never loses one."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, Protocol, TypeVar

from service.model import Change, Delivery, Request, Survey, Work

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """One run of a durable workflow."""

    id: str

    async def step(self, name: str, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work once: a finished step is never run again after a crash; a repeated name is an error.

        The result is kept as JSON (at most 256 KB) and read back by the return annotation of `work`.
        """
        ...

    async def start(self, name: str, work: Work) -> None:
        """Queue the work behind older work of the same kind and `work.key`; `name` is unique in this run."""
        ...

    async def later(self, id: str, change: Change, seconds: float) -> None:
        """Queue a review of the change like `start`, once for all runs that name this id, after so many seconds."""
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

    async def survey(self, run: Run, survey: Survey) -> None:
        """Look at the whole tree of a repository."""
        ...

    async def request(self, run: Run, request: Request) -> None:
        """Do what somebody asked for, and edit the reply that promised it."""
        ...

    async def reconcile(self, run: Run) -> None:
        """Find what was missed: failed deliveries, heads without a verdict."""
        ...


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
