"""What the engine's tables tell and what is swept from them; DBOS keeps everything for ever by itself."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from dbos import DBOSClient
from sqlmodel import col

from service.edge.tables import CallRow, DeliveryRow

FINISHED_DAYS = 14
"""Longer than the three days in which GitHub can redeliver, so that a late redelivery is still known."""
PAYLOAD_DAYS = 3
DELIVERY_DAYS = 30
CALL_DAYS = 90
"""A quarter of a year of what models cost; budgets look no further back."""

PAGE = 500

ACTIVE = ("ENQUEUED", "PENDING", "DELAYED")
GIVEN_UP = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def unfinished(engine: sa.Engine) -> dict[str, int]:
    """Unfinished workflows by `queue STATE`."""
    work = _workflows(engine)
    query = sa.select(work.c.queue_name, work.c.status, sa.func.count()).where(work.c.status.in_(ACTIVE))
    with engine.connect() as connection:
        found = connection.execute(query.group_by(work.c.queue_name, work.c.status))
        return {f"{queue or 'direct'} {status}": count for queue, status, count in found}


def sweep(client: DBOSClient, engine: sa.Engine, now: float) -> None:
    """Forget what is old, and mark deliveries as failed whose workflow was given up; `now` in seconds since 1970."""
    received, settled = col(DeliveryRow.received_at), col(DeliveryRow.state) != "queued"
    with engine.begin() as connection:
        connection.execute(_give_up(_workflows(engine)))
        old = settled & (received < _before(now, PAYLOAD_DAYS)) & col(DeliveryRow.payload).is_not(None)
        connection.execute(sa.update(DeliveryRow).where(old).values(payload=None))
        connection.execute(sa.delete(DeliveryRow).where(settled & (received < _before(now, DELIVERY_DAYS))))
        connection.execute(sa.delete(CallRow).where(col(CallRow.at) < _before(now, CALL_DAYS)))
    end = datetime.fromtimestamp(now, UTC) - timedelta(days=FINISHED_DAYS)
    while ids := _finished(client, end):
        client.delete_workflows(ids)


def _workflows(engine: sa.Engine) -> sa.TableClause:
    names = ("workflow_uuid", "queue_name", "status")
    schema = None if engine.dialect.name == "sqlite" else "dbos"
    return sa.table("workflow_status", *map(sa.column, names), schema=schema)


def _give_up(work: sa.TableClause) -> sa.Update:
    """A delivery still `queued` although its workflow ended badly: nothing else would ever settle it."""
    attempt = sa.cast(DeliveryRow.attempt, sa.String)
    id = sa.literal("gh:") + col(DeliveryRow.id) + ":" + attempt
    ended = sa.select(work.c.workflow_uuid).where(work.c.status.in_(GIVEN_UP))
    stranded = (col(DeliveryRow.state) == "queued") & id.in_(ended)
    return sa.update(DeliveryRow).where(stranded).values(state="failed", reason="the work was given up")


def _before(now: float, days: int) -> int:
    return int((now - days * 86_400) * 1000)


def _finished(client: DBOSClient, end: datetime) -> list[str]:
    found = client.list_workflows(
        status=["SUCCESS", *GIVEN_UP], end_time=end.isoformat(), limit=PAGE, load_input=False, load_output=False
    )
    return [workflow.workflow_id for workflow in found]
