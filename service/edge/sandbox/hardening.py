"""Keeps the service's own memory and environment from the programs it starts."""

import ctypes
import sys

PR_SET_DUMPABLE = 4


def harden() -> None:
    """Make this process non-dumpable (Linux): a child cannot read its environment through `/proc/<pid>/environ`.

    Changes nothing elsewhere. The kernel lets root and CAP_SYS_PTRACE read it all the same.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
