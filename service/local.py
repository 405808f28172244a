"""`hone review`: the judgement of a change in a clone on this machine, with nothing but git and the analyzers."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.edge.git.local import Local
from service.edge.inline import InlineRun
from service.edge.sandbox import Runner
from service.model import Report
from service.ports import Fault, Lab
from service.workflows.review import judge

SALT_BYTES = 32


class Problem(Exception):
    """Why there is no report: one sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)


def review(path: Path, base: str, head: str, say: Callable[[str, float], None]) -> Report:
    """What Hone says of the change from `base` (default: the main branch) to `head`.

    `say` hears what happens and how far it is. Raises Problem when the clone or a ref cannot be read.
    """
    return asyncio.run(_review(path, base, head, say))


async def _review(path: Path, base: str, head: str, say: Callable[[str, float], None]) -> Report:
    clone = Local(path)
    lab = Lab(clone, Runner(), WallClock(), os.urandom(SALT_BYTES), say)
    say("Reading the clone", 0.05)
    try:
        change = await clone.change(base, head)
        report = await judge(InlineRun(), change, lab)
    except Fault as fault:
        raise Problem(str(fault)) from None
    unread = next((gap for gap in report.analysis.gaps if gap.what == "repository"), None)
    if unread:
        raise Problem(unread.reason)
    return report
