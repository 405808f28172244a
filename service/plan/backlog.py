"""The queue of a whole repository: findings of its default branch, and its hotspots."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from service.model import Category, Finding, Grounding, Hotspot, Improvement, Severity
from service.plan.improvements import improvements
from service.plan.kinds import HISTORY

MAX_QUEUE = 50
"""Improvements a queue remembers as open: what stands behind them waits until there is room."""
MAX_HOTSPOTS = 3
HOT = 0.8
"""Least score of a hotspot worth an improvement: both percentiles near the top, such as 0.9 x 0.9."""
UNHEALTHY = 65.0
"""Highest maintainability index of a hotspot worth an improvement: busy and simple files are no trouble."""
MINUTES = 240
CITED_LINES = 1
MAX_NAMED = 3
"""Functions above the limit that a hotspot's advice names, most complex first."""


def evidence(findings: Iterable[Finding], hotspots: Iterable[Hotspot]) -> tuple[Finding, ...]:
    """All that improvements are made of: the findings, and one finding for each hotspot that is worth it.

    A file of many simple parts is none, however often it changes: one of its functions is above the limit.
    """
    found = tuple(findings)
    complex: dict[str, list[Finding]] = {}
    for each in found:
        if each.metric is not None and each.limit is not None:
            complex.setdefault(each.path, []).append(each)
    hot = [each for each in hotspots if each.score >= HOT and each.health <= UNHEALTHY and each.path in complex]
    return (*found, *(_hotspot(each, complex[each.path]) for each in hot[:MAX_HOTSPOTS]))


def backlog(found: Iterable[Finding], grounding: Grounding) -> tuple[Improvement, ...]:
    """Improvements for what `evidence` gave, best first, at most 50."""
    return improvements(found, grounding, bundled=True)[:MAX_QUEUE]


def _hotspot(of: Hotspot, above: Sequence[Finding]) -> Finding:
    first = ", ".join(each.id for each in sorted(above, key=lambda each: (-(each.metric or 0), each.id))[:MAX_NAMED])
    print = sha256(f"{HISTORY}\0hotspot\0{of.path}".encode(errors="backslashreplace")).hexdigest()
    return Finding(
        tool=HISTORY,
        rule="hotspot",
        path=of.path,
        start=1,
        end=CITED_LINES,
        message=f"changed {of.revisions} times in 12 months, with cyclomatic complexity {of.complexity} in all",
        severity=Severity.MEDIUM,
        category=Category.MAINTAINABILITY,
        minutes=MINUTES,
        advice=f"Mend its functions above the limit ({first}) first; then move what changes together out of it.",
        metric=of.complexity,
        fingerprint=print,
        id=f"f{print[:7]}",
    )
