"""SUGGEST: safe repairs stand inline where the change made the mistake, and never twice."""

from service.model import Report
from service.ports import Edge, Run
from service.words.suggestions import suggestions
from service.workflows.patience import patiently


async def suggest(run: Run, edge: Edge, report: Report) -> None:
    """Bring the inline comments up to date; without a repair, now or earlier, GitHub is not asked. Raises Fault."""
    change = report.change
    if change.number is None:
        return
    before = await run.step("suggested before", edge.store.suggested, change)
    effect = suggestions(report, before, report.config.inline)
    if effect is None:
        return
    fresh = tuple(each.finding for each in effect.standing if each.fresh)
    await patiently(run, "suggestions", edge.github.apply, effect)
    await run.step("record suggestions", edge.store.save_suggested, change, fresh)
