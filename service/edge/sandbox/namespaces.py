"""Bubblewrap: a tool that sees only itself, its libraries and its inputs, with no network and no other process."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

INSIDE = "/in"
"""Where a tool finds the files it was given; it cannot write there."""
SCRATCH = "/tmp"  # noqa: S108 - the one place a confined tool may write to, in memory of its own
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
"""Programs and libraries of the machine; those that are links into `/usr` become directories of their own."""
PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")
"""What a Python needs of the place it is installed in, which may hold other things as well."""
COUNTED_FROM = (5, 14)
"""The Linux that began to count processes per user namespace."""
PATIENCE = 20.0
UNPRINTABLE = re.compile(r"[^ -~]+")


def confine(bubblewrap: str, tools: Path, scratch: int, given: Path | None = None) -> list[str]:
    """The beginning of a command line that runs the rest in namespaces of its own.

    The tool may read the machine's programs, `tools`, this Python and the directory `given`, and write `scratch` bytes
    to /tmp. It gets no capability and no further namespace, and everything it started ends with it. `/proc` shows its
    own processes only, and cannot be written to: for a service that runs as root the kernel's settings there would
    stand open. Needs bubblewrap 0.8.
    """
    return [
        *(bubblewrap, "--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL"),
        *("--die-with-parent", "--new-session"),
        *("--size", str(scratch), "--tmpfs", SCRATCH),
        *(word for path in _readable(tools) for word in ("--ro-bind-try", path, path)),
        *("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
        *(("--ro-bind", str(given), INSIDE, "--chdir", INSIDE) if given else ()),
        *("--remount-ro", "/", "--"),
    ]


@cache
def refusal(bubblewrap: str, tools: Path) -> str:
    """Why bubblewrap does not work here; empty when it does. Tried once per process, on the interpreter itself."""
    command = [*confine(bubblewrap, tools, 1 << 20), sys.executable, "-I", "-S", "-c", ""]
    try:
        tried = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE, env={})
    except subprocess.TimeoutExpired:
        return f"no answer in {PATIENCE:.0f} s"
    except OSError as error:
        return error.strerror or type(error).__name__
    said = tried.stderr.decode(errors="replace").strip().splitlines() or [f"status {tried.returncode}"]
    return UNPRINTABLE.sub(" ", said[-1].removeprefix("bwrap: "))[:200] if tried.returncode else ""


def counts_processes() -> bool:
    """Whether a limit on processes set inside a namespace counts those inside alone."""
    numbers = re.match(r"(\d+)\.(\d+)", os.uname().release)
    return numbers is not None and (int(numbers[1]), int(numbers[2])) >= COUNTED_FROM


def _readable(tools: Path) -> Iterator[str]:
    """Every path a tool may read besides its inputs, each once."""
    places = dict.fromkeys((sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])))
    python = (f"{place}/{part}" for place in places for part in PARTS)
    yield from dict.fromkeys((*SYSTEM, *python, str(tools)))
