"""The JSON report of pytest-benchmark (`--benchmark-json`): the median, which one slow round does not move."""

import re

from service.signals import Format, Measured, Unreadable, at, measure, parsed, some


def read(content: bytes) -> tuple[Measured, ...]:
    """The one run it holds, in seconds. Raises Unreadable."""
    data = parsed(content)
    listed = at(data, "benchmarks")
    if not isinstance(listed, list) or at(data, "machine_info") is None:
        raise Unreadable("it has no `benchmarks` of pytest-benchmark")
    results = some(measure(at(each, "fullname"), at(each, "stats", "median"), "s") for each in listed)
    commit = at(data, "commit_info", "id")
    return (Measured(results, commit if isinstance(commit, str) else ""),)


PYTEST_BENCHMARK = Format("pytest-benchmark", "benchmark", re.compile(r"(?i)[\w.-]*bench[\w.-]*\.json"), read)
