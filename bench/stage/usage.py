"""What a process and its children cost, as Linux counts it."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
UTIME, STIME, CUTIME, CSTIME = range(11, 15)
"""Places behind the command's name in /proc/PID/stat (man 5 proc)."""


def cpu(pid: int) -> float:
    """Seconds of CPU, user and system, of the process and of the children it waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[place]) for place in (UTIME, STIME, CUTIME, CSTIME)) / TICKS


def rss(pid: int) -> float:
    """MB (10^6 bytes) of resident memory of the process and of everything it started that lives."""
    return sum(_resident(Path(f"/proc/{each}")) for each in tree(pid)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def tree(pid: int) -> list[int]:
    """The process and its living descendants."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, _read(task).split())
    return found


def _resident(process: Path) -> int:
    return int((_read(process / "statm") or "0 0").split()[1])


def _read(file: Path) -> str:
    """Empty when the process ended meanwhile."""
    try:
        return file.read_text()
    except OSError:
        return ""
