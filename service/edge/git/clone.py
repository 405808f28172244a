"""The clones on disk: one bare directory per repository, created whole, locked while it grows, healed after a kill."""

import asyncio
import fcntl
import logging
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from service.edge.git.command import Exceeded, GitFailed, git
from service.edge.git.limits import LOCK_SECONDS, PACKS
from service.edge.git.place import Place
from service.ports import Unfetchable

POLL_SECONDS = 0.02

PARTIAL = (("remote.hone.promisor", "true"), ("remote.hone.partialclonefilter", "blob:none"))
"""Says that objects may be missing. Only processes that write packs are told: to all others a missing blob
is just missing, so none of them ever goes to the network for it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clone:
    """Where one repository is kept: `<root>/<repository id>.git`, so that a rename changes nothing."""

    root: Path
    id: int

    @property
    def directory(self) -> Path:
        return self.root / f"{self.id}.git"

    @property
    def place(self) -> Place:
        return Place(self.directory)

    @property
    def ready(self) -> bool:
        """True when the clone exists; it appears by one rename, so never half made."""
        return (self.directory / "HEAD").is_file()

    @property
    def shallow(self) -> bool:
        """True when its history was cut off, because all of it was too much."""
        return (self.directory / "shallow").is_file()

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[Place]:
        """Hold the clone alone, against every task, thread and process; children inherit the lock.

        So the fetch of a Hone that was killed keeps the lock until it ends. Raises Unfetchable after a long wait.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.root / f"{self.id}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            await _acquire(lock)
            await asyncio.to_thread(self._clean)
            yield replace(self.place, keep=(lock,))
        finally:
            os.close(lock)

    async def create(self, id_length: int) -> None:
        """Make the empty clone unless it is there already; `id_length` tells SHA-1 (40) from SHA-256."""
        async with self.locked() as held:
            if self.ready:
                return
            await self._remove()
            made = Path(mkdtemp(prefix=f"{self.id}.new.", dir=self.root))
            form = "sha1" if id_length == 40 else "sha256"  # noqa: PLR2004 - explained above
            await git(
                replace(held, directory=made), "init", "--quiet", "--bare", "--template=", f"--object-format={form}"
            )
            os.rename(made, self.directory)  # noqa: PTH104 - one system call, no need of a thread

    async def discard(self) -> None:
        """Remove the clone; the next fetch starts from nothing."""
        async with self.locked():
            await self._remove()

    async def tidy(self, held: Place) -> None:
        """Make many packs one. Called with the lock held; a clone too large for it simply stays as it is."""
        packs = len(list((self.directory / "objects" / "pack").glob("*.pack")))
        if packs == 0 or packs % PACKS:
            return
        try:
            await git(held, "pack-refs", "--all")
            await git(replace(held, configuration=PARTIAL), "repack", "-a", "-d", "--quiet")
        except (Exceeded, GitFailed) as reason:
            log.warning("The packs of clone %d stay apart: %s", self.id, reason)
            await asyncio.to_thread(self._clean)

    async def _remove(self) -> None:
        if self.directory.exists():
            self.directory.rename(Path(mkdtemp(prefix=f"{self.id}.old.", dir=self.root)) / "clone")
        await asyncio.to_thread(self._clean)

    def _clean(self) -> None:
        # Only the holder of the lock writes here, so whatever looks unfinished was left by a killed process.
        for left in (*self.root.glob(f"{self.id}.old.*"), *self.root.glob(f"{self.id}.new.*")):
            shutil.rmtree(left, ignore_errors=True)
        for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*", "objects/**/tmp_obj_*"):
            for left in self.directory.glob(pattern):
                left.unlink(missing_ok=True)


async def _acquire(lock: int) -> None:
    for _ in range(int(LOCK_SECONDS / POLL_SECONDS)):
        if _try(lock):
            return
        await asyncio.sleep(POLL_SECONDS)
    raise Unfetchable("Another fetch of this repository has not ended in time.")


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
