"""The improvement queue in the database: one row for each improvement of a repository."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlmodel import Session, col, delete, select

from service.edge.tables import ImprovementRow
from service.edge.transactions import Transactions
from service.model import Queued, Repo

QUEUED = TypeAdapter(Queued)
LAST = 1_000_000
"""The rank of what no look at the whole tree has placed yet."""


class SqlQueue:
    """The part of the store that knows queues; every method is one transaction in a thread, safe to repeat."""

    _db: Transactions

    async def improvements(self, repo: Repo) -> tuple[Queued, ...]:
        """What is remembered, in the order of the queue."""
        query = select(ImprovementRow.data).where(ImprovementRow.repository == repo.id)
        rows = await self._db.do(lambda session: session.exec(query.order_by(col(ImprovementRow.rank))).all())
        return tuple(QUEUED.validate_json(row) for row in rows)

    async def keep_improvements(self, repo: Repo, queue: Sequence[Queued]) -> None:
        """Remember exactly these, in this order."""
        rows = [_row(repo, queued, rank) for rank, queued in enumerate(queue)]

        def work(session: Session) -> None:
            session.execute(delete(ImprovementRow).where(col(ImprovementRow.repository) == repo.id))
            session.add_all(rows)

        await self._db.do(work)

    async def propose(self, repo: Repo, proposals: Sequence[Queued]) -> None:
        """Remember these too, behind the others; one whose id is known already stays as it is."""
        rows = [_row(repo, queued, LAST) for queued in proposals]

        def work(session: Session) -> None:
            for row in rows:
                session.execute(self._db.upsert(row, keep=True))

        await self._db.do(work)


def _row(repo: Repo, queued: Queued, rank: int) -> ImprovementRow:
    data = QUEUED.dump_json(queued).decode()
    return ImprovementRow(repository=repo.id, id=queued.improvement.id, rank=rank, state=queued.state, data=data)
