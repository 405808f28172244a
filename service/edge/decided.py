"""What was decided, in SQLite or PostgreSQL: verdicts that stand, and organisations' settings."""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from service.edge.tables import OrganisationRow, ReviewRow
from service.edge.transactions import Transactions
from service.model import Report

REPORT = TypeAdapter(Report)


class SqlDecided:
    """The part of the store that knows decisions; every method is one transaction in a thread, safe to repeat."""

    _db: Transactions
    _now: Callable[[], datetime]

    async def report(self, external_id: str) -> Report | None:
        """What was published under that check run; None when nothing was, or nothing that can still be read."""
        row = await self._db.do(lambda session: session.get(ReviewRow, external_id))
        if row is None or row.state != "published" or not row.report:
            return None
        try:
            return REPORT.validate_json(row.report)
        except ValidationError:
            return None  # of a version whose nouns were others: the next push makes a new one

    async def organisation_settings(self, owner: str) -> str:
        """The text of the owner's `.github/hone.yml`, as last seen; empty when there is none."""
        row = await self._organisation(owner)
        return row.text if row else ""

    async def organisation_seen(self, owner: str) -> datetime | None:
        """When the owner's settings were last looked at; None: never."""
        row = await self._organisation(owner)
        return datetime.fromtimestamp(row.seen_at / 1000, UTC) if row else None

    async def keep_organisation_settings(self, owner: str, text: str) -> None:
        """Remember the owner's settings as they are now."""
        seen = int(self._now().timestamp() * 1000)
        await self._db.put(OrganisationRow(owner=owner.lower(), text=text, seen_at=seen))

    async def _organisation(self, owner: str) -> OrganisationRow | None:
        def work(session: Session) -> OrganisationRow | None:
            return session.get(OrganisationRow, owner.lower())

        return await self._db.do(work)
