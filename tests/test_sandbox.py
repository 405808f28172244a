"""The runner: what a tool sees, what it may use, and that nothing of it remains, with bubblewrap and without."""

import asyncio
import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from service.edge import probes
from service.edge.sandbox import Limits, Runner, namespaces, place
from service.ports import Finished

Python = Callable[..., Awaitable[Finished]]


def bubblewrap_here() -> str:
    """The program, where it works; else the test is skipped with the reason."""
    program = shutil.which("bwrap")
    reason = namespaces.refusal(program, Runner().tools) if program else "not installed"
    if reason:
        pytest.skip(f"bubblewrap: {reason}")
    return program or ""


def runs(bubblewrap: str | None) -> Python:
    async def run(code: str, files: dict[str, bytes] | None = None, seconds: float = 20, **limits: int) -> Finished:
        runner = Runner(limits=Limits(**limits), bubblewrap=bubblewrap)
        return await runner.run(("python", "-I", "-c", code), files or {}, seconds)

    return run


@pytest.fixture(params=["limits alone", "bubblewrap"])
def python(request: pytest.FixtureRequest) -> Python:
    """What the code does in the sandbox, once in either kind of it."""
    return runs(bubblewrap_here() if request.param == "bubblewrap" else None)


@pytest.fixture
def confined() -> Python:
    """What the code does in namespaces of its own."""
    return runs(bubblewrap_here())


@pytest.fixture
def bare() -> Python:
    """What the code does where there are no namespaces."""
    return runs(None)


@pytest.fixture
def word() -> str:
    """A word that only the processes of one test hold, whoever else runs tests on this machine."""
    return f"hone-{uuid4().hex}"


def alive(word: str) -> list[str]:
    """Command lines of running processes that hold the word."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            line = (process / "cmdline").read_bytes().decode(errors="replace") if process.name.isdigit() else ""
        except OSError:
            continue
        if word in line and str(os.getpid()) != process.name:
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


async def test_a_tool_sees_its_files_and_nothing_of_the_service(python, monkeypatch):
    monkeypatch.setenv("HONE_WEBHOOK_SECRET", "canary")
    code = "import os; print(*os.listdir(), open('h/1.py').read(), os.environ['HOME'], *sorted(os.environ))"

    done = await python(code, {"h/1.py": b"text"})

    assert done.output == b"h text /nonexistent HOME HONE_RUN LANG NO_COLOR PATH PWD TMPDIR\n"
    assert (done.status, done.fault, done.errors) == (0, "", b"")


async def test_its_directory_is_private_and_is_taken_away(bare):
    done = await bare("import os; print(os.getcwd(), oct(os.stat('..').st_mode & 0o777))")

    place, mode = done.output.decode().split()
    assert mode == "0o700"
    assert not Path(place).parent.exists()


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "a\0b", "", "-x", "a\\..\\b"])
async def test_an_unsafe_name_is_refused(python, name):
    with pytest.raises(ValueError, match="unsafe file name"):
        await python("pass", {name: b""})


async def test_no_file_is_written_twice(python):
    with pytest.raises(FileExistsError):
        await python("pass", {"a": b"", "a/": b"twice"})


async def test_the_exit_status_and_errors_of_a_tool_come_back(python):
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
async def test_how_a_tool_went_over_its_limit_is_said_in_words(python, code, limits, fault):
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


async def test_a_whole_family_ends_when_the_time_is_up(python, word):
    done = await python(FAMILY.format(word=word), seconds=2)

    assert done.fault == "timed out after 2 s"
    assert done.output == b"ready\n"
    assert await gone(word)


async def test_a_daemon_that_left_its_group_does_not_outlive_the_run(python, word):
    started = time.monotonic()
    done = await python(DAEMON.format(word=word))

    assert done.fault == ""
    assert await gone(word)
    assert time.monotonic() - started < 20


async def test_a_cancelled_run_leaves_nothing(python, word):
    task = asyncio.create_task(python(FAMILY.format(word=word)))
    await running(word, 20)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await gone(word)


@pytest.mark.parametrize("leash", ["setpriv", "bwrap"])
async def test_a_tool_does_not_outlive_a_service_that_was_killed(tmp_path, leash, word):
    program = bubblewrap_here() if leash == "bwrap" else None
    if not shutil.which(leash):
        pytest.skip("needs setpriv of util-linux")
    code = (
        "import asyncio; from service.edge.sandbox import Runner\n"
        "tool = 'import time; print(1, flush=True); time.sleep(120)'\n"
        f"runner = Runner(bubblewrap={program!r})\n"
        f"asyncio.run(runner.run(('python', '-I', '-c', tool, {word!r}), {{}}))"
    )
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=Path(__file__).parents[1], env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    for _ in range(500):
        if any(out.read_bytes() for out in tmp_path.glob("hone-*/out")):
            break
        await asyncio.sleep(0.02)
    assert alive(word)

    service.kill()
    await service.wait()

    assert await gone(word)


async def test_the_event_loop_goes_on_while_a_tool_runs(python):
    task = asyncio.create_task(python("import time; time.sleep(0.5)"))
    turns = 0
    while not task.done():
        await asyncio.sleep(0.01)
        turns += 1

    assert turns > 10


@pytest.mark.skipif(sys.platform != "linux", reason="the protection is Linux's")
def test_a_process_that_ends_while_survivors_are_looked_for_is_no_trouble(monkeypatch, tmp_path):
    def gone(path, **how):
        if str(path).endswith("/environ"):
            raise ProcessLookupError(errno.ESRCH, "No such process", str(path))
        return stat(path, **how)

    stat = os.stat
    monkeypatch.setattr(os, "stat", gone)
    place.clean(tmp_path / "run", "mark")

    assert not (tmp_path / "run").exists()


def test_a_hardened_process_is_not_dumpable():
    code = (
        "import ctypes; from service.edge.sandbox import harden\n"
        "before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0); harden()\n"
        "print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[1])

    assert done.stdout.split() == [b"1", b"0"]


ANSWERS = """
def tried(what):
    try:
        print(what())
    except OSError as error:
        print(type(error).__name__)
