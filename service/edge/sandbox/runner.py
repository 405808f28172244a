"""Runs a tool on strangers' files, in namespaces where the machine allows them, always within limits."""

import asyncio
import os
import shutil
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from service.edge.sandbox import namespaces
from service.edge.sandbox.limits import BY_SIGNAL, Limits
from service.edge.sandbox.place import MARK, clean, read, write
from service.ports import Finished


@dataclass(frozen=True, slots=True)
class Runner:
    """The port `Sandbox` on this machine; tools come from `tools` alone."""

    tools: Path = field(default_factory=lambda: Path(sysconfig.get_path("scripts")))
    limits: Limits = field(default_factory=Limits)
    bubblewrap: str | None = field(default_factory=lambda: shutil.which("bwrap"))
    """The program that makes namespaces; None runs every tool without."""

    async def run(self, argv: Sequence[str], files: Mapping[str, bytes], seconds: float = 60.0) -> Finished:
        """Write `files` (safe relative names) to a private directory and run the tool inside it.

        `argv[0]` is a tool's name; `python` is the interpreter of the service. Raises ValueError for an unsafe name.
        Only a service that is killed in the very moment in which a tool starts can leave it behind, within its limits.
        """
        tool = sys.executable if argv[0] == "python" else shutil.which(argv[0], path=str(self.tools))
        if not tool:
            return Finished(127, b"", fault=f"{argv[0]} is not installed")
        confined = await self._refusal() == ""
        mark, place = uuid4().hex, Path(tempfile.mkdtemp(prefix="hone-"))
        command = self._confined((tool, *argv[1:]), place) if confined else self._tied((tool, *argv[1:]))
        scratch = namespaces.SCRATCH if confined else str(place / "in")
        try:
            await asyncio.to_thread(write, place / "in", files)
            status = await self._wait(command, place, self._environment(scratch, mark), seconds)
            if confined and status and status > BY_SIGNAL:
                status = BY_SIGNAL - status
            return await asyncio.to_thread(read, place, status, self.limits, seconds)
        finally:
            await asyncio.shield(asyncio.to_thread(clean, place, mark))

    async def confinement(self) -> str:
        """How tools are kept apart from the machine, in words for the person who runs it."""
        refusal = await self._refusal()
        if not refusal:
            return "bubblewrap: no network, no other files, no other processes; limits and a cleared environment"
        return f"limits and a cleared environment, no namespaces: {refusal}"

    async def _refusal(self) -> str:
        """Why there are no namespaces; empty when there are."""
        if not self.bubblewrap:
            return "bubblewrap is not installed"
        reason = await asyncio.to_thread(namespaces.refusal, self.bubblewrap, self.tools)
        return f"bubblewrap is refused here ({reason})" if reason else ""

    def _environment(self, scratch: str, mark: str) -> dict[str, str]:
        """All that a tool, and the program that confines it, know of the service."""
        return {
            "PATH": f"{self.tools}{os.pathsep}{os.defpath}",
            "HOME": "/nonexistent",
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "TMPDIR": scratch,
            MARK: mark,
        }

    async def _wait(
        self, command: Sequence[str], place: Path, environment: Mapping[str, str], seconds: float
    ) -> int | None:
        """The exit status, negative for a signal; None when the time was up. Nothing of the group outlives this."""
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

    def _confined(self, command: Sequence[str], place: Path) -> list[str]:
        """The tool in namespaces of its own, behind its limits."""
        walls = namespaces.confine(self.bubblewrap or "", self.tools, self.limits.scratch, place / "in")
        return [*walls, *self.limits.launch(command, namespaces.counts_processes())]

    def _tied(self, command: Sequence[str]) -> list[str]:
        """The tool behind its limits and, where `setpriv` is at hand, tied to the life of this process."""
        leash = shutil.which("setpriv")
        tied = (leash, "--pdeathsig", "KILL", "--") if leash else ()
        return self.limits.launch((*tied, *command), counted=False)
