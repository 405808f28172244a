"""`hone review`: the judgement of a change in a clone on this machine, with nothing but git and the analyzers."""

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from service.edge.git.local import Local
from service.edge.inline import InlineRun
from service.edge.sandbox import Runner
from service.model import Baseline, Repo, Report
from service.ports import Fault, Lab
from service.workflows.given import Misread, Reports, judging, told
from service.workflows.profile import OnTheFly
from service.workflows.review import judge
from service.workflows.settings import settings
from service.workflows.tree import look

SALT_BYTES = 32


class Problem(Exception):
    """Why there is no report: one sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Files:
    """Reports of other tools about the change: coverage, benchmarks, benchmarks of the base, findings."""

    coverage: tuple[Path, ...] = ()
    benchmarks: tuple[Path, ...] = ()
    before: tuple[Path, ...] = ()
    sarif: tuple[Path, ...] = ()
    """Logs of other analyzers."""

    def read(self, root: Path) -> Reports:
        """Their content. Raises Problem."""
        return Reports(
            _contents(self.coverage),
            _contents(self.benchmarks),
            _contents(self.before),
            _contents(self.sarif),
            str(root.absolute()),
        )


def review(path: Path, base: str, head: str, say: Callable[[str, float], None], files: Files | None = None) -> Report:
    """What Hone says of the change from `base` (default: the main branch) to `head`.

    `say` hears what happens and how far it is; `files` take the place of what workflows leave on GitHub.
    Raises Problem when the clone, a ref or a file cannot be read.
    """
    return asyncio.run(_review(path, base, head, say, (files or Files()).read(path)))


def debt(path: Path, say: Callable[[str, float], None]) -> Baseline:
    """How the checked-out commit of a clone stands as a whole; `say` hears what happens and how far it is.

    Raises Problem when the clone cannot be read.
    """
    return asyncio.run(_debt(path, say))


async def _debt(path: Path, say: Callable[[str, float], None]) -> Baseline:
    clone = Local(path)
    lab = Lab(clone, Runner(), WallClock(), os.urandom(SALT_BYTES), say, clone)
    repo = Repo(0, "local", path.name)
    try:
        baseline, _ = await look(lab, repo, await clone.newest(repo))
    except Fault as fault:
        raise Problem(str(fault)) from None
    return baseline


def _contents(paths: Iterable[Path]) -> dict[str, bytes]:
    try:
        return {str(path): path.read_bytes() for path in paths}
    except OSError as error:
        raise Problem(f"{error.filename} cannot be read: {error.strerror}.") from None


async def _review(path: Path, base: str, head: str, say: Callable[[str, float], None], reports: Reports) -> Report:
    clone = Local(path)
    lab = Lab(clone, Runner(), WallClock(), os.urandom(SALT_BYTES), say, clone, OnTheFly(clone))
    say("Reading the clone", 0.05)
    try:
        change = await clone.change(base, head)
        config = judging(await settings(clone, change), reports)
        report, _ = await judge(InlineRun(), change, lab, config, partial(told, clone, change, reports))
    except (Fault, Misread) as fault:
        raise Problem(str(fault)) from None
    unread = next((gap for gap in report.analysis.gaps if gap.what == "repository"), None)
    if unread:
        raise Problem(unread.reason)
    return report
