"""QUEUE: what the newest look at the default branch found becomes the repository's improvement queue."""

from collections.abc import Sequence

from service import plan
from service.model import Change, Entry, Grounding, Issue, Prompt, Queued, Repo, Report
from service.ports import Edge, Fault, Run
from service.prompts.override import SHIPPED, Templates
from service.words.queue import queue_issue
from service.workflows.grounded import for_queue
from service.workflows.patience import patiently
from service.workflows.prompting import prompted
from service.workflows.settings import settings
from service.workflows.templates import templates

WITH_PROMPT = 10
"""Improvements that carry a prompt in the issue: more would not be read, and 65,536 characters hold no more."""


async def refresh(run: Run, edge: Edge, repo: Repo) -> str:
    """Bring the remembered queue and its issue up to date after a baseline; why not, in words, or empty."""
    issue = await run.step("queue", planned, edge, repo)
    if issue is None:
        return ""
    try:
        await patiently(run, "queue issue", edge.github.apply, issue)
    except Fault as fault:
        return str(fault)
    return ""


async def propose(edge: Edge, report: Report) -> None:
    """Remember what a pull request showed, so that it keeps its id and its origin once it is merged."""
    change = report.change
    if change.number is None or not report.improvements:
        return
    known = await edge.store.improvements(change.repo)
    at = int(edge.lab.clock.now().timestamp())
    await edge.store.propose(change.repo, plan.proposed(known, report.improvements, change.number, at))


async def planned(edge: Edge, repo: Repo) -> Issue | None:
    """The queue as it is from now on, remembered, and the issue that shows it; None where nobody wants to see it."""
    store = edge.store
    baseline = await store.baseline(repo)
    if baseline is None:
        return None
    found = plan.evidence(await store.open_findings(repo), baseline.hotspots)
    grounding = await for_queue(edge.lab, repo, baseline.head, found)
    queue = plan.merged(await store.improvements(repo), plan.backlog(found, grounding), baseline.at)
    await store.keep_improvements(repo, queue)
    change = Change(repo, baseline.head, baseline.head, "HEAD")
    config = await settings(edge.lab.code, change, await store.organisation_settings(repo.owner))
    if config.mode != "comment" or not config.queue:
        return None
    entries = tuple(shown(queue, grounding, change, await templates(edge.lab.code, change)))
    closed = [each for each in queue if each.state == "closed"]
    return queue_issue(repo, baseline, entries, closed, await store.trend(repo), await store.crossings(repo, 1))


def shown(queue: Sequence[Queued], grounding: Grounding, change: Change, own: Templates = SHIPPED) -> list[Entry]:
    """The open improvements, best first; the first ten with a prompt."""
    open = [each for each in queue if each.state == "open"]
    return [
        Entry(
            each, plan.confidence(each.improvement), prompt(each, grounding, change, own) if at < WITH_PROMPT else None
        )
        for at, each in enumerate(open)
    ]


def prompt(queued: Queued, grounding: Grounding, change: Change, own: Templates = SHIPPED) -> Prompt | None:
    """The prompt of an improvement, the same as long as its code stays; None where the text would not be fit."""
    return next(iter(prompted((queued.improvement,), grounding, change, float(queued.since), own)), None)
