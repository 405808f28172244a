"""QUEUE: what the newest look at the default branch found becomes the repository's improvement queue."""

from collections.abc import Sequence

from service import execute, plan
from service.execute import Unfit
from service.model import Analysis, Baseline, Change, Entry, Finding, Grounding, Issue, Prompt, Queued, Repo, Report
from service.ports import Edge, Fault, Run
from service.words.queue import queue_issue
from service.workflows.patience import patiently
from service.workflows.settings import settings

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
    grounding = await grounded(edge, repo, baseline, found)
    queue = plan.merged(await store.improvements(repo), plan.backlog(found, grounding), baseline.at)
    await store.keep_improvements(repo, queue)
    change = Change(repo, baseline.head, baseline.head, "HEAD")
    config = await settings(edge.lab.code, change, await store.organisation_settings(repo.owner))
    if config.mode != "comment" or not config.queue:
        return None
    entries = tuple(shown(queue, grounding, change))
    closed = [each for each in queue if each.state == "closed"]
    return queue_issue(repo, baseline, entries, closed, await store.trend(repo), await store.crossings(repo, 1))


async def grounded(edge: Edge, repo: Repo, baseline: Baseline, found: Sequence[Finding]) -> Grounding:
    """What prompts may cite of the head the baseline was taken at."""
    code = edge.lab.code
    tree = await code.tree(repo, baseline.head)
    wanted = execute.wanted(tree, {each.path for each in found[:100]})
    blobs = await code.blobs(repo, [tree[path] for path in wanted])
    manifests = {path: blobs[tree[path]] for path in wanted if tree[path] in blobs}
    return execute.ground(Analysis(introduced=tuple(found)), (), tree.keys(), manifests)


def shown(queue: Sequence[Queued], grounding: Grounding, change: Change) -> list[Entry]:
    """The open improvements, best first; the first ten with a prompt."""
    open = [each for each in queue if each.state == "open"]
    return [
        Entry(each, plan.confidence(each.improvement), prompt(each, grounding, change) if at < WITH_PROMPT else None)
        for at, each in enumerate(open)
    ]


def prompt(queued: Queued, grounding: Grounding, change: Change) -> Prompt | None:
    """The prompt of an improvement, the same as long as its code stays; None where the text would not be fit."""
    try:
        return execute.write(queued.improvement, grounding, change, float(queued.since))
    except Unfit:
        return None
