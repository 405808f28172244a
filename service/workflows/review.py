"""REVIEW: a pull request, or a push, is read, judged and answered. Read this first."""

import logging

from service import evaluate, execute, plan
from service.model import Analysis, Change, Evidence, NotAnalysed, Report
from service.ports import Edge, Fault, Lab, Run, Unfetchable
from service.words import check, comment
from service.workflows.evidence import gather
from service.workflows.patience import patiently

log = logging.getLogger("hone.review")


async def review(run: Run, asked: Change, edge: Edge) -> None:
    """Judge the newest head of what was asked about, and publish the verdict."""
    change = await patiently(run, "look", newest, edge, asked)
    if change is None:
        return
    name = check.external_id(change)
    try:
        await patiently(run, "open", edge.github.apply, check.started(change))

        report = await judge(run, change, edge.lab)

        if not await patiently(run, "still newest", current, edge, change):
            await patiently(run, "close", edge.github.apply, check.superseded(change))
            await run.step("record", edge.store.review_closed, name, "superseded")
            return
        await patiently(run, "verdict", edge.github.apply, check.verdict(report))
        if not change.quiet:
            await patiently(run, "comment", edge.github.apply, comment.sticky(report))
        await run.step("record", edge.store.published, name, report)
    except Fault as fault:
        log.warning("%s at %s: %s", change.key, change.head, fault)
        await run.step("refused", edge.store.review_closed, name, "failed")
    except Exception:
        log.exception("the review of %s at %s failed", change.key, change.head)
        await patiently(run, "apology", edge.github.apply, check.failed(change, run.id))
        await run.step("failed", edge.store.review_closed, name, "failed")


async def judge(run: Run, change: Change, lab: Lab) -> Report:
    """What Hone says of the change: the same on GitHub and in a terminal."""
    began = await run.step("began", seconds, lab)
    evidence = await run.step("examine", examine, lab, change)

    queue = plan.queue(evidence.analysis, evidence.grounding)
    prompts = execute.prompts(queue, evidence.grounding, change, began)
    conditions = evaluate.gate(evidence.analysis)
    conclusion, reason = evaluate.conclude(conditions, evidence.analysis)

    ended = await run.step("ended", seconds, lab)
    return Report(change, conclusion, reason, evidence.analysis, conditions, queue, prompts, ended - began)


async def newest(edge: Edge, asked: Change) -> Change | None:
    """The change as it stands now, or None when there is nothing left to judge: closed, gone, or judged already."""
    change = asked
    if asked.number is not None:
        pull = await edge.github.pull(asked.repo, asked.number)
        if pull is None or not pull.open:
            return None
        await edge.store.saw_head(asked.repo, pull)
        change = pull.change(asked.repo, asked.attempt)
    return change if await edge.store.review_opened(change, check.external_id(change)) else None


async def examine(lab: Lab, change: Change) -> Evidence:
    """Everything the analyzers and the repository say; a repository that cannot be read is missing evidence."""
    try:
        return await gather(lab, change)
    except Unfetchable as fault:
        return Evidence(Analysis(gaps=(NotAnalysed("repository", str(fault)),)))


async def current(edge: Edge, change: Change) -> bool:
    """True while the change is the newest of its pull request or branch, and the pull request is open."""
    if await edge.store.superseded(change):
        return False
    if change.number is None:
        return True
    pull = await edge.github.pull(change.repo, change.number)
    return pull is not None and pull.open and pull.head == change.head


async def seconds(lab: Lab) -> float:
    """Seconds since the epoch, as a step: a replay sees the same time."""
    return lab.clock.now().timestamp()
