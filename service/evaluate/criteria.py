"""Whether a criterion of a prompt is met at a new head."""

from collections.abc import Iterable
from typing import assert_never

from service.model import CommandSucceeds, Criterion, Finding, FindingGone, Function, MetricAtMost


def met(
    criterion: Criterion, findings: Iterable[Finding], functions: Iterable[Function], commands_ok: bool | None = None
) -> bool | None:
    """True or False by the findings and functions of the new head; None where they cannot tell.

    A metric is met when every function of that name in the file is at or below the limit; None when none has the
    name any more, unless a finding says it is still above. `commands_ok` is what somebody else knows of commands.
    """
    match criterion:
        case FindingGone():
            return all(each.fingerprint != criterion.fingerprint for each in findings)
        case MetricAtMost():
            return _within(criterion, findings, functions)
        case CommandSucceeds():
            return commands_ok
        case _:
            assert_never(criterion)


def _within(criterion: MetricAtMost, findings: Iterable[Finding], functions: Iterable[Function]) -> bool | None:
    told = [
        each.metric
        for each in findings
        if (each.rule, each.path, each.symbol) == (criterion.metric, criterion.path, criterion.symbol)
    ]
    named = [each.complexity for each in functions if (each.path, each.name) == (criterion.path, criterion.symbol)]
    values = [value for value in (*told, *named) if value is not None]
    return max(values) <= criterion.limit if values else None
