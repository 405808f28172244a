"""The port `Cache` in an SQLite file of its own: it may be lost at any time, so it need not survive a power cut."""

import asyncio
import hashlib
import json
import logging
import sqlite3
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import service

T = TypeVar("T")

MOST_BYTES = 512 << 20
"""What is kept at most: at about 2 KB a text, some 250,000 of them."""
ROOM = 0.9
"""Share of it that is left when the oldest is forgotten."""
FRESH = 86_400
"""Seconds in which a use is not noted again: reading should seldom be writing."""
PATIENCE = 5.0
PARAMETERS = 500
"""Keys asked for at once."""
TABLE = (
    "CREATE TABLE IF NOT EXISTS scan (key TEXT PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS scan_used ON scan (used)",
)

KNOWN = "SELECT key, value, used FROM scan WHERE key IN (SELECT value FROM json_each(?))"

log = logging.getLogger(__name__)


class ScanCache:
    """What analyzers said, by key; safe for several tasks, threads and processes, and bounded by oldest use.

    Values of another Hone, or of other tools, are never found again, and age away.
    """

    def __init__(self, file: Path, most: int = MOST_BYTES, now: Callable[[], float] = time.time) -> None:
        self._file, self._most, self._now = file, most, now
        self._lock = threading.Lock()

    async def known(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        """What is kept under those of the keys that are known."""
        return await asyncio.to_thread(self._calmly, lambda rows: self._found(rows, keys), {})

    async def keep(self, values: Mapping[str, bytes]) -> None:
        """Remember these, and forget the oldest when there is no room."""
        await asyncio.to_thread(self._calmly, lambda rows: self._put(rows, values), None)

    def _calmly(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """The work's result, or nothing when the file is locked, damaged or cannot be written; damage is removed."""
        with self._lock:
            try:
                with self._open() as rows:
                    return work(rows)
            except sqlite3.DatabaseError as error:
                log.warning("the cache of analyses is passed over: %s", error)
                if not isinstance(error, sqlite3.OperationalError):
                    self._remove()
            except OSError as error:
                log.warning("the cache of analyses is passed over: %s", error)
            return otherwise

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if not self._file.exists():
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
        with closing(sqlite3.connect(self._file, timeout=PATIENCE, isolation_level="IMMEDIATE")) as rows:
            rows.execute("PRAGMA journal_mode=WAL")
            rows.execute("PRAGMA synchronous=OFF")
            for statement in TABLE:
                rows.execute(statement)
            with rows:
                yield rows

    def _found(self, rows: sqlite3.Connection, keys: Sequence[str]) -> dict[str, bytes]:
        wanted = {_stamped(key): key for key in keys}
        found: dict[str, bytes] = {}
        worn: list[str] = []
        for some in _portions([*wanted]):
            for key, value, used in rows.execute(KNOWN, (json.dumps(some),)):
                found[wanted[key]] = value
                if used < self._now() - FRESH:
                    worn.append(key)
        if worn:
            rows.executemany("UPDATE scan SET used = ? WHERE key = ?", [(int(self._now()), key) for key in worn])
        return found

    def _put(self, rows: sqlite3.Connection, values: Mapping[str, bytes]) -> None:
        now = int(self._now())
        rows.executemany(
            "INSERT OR REPLACE INTO scan VALUES (?, ?, ?)",
            [(_stamped(key), value, now) for key, value in values.items()],
        )
        (pages,), (size,), (free,) = (
            rows.execute(f"PRAGMA {of}").fetchone() for of in ("page_count", "page_size", "freelist_count")
        )
        over = (pages - free) * size - self._most
        if over > 0:
            self._forget(rows, over + int(self._most * (1 - ROOM)))

    def _forget(self, rows: sqlite3.Connection, bytes: int) -> None:
        """Take away the longest unused, until about so many bytes are free for others."""
        for key, length in rows.execute("SELECT key, length(value) FROM scan ORDER BY used").fetchall():
            if bytes <= 0:
                return
            rows.execute("DELETE FROM scan WHERE key = ?", (key,))
            bytes -= length + len(key)

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + PARAMETERS] for start in range(0, len(keys), PARAMETERS))


def _stamped(key: str) -> str:
    return hashlib.sha256(f"{stamp()}{key}".encode()).hexdigest()


@cache
def stamp() -> str:
    """A digest of all that has a say in a value: the versions of every installed tool, and the files of Hone."""
    digest = hashlib.sha256()
    places = {Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")}
    for name in sorted(path.name for place in places for path in place.glob("*.dist-info")):
        digest.update(name.encode())
    own = Path(service.__file__).parent
    for path in sorted(path for path in own.rglob("*") if path.suffix != ".pyc" and path.is_file()):
        digest.update(str(path.relative_to(own)).encode() + path.read_bytes())
    return digest.hexdigest()
