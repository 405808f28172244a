"""Debt of a whole tree: what it sums up to, and when it crosses a limit for the worse."""

from collections.abc import Iterable, Iterator, Sequence

from service.model import Crossing, Debt, Finding, Standing, TrendPoint
from service.paths import is_test

DROP = 3.0
"""Points of mean maintainability below the best of the recent points that are told: of about 20 to 70 a tree has."""
RECENT = 10
"""Points of the trend that are looked back on, so that a slow decline is seen as well as a steep one."""


def debt(findings: Iterable[Finding], files: Iterable[Standing]) -> Debt:
    """The minutes of every finding outside of tests against the lines of code outside of tests."""
    minutes = sum(finding.minutes for finding in findings if not is_test(finding.path))
    return Debt(minutes, sum(file.code for file in files))


def crossings(now: TrendPoint, before: Sequence[TrendPoint]) -> tuple[Crossing, ...]:
    """The limits that were crossed between the newest point of `before` (newest first) and now; each is told once."""
    return tuple(_crossings(now, before[:RECENT])) if before else ()


def _crossings(now: TrendPoint, before: Sequence[TrendPoint]) -> Iterator[Crossing]:
    last = before[0]
    if now.debt.rating > last.debt.rating:
        yield Crossing("debt", now.head, now.at, last.debt.ratio, now.debt.ratio)
    best = max((point.health for point in before if point.health is not None), default=None)
    if best is None or now.health is None or last.health is None:
        return
    if now.health <= best - DROP < last.health:
        yield Crossing("health", now.head, now.at, last.health, now.health)
