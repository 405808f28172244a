"""What one run of a tool may use, and how it says that it wanted more."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass

LAUNCH = (
    'ulimit -c 0; ulimit -S -t "$1"; ulimit -H -t "$2"; ulimit -v "$3"; ulimit -f "$4"; '
    'test -z "$5" || ulimit -u "$5" 2>/dev/null || ulimit -p "$5" 2>/dev/null; shift 5; exec "$@"'
)
"""A shell program: limits set between fork and exec without running Python there, which threads make unsafe.

POSIX names no letter for the number of processes; dash and BusyBox say `-p` where bash and ksh say `-u`.
"""
OUT_OF_MEMORY = (b"MemoryError", b"memory allocation of")
REFUSED = b"bwrap: "
BY_SIGNAL = 128
"""A shell, and bubblewrap too, ends with this and the number of the signal that ended its child."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use."""

    processor: int = 60
    """Seconds."""
    memory: int = 1 << 30
    """Bytes of address space per process."""
    output: int = 32 << 20
    """Bytes per file written, standard output included."""
    scratch: int = 64 << 20
    """Bytes of all temporary files together; only in a namespace, where they are kept in memory."""
    processes: int = 256
    """Processes and threads together; only in a namespace, because elsewhere the kernel counts those of the user."""

    def launch(self, command: Sequence[str], counted: bool) -> list[str]:
        """The command behind these limits; `counted` says whether processes are counted for this run alone."""
        processor = (self.processor, self.processor + 2)
        figures = (*processor, self.memory // 1024, self.output // 512, self.processes if counted else "")
        return ["/bin/sh", "-c", LAUNCH, "hone", *map(str, figures), *command]


def fault(status: int | None, written: int, errors: bytes, limits: Limits, seconds: float) -> str:
    """Why the tool did not end by itself, in words; empty when it did, whatever its exit status.

    `status` is negative for a signal and None when the time was up; `written` counts bytes of standard output.
    """
    if status is None:
        return f"timed out after {seconds:g} s"
    if status == -signal.SIGXFSZ or written >= limits.output:
        return f"wrote more than {limits.output >> 20} MB"
    if status == -signal.SIGXCPU:
        return f"used more than {limits.processor} s of processor time"
    if status and any(words in errors for words in OUT_OF_MEMORY):
        return "used more than its memory"
    if status and not written and errors.startswith(REFUSED):
        return "could not be started in its namespace"
    return f"was killed by signal {-status}" if status < 0 else ""
