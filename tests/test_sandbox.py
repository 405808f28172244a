"""The runner: what a tool sees, what it may use, and that nothing of it remains."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.edge.sandbox import Limits, Runner
from service.ports import Finished


async def python(code: str, files: dict[str, bytes] | None = None, seconds: float = 20, **limits: int) -> Finished:
    """What the code did inside the sandbox."""
    return await Runner(limits=Limits(**limits)).run(("python", "-I", "-c", code), files or {}, seconds)


def alive(word: str) -> list[str]:
    """Command lines of running processes that hold the word."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if word in line and str(os.getpid()) != entry.parent.name:
            found.append(line)
    return found


async def running(word: str, count: int) -> None:
    """Wait until so many processes hold the word."""
    for _ in range(500):
        if len(alive(word)) >= count:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"{word} never started")


async def gone(word: str) -> bool:
    """True once no such process is left; the kernel may need a moment to bury what was killed."""
    for _ in range(100):
        if not alive(word):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_a_tool_sees_its_files_and_nothing_of_the_service(monkeypatch):
    monkeypatch.setenv("HONE_WEBHOOK_SECRET", "canary")
    code = "import os; print(*os.listdir(), open('h/1.py').read(), os.environ['HOME'], *sorted(os.environ))"

    done = await python(code, {"h/1.py": b"text"})

    assert done.output == b"h text /nonexistent HOME HONE_RUN LANG NO_COLOR PATH PWD TMPDIR\n"
    assert (done.status, done.fault, done.errors) == (0, "", b"")


async def test_its_directory_is_private_and_is_taken_away():
    done = await python("import os; print(os.getcwd(), oct(os.stat('..').st_mode & 0o777))")

    place, mode = done.output.decode().split()
    assert mode == "0o700"
    assert not Path(place).parent.exists()


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "a\0b", "", "-x", "a\\..\\b"])
async def test_an_unsafe_name_is_refused(name):
    with pytest.raises(ValueError, match="unsafe file name"):
        await python("pass", {name: b""})


async def test_no_file_is_written_twice():
    with pytest.raises(FileExistsError):
        await python("pass", {"a": b"", "a/": b"twice"})


async def test_the_exit_status_and_errors_of_a_tool_come_back():
    done = await python("import sys; sys.stderr.write('no'); sys.exit(3)")

    assert (done.status, done.errors, done.fault) == (3, b"no", "")


@pytest.mark.parametrize(
    ("code", "limits", "fault"),
    [
        ("import time; time.sleep(60)", {}, "timed out after 1 s"),
        ("while True: pass", {"processor": 1}, "used more than 1 s of processor time"),
        ("x = bytearray(1 << 29)", {"memory": 1 << 28}, "used more than its memory"),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", {"output": 1 << 20}, "wrote more than 1 MB"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", {}, "was killed by signal 9"),
    ],
)
async def test_how_a_tool_went_over_its_limit_is_said_in_words(code, limits, fault):
    done = await python(code, seconds=1 if "sleep" in code else 20, **limits)

    assert done.fault == fault


async def test_a_missing_tool_is_said_in_words(tmp_path):
    done = await Runner(tools=tmp_path).run(("ruff",), {})

    assert done.fault == "ruff is not installed"


FAMILY = """
import os, sys, time
for _ in range(20):
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(120)", "{word}"])
print("ready", flush=True)
time.sleep(120)
"""
DAEMON = """
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(120)", "{word}"])
    os._exit(0)
os.wait()
"""


async def test_a_whole_family_ends_when_the_time_is_up():
    done = await python(FAMILY.format(word="hone-family"), seconds=2)

    assert done.fault == "timed out after 2 s"
    assert done.output == b"ready\n"
    assert await gone("hone-family")


async def test_a_daemon_that_left_its_group_does_not_outlive_the_run():
    started = time.monotonic()
    done = await python(DAEMON.format(word="hone-daemon"))

    assert done.fault == ""
    assert await gone("hone-daemon")
    assert time.monotonic() - started < 20


async def test_a_cancelled_run_leaves_nothing():
    task = asyncio.create_task(python(FAMILY.format(word="hone-cancelled")))
    await running("hone-cancelled", 20)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await gone("hone-cancelled")


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv of util-linux")
async def test_a_tool_does_not_outlive_a_service_that_was_killed(tmp_path):
    code = (
        "import asyncio; from service.edge.sandbox import Runner\n"
        "tool = 'import time; time.sleep(120)'\n"
        "asyncio.run(Runner().run(('python', '-I', '-c', tool, 'hone-orphan'), {}))"
    )
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=Path(__file__).parents[1], env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    await running("hone-orphan", 2)

    service.kill()
    await service.wait()

    assert await gone("hone-orphan")


async def test_the_event_loop_goes_on_while_a_tool_runs():
    task = asyncio.create_task(python("import time; time.sleep(0.5)"))
    turns = 0
    while not task.done():
        await asyncio.sleep(0.01)
        turns += 1

    assert turns > 10


@pytest.mark.skipif(sys.platform != "linux", reason="the protection is Linux's")
def test_a_hardened_process_is_not_dumpable():
    code = (
        "import ctypes; from service.edge.sandbox import harden\n"
        "before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0); harden()\n"
        "print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[1])

    assert done.stdout.split() == [b"1", b"0"]
