"""What a Hone that is away, stopped or at work has left to do, read from its database."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from service.edge import database

RUNNING, WAITING = "PENDING", "ENQUEUED"
GIVEN_UP = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


@dataclass(frozen=True, slots=True)
class Work:
    """One unfinished workflow: its body, whether it runs, how often it was begun, and the steps it has behind it."""

    id: str
    body: str
    running: bool
    begun: int
    done: tuple[str, ...]


class Census:
    """Reads the engine's tables; nothing is written, and a process that was stopped or killed holds nothing up."""

    def __init__(self, url: str) -> None:
        self._engine = database.connect(url).execution_options(isolation_level="AUTOCOMMIT")
        schema = None if self._engine.dialect.name == "sqlite" else "dbos"
        self._work = _table("workflow_status", schema, "workflow_uuid", "name", "status", "recovery_attempts")
        self._steps = _table("operation_outputs", schema, "workflow_uuid", "function_id", "function_name")
        self._deliveries = _table("delivery", None, "id", "state")

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def unfinished(self) -> dict[str, Work]:
        """Every workflow that runs or waits, by id."""
        work = self._work.c
        query = sa.select(work.workflow_uuid, work.name, work.status, work.recovery_attempts)
        query = query.where(work.status.in_([RUNNING, WAITING]))
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
            done = self._done(connection, [row.workflow_uuid for row in found])
        return {id: Work(id, body, status == RUNNING, begun or 0, tuple(done[id])) for id, body, status, begun in found}

    def steps(self, id: str) -> tuple[str, ...]:
        """The steps a workflow has behind it, in their order."""
        with self._engine.connect() as connection:
            return tuple(self._done(connection, [id])[id])

    def given_up(self) -> list[str]:
        """Ids of the workflows that ended badly."""
        return self._rows(sa.select(self._work.c.workflow_uuid).where(self._work.c.status.in_(GIVEN_UP)))

    def deliveries(self) -> dict[str, str]:
        """The state of every delivery that is stored."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(self._deliveries.c.id, self._deliveries.c.state)).all()
        return {row.id: row.state for row in rows}

    def _done(self, connection: sa.Connection, ids: list[str]) -> Mapping[str, list[str]]:
        steps = self._steps.c
        query = sa.select(steps.workflow_uuid, steps.function_name).where(steps.workflow_uuid.in_(ids))
        done: defaultdict[str, list[str]] = defaultdict(list)
        for id, name in connection.execute(query.order_by(steps.workflow_uuid, steps.function_id)):
            done[id].append(name)
        return done

    def _rows(self, query: sa.Select[tuple[str]]) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())


def _table(name: str, schema: str | None, *columns: str) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns), schema=schema)
