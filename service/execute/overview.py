"""The three places of a report in words, by the meta prompt for quality."""

from collections.abc import Sequence

from service import prompts as meta
from service.model import Analysis, Slot


def overview(slots: Sequence[Slot], analysis: Analysis) -> str:
    """Three analyses and the ranked places, each with what is counted before and after, or why it is empty."""
    ranking = "\n".join(f"{at}. {slot.name}: {_said(slot)}" for at, slot in enumerate(slots, 1))
    values = {"analyses": _analyses(analysis), "ranking": ranking}
    return meta.load("quality").render("the three places", values)


def _said(slot: Slot) -> str:
    if slot.improvement is None:
        return f"empty, because {slot.reason}."
    first, count = slot.improvement.findings[0], len(slot.improvement.findings)
    if first.metric is not None and first.limit is not None:
        return f"{slot.improvement.title}. Before: complexity {first.metric}; after: at most {first.limit}."
    return f"{slot.improvement.title}. Before: {count} open {'finding' if count == 1 else 'findings'}; after: 0."


def _analyses(analysis: Analysis) -> str:
    of = [finding.category for finding in analysis.introduced]
    slow, debt = sum(each == "performance" for each in of), analysis.debt_minutes
    return (
        f"performance ({slow} introduced {'finding' if slow == 1 else 'findings'}), code quality ({len(of) - slow}), "
        f"technical debt ({debt} minutes added)"
    )
