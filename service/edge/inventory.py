"""What is known of each repository as a whole, in SQLite or PostgreSQL: the port `Inventory`."""

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, func, select

from service.edge.tables import BaselineRow, CrossingRow, ProfileRow, ReviewRow, TrendRow
from service.edge.transactions import Transactions
from service.model import Baseline, Crossing, Debt, Finding, Profile, Repo, TrendPoint

T = TypeVar("T")

MOST_FINDINGS = 5000
"""Kept of one tree, worst first: about two megabytes as JSON, a tenth of it compressed."""
MOST_POINTS = 1000
"""Of one repository's trend; the oldest go."""
WAITING = 900_000
"""Milliseconds after which a review that still says `running` no longer makes others wait."""
BASELINE = TypeAdapter(Baseline)
FINDINGS = TypeAdapter(tuple[Finding, ...])
PROFILE = TypeAdapter(Profile)


class SqlInventory:
    """The part of the store that knows trees; every method is one transaction in a thread, safe to repeat."""

    _db: Transactions
    _now: Callable[[], datetime]

    async def baseline(self, repo: Repo) -> Baseline | None:
        """The newest look at the whole tree; None: nobody has looked yet."""
        row = await self._db.do(lambda session: session.get(BaselineRow, repo.id))
        return _read(BASELINE, row.summary) if row else None

    async def open_findings(self, repo: Repo) -> tuple[Finding, ...]:
        """What stands in the tree of the newest baseline, worst first; at most 5,000."""
        row = await self._db.do(lambda session: session.get(BaselineRow, repo.id))
        return (_read(FINDINGS, row.findings) or ()) if row else ()

    async def keep_baseline(self, repo: Repo, baseline: Baseline, findings: Sequence[Finding]) -> None:
        """Make it the newest baseline, and one point of the trend."""
        row = BaselineRow(
            repository=repo.id,
            head=baseline.head,
            taken_at=baseline.at,
            summary=_packed(BASELINE, baseline),
            findings=_packed(FINDINGS, tuple(findings[:MOST_FINDINGS])),
        )
        point = TrendRow(
            repository=repo.id,
            head=baseline.head,
            taken_at=baseline.at,
            minutes=baseline.debt.minutes,
            lines=baseline.debt.lines,
            findings=baseline.findings,
            health=baseline.health,
        )

        def work(session: Session) -> None:
            session.execute(self._db.upsert(row))
            others = (col(TrendRow.repository) == repo.id) & (col(TrendRow.head) != baseline.head)
            newest = session.exec(select(func.max(TrendRow.taken_at)).where(others)).one()
            # Two heads in one second are still one after the other.
            point.taken_at = max(baseline.at, (newest or 0) + 1)
            session.execute(self._db.upsert(point))
            mine = select(TrendRow.taken_at).where(TrendRow.repository == repo.id)
            oldest = session.exec(mine.order_by(col(TrendRow.taken_at).desc()).offset(MOST_POINTS).limit(1)).first()
            if oldest is not None:
                old = (col(TrendRow.repository) == repo.id) & (col(TrendRow.taken_at) <= oldest)
                session.execute(sa.delete(TrendRow).where(old))

        await self._db.do(work)

    async def trend(self, repo: Repo, limit: int = 20) -> tuple[TrendPoint, ...]:
        """How the repository stood, newest first."""
        query = select(TrendRow).where(TrendRow.repository == repo.id).order_by(col(TrendRow.taken_at).desc())
        rows = await self._db.do(lambda session: session.exec(query.limit(limit)).all())
        return tuple(
            TrendPoint(row.head, row.taken_at, Debt(row.minutes, row.lines), row.health, row.findings) for row in rows
        )

    async def keep_crossings(self, repo: Repo, crossings: Sequence[Crossing]) -> None:
        """Remember limits that were crossed; one that is known already stays as it is."""
        for one in crossings:
            row = CrossingRow(
                repository=repo.id, head=one.head, what=one.what, taken_at=one.at, before=one.before, after=one.after
            )
            await self._db.put(row, keep=True)

    async def crossings(self, repo: Repo, limit: int = 20) -> tuple[Crossing, ...]:
        """The limits that were crossed, newest first."""
        query = select(CrossingRow).where(CrossingRow.repository == repo.id).order_by(col(CrossingRow.taken_at).desc())
        rows = await self._db.do(lambda session: session.exec(query.limit(limit)).all())
        return tuple(
            Crossing("debt" if row.what == "debt" else "health", row.head, row.taken_at, row.before, row.after)
            for row in rows
        )

    async def profile(self, repo: Repo, commit: str) -> Profile | None:
        """What is known of the history; None: nothing yet, or nothing that this version of Hone can read."""
        row = await self._db.do(lambda session: session.get(ProfileRow, repo.id))
        return _read(PROFILE, row.data) if row else None

    async def save_profile(self, repo: Repo, profile: Profile) -> None:
        """Remember what is known of the history now."""
        await self._db.put(ProfileRow(repository=repo.id, head=profile.commit, data=_packed(PROFILE, profile)))

    async def reviewing(self) -> bool:
        """True while somebody waits for a verdict: what has time should wait."""
        since = int(self._now().timestamp() * 1000) - WAITING
        query = select(func.count()).where(ReviewRow.state == "running", ReviewRow.started_at > since)
        return bool(await self._db.do(lambda session: session.exec(query).one()))


def _packed(kind: TypeAdapter[T], value: T) -> bytes:
    return zlib.compress(kind.dump_json(value))


def _read(kind: TypeAdapter[T], data: bytes) -> T | None:
    """The value; None where another version of Hone wrote it: it is made anew with the next push."""
    try:
        return kind.validate_json(zlib.decompress(data))
    except ValidationError:
        return None
