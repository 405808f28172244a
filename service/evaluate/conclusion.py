"""Gate conditions to one conclusion with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from service import gates
from service.evaluate.validations import validations
from service.gates import Case
from service.model import Analysis, Condition, Report, Signals

Conclusion = Literal["success", "failure", "neutral", "skipped"]

MAX_REASON = 200
"""Characters; the reason becomes the title of the check run, which is read in one line."""


def judged(report: Report, signals: Signals) -> Report:
    """The report with what the gates and the validations say once these signals are known; nothing else changes."""
    case = Case(report.analysis, report.config, signals)
    conditions = gate(case)
    conclusion, reason = conclude(conditions, report.analysis)
    validated = validations(report.analysis, signals, pull=report.change.number is not None)
    return replace(report, conclusion=conclusion, reason=reason, conditions=conditions, validations=validated)


def gate(case: Case) -> tuple[Condition, ...]:
    """What every quality gate in force says of the change, in a fixed order."""
    said = (each.judge(case) for each in gates.on(case))
    return tuple(condition for condition in said if condition)


def conclude(conditions: Sequence[Condition], analysis: Analysis) -> tuple[Conclusion, str]:
    """The verdict and its reason in one short line.

    A condition not met is a failure whatever else is missing; missing evidence is neutral and never a success, and
    only what will arrive by itself is waited for; a change no analyzer had a file of is skipped.
    """
    if failed := [condition.reason for condition in conditions if condition.met is False]:
        return "failure", _line("Failed", failed)
    unknown = [condition.reason for condition in conditions if condition.met is None and not condition.waiting]
    blocked = [f"{gap.what}: {gap.reason}" for gap in analysis.gaps if gap.blocking]
    if unknown or blocked:
        return "neutral", _line("Incomplete", blocked or unknown)
    if waiting := [condition.reason for condition in conditions if condition.waiting]:
        return "neutral", _line("Waiting", waiting)
    if not analysis.files:
        return "skipped", "Skipped: the change has no file that Hone analyses"
    return "success", f"Passed: {len(conditions)} of {len(conditions)} conditions met"


def _line(word: str, reasons: Iterable[str]) -> str:
    text = f"{word}: {'; '.join(dict.fromkeys(reasons))}"
    return text if len(text) <= MAX_REASON else text[: MAX_REASON - 3] + "..."
