"""What the engine writes to its tables, reads from them, and sweeps."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from dbos import DBOSClient, DBOSPortableJSONSerializer
from dbos._serialization import DefaultSerializer
from sqlmodel import col

from service.edge.durable import DurableEngine, retention
from service.edge.store import SqlStore
from service.edge.tables import DeliveryRow
from service.model import Usage
from tests.engines import SHOP, delivery, idle, on_sqlite, reflected, state

pytest_plugins = ["tests.databases", "tests.engine_fixtures"]


async def test_enqueued_rows_are_what_the_library_would_write(engine: DurableEngine, store: SqlStore) -> None:
    client = DBOSClient(
        system_database_engine=store.engine, serializer=DBOSPortableJSONSerializer(), application_name="hone"
    )
    options = {"workflow_name": "deliver", "queue_name": "later", "queue_partition_key": "1/7", "workflow_id": "theirs"}
    odd = 'quote " and \\ slash'
    work, inputs = (reflected(store, table) for table in ("workflow_status", "workflow_input"))
    with store.engine.begin() as connection:
        client.enqueue_in_transaction(connection, options, odd)  # type: ignore[arg-type]
        engine._enqueue(connection, [("ours", "1/7", odd)])  # type: ignore[misc]
        connection.execute(work.update().where(work.c.workflow_uuid == "ours").values(queue_name="later"))

    own = {"workflow_uuid", "created_at", "updated_at", "creator_xid", "retention_timestamp"}
    for table in (work, inputs):
        with store.engine.begin() as connection:
            rows = connection.execute(table.select().where(table.c.workflow_uuid.in_(["ours", "theirs"]))).mappings()
            ours, theirs = sorted(rows, key=lambda row: row["workflow_uuid"])
            connection.execute(table.delete())
        assert {k: v for k, v in ours.items() if k not in own} == {k: v for k, v in theirs.items() if k not in own}
        assert all((ours[name] is None) == (theirs[name] is None) for name in own & ours.keys())


@on_sqlite
async def test_pickled_rows_are_never_decoded(engine: DurableEngine) -> None:
    serializer = DefaultSerializer()

    with pytest.raises(ValueError, match="pickled data is not read"):
        serializer.deserialize(serializer.serialize({"harmless": True}))


async def test_the_sweep_forgets_what_is_old_and_gives_up_what_is_stranded(
    engine: DurableEngine, store: SqlStore
) -> None:
    for id in ("old", "stranded", "waiting"):
        await engine.accept(delivery(id))
    await idle(engine)
    await store.settle("old", "done")
    work = reflected(store, "workflow_status")
    stranded = work.update().where(work.c.workflow_uuid == "gh:stranded:1")
    with store.engine.begin() as connection:
        connection.execute(stranded.values(status="MAX_RECOVERY_ATTEMPTS_EXCEEDED"))
    client = DBOSClient(
        system_database_engine=store.engine, serializer=DBOSPortableJSONSerializer(), application_name="hone"
    )

    def left(days: float) -> tuple[int, int, int]:
        retention.sweep(client, store.engine, time.time() + days * 86_400)
        with store.engine.connect() as connection:
            count = sa.select(sa.func.count())
            queries = (
                count.select_from(work).where(work.c.workflow_uuid.like("gh:%")),
                count.select_from(DeliveryRow).where(col(DeliveryRow.payload).is_not(None)),
                count.select_from(DeliveryRow),
            )
            return tuple(connection.execute(query).scalar() for query in queries)  # type: ignore[return-value]

    assert left(0) == (3, 3, 3)
    assert state(store, "stranded") == ("failed", "the work was given up", 1)
    assert left(4) == (3, 1, 3)
    assert left(15) == (0, 1, 3)
    assert left(31) == (0, 1, 1)
    assert state(store, "waiting")[0] == "queued"


@on_sqlite
async def test_the_sweep_forgets_what_models_cost_a_quarter_of_a_year_ago(
    engine: DurableEngine, store: SqlStore
) -> None:
    client = DBOSClient(
        system_database_engine=store.engine, serializer=DBOSPortableJSONSerializer(), application_name="hone"
    )
    now, ever = datetime.now(UTC), datetime(1970, 1, 1, tzinfo=UTC)
    for days in (0, 89, 91):
        await store.spend(SHOP, 7, (Usage("m", "writer", "write", days + 1, 0),), now - timedelta(days=days))

    retention.sweep(client, store.engine, now.timestamp())

    assert (await store.spent(SHOP, ever))[0] == 1 + 90
