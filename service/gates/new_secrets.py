"""Gate: the change introduces no secret, but for what is made up for a test or an example (low severity)."""

from service.gates import Case, Gate, named, truncated, unfinished
from service.model import Condition, Severity


def _judge(case: Case) -> Condition:
    secrets = (finding for finding in case.analysis.introduced if finding.tool == "secrets")
    found = [finding for finding in secrets if finding.severity is not Severity.LOW]
    missing = unfinished(case.analysis, "secrets")
    if found:
        noun = "secret" if len(found) == 1 else "secrets"
        reason = f"{len(found)} new {noun} (limit 0)"
        return GATE.condition("0", str(len(found)), False, reason, f"revoke and remove what stands at {named(found)}")
    if missing or truncated(case.analysis, Severity.HIGH):
        reason = "; ".join(missing) or "too many findings to list them all"
        return GATE.condition("0", "unknown", None, reason, "run the check again")
    return GATE.condition("0", "0", True, "no new secret")


GATE = Gate("new_secrets", "New secrets", _judge)
