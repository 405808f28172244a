"""What language models have cost, in SQLite or PostgreSQL: the port `Ledger`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, func, select

from service.edge.tables import CallRow
from service.edge.transactions import Transactions
from service.model import Repo, Usage


class SqlLedger:
    """The part of the store that knows costs; every method is one transaction in a thread, safe to repeat."""

    _db: Transactions

    async def spend(self, repo: Repo, number: int, usages: Sequence[Usage], at: datetime) -> None:
        """Write attempts down under a pull request or issue."""
        rows = [
            CallRow(id=uuid4().hex, repository=repo.id, number=number, at=_milliseconds(at), **asdict(usage))
            for usage in usages
        ]

        def work(session: Session) -> None:
            for row in rows:
                session.execute(self._db.upsert(row, keep=True))

        await self._db.do(work)

    async def spent(self, repo: Repo | None, since: datetime, number: int | None = None) -> tuple[int, float]:
        """(tokens, money) since then: of one pull request or issue, of the whole repository, or of all there are."""
        tokens = func.sum(CallRow.prompt_tokens + CallRow.completion_tokens)
        query = select(tokens, func.sum(CallRow.cost)).where(col(CallRow.at) >= _milliseconds(since))
        if repo is not None:
            query = query.where(CallRow.repository == repo.id)
        if number is not None:
            query = query.where(CallRow.number == number)
        found, money = await self._db.do(lambda session: session.exec(query).one())
        return int(found or 0), float(money or 0)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
