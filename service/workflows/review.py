"""REVIEW: a pull request, or a push, is read, judged and answered. Read this first."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from service import evaluate, plan
from service.analyze import joined
from service.model import (
    REFINE,
    Analysis,
    Change,
    Config,
    Evidence,
    Grounding,
    Learning,
    NotAnalysed,
    Report,
    Request,
    Signals,
)
from service.ports import Edge, Fault, Lab, Run, Unfetchable, Withdrawn
from service.prompts.override import SHIPPED
from service.words import check, comment
from service.workflows.evidence import gather
from service.workflows.linked import linked, unlinked
from service.workflows.others import nobody, others
from service.workflows.patience import patiently
from service.workflows.present import Ended, overtaken, seconds
from service.workflows.prompting import ranked
from service.workflows.queue import propose
from service.workflows.settings import settings
from service.workflows.suggest import suggest
from service.workflows.templates import templates

log = logging.getLogger("hone.review")


async def review(run: Run, asked: Change, edge: Edge) -> None:
    """Judge the newest head of what was asked about, and publish the verdict."""
    begun = await begin(run, asked, edge)
    if begun is None:
        return
    change, config = begun
    name = check.external_id(change)
    try:
        signals = partial(others, run, change, edge.github, edge.lab.code)
        link = partial(linked, run, edge, change)
        learnings = await run.step("learnings", edge.store.learnings, change.repo)
        report, _ = await judge(run, change, edge.lab, config, signals, learnings, link)

        if ended := await patiently(run, "still newest", overtaken, edge, change):
            await patiently(run, "close", close, edge, change, ended)
            await run.step("record", edge.store.review_closed, name, "superseded")
            return
        await patiently(run, "verdict", edge.github.apply, check.verdict(report))
        spoken = not change.quiet and config.mode == "comment" and await remark(run, edge, report)
        if report.improvements:
            await run.step("propose", propose, edge, report)
        if report.learnings:
            await run.step("learn", edge.store.learn, change.repo, report.learnings)
        await run.step("record", edge.store.published, name, report)
        if spoken and report.prompts and edge.lab.llm:
            # Work of its own: a model that takes its time holds up no other verdict, and no newer one of this subject.
            await run.start("refine", Request(change.repo, change.number or 0, REFINE, (name,), on_pull=True))
    except Fault as fault:
        log.warning("%s at %s: %s", change.key, change.head, fault)
        await give_up(run, edge, change, fault)
    except Exception as error:
        log.exception("the review of %s at %s failed", change.key, change.head)
        await give_up(run, edge, change, error)


async def begin(run: Run, asked: Change, edge: Edge) -> tuple[Change, Config] | None:
    """Look at what stands there now and open its check run; None when there is nothing to judge or no way to.

    The settings come first: where Hone is switched off nothing is written, not even that.
    """
    try:
        change = await patiently(run, "look", newest, edge, asked)
    except Fault as fault:
        log.warning("%s at %s: %s", asked.key, asked.head, fault)
        return None
    if change is None:
        return None
    config = await settled(run, edge, change)
    if config.mode == "off":
        await run.step("off", edge.store.review_closed, check.external_id(change), "off")
        return None
    try:
        await patiently(run, "open", edge.github.apply, check.started(change))
    except Fault as fault:
        log.warning("%s at %s: %s", change.key, change.head, fault)
        await run.step("refused", edge.store.review_closed, check.external_id(change), given_up(fault))
        return None
    return change, config


async def settled(run: Run, edge: Edge, change: Change) -> Config:
    """The settings in force; where an error of Hone's own hides them, the defaults, and the review meets it again."""
    try:
        return await patiently(run, "settings", in_force, edge, change)
    except Exception:
        log.exception("the settings of %s at %s could not be read", change.key, change.head)
        return Config()


async def in_force(edge: Edge, change: Change) -> Config:
    """The settings of the repository over those of its organisation."""
    organisation = await edge.store.organisation_settings(change.repo.owner)
    return await settings(edge.lab.code, change, organisation)


async def judge(
    run: Run,
    change: Change,
    lab: Lab,
    config: Config,
    ask: Callable[[Evidence], Awaitable[Signals]] = nobody,
    learnings: Sequence[Learning] = (),
    link: Callable[[Grounding], Awaitable[Grounding]] = unlinked,
) -> tuple[Report, Grounding]:
    """What Hone says of the change, the same on GitHub and in a terminal, and the facts its prompts stand on.

    `ask` tells what other tools say; `learnings` are what mended prompts before; `link` adds the issue it belongs to.
    """
    began = await run.step("began", seconds, lab)
    evidence = await patiently(run, "examine", examine, lab, change, config)
    signals = await ask(evidence)
    analysis = joined(evidence.analysis, signals.alerts)

    queue = plan.queue(analysis, evidence.grounding)
    grounding = await link(evidence.grounding) if queue else evidence.grounding
    own = await templates(lab.code, change) if queue else SHIPPED
    written = ranked(queue, grounding, change, began, own, learnings)

    ended = await run.step("ended", seconds, lab)
    report = Report(
        change,
        "neutral",
        "",
        analysis,
        improvements=queue,
        prompts=written.prompts[: evidence.config.prompts],
        seconds=ended - began,
        config=replace(evidence.config, faults=(*evidence.config.faults, *own.faults, *written.faults)),
        learnings=written.learnings,
    )
    return evaluate.judged(report, signals), grounding


async def newest(edge: Edge, asked: Change) -> Change | None:
    """The change as it stands now, or None when there is nothing left to judge: closed, gone, or judged already."""
    change = asked
    if asked.number is not None:
        pull = await edge.github.pull(asked.repo, asked.number)
        if pull is None or not pull.open:
            return None
        change = pull.change(asked.repo, asked.attempt)
    return change if await edge.store.review_opened(change, check.external_id(change)) else None


async def examine(lab: Lab, change: Change, config: Config) -> Evidence:
    """Everything the analyzers and the repository say; a repository that cannot be read is missing evidence."""
    try:
        return await gather(lab, change, config)
    except Unfetchable as fault:
        return Evidence(Analysis(gaps=(NotAnalysed("repository", str(fault)),)), config=config)


async def close(edge: Edge, change: Change, ended: Ended) -> None:
    """End the check run of a verdict that nobody waits for; where nothing is left, nothing is written."""
    if ended == "superseded":
        await edge.github.apply(check.superseded(change))
    if ended == "closed":
        await edge.github.apply(check.closed(change))


async def remark(run: Run, edge: Edge, report: Report) -> bool:
    """Bring the comments up to date. The verdict stands already: a locked conversation takes nothing from it.

    False when not every comment could be written.
    """
    try:
        await patiently(run, "comment", edge.github.apply, comment.sticky(report))
        await suggest(run, edge, report)
    except Fault as fault:
        log.warning("%s at %s has its verdict and not every comment: %s", report.change.key, report.change.head, fault)
        return False
    return True


async def give_up(run: Run, edge: Edge, change: Change, error: Exception) -> None:
    """Leave no check run open: it says that Hone failed, unless GitHub has shut Hone out."""
    if not isinstance(error, Withdrawn):
        try:
            await patiently(run, "apology", edge.github.apply, check.failed(change, run.id))
        except Fault as fault:
            log.warning("%s at %s: %s", change.key, change.head, fault)
    await run.step("failed", edge.store.review_closed, check.external_id(change), given_up(error))


def given_up(error: Exception) -> str:
    """The state of a review that came to nothing: only a failed one waits an hour before it is tried again."""
    return "withdrawn" if isinstance(error, Withdrawn) else "failed"
