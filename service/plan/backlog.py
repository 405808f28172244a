"""The queue of a whole repository: findings of its default branch, and its hotspots."""

from collections.abc import Iterable
from hashlib import sha256

from service.model import Category, Finding, Grounding, Hotspot, Improvement, Severity
from service.plan.improvements import HISTORY, improvements

MAX_QUEUE = 50
"""Improvements a queue remembers as open: what stands behind them waits until there is room."""
MAX_HOTSPOTS = 3
HOT = 0.8
"""Least score of a hotspot worth an improvement: both percentiles near the top, such as 0.9 x 0.9."""
UNHEALTHY = 65.0
"""Highest maintainability index of a hotspot worth an improvement: busy and simple files are no trouble."""
MINUTES = 240
CITED_LINES = 1


def evidence(findings: Iterable[Finding], hotspots: Iterable[Hotspot]) -> tuple[Finding, ...]:
    """All that improvements are made of: the findings, and one finding for each hotspot that is worth it."""
    hot = [each for each in hotspots if each.score >= HOT and each.health <= UNHEALTHY]
    return (*findings, *(_hotspot(each) for each in hot[:MAX_HOTSPOTS]))


def backlog(found: Iterable[Finding], grounding: Grounding) -> tuple[Improvement, ...]:
    """Improvements for what `evidence` gave, best first, at most 50."""
    return improvements(found, grounding, bundled=True)[:MAX_QUEUE]


def _hotspot(of: Hotspot) -> Finding:
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
        advice="Move what changes together into a file of its own, and keep the behaviour.",
        metric=of.complexity,
        fingerprint=print,
        id=f"f{print[:7]}",
    )
