"""OTHERS: what checks, reviewers and reports of other tools say of a head; asked only where something depends on it."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from service import gates
from service.analyze.coverage import compared, covered
from service.gates import Case
from service.model import Analysis, Approval, Benchmarks, Change, Config, Diff, Evidence, Signals
from service.ports import Code, Fault, GitHub, Limited, Run, Unavailable, Unfetchable, Withdrawn
from service.signals import Measured
from service.workflows.patience import patiently
from service.workflows.reports import Reports, collect
from service.workflows.settings import spared

T = TypeVar("T")

MOST_CHECKS = 300
"""Checks of one head that are looked at; the report must fit into a step."""
MOST_APPROVALS = 10
"""Approvals whose authors' permission is asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which evidence the gates in force ask for, beyond what everybody may see at a glance."""

    any: bool = False
    coverage: bool = False
    benchmark: bool = False
    roles: bool = False


def wanted(config: Config, analysis: Analysis) -> Wanted:
    """What to ask for, by the gates in force."""
    late = {gate.name for gate in gates.on(Case(analysis, config)) if gate.late}
    high = analysis.risk.band == "high"
    return Wanted(bool(late), "coverage" in late, "benchmark" in late, "risk_review" in late and high)


async def nobody(_evidence: Evidence) -> Signals:
    """Nobody is asked."""
    return Signals()


async def others(run: Run, change: Change, github: GitHub, code: Code, evidence: Evidence) -> Signals:
    """What is known when the review ends; a gate that depends on more is judged again when it arrives.

    Nobody is asked for a first look that depends on nobody: most of it would not be there yet.
    """
    want = wanted(evidence.config, evidence.analysis)
    if not want.any and change.attempt == "auto":
        return Signals()
    return await patiently(run, "others", signals, github, code, change, want, evidence.config)


async def signals(github: GitHub, code: Code, change: Change, want: Wanted, config: Config) -> Signals:
    """Everything others say of the head now. What may not be asked is in `missing`, once. Raises Fault."""
    missing: dict[str, str] = {}
    checks = await _asked("checks", github.other_checks(change.repo, change.head), (), missing)
    statuses = await _asked("statuses", github.statuses(change.repo, change.head), (), missing)
    approvals = await _asked("reviews", _approvals(github, change, want), (), missing)
    diff = await _diff(code, change, config) if want.coverage else Diff("", "")
    reports = Reports()
    if want.coverage or want.benchmark:
        names = {file.path.rpartition("/")[2] for file in diff.files}
        reports = await _asked("artifacts", collect(github, change, names, compare=want.benchmark), reports, missing)
    tree = (await code.tree(change.repo, change.head)).keys() if reports.coverage else ()
    alerts = None
    if change.number is not None:
        asked = github.alerts(change.repo, change.number, change.base_ref)
        alerts = await _asked("alerts", asked, None, missing)
    return Signals(
        looked=True,
        alerts=alerts,
        checks=(*checks, *statuses)[:MOST_CHECKS],
        approvals=approvals,
        coverage=covered(diff, tree, reports.coverage) if want.coverage else None,
        benchmarks=_benchmarks(change, reports.benchmarks, reports.before) if want.benchmark else None,
        missing=tuple(missing.items()),
    )


async def _asked(source: str, asking: Awaitable[T], nothing: T, missing: dict[str, str]) -> T:
    """The answer; a refusal that no patience helps with is remembered instead."""
    try:
        return await asking
    except (Limited, Unavailable, Withdrawn):
        raise
    except Fault as fault:
        missing[source] = str(fault)
        return nothing


async def _approvals(github: GitHub, change: Change, want: Wanted) -> tuple[Approval, ...]:
    if change.number is None:
        return ()
    logins = await github.approvals(change.repo, change.number, change.head)
    if not want.roles:
        return tuple(Approval(login) for login in logins[:MOST_APPROVALS])
    return tuple([Approval(login, await github.permission(change.repo, login)) for login in logins[:MOST_APPROVALS]])


async def _diff(code: Code, change: Change, config: Config) -> Diff:
    """The lines this change wrote, read again from the clone that is here; none where it cannot be read any more."""
    try:
        return spared(await code.fetch(change), config)[0]
    except Unfetchable:
        return Diff("", "")


def _benchmarks(
    change: Change, now: Mapping[str, tuple[Measured, ...]], before: Mapping[str, tuple[Measured, ...]]
) -> Benchmarks | None:
    return compared(now, before, change.base) if now else None
