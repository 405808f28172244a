"""The private directory of one run: what goes in, what comes out, and nothing that stays."""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from service.edge.sandbox.limits import Limits, fault
from service.ports import Finished

MARK = "HONE_RUN"
"""Names the run in the environment of everything it starts, so that daemons are found again."""
MAX_ERRORS = 64 * 1024
ROUNDS = 5


def write(place: Path, files: Mapping[str, bytes]) -> None:
    """Create every file anew (never through a link) below the new directory `place`.

    Raises ValueError for a name that is absolute, leads outside or looks like an option; FileExistsError for a second
    file of the same name.
    """
    place.mkdir(mode=0o700)
    for name, content in files.items():
        path = PurePosixPath(name)
        if not name or "\0" in name or "\\" in name or path.is_absolute() or ".." in path.parts or name[0] == "-":
            raise ValueError(f"unsafe file name {name[:100]!r}")
        target = place / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)


def read(place: Path, status: int | None, limits: Limits, seconds: float) -> Finished:
    """What the tool printed to the files `out` and `err` of the place, and how it ended."""
    output, errors = (place / "out").read_bytes(), (place / "err").read_bytes()[:MAX_ERRORS]
    why = fault(status, len(output), errors, limits, seconds)
    return Finished(-1 if status is None else status, output, errors, why)


def clean(place: Path, mark: str) -> None:
    """End whatever the run left behind and take its directory away.

    A daemon that left the process group still carries the mark in its environment. Several rounds, because a process
    may fork while it is looked for.
    """
    for _ in range(ROUNDS):
        survivors = list(_survivors(mark))
        for survivor in survivors:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(survivor, signal.SIGKILL)
        if not survivors:
            break
    shutil.rmtree(place, ignore_errors=True)


def _survivors(mark: str) -> Iterator[int]:
    """Processes that carry the mark; none where there is no `/proc`."""
    wanted = f"{MARK}={mark}".encode()
    proc = Path("/proc")
    for process in proc.iterdir() if proc.is_dir() else ():
        with suppress(OSError):  # gone meanwhile, or not ours to read
            if process.name.isdigit() and wanted in (process / "environ").read_bytes().split(b"\0"):
                yield int(process.name)
