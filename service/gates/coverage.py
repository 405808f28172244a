"""Gate: tests reach enough of the changed lines that they can reach at all."""

from math import floor

from service.gates import Case, Gate, number
from service.model import Condition, Coverage, GateSetting


def _judge(case: Case) -> Condition:
    limit, coverage = case.limit(GATE), case.signals.coverage
    wanted = f"at least {number(limit)} %"
    if not case.analysis.added:
        return GATE.condition(wanted, "no lines", True, "no line was added")
    if coverage is None:
        return GATE.missing(wanted, case.signals, "a coverage report", "artifacts")
    if not coverage.lines and coverage.unnamed:
        reason = f"no coverage report names {', '.join(coverage.unnamed)}"
        to_do = f"let the tests measure {', '.join(coverage.unnamed)}"
        return GATE.condition(wanted, "unknown", None, reason, to_do)
    if not coverage.lines:
        return GATE.condition(wanted, "no lines", True, "no added line is one that tests are measured on")
    share = _share(coverage)
    value = f"{number(share)} %"
    if share >= limit:
        return GATE.condition(wanted, value, True, f"tests reach {value} of the changed lines")
    reason = f"tests reach {value} of the changed lines (limit {number(limit)} %)"
    return GATE.condition(wanted, value, False, reason, f"test {_places(coverage)}")


def _share(coverage: Coverage) -> float:
    """Per cent, rounded down to a tenth: 79.96 is not 80."""
    return floor(1000 * coverage.covered / coverage.lines) / 10


def _places(coverage: Coverage) -> str:
    missed = coverage.lines - coverage.covered
    lines = f"{missed} changed line{'s' * (missed != 1)}"
    return f"the {lines} that no test reaches: {', '.join(coverage.missed)}" if coverage.missed else f"the {lines}"


GATE = Gate(
    "coverage",
    "Coverage of changed lines",
    _judge,
    GateSetting(on=False, limit=80),
    bounds=(1, 100),
    late=True,
)
