"""Gate: the change introduces no finding of high severity; secrets have a gate of their own."""

from service.gates import Case, Gate, named, truncated, unfinished
from service.model import Condition, Severity

JUDGED_APART = ("secrets", "lizard")
"""Tools whose findings have gates of their own."""


def _judge(case: Case) -> Condition:
    analysis = case.analysis
    high = (finding for finding in analysis.introduced if finding.severity is Severity.HIGH)
    found = [finding for finding in high if finding.tool not in JUDGED_APART]
    missing = unfinished(analysis, but=JUDGED_APART)
    many = truncated(analysis, Severity.HIGH)
    if found:
        count = f"{len(found)} or more" if many or missing else f"{len(found)}"
        noun = "finding" if count == "1" else "findings"
        reason = f"{count} new high-severity {noun} (limit 0)"
        return GATE.condition("0", count, False, reason, f"resolve {named(found)}")
    if missing or many:
        reason = "; ".join(missing) or "too many findings to list them all"
        return GATE.condition("0", "unknown", None, reason, "run the check again")
    return GATE.condition("0", "0", True, "no new high-severity finding")


GATE = Gate("new_high_severity", "New high-severity findings", _judge)
