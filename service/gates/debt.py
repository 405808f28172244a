"""Gate: resolving what the change introduced costs a small part of what writing it cost."""

from math import ceil

from service.gates import Case, Gate, number, unfinished
from service.model import Condition, GateSetting
from service.model.debt import Debt

LEAST_LINES = 20
"""New lines below which one finding decides the ratio."""


def _judge(case: Case) -> Condition:
    analysis, limit = case.analysis, case.limit(GATE)
    wanted = f"at most {number(limit)} %"
    if missing := unfinished(analysis):
        return GATE.condition(wanted, "unknown", None, "; ".join(missing), "run the check again")
    if analysis.new_lines < LEAST_LINES:
        few = f"fewer than {LEAST_LINES} new lines of code: too few for a ratio"
        return GATE.condition(wanted, "too few lines", True, few)
    ratio = round(100 * Debt(analysis.debt_minutes, analysis.new_lines).ratio, 6)
    value = f"{number(ceil(10 * ratio) / 10)} %"  # rounded up: 10.03 is not 10
    if ratio <= limit:
        return GATE.condition(wanted, value, True, f"the debt ratio of the new code is {value}")
    reason = f"the debt ratio of the new code is {value} (limit {number(limit)} %)"
    to_do = f"resolve new findings: they cost about {analysis.debt_minutes} min on {analysis.new_lines} new lines"
    return GATE.condition(wanted, value, False, reason, to_do)


GATE = Gate("debt", "Debt ratio of new code", _judge, GateSetting(on=False, limit=10), bounds=(0, 100))
