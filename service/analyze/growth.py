"""Tells a function that the change made too complex from one that was nearly so and got one branch more."""

from collections.abc import Iterable, Mapping, Sequence

from service.analyze.identity import Identified
from service.model import Finding, Function

GROWTH = 4
"""Points a change adds to a measure that was below its limit before anybody asks its author to rebuild the function.

Of the crossings in docs/readings.md, maintainers would act on those from here on, and on hardly any below.
"""


def grown(
    findings: Iterable[Identified], before: Iterable[Function], renames: Mapping[str, str]
) -> tuple[Identified, ...]:
    """The findings without those whose function stood just below the limit in the base and grew by less than GROWTH.

    `before` are the functions of the base, `renames` maps a base path to the path at the head.
    """
    known: dict[tuple[str, str], list[int]] = {}
    for function in before:
        path = renames.get(function.path, function.path)
        known.setdefault((path, function.name), []).append(function.complexity)
    return tuple(
        one for one in findings if not _little(one.finding, known.get((one.finding.path, one.finding.identity), ()))
    )


def _little(finding: Finding, before: Sequence[int]) -> bool:
    if finding.metric is None or finding.limit is None:
        return False
    return any(finding.metric - GROWTH < old <= finding.limit for old in before)
