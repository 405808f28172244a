"""EVALUATE: gate conditions to one conclusion with its reason."""

from collections.abc import Iterable, Sequence
from typing import Literal

from service import gates
from service.model import Analysis, Condition

Conclusion = Literal["success", "failure", "neutral", "skipped"]

MAX_REASON = 200
"""Characters; the reason becomes the title of the check run, which is read in one line."""


def gate(analysis: Analysis) -> tuple[Condition, ...]:
    """What every quality gate says of the change, in a fixed order."""
    return tuple(each.judge(analysis) for each in gates.every())


def conclude(conditions: Sequence[Condition], analysis: Analysis) -> tuple[Conclusion, str]:
    """The verdict and its reason in one short line.

    A condition not met is a failure whatever else is missing; missing evidence is neutral and never a success;
    a change no analyzer had a file of is skipped.
    """
    if failed := [condition.reason for condition in conditions if condition.met is False]:
        return "failure", _line("Failed", failed)
    unknown = [condition.reason for condition in conditions if condition.met is None]
    blocked = [f"{gap.what}: {gap.reason}" for gap in analysis.gaps if gap.blocking]
    if unknown or blocked:
        return "neutral", _line("Incomplete", blocked or unknown)
    if not analysis.files:
        return "skipped", "Skipped: the change has no file that Hone analyses"
    return "success", f"Passed: {len(conditions)} of {len(conditions)} conditions met"


def _line(word: str, reasons: Iterable[str]) -> str:
    text = f"{word}: {'; '.join(dict.fromkeys(reasons))}"
    return text if len(text) <= MAX_REASON else text[: MAX_REASON - 3] + "..."
