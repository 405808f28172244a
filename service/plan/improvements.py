"""Groups findings into improvements, each small enough for one prompt, and ranks them; the figures are in `plan`."""

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from typing import Literal

from service.model import Analysis, Category, Finding, Grounding, Improvement, Passage, Severity

HISTORY = "history"
"""The tool of findings that come from how often a file changes."""
Kind = Literal["quick", "performance", "structure"]

MAX_FINDINGS = 5
"""Findings one improvement holds: a prompt that asks for more is not finished in one sitting."""
MAX_IMPROVEMENTS = 25
"""Improvements one report carries; the rest comes back once these are done."""

LINTERS = ("ruff", "oxlint", "shellcheck", "hadolint", "squawk", "zizmor")
IMPACT = {Severity.HIGH: 8, Severity.MEDIUM: 4, Severity.LOW: 1}
CONFIDENCE = {"lizard": 1.0, "history": 1.0, **dict.fromkeys(LINTERS, 0.9), "ast-grep": 0.8, "secrets": 0.8}
UNKNOWN_TOOL = 0.7
EFFORT_MINUTES = (30, 60, 120, 240)
WORTH = 2
"""Below this an instruction costs more to read than the fix: one or two findings of low severity."""
MANY = 3
MAX_TITLE = 60
"""Characters of the advice a title repeats; a longer one is named by its rule."""
PLAIN = re.compile(r"[\w .,'/=+*()-]+")
"""Words a title may repeat."""
RISKY = 6
"""Above this a change is no quick win, whatever it brings."""


def queue(analysis: Analysis, grounding: Grounding) -> tuple[Improvement, ...]:
    """Improvements for what the change introduced, best first, at most 25."""
    return improvements(analysis.introduced, grounding)[:MAX_IMPROVEMENTS]


def improvements(
    findings: Iterable[Finding], grounding: Grounding, *, bundled: bool = False
) -> tuple[Improvement, ...]:
    """Improvements for these findings, best first; no two of them share a finding.

    `bundled`: what is of low severity in one file is one improvement, whatever its rules: debt is paid file by file.
    Findings that the grounding cannot point at are left out: nobody could act on a prompt about them. So are one or
    two findings of low severity, which cost more to read about than to fix.
    """
    passages = {passage.finding: passage for passage in grounding.passages}
    usable = {each.id: each for each in findings if each.id in passages and not _made_up(each)}
    made = (_improvement(group, passages) for group in _groups(usable.values(), bundled))
    ranked = sorted((each for each in made if each.impact >= WORTH), key=_rank, reverse=True)
    # Parts of one line at fault many times look alike: one is enough until it is done.
    return tuple(reversed({each.id: each for each in ranked}.values()))


def confidence(improvement: Improvement) -> float:
    """How often the tool behind it is right, 0 to 1."""
    return CONFIDENCE.get(improvement.findings[0].tool, UNKNOWN_TOOL)


def score(impact: int, confidence: float, effort: int) -> float:
    """Impact x confidence / effort, rounded to two digits."""
    return round(impact * confidence / effort, 2)


def _groups(findings: Iterable[Finding], bundled: bool) -> Iterator[tuple[Finding, ...]]:
    """Findings of one rule in one file, by line; a function to restructure stands alone."""

    def place(finding: Finding) -> tuple[str, ...]:
        if bundled and finding.severity is Severity.LOW and finding.metric is None:
            return (finding.path, "", "", "")
        return (finding.path, finding.tool, finding.rule, finding.id if finding.metric is not None else "")

    ordered = sorted(findings, key=lambda finding: (place(finding), finding.start, finding.id))
    for _, same in groupby(ordered, key=place):
        rest = tuple(same)
        while rest:
            yield rest[:MAX_FINDINGS]
            rest = rest[MAX_FINDINGS:]


def _improvement(findings: tuple[Finding, ...], passages: Mapping[str, Passage]) -> Improvement:
    places = [passages[finding.id] for finding in findings]
    impact, effort, risk = _impact(findings), _effort(findings), _risk(findings, places)
    return Improvement(
        id=_id(findings),
        kind=_kind(findings[0], risk),
        title=_title(findings, places),
        findings=findings,
        impact=impact,
        risk=risk,
        effort=effort,
        score=score(impact, CONFIDENCE.get(findings[0].tool, UNKNOWN_TOOL), effort),
    )


def _made_up(finding: Finding) -> bool:
    """A secret of a test or an example: a glance settles it, and no work follows."""
    return finding.tool == "secrets" and finding.severity is Severity.LOW


def _rank(improvement: Improvement) -> tuple[bool, float, str, int, str]:
    first = improvement.findings[0]
    return (not _blocks(improvement), -improvement.score, first.path, first.start, improvement.id)


def _blocks(improvement: Improvement) -> bool:
    return any(finding.severity is Severity.HIGH for finding in improvement.findings)


def _impact(findings: tuple[Finding, ...]) -> int:
    worst = max(IMPACT[finding.severity] for finding in findings)
    secure = any(finding.category is Category.SECURITY for finding in findings)
    return worst + secure + (len(findings) >= MANY)


def _effort(findings: tuple[Finding, ...]) -> int:
    minutes = sum(finding.minutes for finding in findings)
    return 1 + sum(minutes > limit for limit in EFFORT_MINUTES)


def _risk(findings: tuple[Finding, ...], places: list[Passage]) -> int:
    spread = len({(place.path, place.symbol) for place in places}) - 1
    restructured = any(finding.metric is not None for finding in findings)
    untested = not any(place.test for place in places)
    return 2 + spread + 3 * restructured + 2 * untested


def _kind(finding: Finding, risk: int) -> Kind:
    if finding.category is Category.PERFORMANCE:
        return "performance"
    urgent = finding.severity is Severity.HIGH
    restructures = finding.metric is not None or (finding.category is Category.MAINTAINABILITY and risk > RISKY)
    return "structure" if restructures and not urgent else "quick"


def _id(findings: tuple[Finding, ...]) -> str:
    prints = "\n".join(sorted(finding.fingerprint for finding in findings))
    return "i" + b32encode(sha256(prints.encode()).digest()).decode().lower()[:7]


def _title(findings: tuple[Finding, ...], places: list[Passage]) -> str:
    """One verb, one object, one place; names come from the passages, which hold only plain ones."""
    first, path = findings[0], places[0].path
    symbols = {place.symbol for place in places}
    where = f"{places[0].symbol} ({path})" if len(symbols) == 1 and places[0].symbol else path
    if first.tool == "secrets":
        return f"Revoke and remove the {'credential' if len(findings) == 1 else 'credentials'} in {path}"
    if first.tool == HISTORY:
        return f"Split the hotspot {path}"
    if first.metric is not None and first.limit is not None:
        return f"Bring {where} down to complexity {first.limit}"
    if len({finding.rule for finding in findings}) > 1:
        return f"Resolve {len(findings)} small findings in {where}"
    times = f", {len(findings)} places" if len(findings) > 1 else ""
    return f"{_task(first)} in {where}{times}"


def _task(finding: Finding) -> str:
    """What the advice says before its reason, when that is short and plain; else the rule."""
    task = finding.advice.partition(":")[0].replace("`", "").rstrip(". ")
    short = len(task) <= MAX_TITLE and PLAIN.fullmatch(task)
    return task if short else f"Resolve {finding.rule if PLAIN.fullmatch(finding.rule) else 'the finding'}"
