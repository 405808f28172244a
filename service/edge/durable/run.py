"""One run of a durable workflow, checkpointed by DBOS."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from dbos import DBOS

from service.edge import checkpoint
from service.model import Change, Work

P = ParamSpec("P")
T = TypeVar("T")


class DurableRun:
    """The port `Run`: a finished step is read back after a crash, in the order the steps began.

    `enqueue` queues work under an id after so many seconds, behind older work of its key, and ignores an id it knows.
    """

    def __init__(self, id: str, enqueue: Callable[[str, Work, float], Awaitable[None]]) -> None:
        self.id = id
        self._enqueue = enqueue
        self._names: set[str] = set()

    async def step(self, name: str, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work once, or read back how it ended. Raises its Fault, StepFailed, RuntimeError on a repeated name.

        An effect that was finished just before a crash, before its result was kept, is done again: effects are upserts.
        """
        checkpoint.claim(self._names, name)
        kept = await DBOS.run_step_async({"name": name}, checkpoint.outcome, name, work, args, kwargs)
        return checkpoint.read(work, kept)

    async def start(self, name: str, work: Work) -> None:
        """Queue work behind older work of the same kind and key; its id makes a repetition a no-op."""
        checkpoint.claim(self._names, f"start {name}")
        await self._enqueue(f"{self.id}/{name}", work, 0.0)

    async def later(self, id: str, change: Change, seconds: float) -> None:
        """Queue a review of the change after a while; an id that any run named before is a no-op."""
        checkpoint.claim(self._names, f"later {id}")
        await self._enqueue(id, change, seconds)

    async def sleep(self, name: str, seconds: float) -> None:
        """Wait until `seconds` after the first time this was reached; a restart waits only for the rest."""
        checkpoint.claim(self._names, f"sleep {name}")
        await DBOS.sleep_async(seconds)
