"""Enqueueing many workflows in the caller's transaction for the price of two statements."""

import json
import threading
import time
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from dbos import DBOSClient, EnqueueOptions

ID, ARGUMENT, KEY = "hone:template", "hone:argument", "hone:key"


class Enqueue:
    """Writes the rows that `DBOSClient.enqueue_in_transaction` would write, one group at a time.

    The library itself shows once, in a transaction that is rolled back, what an enqueued row looks like; after that
    a group of deliveries is two executemany statements instead of two compiled statements each. Creation times are
    strictly increasing milliseconds, because the queue orders the work of one key by them: by itself a transaction has
    only one time, and on SQLite under Python 3.11 the library writes whole seconds.
    """

    def __init__(
        self, engine: sa.Engine, client: DBOSClient, queue: str, workflow: str, *, delayed: bool = False
    ) -> None:
        schema = "" if engine.dialect.name == "sqlite" else "dbos."
        with engine.connect() as connection:
            options: EnqueueOptions = {
                "workflow_name": workflow,
                "queue_name": queue,
                "workflow_id": ID,
                "queue_partition_key": KEY,
            }
            if delayed:
                options["delay_seconds"] = 1.0
            client.enqueue_in_transaction(connection, options, ARGUMENT)
            self._status = _Template(connection, f"{schema}workflow_status")
            self._input = _Template(connection, f"{schema}workflow_input")
            connection.rollback()
        self._newest = 0
        self._lock = threading.Lock()

    def __call__(self, connection: sa.Connection, work: Sequence[tuple[str, str, str]], seconds: float = 0.0) -> None:
        """Enqueue (workflow id, partition key, argument) triples; an id that is there already changes nothing.

        `seconds` is how long they wait before, where this was made for work that waits.
        """
        if not work:
            return
        first = self._times(len(work))
        rows = [(*one, first + place, first + int(seconds * 1000)) for place, one in enumerate(work)]
        self._status.insert(connection, rows)
        self._input.insert(connection, rows)

    def _times(self, count: int) -> int:
        """The first of so many milliseconds that no work was created in."""
        with self._lock:
            first = max(self._newest + 1, int(time.time() * 1000))
            self._newest = first + count - 1
        return first


class _Template:
    """One row as the library wrote it, to be written again with other values in the marked places."""

    def __init__(self, connection: sa.Connection, table: str) -> None:
        row = (
            connection.execute(
                sa.text(f"SELECT * FROM {table} WHERE workflow_uuid = :id"),  # noqa: S608 - a constant of this module
                {"id": ID},
            )
            .mappings()
            .one()
        )
        self._row = {name: value for name, value in row.items() if value is not None}
        names, places = ", ".join(self._row), ", ".join(f":{name}" for name in self._row)
        self._statement = sa.text(f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING")  # noqa: S608 - column names

    def insert(self, connection: sa.Connection, rows: Sequence[tuple[str, str, str, int, int]]) -> None:
        connection.execute(self._statement, [self._filled(*row) for row in rows])

    def _filled(self, id: str, key: str, argument: str, at: int, until: int) -> dict[str, Any]:
        row = dict(self._row)
        row["workflow_uuid"] = id
        for name in ("created_at", "updated_at", "retention_timestamp"):
            if name in row:
                row[name] = at
        if "delay_until_epoch_ms" in row:
            row["delay_until_epoch_ms"] = until
        if "creator_xid" in row:
            row["creator_xid"] = uuid.uuid4().hex
        if "queue_partition_key" in row:
            row["queue_partition_key"] = key
        if "inputs" in row:
            row["inputs"] = row["inputs"].replace(ARGUMENT, json.dumps(argument)[1:-1])
        return row
