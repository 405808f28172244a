"""Gate: the change introduces no function above the complexity limit."""

from service.gates import Gate, named, truncated, unfinished
from service.model import Analysis, Condition, Severity

TITLE = "New functions above the complexity limit"


def _judge(analysis: Analysis) -> Condition:
    found = [finding for finding in analysis.introduced if finding.tool == "lizard"]
    missing = unfinished(analysis, "lizard")
    many = truncated(analysis, Severity.MEDIUM)
    if found:
        count = f"{len(found)} or more" if many or missing else f"{len(found)}"
        noun = "function" if count == "1" else "functions"
        worst = max(found, key=lambda finding: finding.metric or 0)
        measured = f"highest {worst.metric}, limit {worst.limit}"
        reason = f"{count} new {noun} above the complexity limit ({measured})"
        return _condition(count, False, reason, f"split what stands at {named(found)}")
    if missing or many:
        reason = "; ".join(missing) or "too many findings to list them all"
        return _condition("unknown", None, reason, "run the check again")
    return _condition("0", True, "no new function above the complexity limit")


def _condition(value: str, met: bool | None, reason: str, to_pass: str = "") -> Condition:
    return Condition(GATE.name, TITLE, limit="0", value=value, met=met, reason=reason, to_pass=to_pass)


GATE = Gate("complexity", TITLE, _judge)
