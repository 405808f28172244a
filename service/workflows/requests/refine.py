"""`refine`, which no person asks for: a model goes over the prompts of a verdict that stands, while nobody waits."""

import logging
from dataclasses import dataclass, replace

from service.model import Change, Config, Finding, Grounding, Prompt, Request
from service.ports import Edge, Fault, Lab, Run
from service.words import check, comment
from service.workflows.evidence import gather
from service.workflows.linked import linked
from service.workflows.patience import patiently
from service.workflows.present import seconds
from service.workflows.refining import Watch, passed, refined
from service.workflows.spending import Purse

log = logging.getLogger("hone.refine")

SECONDS = 150.0
"""For everything a model does on a pull request: nobody waits for it, but the prompts of the next push do."""
RULES = "The prompts stand as the rules wrote them."
OWN_FAULT = f"{RULES} Hone failed here by an error of its own; its log says more."


@dataclass(frozen=True, slots=True)
class Standing:
    """What was published of a head, as far as a model has a part in it."""

    change: Change
    config: Config
    prompts: tuple[Prompt, ...]
    findings: tuple[Finding, ...]
    """Those that the prompts are about."""


async def refine(run: Run, asked: Request, edge: Edge) -> None:
    """Have the prompts of a published report worded and judged, and bring its comment up to date.

    What was published stands whatever happens here, and nothing is written but one comment: no reply, no reaction.
    Where a newer head, or a newer check of this one, has its place, nothing at all.
    """
    try:
        standing = await run.step("words: standing", published, edge, asked.arguments[0])
        if standing is None:
            return
        watch = await watched(run, edge, standing.change)
        if await watch.moved_on():
            return
        prompts, line = await attempted(run, edge, standing, watch)
        if watch.over or (prompts, line) == (standing.prompts, ""):
            return
        if await patiently(run, "words: comment", say, edge, standing.change, prompts, line):
            await run.step("words: record", keep, edge, standing.change, prompts, line)
    except Fault as fault:
        log.warning("%s %s keeps its comment: %s", asked.key, asked.arguments, fault)
    except Exception:
        log.exception("%s %s keeps its comment", asked.key, asked.arguments)


async def published(edge: Edge, name: str) -> Standing | None:
    """What stands under that check run; None when nothing does, or it has no prompts."""
    report = await edge.store.report(name)
    if report is None or not report.prompts:
        return None
    meant = {id for prompt in report.prompts for id in prompt.findings}
    found = tuple(finding for finding in report.analysis.introduced if finding.id in meant)
    return Standing(report.change, report.config, report.prompts, found)


async def watched(run: Run, edge: Edge, change: Change) -> Watch:
    """A purse for three calls in 150 s, which closes when the pull request moves on."""
    until = await run.step("words: began", seconds, edge.lab) + SECONDS
    return Watch(
        run, edge, change, Purse(run, edge.lab, change.repo, change.number, until, ledger=edge.store, name="words")
    )


async def attempted(run: Run, edge: Edge, standing: Standing, watch: Watch) -> tuple[tuple[Prompt, ...], str]:
    """The prompts as a model leaves them, and one honest line where it gave nothing. Never raises."""
    try:
        return await gone_over(run, edge, standing, watch)
    except Fault as fault:
        log.warning("%s at %s: %s", standing.change.key, standing.change.head, fault)
        return standing.prompts, f"{RULES} {fault}"
    except Exception:
        log.exception("%s at %s keeps the prompts of the rules", standing.change.key, standing.change.head)
        return standing.prompts, OWN_FAULT


async def gone_over(run: Run, edge: Edge, standing: Standing, watch: Watch) -> tuple[tuple[Prompt, ...], str]:
    """The facts that the review wrote the prompts from, once more; then at most three calls. Raises Fault."""
    change = standing.change
    grounding = await patiently(run, "words: ground", ground, edge.lab, change, standing.config)
    grounding = await linked(run, edge, change, grounding)
    learned = await run.step("words: learnings", edge.store.learnings, change.repo)
    return await refined(watch, edge.lab, change, standing.prompts, grounding, standing.findings, learned)


async def ground(lab: Lab, change: Change, config: Config) -> Grounding:
    """The facts of the change; its texts were analysed before and are not analysed again. Raises Unfetchable."""
    return (await gather(lab, change, config)).grounding


async def say(edge: Edge, change: Change, prompts: tuple[Prompt, ...], line: str) -> bool:
    """Bring the comment up to date, by the verdict as it is now; False where nobody looks at it. Raises Fault."""
    report = None if await passed(edge, change) else await edge.store.report(check.external_id(change))
    if report is None:
        return False
    whole = comment.sticky(replace(report, prompts=prompts, wording=line))
    # The first line names the head: what a newer head wrote since the look above is not found by it, nor replaced.
    await edge.github.apply(replace(whole, marker=whole.body.partition("\n")[0], create=False))
    return True


async def keep(edge: Edge, change: Change, prompts: tuple[Prompt, ...], line: str) -> None:
    """Remember what readers see now, in the report as others may have changed it meanwhile, and prompt by prompt."""
    name = check.external_id(change)
    report = await edge.store.report(name)
    if report is not None:
        await edge.store.published(name, replace(report, prompts=prompts, wording=line))
        await edge.store.revise_prompts(change, prompts)
