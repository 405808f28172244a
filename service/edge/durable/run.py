"""One run of a durable workflow, checkpointed by DBOS."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from dbos import DBOS
from pydantic import TypeAdapter

from service.edge import checkpoint
from service.model import Change

P = ParamSpec("P")
T = TypeVar("T")

CHANGE = TypeAdapter(Change)


class DurableRun:
    """The port `Run`: a finished step is read back after a crash, in the order the steps began.

    `enqueue` queues a review under an id, behind older work of a key, and ignores an id that is queued already.
    """

    def __init__(self, id: str, enqueue: Callable[[str, str, str], Awaitable[None]]) -> None:
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

    async def start(self, name: str, change: Change) -> None:
        """Queue a review behind older work of the same key; its id makes a repetition a no-op."""
        checkpoint.claim(self._names, f"start {name}")
        text = CHANGE.dump_json(change).decode()
        await self._enqueue(f"{self.id}/{name}", change.key, text)

    async def sleep(self, name: str, seconds: float) -> None:
        """Wait until `seconds` after the first time this was reached; a restart waits only for the rest."""
        checkpoint.claim(self._names, f"sleep {name}")
        await DBOS.sleep_async(seconds)