"""
"""Beginning of code that prints what it got, or how it was refused."""


async def test_the_environment_of_the_service_cannot_be_read_through_proc(confined, monkeypatch):
    monkeypatch.setenv("HONE_WEBHOOK_SECRET", "canary")
    child = await asyncio.create_subprocess_exec("sleep", "60")  # dumpable, and has the environment of the service
    try:
        done = await confined(
            "import pathlib\n"
            "found = [(int(p.parent.name), p.read_bytes()) for p in pathlib.Path('/proc').glob('[0-9]*/environ')]\n"
            "print(any(b'canary' in text for _, text in found), max(number for number, _ in found) < 20)"
        )
    finally:
        child.kill()
        await child.wait()

    assert done.output == b"False True\n"


async def test_no_connection_leaves_not_even_to_this_machine(confined):
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    code = f"import socket; tried(lambda: socket.create_connection({address!r}, 5))"

    open_to_us = await runs(None)(ANSWERS + code)
    done = await confined(ANSWERS + code)
    server.close()

    assert b"socket.socket" in open_to_us.output
    assert done.output in {b"ConnectionRefusedError\n", b"OSError\n"}


async def test_no_file_of_the_machine_can_be_read_but_programs_and_libraries(confined, tmp_path):
    key = tmp_path / "secrets.key"
    key.write_text("canary")
    paths = [str(key), "/etc/passwd", __file__, str(Path("/proc", str(os.getpid()), "root", "etc", "passwd"))]

    done = await confined(ANSWERS + f"for path in {paths}: tried(lambda: open(path).read())")

    assert done.output.split() == [b"FileNotFoundError"] * len(paths)


async def test_nothing_can_be_written_but_its_own_temporary_files(confined):
    paths = ["/x", "/in/x", "/in/given", "/usr/x", "/dev/x", "/dev/shm/x", f"{Path(sys.prefix)}/bin/x"]
    kernel = "/proc/sys/kernel/core_pattern"
    code = (
        f"for path in {paths}: tried(lambda: open(path, 'a'))\n"
        f"tried(lambda: open({kernel!r}, 'a'))\n"
        "import tempfile; tried(lambda: tempfile.NamedTemporaryFile().write(b'four'))"
    )

    done = await confined(ANSWERS + code, {"given": b"text"})

    assert done.output.split() == [b"OSError"] * len(paths) + [b"OSError", b"4"]


async def test_temporary_files_have_a_limit_together(confined):
    code = (
        "def fill():\n"
        "    for number in range(8):\n"
        "        with open(f'/tmp/{number}', 'wb') as file: file.write(b'x' * (1 << 20))\n"
        "tried(fill)"
    )

    done = await confined(ANSWERS + code, scratch=4 << 20)

    assert done.output == b"OSError\n"


async def test_no_capability_and_no_further_namespace_is_left(confined):
    code = (
        "import ctypes, re\n"
        "print(*re.findall('Cap(?:Prm|Eff|Bnd|Amb):.*?([0-9a-f]+)', open('/proc/self/status').read()))\n"
        "print(ctypes.CDLL(None).unshare(0x10000000))"
    )

    capabilities, unshared = (await confined(code)).output.splitlines()

    assert set(capabilities.split()) == {b"0" * 16}
    assert unshared == b"-1"


BOMB = """
import os, time
born = 0
try:
    while born < {most}:
        if os.fork() == 0:
            time.sleep(120)
        born += 1
