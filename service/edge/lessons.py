"""What the improvement loop has learned, in SQLite or PostgreSQL: the port `Lessons`."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlmodel import Session, col, delete, select

from service.edge.tables import LessonRow
from service.edge.transactions import Transactions
from service.model import Learning, Repo

MOST = 1000
"""Learnings kept of one repository; the oldest go: what mended an old version of a template says little of a new."""
LEARNING = TypeAdapter(Learning)


class SqlLessons:
    """The part of the store that knows what was learned; every method is one transaction in a thread."""

    _db: Transactions

    async def learn(self, repo: Repo, learnings: Sequence[Learning]) -> None:
        """Keep them; the same one twice counts twice."""

        def work(session: Session) -> None:
            session.add_all([_row(repo, learning) for learning in learnings])
            session.flush()
            mine = select(LessonRow.id).where(LessonRow.repository == repo.id)
            oldest = session.exec(mine.order_by(col(LessonRow.id).desc()).offset(MOST).limit(1)).first()
            if oldest is not None:
                old = (col(LessonRow.repository) == repo.id) & (col(LessonRow.id) <= oldest)
                session.execute(delete(LessonRow).where(old))

        if learnings:
            await self._db.do(work)

    async def learnings(self, repo: Repo | None, most: int = 50) -> tuple[Learning, ...]:
        """The newest of one repository, or of all."""
        query = select(LessonRow).order_by(col(LessonRow.id).desc()).limit(most)
        if repo is not None:
            query = query.where(LessonRow.repository == repo.id)
        rows = await self._db.do(lambda session: session.exec(query).all())
        return tuple(LEARNING.validate_python(row.model_dump(exclude={"id", "repository"})) for row in rows)


def _row(repo: Repo, learning: Learning) -> LessonRow:
    return LessonRow(repository=repo.id, **LEARNING.dump_python(learning))
