"""RECONCILE: at boot and every ten minutes, find what was missed and do it."""

from collections.abc import Iterable
from datetime import timedelta

from service.model import Pull, Repo
from service.ports import Attempt, Edge, Fault, Run
from service.workflows import organisation

OVERLAP = timedelta(hours=1)
WINDOW = timedelta(days=3)
"""GitHub redelivers nothing older (GitHub docs, "Redelivering webhooks")."""
TRIES = 5
MOST = 200
"""Reviews one run starts in one repository, newest first; the next run, ten minutes later, goes on."""


async def reconcile(run: Run, edge: Edge) -> None:
    """Ask GitHub again for deliveries that never arrived, and review open heads without a verdict."""
    for attempt in await run.step("missed deliveries", missed, edge):
        await run.step(f"redeliver {attempt}", redeliver, edge, attempt)
    for repo in await run.step("repositories", edge.store.active_repositories):
        if repo.name == organisation.HOME:
            await run.step(f"organisation {repo.id}", organisation.refresh_old, edge, repo)
        for pull in await run.step(f"heads of {repo.id}", unjudged, edge, repo):
            await run.start(f"review {repo.id}/{pull.number} {pull.head}", pull.change(repo))


async def missed(edge: Edge) -> tuple[int, ...]:
    """Ids of the newest attempt of every delivery that must come again."""
    now = edge.lab.clock.now()
    since = max(await edge.store.last_scan() or now - WINDOW, now - WINDOW) - OVERLAP
    try:
        attempts = await edge.github.deliveries(since)
    except Fault:
        return ()
    await edge.store.set_last_scan(now)
    states = await edge.store.known_deliveries([attempt.guid for attempt in attempts])
    return to_redeliver(attempts, frozenset(guid for guid, state in states.items() if state != "failed"))


def to_redeliver(attempts: Iterable[Attempt], known: frozenset[str]) -> tuple[int, ...]:
    """Newest attempt ids of the guids that no attempt brought here, oldest first; given up after TRIES attempts."""
    by_guid: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_guid.setdefault(attempt.guid, []).append(attempt)
    wanted = [
        max(group, key=lambda attempt: attempt.delivered_at)
        for guid, group in by_guid.items()
        if guid not in known and len(group) <= TRIES
    ]
    return tuple(attempt.id for attempt in sorted(wanted, key=lambda attempt: attempt.delivered_at))


async def redeliver(edge: Edge, attempt: int) -> None:
    """Ask GitHub to send it again; a refusal is left to the second net, the open heads."""
    try:
        await edge.github.redeliver(attempt)
    except Fault:
        return


async def unjudged(edge: Edge, repo: Repo) -> tuple[Pull, ...]:
    """Open pull requests, touched since the App came, whose head has no verdict and no review under way."""
    try:
        pulls = await edge.github.open_pulls(repo)
    except Fault:
        return ()
    judged = await edge.store.reviewed_heads(repo)
    since = await edge.store.installed_at(repo)
    waiting = (pull for pull in pulls if (pull.number, pull.head) not in judged and pull.updated_at >= since)
    return tuple(sorted(waiting, key=lambda pull: pull.updated_at, reverse=True)[:MOST])
