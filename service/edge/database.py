"""One way to open the database, SQLite or PostgreSQL, so that every connection keeps the same promises."""

import logging
import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = "hone_version"
"""The table in which Alembic notes the revision of ours."""

# SQLite learnt unixepoch(..., 'subsec') in 3.42; Debian 12 ships 3.40 and the engine's schema needs it.
SUBSECONDS = sqlite3.sqlite_version_info >= (3, 42)


def connect(url: str | sa.URL, pool: int = 4, patience: float = 5.0) -> sa.Engine:
    """An engine for this SQLAlchemy URL; a SQLite file is created private to this user.

    SQLite runs in WAL mode with synchronous=FULL and begins with BEGIN IMMEDIATE, so an acknowledged commit survives
    a power cut and writers queue instead of failing. `patience` is how many seconds a writer waits for a lock.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        options = f"-c lock_timeout={int(patience * 1000)}"
        return sa.create_engine(
            parsed,
            pool_size=pool,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5, "options": options},
        )
    if parsed.database:
        _private(Path(parsed.database))
    engine = sa.create_engine(parsed, pool_size=pool, max_overflow=0, connect_args={"timeout": patience})
    sa.event.listen(engine, "connect", _tune)
    return engine


def insert(engine: sa.Engine, table: type) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that understands ON CONFLICT on this engine's database."""
    return sqlite.insert(table) if engine.dialect.name == "sqlite" else postgresql.insert(table)


def upgrade(engine: sa.Engine) -> None:
    """Bring our tables to the newest revision; several processes may call it at once."""
    if revision(engine) == newest():
        return
    # Alembic costs a third of a second and 12 MB, which nearly every start can do without.
    from alembic import command
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        _one_at_a_time(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision(engine: sa.Engine) -> str:
    """The revision of our tables in this database; empty when there are none."""
    if not sa.inspect(engine).has_table(VERSION):
        return ""
    with engine.connect() as connection:
        return str(connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(VERSION))).scalar())


def newest() -> str:
    """The revision this code needs: the number in the name of the last file of migrations."""
    return max(file.name[1:5] for file in (MIGRATIONS / "versions").glob("v*.py"))


def _one_at_a_time(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("BEGIN IMMEDIATE"))
        return
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('hone migrations'))"))


def _private(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)


def _tune(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    if not SUBSECONDS:
        connection.create_function("unixepoch", -1, _unixepoch)


def _unixepoch(*modifiers: str) -> float:
    """SQLite's function of that name, as far as the engine uses it: now, with or without fractions."""
    return time.time() if "subsec" in modifiers or "subsecond" in modifiers else float(int(time.time()))
