"""One process per executor id: two would recover, and so repeat, each other's work."""

import fcntl
import os
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from service.ports import Fault


class Taken(Fault):
    """Another process works under this executor id."""


class Lease(Protocol):
    """Held from start to stop; the operating system or the database lets it go when the process dies."""

    def held(self) -> bool:
        """False once somebody else may have taken it."""
        ...

    def release(self) -> None: ...


def take(engine: sa.Engine, executor: str) -> Lease:
    """The lease of this executor id on this database. Raises Taken."""
    if engine.dialect.name == "sqlite":
        return FileLease(Path(f"{engine.url.database}.{executor}.lock"), executor)
    return SessionLease(engine, executor)


class FileLease:
    """A lock on a file beside the SQLite database."""

    def __init__(self, path: Path, executor: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise Taken(_taken(executor)) from None

    def held(self) -> bool:
        """Always: only this process can let it go."""
        return True

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._file)


class SessionLease:
    """A PostgreSQL advisory lock, which lives as long as its connection."""

    def __init__(self, engine: sa.Engine, executor: str) -> None:
        self._engine = engine
        self._executor = executor
        self._connection = self._lock()

    def held(self) -> bool:
        """Whether the lock is ours; a lost connection takes it again unless somebody was faster.

        Raises what the database raises while it is away.
        """
        try:
            self._connection.execute(sa.text("SELECT 1"))
        except sa.exc.DBAPIError:
            self._connection.invalidate()
            self._connection.close()
        else:
            return True
        try:
            self._connection = self._lock()
        except Taken:
            return False
        return True

    def release(self) -> None:
        """Close the session and with it the lock."""
        self._connection.invalidate()
        self._connection.close()

    def _lock(self) -> sa.Connection:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        query = sa.text("SELECT pg_try_advisory_lock(hashtextextended('hone executor ' || :executor, 0))")
        if connection.execute(query, {"executor": self._executor}).scalar():
            return connection
        connection.invalidate()
        connection.close()
        raise Taken(_taken(self._executor))


def _taken(executor: str) -> str:
    return (
        f"Another process already works as executor {executor!r} on this database; give each its own HONE_EXECUTOR_ID."
    )
