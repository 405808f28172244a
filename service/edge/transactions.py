"""Short transactions in threads, repeated while the database is away or locked."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from service.edge import database
from service.edge.tables import Row

T = TypeVar("T")

PAUSE = 0.25
LONGEST_PAUSE = 4.0


class Transactions:
    """Runs work on one engine; all of it must be safe to repeat."""

    def __init__(self, engine: sa.Engine, patience: float = 30.0) -> None:
        self.engine = engine
        self._patience = patience

    async def do(self, work: Callable[[Session], T]) -> T:
        """The work's result, committed. Raises what the database raised once patience (seconds) is over."""
        return await asyncio.to_thread(self._patiently, work)

    async def put(self, row: Row, *, keep: bool = False, once: str = "") -> None:
        """Insert the row or replace the one with its key.

        `keep`: the one that is there stays. `once`: a column that is never replaced.
        """
        await self.do(lambda session: session.execute(self.upsert(row, keep=keep, once=once)))

    def upsert(self, row: Row, *, keep: bool = False, once: str = "") -> sa.Executable:
        """The statement behind `put`."""
        kind = type(row)
        values = row.model_dump()
        keys = [column.name for column in sa.inspect(kind).primary_key]
        insert = database.insert(self.engine, kind).values(values)
        if keep:
            return insert.on_conflict_do_nothing(index_elements=keys)
        replaced = {name: insert.excluded[name] for name in values if name not in {*keys, once}}
        return insert.on_conflict_do_update(index_elements=keys, set_=replaced)

    def _patiently(self, work: Callable[[Session], T]) -> T:
        deadline = time.monotonic() + self._patience
        pause = PAUSE
        while True:
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except (sa.exc.OperationalError, sa.exc.TimeoutError) as error:
                if not passing(error) or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def passing(error: Exception) -> bool:
    """Whether waiting may help: a lock or a lost connection does pass, a missing table does not."""
    return not isinstance(getattr(error, "orig", None), sqlite3.OperationalError) or "locked" in str(error)
