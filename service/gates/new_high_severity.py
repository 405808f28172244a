"""Gate: the change introduces no finding of high severity, secrets included."""

from service.gates import Gate, named, truncated, unfinished
from service.model import Analysis, Condition, Severity

TITLE = "New high-severity findings"


def _judge(analysis: Analysis) -> Condition:
    found = [finding for finding in analysis.introduced if finding.severity is Severity.HIGH]
    missing = unfinished(analysis, "ruff", "secrets")
    many = truncated(analysis, Severity.HIGH)
    if found:
        count = f"{len(found)} or more" if many or missing else f"{len(found)}"
        noun = "finding" if count == "1" else "findings"
        return _condition(count, False, f"{count} new high-severity {noun} (limit 0)", f"resolve {named(found)}")
    if missing or many:
        reason = "; ".join(missing) or "too many findings to list them all"
        return _condition("unknown", None, reason, "run the check again")
    return _condition("0", True, "no new high-severity finding")


def _condition(value: str, met: bool | None, reason: str, to_pass: str = "") -> Condition:
    return Condition(GATE.name, TITLE, limit="0", value=value, met=met, reason=reason, to_pass=to_pass)


GATE = Gate("new_high_severity", TITLE, _judge)
