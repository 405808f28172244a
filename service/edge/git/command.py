"""One git process: own process group, bounded time and output, nothing left behind."""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
from collections.abc import Callable, Sequence

from service.edge.git.limits import LOCAL_SECONDS, OUTPUT_BYTES, PACK_BYTES
from service.edge.git.place import Place
from service.ports import Unfetchable

ERROR_BYTES = 8_192
CHUNK_BYTES = 65_536

OLDEST = (2, 31)
"""The first git that knows every option used here (`rev-parse --path-format` came last)."""


class GitFailed(Exception):
    """Git ended with a status other than 0; `errors` is for Hone's own judgement and never shown."""

    def __init__(self, status: int, errors: str) -> None:
        super().__init__(f"git ended with status {status}")
        self.status = status
        self.errors = errors


class Exceeded(Exception):
    """Git was stopped because it took too long or printed too much."""


async def git(
    place: Place,
    *arguments: str | bytes,
    stdin: bytes = b"",
    seconds: float = LOCAL_SECONDS,
    most: int = OUTPUT_BYTES,
) -> bytes:
    """What `git ARGUMENTS` prints. Raises GitFailed, Exceeded after `seconds` or `most` bytes, or Unfetchable."""
    output = bytearray()

    def keep(chunk: bytes) -> None:
        output.extend(chunk)
        if len(output) > most:
            raise Exceeded(f"more than {most} bytes")

    await stream(place, keep, *arguments, stdin=stdin, seconds=seconds)
    return bytes(output)


async def stream(
    place: Place,
    sink: Callable[[bytes], None],
    *arguments: str | bytes,
    stdin: bytes = b"",
    seconds: float = LOCAL_SECONDS,
) -> None:
    """Run git and hand every chunk it prints to `sink`; nobody of its process group survives this call."""
    program = shutil.which("git")
    if program is None:
        raise Unfetchable("There is no git on this machine.")
    process = await _spawned(program, arguments, place)
    errors = bytearray()
    try:
        _limit_files(process.pid)
        async with asyncio.timeout(seconds):
            await _exchange(process, stdin, sink, errors)
    except BaseException as reason:
        await _end(process)
        if isinstance(reason, TimeoutError):
            raise Exceeded(f"longer than {seconds:.0f} s") from None
        raise
    if process.returncode:
        raise GitFailed(process.returncode, errors.decode("utf-8", "replace"))


async def _spawned(program: str, arguments: Sequence[str | bytes], place: Place) -> asyncio.subprocess.Process:
    spawning = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            program,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd="/",  # a relative path, or a repository around Hone's own directory, must not matter
            env=place.environment(),
            start_new_session=True,
            pass_fds=place.keep,
        )
    )
    try:
        return await asyncio.shield(spawning)
    except asyncio.CancelledError:
        # Python 3.11 may wait for ever when it is cancelled between fork and pipes; the spawn takes milliseconds.
        await _end(await spawning)
        raise


def _limit_files(pid: int) -> None:
    # Set on the running process, because code between fork and exec is unsafe beside threads;
    # the children that write packs start after their first answer from the network and inherit it.
    with contextlib.suppress(ProcessLookupError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        most = PACK_BYTES if hard == resource.RLIM_INFINITY else min(PACK_BYTES, hard)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


async def _exchange(
    process: asyncio.subprocess.Process, stdin: bytes, sink: Callable[[bytes], None], errors: bytearray
) -> None:
    def keep_errors(chunk: bytes) -> None:
        errors.extend(chunk[: ERROR_BYTES - len(errors)])

    pipes = (_feed(process.stdin, stdin), _drain(process.stdout, sink), _drain(process.stderr, keep_errors))
    tasks = [asyncio.ensure_future(pipe) for pipe in pipes]
    try:
        await asyncio.gather(*tasks)
        await process.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _feed(pipe: asyncio.StreamWriter | None, data: bytes) -> None:
    if pipe is None:
        return
    # A process that ends early closes its pipe; its status says why.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(data)
        await pipe.drain()
    pipe.close()


async def _drain(pipe: asyncio.StreamReader | None, sink: Callable[[bytes], object]) -> None:
    while pipe and (chunk := await pipe.read(CHUNK_BYTES)):
        sink(chunk)


async def _end(process: asyncio.subprocess.Process) -> None:
    # The group by its number, because its other members may outlive the first.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # Python 3.11 does not see the end of a process while output of it is unread.
    for pipe in (process.stdout, process.stderr):
        await _drain(pipe, len)
    await process.wait()


async def version() -> str:
    """The version of git, such as `2.39.5`. Raises Unfetchable when there is none, or one too old."""
    words = (await git(Place(None), "version")).decode().split()
    numbers = tuple(int(part) for part in words[2].split(".")[:2])
    if numbers < OLDEST:
        raise Unfetchable(f"Git {words[2]} is too old; Hone needs {OLDEST[0]}.{OLDEST[1]} or newer.")
    return words[2]
