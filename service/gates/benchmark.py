"""Gate: no benchmark is much slower than on the base."""

from service.gates import NAMED, Case, Gate, number
from service.model import Benchmark, Condition, GateSetting


def _judge(case: Case) -> Condition:
    limit, benchmarks = case.limit(GATE), case.signals.benchmarks
    wanted = f"slower by at most {number(limit)} %"
    if benchmarks is None:
        return GATE.missing(wanted, case.signals, "a benchmark result", "artifacts")
    if not benchmarks.both:
        return GATE.missing(wanted, case.signals, "a benchmark result of the base to compare with", "artifacts")
    slow = sorted((each for each in benchmarks.both if each.slower > limit), key=lambda each: -each.slower)
    worst = max(benchmarks.both, key=lambda each: each.slower)
    value = f"{worst.slower:+.0f} %"
    if not slow:
        count = f"{len(benchmarks.both)} benchmark{'s' * (len(benchmarks.both) != 1)}"
        return GATE.condition(wanted, value, True, f"the slowest change of {count} is {value}")
    count = f"{len(slow)} benchmark{'s' * (len(slow) != 1)}"
    reason = f"{count} slower than on the base by more than {number(limit)} %"
    return GATE.condition(wanted, value, False, reason, f"speed up {_listed(slow)}")


def _listed(slow: list[Benchmark]) -> str:
    more = len(slow) - NAMED
    return ", ".join(f"{each.name} ({each.slower:+.0f} %)" for each in slow[:NAMED]) + (
        f" and {more} more" if more > 0 else ""
    )


GATE = Gate(
    "benchmark",
    "Benchmarks against the base",
    _judge,
    GateSetting(on=False, limit=20),
    bounds=(1, 1000),
    late=True,
)
