"""The figures of an improvement: impact, effort, risk, minutes, and the score made of them; the table is in `plan`."""

from collections.abc import Collection, Sequence

from service.model import Category, Finding, Passage, Severity

LINTERS = ("ruff", "oxlint", "shellcheck", "hadolint", "squawk", "zizmor", "hidden")
IMPACT = {Severity.HIGH: 8, Severity.MEDIUM: 4, Severity.LOW: 1}
CONFIDENCE = {
    **dict.fromkeys(("lizard", "history", "gaps"), 1.0),
    **dict.fromkeys(LINTERS, 0.9),
    **dict.fromkeys(("ast-grep", "secrets", "journey"), 0.8),
}
UNKNOWN_TOOL = 0.7
EFFORT_MINUTES = (30, 60, 120, 240)
MANY = 3
PATH_MINUTES = 3
"""One path of a function to restructure, covered by a test before it moves and read again afterwards."""


def confidence(tool: str) -> float:
    """How often the tool is right, 0 to 1."""
    return CONFIDENCE.get(tool, UNKNOWN_TOOL)


def score(impact: int, confidence: float, effort: int) -> float:
    """Impact x confidence / effort, rounded to two digits."""
    return round(impact * confidence / effort, 2)


def impact(findings: Collection[Finding]) -> int:
    """1 to 10: the worst severity, more for security and for many."""
    worst = max(IMPACT[finding.severity] for finding in findings)
    secure = any(finding.category is Category.SECURITY for finding in findings)
    return worst + secure + (len(findings) >= MANY)


def minutes(findings: Collection[Finding]) -> int:
    """Estimated work: each place once, and for a measured function also the tests of its paths.

    A rule's own figure is what the debt is counted in: the price of the repair alone.
    """
    places: dict[tuple[int, int], int] = {}
    for finding in findings:
        paths = finding.metric or 0 if finding.limit is not None else 0
        cost = finding.minutes + PATH_MINUTES * paths
        place = (finding.start, finding.end)
        places[place] = max(cost, places.get(place, 0))
    return sum(places.values())


def effort(minutes: int) -> int:
    """1 to 5, by the limits of the table."""
    return 1 + sum(minutes > limit for limit in EFFORT_MINUTES)


def risk(findings: Collection[Finding], places: Sequence[Passage]) -> int:
    """1 to 10: how much can go wrong while it is mended."""
    spread = len({(place.path, place.symbol) for place in places}) - 1
    restructured = any(finding.metric is not None for finding in findings)
    untested = not any(place.test for place in places)
    return 2 + spread + 3 * restructured + 2 * untested
