"""Gate: the changed files stay about as maintainable as they were."""

from service.gates import Case, Gate, number, unfinished
from service.model import Condition, GateSetting


def _judge(case: Case) -> Condition:
    analysis, limit = case.analysis, case.limit(GATE)
    wanted = f"falls by at most {number(limit)}"
    if missing := unfinished(analysis, "lizard"):
        return GATE.condition(wanted, "unknown", None, "; ".join(missing), "run the check again")
    if analysis.health_before is None or analysis.health_after is None:
        return GATE.condition(wanted, "nothing to compare", True, "no changed file of code existed before")
    before, after = round(analysis.health_before, 1), round(analysis.health_after, 1)
    value = f"{number(before)} → {number(after)}"
    if before - after <= limit:
        return GATE.condition(wanted, value, True, f"the maintainability of the changed files goes {value}")
    reason = f"the maintainability of the changed files falls from {number(before)} to {number(after)}"
    to_do = "split long functions, and move what is new into files of its own"
    return GATE.condition(wanted, value, False, f"{reason} (limit {number(limit)})", to_do)


GATE = Gate("health", "Maintainability of changed files", _judge, GateSetting(on=False, limit=5), bounds=(0, 50))
