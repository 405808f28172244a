"""A durable engine on a fresh database, with workflows that a test writes inline."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import sqlalchemy as sa

from service.edge.durable import DurableEngine
from service.edge.store import SqlStore
from service.model import Change, Delivery, Repo
from service.ports import Run

on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""For what no database has a part in."""

SHOP = Repo(1, "octo", "shop", 5)
CHANGE = Change(SHOP, "a" * 40, "b" * 40, "refs/pull/7/head", 7, base_ref="main")


def delivery(id: str = "d1", key: str = "1/7") -> Delivery:
    return Delivery(id, "pull_request", key, b'{"number": 7}', "opened", 5, 1)


async def nothing(_run: Run, *_: object) -> None:
    """A workflow with no steps."""


class Flows:
    """Workflows that a test writes inline."""

    def __init__(self) -> None:
        self.on_delivery: Callable[[Run, str], Awaitable[None]] = nothing
        self.on_review: Callable[[Run, Change], Awaitable[None]] = nothing
        self.reconciled: list[str] = []

    async def delivered(self, run: Run, delivery: str) -> None:
        await self.on_delivery(run, delivery)

    async def review(self, run: Run, change: Change) -> None:
        await self.on_review(run, change)

    async def reconcile(self, run: Run) -> None:
        self.reconciled.append(run.id)


@contextlib.asynccontextmanager
async def running(store: SqlStore, flows: Flows, drain: float = 25) -> AsyncIterator[DurableEngine]:
    engine = DurableEngine(store, flows, "one", poll=0.05, drain=drain)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def idle(engine: DurableEngine) -> None:
    for _ in range(1000):
        if await engine.idle():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await engine.waiting())


async def until(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


def state(store: SqlStore, id: str = "d1") -> tuple[str, str, int]:
    with store.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT state, reason, attempt FROM delivery WHERE id = :id"), {"id": id})
        return tuple(row.one())


def reflected(store: SqlStore, table: str) -> sa.Table:
    schema = None if store.engine.dialect.name == "sqlite" else "dbos"
    return sa.Table(table, sa.MetaData(), autoload_with=store.engine, schema=schema)
