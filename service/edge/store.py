"""What Hone remembers, in SQLite or PostgreSQL: the port `Store` over SQLModel tables."""

import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select, update

from service.edge.decided import REPORT, SqlDecided
from service.edge.handed import SqlHanded
from service.edge.intake import Enqueue, Intake
from service.edge.inventory import SqlInventory
from service.edge.ledger import SqlLedger
from service.edge.lessons import SqlLessons
from service.edge.queue import SqlQueue
from service.edge.tables import (
    DeliveryRow,
    InstallationRow,
    MarkRow,
    RepositoryRow,
    ReviewRow,
    SuggestionRow,
)
from service.edge.transactions import Transactions
from service.model import Change, Delivery, InstallationChanged, Repo, Report

VERDICT_DUE = 3600_000
"""Milliseconds after which a review that still says `running`, or failed, no longer counts as a verdict."""


class SqlStore(SqlInventory, SqlQueue, SqlDecided, SqlLedger, SqlLessons, SqlHanded):
    """Every method is one transaction in a thread, safe to repeat, and waits out a database that restarts."""

    def __init__(self, engine: sa.Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.engine = engine
        self._db = Transactions(engine)
        self._now = now

    def intake(self, enqueue: Enqueue) -> Intake:
        """The way in for deliveries: each is committed together with what `enqueue` writes."""
        return Intake(self.engine, enqueue)

    async def delivery(self, id: str) -> Delivery | None:
        """The delivery as it was accepted; its payload is empty once it was dropped."""

        def work(session: Session) -> Delivery | None:
            row = session.get(DeliveryRow, id)
            if row is None:
                return None
            payload = zlib.decompress(row.payload) if row.payload else b""
            return Delivery(row.id, row.event, row.key, payload, row.action, row.installation, row.repository)

        return await self._db.do(work)

    async def settle(self, id: str, state: str, reason: str = "") -> None:
        """Record how a delivery ended: `done | ignored | failed`."""
        change = update(DeliveryRow).where(col(DeliveryRow.id) == id).values(state=state, reason=reason[:500])
        await self._db.do(lambda session: session.execute(change))

    async def unsettled(self) -> dict[str, int]:
        """How many deliveries are `queued` and how many `failed`."""
        counts = select(DeliveryRow.state, func.count()).where(col(DeliveryRow.state).in_(["queued", "failed"]))
        found = await self._db.do(lambda session: session.exec(counts.group_by(DeliveryRow.state)).all())
        return {"queued": 0, "failed": 0, **dict(found)}

    async def known_deliveries(self, ids: Sequence[str]) -> dict[str, str]:
        """The state of each of these deliveries that is stored."""
        query = select(DeliveryRow.id, DeliveryRow.state).where(col(DeliveryRow.id).in_(ids))
        return dict(await self._db.do(lambda session: session.exec(query).all()))

    async def installed(self, event: InstallationChanged) -> None:
        """Follow an installation: who it is, whether it works, which repositories it covers."""

        def work(session: Session) -> None:
            row = session.get(InstallationRow, event.installation)
            if row is None:
                row = InstallationRow(id=event.installation, account=event.account, suspended=False, removed_at="")
            row.account = event.account or row.account
            row.suspended = {"suspend": True, "unsuspend": False}.get(event.action, row.suspended)
            row.removed_at = self._now().isoformat() if event.action == "deleted" else ""
            session.add(row)
            for repo in event.added:
                session.execute(self._db.upsert(self._repository(repo, event.installation), once="since"))
            lost = update(RepositoryRow).where(col(RepositoryRow.installation) == event.installation)
            if event.action != "deleted":
                lost = lost.where(col(RepositoryRow.id).in_([repo.id for repo in event.removed]))
            session.execute(lost.values(active=False))

        await self._db.do(work)

    async def saw_repository(self, repo: Repo) -> None:
        """Remember the repository's current name and installation; a delivery from it shows that it is active."""
        await self._db.put(self._repository(repo, repo.installation), once="since")

    async def installed_at(self, repo: Repo) -> str:
        """When Hone first heard of the repository, in GitHub's form; the end of time when it never did."""
        row = await self._db.do(lambda session: session.get(RepositoryRow, repo.id))
        return row.since if row else "9999"

    async def active_repositories(self) -> tuple[Repo, ...]:
        """Every repository of every installation that is neither suspended nor removed."""
        query = (
            select(RepositoryRow)
            .join(InstallationRow, col(InstallationRow.id) == RepositoryRow.installation, isouter=True)
            .where(col(RepositoryRow.active))
            .where(sa.or_(col(InstallationRow.id).is_(None), ~col(InstallationRow.suspended)))
            .where(func.coalesce(InstallationRow.removed_at, "") == "")
            .order_by(col(RepositoryRow.id))
        )
        rows = await self._db.do(lambda session: session.exec(query).all())
        return tuple(Repo(row.id, row.owner, row.name, row.installation) for row in rows)

    async def review_opened(self, change: Change, external_id: str) -> bool:
        """A review begins; False when its verdict is published already and says as much: a quiet one says less."""
        row = ReviewRow(
            external_id=external_id,
            repository=change.repo.id,
            owner=change.repo.owner,
            name=change.repo.name,
            installation=change.repo.installation,
            key=change.key,
            number=change.number,
            ref=change.ref,
            head=change.head,
            base=change.base,
            base_ref=change.base_ref,
            attempt=change.attempt,
            quiet=change.quiet,
            state="running",
            conclusion="",
            started_at=self._milliseconds(),
            finished_at=None,
            report="",
        )

        def work(session: Session) -> bool:
            known = session.get(ReviewRow, external_id)
            if known and known.state == "published" and (change.quiet or not known.quiet):
                return False
            session.merge(row)
            return True

        return await self._db.do(work)

    async def review_closed(self, external_id: str, state: str, conclusion: str = "", report: str = "") -> None:
        """The review ended as `published | superseded | failed | withdrawn | off`, with its report as JSON."""
        end = update(ReviewRow).where(col(ReviewRow.external_id) == external_id)
        end = end.values(state=state, conclusion=conclusion, report=report, finished_at=self._milliseconds())
        await self._db.do(lambda session: session.execute(end))

    async def published(self, external_id: str, report: Report) -> None:
        """The verdict stands on GitHub: keep it, and the prompts somebody was shown."""
        text = REPORT.dump_json(report).decode()
        shown = not report.change.quiet and report.config.mode == "comment"
        await self.save_prompts(report.change, report.prompts if shown else ())
        await self.review_closed(external_id, "published", report.conclusion, text)

    async def review(self, external_id: str) -> tuple[Change, str] | None:
        """The change behind a check run of ours, and the state of its review."""
        row = await self._db.do(lambda session: session.get(ReviewRow, external_id))
        return (_change(row), row.state) if row else None

    async def reviewed_changes(self, repo: Repo, head: str, external_id: str = "") -> tuple[Change, ...]:
        """What was reviewed on that head, or under that check run; of each pull request and branch the newest."""
        query = select(ReviewRow).where(ReviewRow.repository == repo.id, ReviewRow.head == head)
        if external_id:
            query = query.where(ReviewRow.external_id == external_id)
        rows = await self._db.do(lambda session: session.exec(query.order_by(col(ReviewRow.started_at))).all())
        return tuple({row.key: _change(row) for row in rows}.values())

    async def reviewed_heads(self, repo: Repo) -> set[tuple[int | None, str]]:
        """(number, head) of every verdict that stands, or is on its way or was tried within the hour."""
        running = sa.and_(
            col(ReviewRow.state).in_(["running", "failed"]),
            col(ReviewRow.started_at) > self._milliseconds() - VERDICT_DUE,
        )
        query = (
            select(ReviewRow.number, ReviewRow.head)
            .where(ReviewRow.repository == repo.id)
            .where(sa.or_(col(ReviewRow.state).in_(["published", "off"]), running))
        )
        return {(number, head) for number, head in await self._db.do(lambda session: session.exec(query).all())}

    async def suggested(self, change: Change) -> tuple[str, ...]:
        """Ids of the findings that were ever commented on inline in this pull request."""
        query = select(SuggestionRow.finding).where(
            SuggestionRow.repository == change.repo.id, SuggestionRow.number == change.number
        )
        found = await self._db.do(lambda session: session.exec(query.order_by(col(SuggestionRow.finding))).all())
        return tuple(found)

    async def save_suggested(self, change: Change, findings: Sequence[str]) -> None:
        """Remember that these findings have their inline comment."""
        rows = [
            SuggestionRow(
                repository=change.repo.id, number=change.number or 0, finding=each, suggested_at=self._milliseconds()
            )
            for each in findings
        ]

        def work(session: Session) -> None:
            for row in rows:
                session.execute(self._db.upsert(row, keep=True))

        await self._db.do(work)

    async def last_scan(self) -> datetime | None:
        """When deliveries were last compared with GitHub's list; None: never."""
        row = await self._db.do(lambda session: session.get(MarkRow, "scan"))
        return datetime.fromisoformat(row.at) if row else None

    async def set_last_scan(self, at: datetime) -> None:
        """Remember when deliveries were last compared with GitHub's list."""
        await self._db.put(MarkRow(name="scan", at=at.isoformat()))

    async def probe(self) -> tuple[str, str]:
        """Whether the database answers, as `/readyz` shows it."""
        try:
            counts = await self.unsettled()
        except sa.exc.SQLAlchemyError as error:
            return "down", f"the database does not answer ({type(error).__name__})"
        state = "degraded" if counts["failed"] else "ok"
        return state, f"{self.engine.dialect.name}: {counts['queued']} deliveries queued, {counts['failed']} failed"

    def _repository(self, repo: Repo, installation: int) -> RepositoryRow:
        since = self._now().strftime("%Y-%m-%dT%H:%M:%SZ")
        return RepositoryRow(
            id=repo.id, installation=installation, owner=repo.owner, name=repo.name, active=True, since=since
        )

    def _milliseconds(self) -> int:
        return int(self._now().timestamp() * 1000)


def _change(row: ReviewRow) -> Change:
    repo = Repo(row.repository, row.owner, row.name, row.installation)
    return Change(repo, row.head, row.base, row.ref, row.number, row.attempt, row.quiet, row.base_ref)
