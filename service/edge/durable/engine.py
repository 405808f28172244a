"""The port `Engine` on DBOS: what was accepted is done, through crashes and restarts, on either database."""

import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from functools import partial
from math import ceil

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions
from pydantic import TypeAdapter

from service.edge import database
from service.edge.deliver import deliver as deliver_to
from service.edge.durable import library, retention
from service.edge.durable.bell import Bell, Listener
from service.edge.durable.enqueue import Enqueue
from service.edge.durable.lease import Lease, take
from service.edge.durable.run import DurableRun
from service.edge.intake import Intake
from service.edge.store import SqlStore
from service.edge.transactions import Transactions
from service.model import Change, Delivery, Request, Survey, Work
from service.ports import Refused, Workflows

log = logging.getLogger(__name__)

DELIVERIES = "deliveries"
REVIEWS = "reviews"
SURVEYS = "surveys"
REQUESTS = "requests"
WORKERS = {DELIVERIES: 16, REVIEWS: 4, SURVEYS: 1, REQUESTS: 8}
"""Requests mostly wait for a model: a few slow answers must not hold up what people ask for."""
DELIVER = "deliver"
REVIEW = "review"
SURVEY = "survey"
REQUEST = "request"
KINDS: Mapping[type[Work], tuple[str, str]] = {
    Change: (REVIEWS, REVIEW),
    Survey: (SURVEYS, SURVEY),
    Request: (REQUESTS, REQUEST),
}
"""The queue of each kind of work, and the workflow that does it."""
DELAYED = "delayed"
"""Reviews that wait before they are queued."""
RECONCILE = "reconcile"

RECONCILE_EVERY = 600
BEAT = 10
"""Seconds between two looks at the clock and at the lease."""
DRAIN = 25.0
"""Seconds that running work gets at a stop; GitHub and process supervisors commonly allow 30."""

ALONE = threading.Lock()
"""DBOS is one per process: its class is its instance."""


