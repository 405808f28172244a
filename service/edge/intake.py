"""Group commit: deliveries that wait together share one transaction, each with the workflow it starts."""

import asyncio
import logging
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import sqlalchemy as sa

from service.model import Delivery
from service.ports import Refused

log = logging.getLogger(__name__)

GROUP = 64
"""Deliveries in one transaction; more would make the first of them wait for the last."""

LARGE = 256 * 1024
"""Bytes from which a payload is compressed before it queues, so that it holds up nobody's transaction."""

NEW = sa.text(
    "INSERT INTO delivery (id, event, action, key, installation, repository, received_at, state, reason, attempt,"
    " payload) VALUES (:id, :event, :action, :key, :installation, :repository, :received_at, 'queued', '', 1, :payload)"
    " ON CONFLICT (id) DO NOTHING"
)
AGAIN = sa.text(
    "UPDATE delivery SET state = 'queued', reason = '', attempt = attempt + 1, payload = :payload"
    " WHERE id = :id AND state = 'failed' RETURNING attempt"
)


Enqueue = Callable[[sa.Connection, Sequence[tuple[str, str, str]]], None]
"""Writes (workflow id, key, delivery id) triples in the caller's transaction."""


@dataclass(eq=False, slots=True)
class Waiting:
    """A delivery on its way to the store, and the answer its sender waits for."""

    delivery: Delivery
    answer: asyncio.Future[bool]
    packed: bytes = b""
    failure: Exception | None = None
    new: bool = field(default=False)


class Intake:
    """Takes deliveries on one event loop and commits them from one thread of its own."""

    def __init__(self, engine: sa.Engine, enqueue: Enqueue) -> None:
        self._engine = engine
        self._enqueue = enqueue
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "intake")

    async def accept(self, delivery: Delivery) -> bool:
        """True once the delivery and its workflow are committed; False when it was known. Raises Refused."""
        loop = asyncio.get_running_loop()
        packed = await asyncio.to_thread(_pack, delivery) if len(delivery.payload) > LARGE else b""
        waiting = Waiting(delivery, loop.create_future(), packed)
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = loop.create_task(self._write())
        return await waiting.answer

    async def close(self) -> None:
        """Wait for what is on its way; nothing may be accepted afterwards."""
        if self._writer is not None:
            await self._writer
        await asyncio.to_thread(self._thread.shutdown)

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            if not await loop.run_in_executor(self._thread, self._commit, group):
                # Who came meanwhile has waited for the same lock; waiting once more would outlast the sender.
                group, self._waiting = [*group, *self._waiting], []
                _fail(group, "The store is busy or away; nothing was accepted.")
            for waiting in group:
                _answer(waiting)

    def _commit(self, group: Sequence[Waiting]) -> bool:
        """Store the group; a row that the database refuses takes only itself down. False: the store is away."""
        try:
            self._transaction(group)
        except (sa.exc.OperationalError, sa.exc.TimeoutError) as error:
            log.warning("the store did not commit %d deliveries: %s", len(group), type(error).__name__)
            return False
        except Exception:
            if len(group) > 1:
                return all(self._commit([waiting]) for waiting in group)
            log.exception("the store refused delivery %s", group[0].delivery.id)
            _fail(group, "The store refused this delivery; nothing was accepted.")
        return True

    def _transaction(self, group: Sequence[Waiting]) -> None:
        new: list[Waiting] = []
        work: list[tuple[str, str, str]] = []
        with self._engine.begin() as connection:
            for waiting in group:
                if attempt := _store(connection, waiting):
                    delivery = waiting.delivery
                    new.append(waiting)
                    work.append((f"gh:{delivery.id}:{attempt}", delivery.key, delivery.id))
            self._enqueue(connection, work)
        for waiting in new:
            waiting.new = True


def _store(connection: sa.Connection, waiting: Waiting) -> int:
    """The attempt that begins with this row, or 0 for a delivery that is known and did not fail."""
    delivery = waiting.delivery
    payload = waiting.packed or _pack(delivery)
    row = {
        "id": delivery.id,
        "event": delivery.event,
        "action": delivery.action,
        "key": delivery.key,
        "installation": delivery.installation,
        "repository": delivery.repository,
        "received_at": int(time.time() * 1000),
        "payload": payload,
    }
    if connection.execute(NEW, row).rowcount:
        return 1
    return connection.execute(AGAIN, {"id": delivery.id, "payload": payload}).scalar() or 0


def _pack(delivery: Delivery) -> bytes:
    return zlib.compress(delivery.payload, 1)


def _fail(group: Sequence[Waiting], reason: str) -> None:
    for waiting in group:
        if not waiting.new:
            waiting.failure = Refused(reason)


def _answer(waiting: Waiting) -> None:
    if waiting.answer.done():  # the sender went away; the delivery is stored all the same
        return
    if waiting.failure:
        waiting.answer.set_exception(waiting.failure)
    else:
        waiting.answer.set_result(waiting.new)
