"""What github-action-benchmark reads (a list of results) and what it keeps (`data.js`, the runs of all commits)."""

import re
from collections.abc import Iterator

from service.signals import Format, Measure, Measured, Unreadable, at, measure, parsed, some

_KEPT = re.compile(rb"\s*window\.BENCHMARK_DATA\s*=\s*")
_RATE = re.compile(r"(?i)^\s*(ops|iter|op|it|req|requests|mb|mib|gb|kb|events|rows|calls)\w*\s*/\s*s(ec)?")
"""Units of which more is better."""
_RATES = ("customBiggerIsBetter",)
RUNS = 200
"""The newest runs of a suite that are read."""


def read(content: bytes) -> tuple[Measured, ...]:
    """The runs it holds, oldest first; a plain list is one run of no known commit. Raises Unreadable."""
    data = parsed(_KEPT.sub(b"", content, count=1))
    if isinstance(data, list):
        return (Measured(some(_result(each, "") for each in data)),)
    suites = at(data, "entries")
    if not isinstance(suites, dict) or not suites:
        raise Unreadable("it is neither a list of results nor kept runs")
    runs: dict[str, list[Measure]] = {}
    for suite, entries in suites.items():
        for entry in entries[-RUNS:] if isinstance(entries, list) else ():
            commit = at(entry, "commit", "id")
            runs.setdefault(commit if isinstance(commit, str) else "", []).extend(_results(entry, suite))
    return tuple(Measured(some(iter(results)), commit) for commit, results in runs.items() if results)


def _results(entry: object, suite: object) -> Iterator[Measure]:
    listed, tool = at(entry, "benches"), at(entry, "tool")
    for each in listed if isinstance(listed, list) else ():
        if found := _result(each, tool, f"{suite}: "):
            yield found


def _result(each: object, tool: object, suite: str = "") -> Measure | None:
    name, unit = at(each, "name"), at(each, "unit")
    rate = tool in _RATES or (isinstance(unit, str) and bool(_RATE.match(unit)))
    named = f"{suite}{name}" if isinstance(name, str) else None
    return measure(named, at(each, "value"), unit, bigger_is_better=rate)


GITHUB_ACTION_BENCHMARK = Format(
    "github-action-benchmark", "benchmark", re.compile(r"(?i)[\w.-]*bench[\w.-]*\.json|data\.js"), read
)
