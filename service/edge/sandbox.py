"""Runs an analyzer on strangers' files: a private directory, no secrets, limits, no survivors.

What holds: the tool sees only the files it is given, none of the service's environment, and ends, with everything it
started, when it is done, late or cancelled. What does not hold yet: the network and the rest of the file system are
those of the service's user; that needs namespaces.
"""

import asyncio
import ctypes
import os
import shutil
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from uuid import uuid4

from service.ports import Finished

MARK = "HONE_RUN"
"""Names the run in the environment of everything it starts, so that daemons are found again."""
PR_SET_DUMPABLE = 4
LAUNCH = 'ulimit -c 0; ulimit -S -t "$1"; ulimit -H -t "$2"; ulimit -v "$3"; ulimit -f "$4"; shift 4; exec "$@"'
"""POSIX shell: a limit set between fork and exec without running Python there, which threads make unsafe."""
MAX_ERRORS = 64 * 1024
OUT_OF_MEMORY = (b"MemoryError", b"memory allocation of")
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. The number of processes has no limit: the kernel counts those per user, ours included."""

    processor: int = 60
    """Seconds."""
    memory: int = 1 << 30
    """Bytes of address space per process."""
    output: int = 32 << 20
    """Bytes per file written, standard output included."""


@dataclass(frozen=True, slots=True)
class Runner:
    """The port `Sandbox` on this machine; tools come from `tools` alone."""

    tools: Path = field(default_factory=lambda: Path(sysconfig.get_path("scripts")))
    limits: Limits = field(default_factory=Limits)

    async def run(self, argv: Sequence[str], files: Mapping[str, bytes], seconds: float = 60.0) -> Finished:
        """Write `files` (safe relative names) to a private directory and run the tool inside it.

        `argv[0]` is a tool's name; `python` is the interpreter of the service. Raises ValueError for an unsafe name.
        """
        command = self._command(argv)
        if not command:
            return Finished(127, b"", fault=f"{argv[0]} is not installed")
        mark, place = uuid4().hex, Path(tempfile.mkdtemp(prefix="hone-"))
        try:
            await asyncio.to_thread(_write, place / "in", files)
            status = await self._wait(command, place, mark, seconds)
            return await asyncio.to_thread(_read, place, status, self.limits, seconds)
        finally:
            await asyncio.shield(asyncio.to_thread(_clean, place, mark))

    async def _wait(self, command: list[str], place: Path, mark: str, seconds: float) -> int | None:
        """The exit status, negative for a signal; None when the time was up. Nothing of the group outlives this."""
        environment = {
            "PATH": f"{self.tools}{os.pathsep}{os.defpath}",
            "HOME": "/nonexistent",
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "TMPDIR": str(place / "in"),
            MARK: mark,
        }
        with (place / "out").open("wb") as out, (place / "err").open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=place / "in",
                env=environment,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(seconds):
                return await process.wait()
        except TimeoutError:
            return None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def _command(self, argv: Sequence[str]) -> list[str]:
        """The tool behind its limits and, where `setpriv` is at hand, tied to the life of this process."""
        tool = sys.executable if argv[0] == "python" else shutil.which(argv[0], path=str(self.tools))
        if not tool:
            return []
        now, limits = self.limits.processor, self.limits
        caps = [now, now + 2, limits.memory // 1024, limits.output // 512]
        leash = shutil.which("setpriv")
        tied = (leash, "--pdeathsig", "KILL", "--") if leash else ()
        return ["/bin/sh", "-c", LAUNCH, "hone", *map(str, caps), *tied, tool, *argv[1:]]


def harden() -> None:
    """Make this process non-dumpable (Linux): a child cannot read its environment through `/proc/<pid>/environ`.

    Changes nothing elsewhere. The kernel lets root and CAP_SYS_PTRACE read it all the same.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _write(place: Path, files: Mapping[str, bytes]) -> None:
    """Create every file anew (never through a link) below the empty directory `place`."""
    place.mkdir(mode=0o700)
    for name, content in files.items():
        path = PurePosixPath(name)
        if not name or "\0" in name or "\\" in name or path.is_absolute() or ".." in path.parts or name[0] == "-":
            raise ValueError(f"unsafe file name {name[:100]!r}")
        target = place / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)


def _read(place: Path, status: int | None, limits: Limits, seconds: float) -> Finished:
    output, errors = (place / "out").read_bytes(), (place / "err").read_bytes()[:MAX_ERRORS]
    fault = _fault(status, len(output), errors, limits, seconds)
    return Finished(-1 if status is None else status, output, errors, fault)


def _fault(status: int | None, written: int, errors: bytes, limits: Limits, seconds: float) -> str:
    """Why the tool did not end by itself, in words; empty when it did, whatever its exit status."""
    if status is None:
        return f"timed out after {seconds:g} s"
    if status == -signal.SIGXFSZ or written >= limits.output:
        return f"wrote more than {limits.output >> 20} MB"
    if status == -signal.SIGXCPU:
        return f"used more than {limits.processor} s of processor time"
    if status and any(words in errors for words in OUT_OF_MEMORY):
        return "used more than its memory"
    return f"was killed by signal {-status}" if status < 0 else ""


def _clean(place: Path, mark: str) -> None:
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
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # gone meanwhile, or not ours to read
            if wanted in entry.read_bytes().split(b"\0"):
                yield int(entry.parent.name)