except BlockingIOError:
    pass
print(born, "{word}")
"""


async def test_a_fork_bomb_goes_out_by_itself(confined, word):
    if not os.getuid():
        pytest.skip("the kernel sets root no limit on processes; the next test holds for root as well")
    done = await confined(BOMB.format(most=100, word=word), processes=30)

    born = int(done.output.split()[0])
    assert 0 < born < 30
    assert await gone(word)


async def test_of_a_fork_bomb_nothing_is_left_when_its_time_is_up(python, word):
    done = await python(BOMB.format(most=100, word=word) + "time.sleep(120)", seconds=3)

    assert done.fault == "timed out after 3 s"
    assert await gone(word)


async def test_what_cannot_be_confined_is_a_fault_of_the_run(tmp_path):
    refuses = tmp_path / "bwrap"
    refuses.write_text("#!/bin/sh\ncase $* in *'-S -c'*) exit 0; esac\necho 'bwrap: out of namespaces' >&2\nexit 1\n")
    refuses.chmod(0o755)

    done = await Runner(bubblewrap=str(refuses)).run(("python", "-c", "pass"), {})

    assert done.fault == "could not be started in its namespace"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (
            "echo 'bwrap: No permissions to create new namespace' >&2; exit 1",
            "refused here (No permissions to create new namespace)",
        ),
        ("exit 3", "refused here (status 3)"),
        (None, "refused here (No such file or directory)"),
    ],
)
async def test_where_bubblewrap_is_refused_tools_run_without_and_the_operator_reads_why(tmp_path, script, reason):
    program = tmp_path / "bwrap"
    if script:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    runner = Runner(bubblewrap=str(program))

    done = await runner.run(("python", "-c", "print('ran')"), {})

    assert (done.output, done.fault) == (b"ran\n", "")
    assert await runner.confinement() == f"limits and a cleared environment, no namespaces: bubblewrap is {reason}"


async def test_where_bubblewrap_is_missing_or_works_the_operator_reads_so():
    assert (await Runner(bubblewrap=None).confinement()).endswith("no namespaces: bubblewrap is not installed")
    assert (await Runner(bubblewrap=bubblewrap_here()).confinement()).startswith("bubblewrap: no network")


@pytest.mark.parametrize("program", [None, "bwrap"])
async def test_readiness_tells_which_kind_of_sandbox_this_machine_has(program):
    runner = Runner(bubblewrap=bubblewrap_here() if program else None)

    state, detail = await probes.sandbox(runner, {"ruff": ("ruff", "--version")})()

    assert state == "ok"
    assert detail.startswith(f"{await runner.confinement()}; ruff 0.")
