"""Gate: the change introduces no function above the complexity limit."""

from service.gates import Case, Gate, named, number, truncated, unfinished
from service.model import Condition, GateSetting, Severity


def _judge(case: Case) -> Condition:
    analysis, limit = case.analysis, case.limit(GATE)
    found = [each for each in analysis.introduced if each.tool == "lizard" and (each.metric or limit + 1) > limit]
    missing = unfinished(analysis, "lizard")
    many = truncated(analysis, Severity.MEDIUM)
    if found:
        count = f"{len(found)} or more" if many or missing else f"{len(found)}"
        noun = "function" if count == "1" else "functions"
        worst = max(finding.metric or 0 for finding in found)
        reason = f"{count} new {noun} above the complexity limit (highest {worst}, limit {number(limit)})"
        return GATE.condition("0", count, False, reason, f"split what stands at {named(found)}")
    if missing or many:
        reason = "; ".join(missing) or "too many findings to list them all"
        return GATE.condition("0", "unknown", None, reason, "run the check again")
    return GATE.condition("0", "0", True, "no new function above the complexity limit")


DEFAULT = 30
"""The limit of the analyzer, whose findings it judges."""
GATE = Gate(
    "complexity",
    "New functions above the complexity limit",
    _judge,
    GateSetting(on=True, limit=DEFAULT),
    bounds=(5, 100),
)