class DurableEngine:
    """Commits deliveries with their work, and runs the workflows.

    `accept`, `start`, `stop` and `idle` belong to the caller's event loop. Workflows run on a loop of the engine's own,
    in its thread, so that they never hold up the door: what they use must not be bound to the caller's loop.
    One engine lives in a process at a time. A queue is looked at when work comes in or ends here, at most every `poll`
    seconds, and every `idle` seconds in any case: for what other processes queue.
    """

    def __init__(
        self,
        store: SqlStore,
        workflows: Workflows,
        executor: str,
        poll: float = 0.25,
        idle: float = 2.0,
        drain: float = DRAIN,
    ) -> None:
        self._store = store
        self._workflows = workflows
        self._executor = executor
        self._idle = idle
        self._poll = poll
        self._bells: dict[str, Bell] = {}
        self._listeners: list[Listener] = []
        self._drain = drain
        self._work = database.connect(store.engine.url, patience=30)
        self._client: DBOSClient | None = None
        self._enqueue: Enqueue | None = None
        self._starts: Future[Mapping[str, Enqueue]] = Future()
        self._intake: Intake | None = None
        self._lease: Lease | None = None
        self._clockwork: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._alone = False
        self._running: set[str] = set()

    async def start(self) -> None:
        """Bring the database up to date, recover this executor's unfinished work and take new work.

        Raises `lease.Taken` when another process works under the same executor id.
        """
        if not ALONE.acquire(blocking=False):
            raise RuntimeError("another engine lives in this process")
        self._alone = True
        try:
            await asyncio.to_thread(self._launch)
        except BaseException:
            await asyncio.to_thread(self._shut)
            raise
        self._ending.clear()
        self._clockwork = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Take no new work, drain for up to 25 s, leave the rest to the next start."""
        intake, self._intake = self._intake, None
        self._ending.set()
        if self._clockwork:
            # A beat under way is waited for, unless the database keeps it waiting.
            await asyncio.wait([self._clockwork], timeout=BEAT)
            self._clockwork.cancel()
        if intake:
            await intake.close()
        if self._alone:
            await asyncio.to_thread(self._shut)

    async def accept(self, delivery: Delivery) -> bool:
        """Commit the delivery and its workflow in one transaction; False when it was known. Raises Refused."""
        if self._intake is None:
            raise Refused("Hone is starting or stopping; nothing was accepted.")
        new = await self._intake.accept(delivery)
        self._bells[DELIVERIES].ring()
        return new

    async def idle(self) -> bool:
        """True when no work is queued or running."""
        return not await self.waiting()

    async def waiting(self) -> dict[str, int]:
        """Unfinished workflows by `queue state`, such as `reviews ENQUEUED`."""
        return await asyncio.to_thread(retention.unfinished, self._work)

    async def probe(self) -> tuple[str, str]:
        """Whether work is taken and done, as `/readyz` shows it."""
        if self._intake is None:
            return "down", "the engine is not running"
        try:
            waiting = await self.waiting()
        except sa.exc.SQLAlchemyError as error:
            return "down", f"the engine's tables do not answer ({type(error).__name__})"
        return "ok", ", ".join(f"{name.lower()} {count}" for name, count in sorted(waiting.items())) or "idle"

    def _launch(self) -> None:
        database.upgrade(self._work)
        self._lease = take(self._work, self._executor)
        library.settle()
        self._register()
        self._bells = {queue: Bell(self._poll) for queue in WORKERS}
        self._client = DBOSClient(
            system_database_engine=self._store.engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=library.NAME,
            lazy=True,
        )
        dbos = DBOS(config=library.config(self._work, self._executor))
        DBOS.listen_queues([])  # ours are listened to below, with their bells
        DBOS.launch()
        for name, workers in WORKERS.items():
            queue = DBOS.register_queue(
                name,
                partition_concurrency=1,
                worker_concurrency=workers,
                polling_interval_sec=self._idle,
                on_conflict="always_update",
            )
            self._listeners.append(Listener(dbos, queue, self._bells[name]))
        self._enqueue = Enqueue(self._store.engine, self._client, DELIVERIES, DELIVER)
        self._starts.set_result(
            {
                **{queue: Enqueue(self._store.engine, self._client, queue, name) for queue, name in KINDS.values()},
                DELAYED: Enqueue(self._store.engine, self._client, REVIEWS, REVIEW, delayed=True),
            }
        )
        self._intake = self._store.intake(self._enqueue)

    def _shut(self) -> None:
        while self._listeners:
            self._listeners.pop().stop()
        # DBOS counts the drain in whole seconds and waits one of them even when nothing runs.
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=ceil(self._drain) if self._running else 0)
        if self._lease:
            self._lease.release()
            self._lease = None
        self._starts = Future()
        self._work.dispose()
        self._alone = False
        ALONE.release()

    def _register(self) -> None:
        async def deliver(delivery: str) -> None:
            await self._run(DELIVERIES, lambda run: deliver_to(run, delivery, self._workflows, self._store))

        async def review(change: str) -> None:
            asked = TypeAdapter(Change).validate_json(change)
            await self._run(REVIEWS, lambda run: self._workflows.review(run, asked))

        async def survey(repo: str) -> None:
            asked = TypeAdapter(Survey).validate_json(repo)
            await self._run(SURVEYS, lambda run: self._workflows.survey(run, asked))

        async def request(given: str) -> None:
            asked = TypeAdapter(Request).validate_json(given)
            await self._run(REQUESTS, lambda run: self._workflows.request(run, asked))

        async def reconcile() -> None:
            await self._run(DELIVERIES, self._workflows.reconcile)

        asked_for = ((REVIEW, review), (SURVEY, survey), (REQUEST, request))
        for name, body in ((DELIVER, deliver), *asked_for, (RECONCILE, reconcile)):
            DBOS.workflow(name=name, max_recovery_attempts=library.ATTEMPTS)(body)

    async def _run(self, queue: str, body: Callable[[DurableRun], Awaitable[None]]) -> None:
        id, task = DBOS.workflow_id, asyncio.current_task()
        if id is None or task is None:
            raise RuntimeError("a workflow body runs only inside a workflow")
        # DBOS keeps how a workflow ended, and frees its worker, in this task and after this function.
        task.add_done_callback(lambda _: self._bells[queue].ring())
        # Recovered work begins while the engine still starts; a cancelled body must not cancel the others' wait.
        starts = await asyncio.shield(asyncio.wrap_future(self._starts))
        self._running.add(id)
        try:
            await body(DurableRun(id, partial(self._queue, starts)))
        finally:
            self._running.discard(id)

    async def _queue(self, starts: Mapping[str, Enqueue], id: str, work: Work, seconds: float) -> None:
        queue, _ = KINDS[type(work)]
        one = (id, work.key, TypeAdapter(type(work)).dump_json(work).decode())
        enqueue = starts[DELAYED if seconds else queue]
        await Transactions(self._work).do(lambda session: enqueue(session.connection(), [one], seconds))
        self._bells[queue].ring()

    async def _tick(self) -> None:
        """Reconcile at boot and every ten minutes, once for all processes; watch the lease; sweep."""
        slot = _slot()
        due = f"{self._executor}:{int(time.time()) // 60}"
        while not self._ending.is_set():
            try:
                await asyncio.to_thread(self._beat, due)
                due = ""
            except Exception:
                log.exception("the engine's clockwork missed a beat")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), BEAT)
            if slot != _slot():
                slot = due = _slot()

    def _beat(self, due: str) -> None:
        if self._lease and not self._lease.held():
            log.critical("another process took over executor %s; this one ends", self._executor)
            signal.raise_signal(signal.SIGTERM)
            return
        if due and self._client:
            options: EnqueueOptions = {
                "workflow_name": RECONCILE,
                "queue_name": DELIVERIES,
                "workflow_id": f"reconcile:{due}",
                "queue_partition_key": RECONCILE,
            }
            self._client.enqueue(options)
            self._bells[DELIVERIES].ring()
            retention.sweep(self._client, self._work, time.time())


def _slot() -> str:
    return str(int(time.time()) // RECONCILE_EVERY)
