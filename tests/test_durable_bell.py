"""Work that comes in is begun without waiting for the next look at the queue."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import pytest

from service.edge.durable import DurableEngine
from service.edge.durable.bell import Bell
from service.edge.store import SqlStore
from service.ports import Run
from tests.engines import CHANGE, Flows, delivery, idle, on_sqlite, state, until

pytest_plugins = ["tests.databases", "tests.engine_fixtures"]

HOUR = 3600.0
SETTLED = 0.3
"""Seconds after which no look at the queue that the boot caused is still to come."""


@pytest.fixture
async def engine(store: SqlStore, flows: Flows) -> AsyncIterator[DurableEngine]:
    """One that looks at a queue by itself once an hour only, and has done what it does at boot."""
    running = DurableEngine(store, flows, "one", poll=0.05, idle=HOUR)
    await running.start()
    await until(lambda: flows.reconciled)
    await idle(running)
    await asyncio.sleep(SETTLED)
    yield running
    await running.stop()


async def test_a_delivery_and_the_review_it_starts_begin_at_once(engine: DurableEngine, flows: Flows) -> None:
    reviewed: list[str] = []

    async def act(run: Run, _id: str) -> None:
        await run.start("review", CHANGE)

    async def review(run: Run, _change: object) -> None:
        reviewed.append(run.id)

    flows.on_delivery, flows.on_review = act, review
    await engine.accept(delivery())

    await until(lambda: reviewed)


@on_sqlite
async def test_the_next_work_of_a_key_begins_when_the_one_before_ends(
    engine: DurableEngine, store: SqlStore, flows: Flows
) -> None:
    async def settle(_run: Run, id: str) -> None:
        await store.settle(id, "done")

    flows.on_delivery = settle
    for id in ("a", "b", "c"):
        await engine.accept(delivery(id))

    await idle(engine)
    assert [state(store, id)[0] for id in ("a", "b", "c")] == ["done"] * 3


@on_sqlite
async def test_a_free_worker_takes_what_waited_for_one(engine: DurableEngine, flows: Flows) -> None:
    done: list[str] = []

    async def note(_run: Run, id: str) -> None:
        done.append(id)

    flows.on_delivery = note
    for number in range(40):
        await engine.accept(delivery(f"d{number}", key=f"1/{number}"))

    await until(lambda: len(done) == 40)


def test_a_bell_is_rung_at_first_and_then_waits() -> None:
    bell = Bell(rest=0.0)

    began = time.monotonic()
    assert [bell.wait(HOUR), bell.wait(0.05)] == [False, False]
    assert time.monotonic() - began >= 0.05


def test_a_bell_rung_without_end_ends_no_wait_before_its_rest() -> None:
    bell = Bell(rest=0.05)

    began = time.monotonic()
    for _ in range(4):
        bell.ring()
        assert not bell.wait(HOUR)
    assert time.monotonic() - began >= 0.15


def test_a_stop_ends_the_wait_and_the_rest() -> None:
    bell = Bell(rest=HOUR)
    assert not bell.wait(HOUR)
    bell.ring()
    threading.Timer(0.05, bell.set).start()

    began = time.monotonic()
    assert bell.wait(HOUR)
    assert time.monotonic() - began < 10


def test_in_a_flood_the_queue_is_looked_at_less_often_so_that_the_door_keeps_up() -> None:
    bell = Bell(0.0)
    bell.wait(HOUR)
    looks = []
    for rings in (1, 100, 1):
        for _ in range(rings):
            bell.ring()
        began = time.monotonic()
        bell.wait(HOUR)
        looks.append(time.monotonic() - began)

    assert looks[1] < 0.3
    assert looks[2] > 0.7
