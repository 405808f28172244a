"""REASSESS: evidence came after the verdict; the gates judge again by it, on the same check run, without analysing."""

import logging
from dataclasses import replace

from service import evaluate
from service.analyze import joined
from service.model import Change, EvidenceArrived, Report
from service.ports import Edge, Fault, Run
from service.words import check, comment
from service.workflows.others import signals, wanted
from service.workflows.patience import patiently
from service.workflows.present import overtaken, seconds

log = logging.getLogger("hone.reassess")

SLOT = 20
"""Seconds in which all news of one head are one reassessment: a build matrix reports dozens of times a minute."""


async def note(run: Run, news: EvidenceArrived, edge: Edge) -> tuple[str, str]:
    """Queue a reassessment of what was reviewed on that head; how the delivery ended, and why.

    It runs when the slot that the news falls into ends, behind whatever is under way for the same pull request: so it
    sees everything that arrived in the slot, and later news make another one.
    """
    if news.source == "check_suite" and await patiently(run, "own", edge.github.is_own, news.app):
        return "ignored", "Hone's own checks say nothing new"
    changes = await run.step("which", edge.store.reviewed_changes, news.repo, news.head)
    now = await run.step("time", seconds, edge.lab)
    slot = int(now // SLOT) + 1
    for change in changes:
        late = replace(change, repo=news.repo, late="signal" if news.source == "status" else "finished")
        await run.later(f"late:{check.external_id(change)}:{late.late}:{slot}", late, slot * SLOT - now)
    return ("done", "") if changes else ("ignored", "no verdict of Hone's on that commit")


async def reassess(run: Run, change: Change, edge: Edge) -> None:
    """Judge a published verdict again by what others say now, and say so where that makes a difference."""
    name = check.external_id(change)
    before = await edge.store.report(name)
    if before is None:
        return
    want = wanted(before.config, before.analysis)
    if change.late == "signal" and not want.any:
        return
    known = replace(before, change=replace(before.change, repo=change.repo))
    try:
        said = await patiently(run, "others", signals, edge.github, edge.lab.code, known.change, want, known.config)
        # A model may have worded the prompts since: what it gave stays.
        worded = await edge.store.report(name) or known
        known = replace(known, prompts=worded.prompts, wording=worded.wording)
        after = evaluate.judged(replace(known, analysis=joined(known.analysis, said.alerts)), said)
        if after != known and not await patiently(run, "still newest", overtaken, edge, known.change):
            await publish(run, edge, known, after)
    except Fault as fault:
        log.warning("%s at %s keeps its verdict: %s", change.key, change.head, fault)


async def publish(run: Run, edge: Edge, before: Report, after: Report) -> None:
    """Bring the check run up to date, and the comment where what it says is no longer so."""
    await patiently(run, "verdict", edge.github.apply, check.verdict(after))
    spoken = not after.change.quiet and after.config.mode == "comment"
    if spoken and (before.conditions, before.conclusion) != (after.conditions, after.conclusion):
        try:
            await patiently(run, "comment", edge.github.apply, comment.sticky(after))
        except Fault as fault:
            log.warning("%s at %s has its verdict and no comment: %s", after.change.key, after.change.head, fault)
    await run.step("record", edge.store.published, check.external_id(after.change), after)
