"""The engine without durability: the same port in this process's memory, for the command line and most tests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar, assert_never

from service.edge import checkpoint
from service.edge.deliver import deliver
from service.model import Change, Delivery, Request, Survey, Work
from service.ports import Refused, Workflows

if TYPE_CHECKING:  # the command line runs without a database
    import sqlalchemy as sa

    from service.edge.intake import Intake
    from service.edge.store import SqlStore

P = ParamSpec("P")
T = TypeVar("T")

DRAIN = 25

log = logging.getLogger(__name__)


class Crashed(BaseException):
    """A crash that a test asked for; nothing in a workflow may catch it."""


class InlineRun:
    """The port `Run` in memory: results make the same way through JSON as in the durable engine.

    `finished` holds outcomes by step name and is filled as steps finish: give it to another run and that one resumes
    like a process after a crash. `on_step` hears each name before its work is done. `crash_after` names a step whose
    work is done but not kept, the worst moment to crash. `starts` queues work; without it `started` collects it.
    `delays` does so after some seconds.
    """

    def __init__(
        self,
        id: str = "inline",
        *,
        finished: MutableMapping[str, str] | None = None,
        on_step: Callable[[str], None] = lambda _name: None,
        crash_after: str = "",
        starts: Callable[[str, Work], None] | None = None,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
        delays: Callable[[str, Work, float], None] | None = None,
    ) -> None:
        self.id = id
        self.started: list[Work] = []
        self._finished = {} if finished is None else finished
        self._on_step = on_step
        self._crash_after = crash_after
        self._starts = starts or (lambda _id, work: self.started.append(work))
        self._delays = delays or (lambda name, work, _seconds: self._starts(name, work))
        self._wait = wait
        self._names: set[str] = set()

    async def step(self, name: str, work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work once. Raises its Fault, StepFailed, RuntimeError on a repeated name."""
        checkpoint.claim(self._names, name)
        if name not in self._finished:
            self._on_step(name)
            kept = await checkpoint.outcome(name, work, args, kwargs)
            if name == self._crash_after:
                raise Crashed(name)
            self._finished[name] = kept
        return checkpoint.read(work, self._finished[name])

    async def start(self, name: str, work: Work) -> None:
        """Queue the work; `name` is unique in this run."""
        checkpoint.claim(self._names, f"start {name}")
        if f"start {name}" not in self._finished:
            self._starts(f"{self.id}/{name}", work)
            self._finished[f"start {name}"] = "null"

    async def later(self, id: str, change: Change, seconds: float) -> None:
        """Queue a review of the change after a while, unless one of that id waits already."""
        checkpoint.claim(self._names, f"later {id}")
        if f"later {id}" not in self._finished:
            self._delays(id, change, seconds)
            self._finished[f"later {id}"] = "null"

    async def sleep(self, name: str, seconds: float) -> None:
        """Wait, unless a run before this one did."""
        checkpoint.claim(self._names, f"sleep {name}")
        if f"sleep {name}" not in self._finished:
            await self._wait(seconds)
            self._finished[f"sleep {name}"] = "null"


class InlineEngine:
    """The port `Engine` on one event loop; work in memory is lost with the process, deliveries are not."""

    def __init__(
        self, store: SqlStore, workflows: Workflows, wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._store = store
        self._workflows = workflows
        self._wait = wait
        self._intake: Intake | None = None
        self._ids: dict[str, str] = {}
        self._seen: set[str] = set()
        self._delayed: set[str] = set()
        self._last: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Take deliveries; the database is there already."""
        self._intake = self._store.intake(self._note)

    async def stop(self) -> None:
        """Take no new work, drain for up to 25 s, drop the rest."""
        intake, self._intake = self._intake, None
        if intake:
            await intake.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)
        for task in self._tasks:
            task.cancel()

    async def accept(self, delivery: Delivery) -> bool:
        """Commit the delivery, then act on it behind older work of its key; False when it was known."""
        if self._intake is None:
            raise Refused("Hone is starting or stopping; nothing was accepted.")
        if not await self._intake.accept(delivery):
            return False
        self._queue(
            f"deliveries {delivery.key}",
            self._ids.pop(delivery.id),
            lambda run: deliver(run, delivery.id, self._workflows, self._store),
        )
        return True

    async def reconcile(self) -> None:
        """Find what was missed, now; the durable engine does so at boot and every ten minutes."""
        await self._workflows.reconcile(self._run("reconcile"))

    async def idle(self) -> bool:
        """True when no work is queued or running."""
        return not self._tasks

    async def finished(self) -> None:
        """Wait until no work is queued or running."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def probe(self) -> tuple[str, str]:
        """Whether work is taken and done, as `/readyz` shows it."""
        return ("ok", f"{len(self._tasks)} running") if self._intake else ("down", "the engine is not running")

    def _note(self, _connection: sa.Connection, work: Sequence[tuple[str, str, str]]) -> None:
        self._ids.update({delivery: id for id, _key, delivery in work})

    def _run(self, id: str) -> InlineRun:
        return InlineRun(id, starts=self._start, wait=self._wait, delays=self._delay)

    def _start(self, id: str, work: Work) -> None:
        match work:
            case Change():
                self._queue(f"reviews {work.key}", id, lambda run: self._workflows.review(run, work))
            case Survey():
                self._queue("surveys", id, lambda run: self._workflows.survey(run, work))
            case Request():
                self._queue(f"requests {work.key}", id, lambda run: self._workflows.request(run, work))
            case _:
                assert_never(work)

    def _delay(self, id: str, work: Work, seconds: float) -> None:
        if id in self._delayed:
            return
        self._delayed.add(id)
        self._watch(asyncio.create_task(self._once_due(id, work, seconds)))

    async def _once_due(self, id: str, work: Work, seconds: float) -> None:
        await self._wait(seconds)
        self._delayed.discard(id)
        self._start(f"{id} {len(self._seen)}", work)

    def _watch(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _queue(self, key: str, id: str, body: Callable[[InlineRun], Awaitable[None]]) -> None:
        if id in self._seen:
            return
        self._seen.add(id)
        task = asyncio.create_task(self._after(self._last.get(key), id, body))
        self._last[key] = task
        self._watch(task)

    async def _after(
        self, older: asyncio.Task[None] | None, id: str, body: Callable[[InlineRun], Awaitable[None]]
    ) -> None:
        if older:
            await asyncio.wait([older])
        try:
            await body(self._run(id))
        except Exception:
            log.exception("workflow %s failed", id)
