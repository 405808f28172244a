"""BASELINE: the whole tree of the default branch is looked at, summed up, and compared with what it was."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from service.analyze.debt import RECENT, crossings
from service.model import Baseline, Crossing, Repo, Survey
from service.ports import Edge, Fault, Run, Withdrawn
from service.workflows.calibrate import calibrated, due
from service.workflows.patience import patiently
from service.workflows.profile import profile
from service.workflows.queue import refresh
from service.workflows.tree import look

log = logging.getLogger("hone.baseline")

PAUSE, PAUSES = 0.5, 40
"""Seconds between two looks whether somebody still waits for a verdict, and looks before a batch goes on anyway."""


async def baseline(run: Run, asked: Survey, edge: Edge) -> None:
    """Look at the live head of the default branch, unless that was done; keep what is found, and tell what got worse.

    Deliveries come in any order and in bursts: it is always the newest head that is looked at, and only once.
    """
    repo = asked.repo
    try:
        head = await patiently(run, "head", unseen, edge, asked)
        if not head:
            return
        taken = await patiently(run, "look", take, edge, repo, head)
        await patiently(run, "history", remember, edge, repo, head)
        for crossing in await run.step("record", record, edge, repo, taken):
            log.warning("%s at %s: %s", repo.full_name, head, _told(crossing))
        if refused := await refresh(run, edge, repo):
            log.warning("%s: the queue was not brought up to date: %s", repo.full_name, refused)
    except Withdrawn as fault:
        log.info("%s is out of reach: %s", repo.full_name, fault)
    except Fault as fault:
        log.warning("%s was not looked at: %s", repo.full_name, fault)


async def unseen(edge: Edge, asked: Survey) -> str:
    """The newest commit of the default branch; empty when the baseline is of that one, and nobody asked for another."""
    head = await edge.lab.code.newest(asked.repo)
    known = await edge.store.baseline(asked.repo)
    return "" if known and known.head == head and not asked.again else head


async def take(edge: Edge, repo: Repo, head: str) -> Baseline:
    """The baseline at this head, kept together with its findings; reviews go first."""
    taken, findings = await look(edge.lab, repo, head, _behind(edge))
    await edge.store.keep_baseline(repo, taken, findings)
    return taken


async def remember(edge: Edge, repo: Repo, head: str) -> None:
    """Bring what is known of the history up to date."""
    if edge.lab.history:
        known = await edge.store.profile(repo, head)
        made = await profile(edge.lab.history, repo, head, known)
        if due(made):
            made, _ = await calibrated(edge.lab.history, repo, head, made)
        await edge.store.save_profile(repo, made)


async def record(edge: Edge, repo: Repo, taken: Baseline) -> tuple[Crossing, ...]:
    """The limits that were crossed since the last look, remembered."""
    trend = await edge.store.trend(repo, RECENT + 1)
    found = crossings(taken.point, [point for point in trend if point.head != taken.head])
    await edge.store.keep_crossings(repo, found)
    return found


def _told(crossing: Crossing) -> str:
    if crossing.what == "debt":
        return f"the debt ratio went from {crossing.before:.1%} to {crossing.after:.1%}"
    return f"maintainability went from {crossing.before:.1f} to {crossing.after:.1f}"


def _behind(edge: Edge) -> Callable[[], Awaitable[None]]:
    """Waits while somebody waits for a verdict, but not for ever."""

    async def turn() -> None:
        for _ in range(PAUSES):
            if not await edge.store.reviewing():
                return
            await asyncio.sleep(PAUSE)

    return turn
