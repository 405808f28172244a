"""What is remembered, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.edge import database
from service.edge.store import SqlStore
from service.edge.tables import NAMES
from service.model import Change, InstallationChanged, Prompt, Repo

pytest_plugins = ["tests.databases"]

SHOP = Repo(11, "octo", "shop", 5)
BLOG = Repo(12, "octo", "blog", 5)


def change(head: str, number: int | None = 7, ref: str = "refs/heads/main") -> Change:
    return Change(SHOP, head, "base", ref, number, "auto", True, "main")


async def test_repositories_follow_their_installation(store: SqlStore) -> None:
    async def after(action: str, added: tuple[Repo, ...] = (), removed: tuple[Repo, ...] = ()) -> tuple[Repo, ...]:
        await store.installed(InstallationChanged(action, 5, "octo", added, removed))  # type: ignore[arg-type]
        return await store.active_repositories()

    assert await after("created", added=(SHOP, BLOG)) == (SHOP, BLOG)
    assert await after("changed", removed=(BLOG,)) == (SHOP,)
    assert await after("suspend") == ()
    assert await after("unsuspend") == (SHOP,)
    assert await after("deleted") == ()
    assert await after("created", added=(SHOP,)) == (SHOP,)


async def test_a_delivery_makes_its_repository_known_under_its_newest_name(store: SqlStore) -> None:
    await store.saw_repository(SHOP)
    await store.saw_repository(Repo(11, "octo", "store", 5))

    assert await store.active_repositories() == (Repo(11, "octo", "store", 5),)


async def test_a_repository_keeps_the_day_it_was_first_heard_of(store: SqlStore) -> None:
    await store.saw_repository(SHOP)
    first = await store.installed_at(SHOP)
    later = SqlStore(store.engine, lambda: datetime.now(UTC) + timedelta(days=1))
    await later.saw_repository(SHOP)

    assert first.endswith("Z")
    assert await store.installed_at(SHOP) == first
    assert await store.installed_at(BLOG) == "9999"


async def test_a_review_is_found_again_by_its_check_run(store: SqlStore) -> None:
    assert await store.review_opened(change("a"), "x1")
    assert await store.review_opened(change("a"), "x1")
    assert await store.review("x1") == (change("a"), "running")

    await store.review_closed("x1", "published", "failure", '{"reason": "because"}')

    assert await store.review("x1") == (change("a"), "published")
    assert await store.reviewed_changes(SHOP, "a") == await store.reviewed_changes(SHOP, "a", "x1") == (change("a"),)
    assert await store.reviewed_changes(SHOP, "a", "x2") == await store.reviewed_changes(BLOG, "a") == ()
    assert await store.review("x2") is None


async def test_a_published_verdict_is_not_worked_out_again_unless_it_was_a_quiet_one(store: SqlStore) -> None:
    draft, loud = change("a"), replace(change("a"), quiet=False)
    await store.review_opened(draft, "x1")
    await store.review_closed("x1", "published")

    assert not await store.review_opened(draft, "x1")
    assert await store.review_opened(loud, "x1")

    await store.review_closed("x1", "published")

    assert not await store.review_opened(loud, "x1")
    assert not await store.review_opened(draft, "x1")


async def test_only_standing_verdicts_and_recent_runs_count_as_reviewed(store: SqlStore) -> None:
    for id, head, state in (("1", "a", "published"), ("2", "b", "failed"), ("3", "c", "superseded"), ("4", "d", "")):
        await store.review_opened(change(head), id)
        if state:
            await store.review_closed(id, state)
    await store.review_opened(change("e", None), "5")

    assert await store.reviewed_heads(SHOP) == {(7, "a"), (7, "b"), (7, "d"), (None, "e")}
    assert await store.reviewed_heads(BLOG) == set()
    tomorrow = SqlStore(store.engine, lambda: datetime.now(UTC) + timedelta(days=1))
    assert await tomorrow.reviewed_heads(SHOP) == {(7, "a")}


async def test_prompts_are_kept_as_they_were_handed_out(store: SqlStore) -> None:
    first = Prompt("p1", "i1", "quick", "Title", "quality@1", "Body", (), (), "", ())
    await store.save_prompts(change("a"), [first])
    await store.save_prompts(change("a"), [Prompt("p1", "i1", "quick", "Other", "quality@1", "Other", (), (), "", ())])

    with store.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, repository, number, head, title, body FROM prompt")).all()
    assert [tuple(row) for row in rows] == [("p1", 11, 7, "a", "Title", "Body")]


async def test_the_last_scan_survives(store: SqlStore) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert await store.last_scan() is None

    await store.set_last_scan(at)
    await store.set_last_scan(at + timedelta(hours=1))

    assert await store.last_scan() == at + timedelta(hours=1)


async def test_the_probe_says_down_when_the_database_is_gone(sqlite_address: str) -> None:
    engine = database.connect(sqlite_address)

    assert await SqlStore(engine).probe() == ("down", "the database does not answer (OperationalError)")
    engine.dispose()


def test_models_and_migrations_agree(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in NAMES.tables}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), NAMES) == []


def test_the_last_file_of_migrations_names_the_newest_revision(store: SqlStore) -> None:
    assert ScriptDirectory(str(database.MIGRATIONS)).get_heads() == [database.newest()]
    assert database.revision(store.engine) == database.newest()


def test_an_upgrade_keeps_every_row(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        for table in NAMES.sorted_tables:
            connection.execute(sa.insert(table), {column.name: _example(column) for column in table.columns})

    database.upgrade(store.engine)

    with store.engine.connect() as connection:
        for table in NAMES.sorted_tables:
            row = connection.execute(sa.select(table)).one()
            assert dict(row._mapping) == {column.name: _example(column) for column in table.columns}


def _example(column: sa.Column[object]) -> object:
    match column.type:
        case sa.Boolean():
            return True
        case sa.LargeBinary():
            return b"\x00\xff"
        case sa.BigInteger():
            return 2**40
        case sa.Integer():
            return 3
        case sa.Float():
            return 0.5
        case _:
            return "text ✓"


def test_a_sqlite_database_is_private_and_loses_nothing_in_a_power_cut(sqlite_address: str, tmp_path) -> None:
    engine = database.connect(sqlite_address.replace("/hone.db", "/new/hone.db"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()

    assert (tmp_path / "new" / "hone.db").stat().st_mode & 0o077 == 0
