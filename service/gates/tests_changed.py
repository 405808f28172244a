"""Gate: where code of the product grew, a test changed too."""

from service.gates import NAMED, OFF, Case, Gate
from service.model import Condition


def _judge(case: Case) -> Condition:
    untested = case.analysis.untested
    if not untested:
        return GATE.condition("a test", "✓", True, "a test changed with the code, or no code of the product grew")
    count = f"{len(untested)} file{'s' * (len(untested) != 1)}"
    shown, more = ", ".join(untested[:NAMED]), len(untested) - NAMED
    places = f"{shown} and {more} more" if more > 0 else shown
    return GATE.condition("a test", "none", False, f"no test changed with {count} of code", f"add a test for {places}")


GATE = Gate("tests_changed", "Tests changed with code", _judge, OFF)
