"""Groups findings into improvements, each small enough for one prompt, and ranks them; the figures are in `plan`."""

from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby

from service.model import Analysis, Finding, Grounding, Improvement, Passage, Severity
from service.plan import estimates
from service.plan.kinds import SUPPRESSIONS, kind
from service.plan.titles import title

MAX_FINDINGS = 5
"""Findings one improvement holds: a prompt that asks for more is not finished in one sitting."""
MAX_IMPROVEMENTS = 25
"""Improvements one report carries; the rest comes back once these are done."""
WORTH = 2
"""Below this an instruction costs more to read than the fix: one or two findings of low severity."""
GRAVITY = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


def queue(analysis: Analysis, grounding: Grounding) -> tuple[Improvement, ...]:
    """Improvements for what the change introduced, best first, at most 25."""
    return improvements(analysis.introduced, grounding)[:MAX_IMPROVEMENTS]


def improvements(
    findings: Iterable[Finding], grounding: Grounding, *, bundled: bool = False
) -> tuple[Improvement, ...]:
    """Improvements for these findings, best first; no two of them share a finding, and none a place.

    `bundled`: what is of low severity in one file is one improvement, whatever its rules: debt is paid file by file.
    Findings that the grounding cannot point at are left out: nobody could act on a prompt about them. So are one or
    two findings of low severity, which cost more to read about than to fix.
    """
    return tuple(each for each in _ranked(findings, grounding, bundled=bundled) if each.impact >= WORTH)


def asked(findings: Iterable[Finding], grounding: Grounding) -> tuple[Improvement, ...]:
    """Improvements somebody asked for, best first: small ones, too."""
    return tuple(_ranked(findings, grounding, bundled=False))


def without_prompt(findings: Iterable[Finding], grounding: Grounding) -> str:
    """Why some of the findings have no prompt, in one sentence; empty when each may have one."""
    cited = {passage.finding for passage in grounding.passages}
    count = sum(finding.id not in cited for finding in findings)
    if not count:
        return ""
    subject = "1 finding gets" if count == 1 else f"{count} findings get"
    return (
        f"{subject} no prompt: the name of the file cannot be cited as plain text, or the head does not have the line."
    )


def confidence(improvement: Improvement) -> float:
    """How often the tool behind it is right, 0 to 1."""
    return estimates.confidence(improvement.findings[0].tool)


def _ranked(findings: Iterable[Finding], grounding: Grounding, *, bundled: bool) -> Iterable[Improvement]:
    passages = {passage.finding: passage for passage in grounding.passages}
    usable = {each.id: each for each in findings if each.id in passages and not _made_up(each)}
    made = (_improvement(group, passages) for group in _groups(usable.values(), bundled))
    ranked = sorted(made, key=_rank, reverse=True)
    # Parts of one line at fault many times look alike: one is enough until it is done.
    return reversed({each.id: each for each in ranked}.values())


def _groups(findings: Iterable[Finding], bundled: bool) -> Iterator[tuple[Finding, ...]]:
    """Findings of one rule in one file, by line, each with what else is said of its place."""

    def place(same: tuple[Finding, ...]) -> tuple[str, ...]:
        finding = same[0]
        if bundled and finding.severity is Severity.LOW and finding.metric is None:
            return (finding.path, "", "", "")
        return (finding.path, finding.tool, finding.rule, finding.id if finding.metric is not None else "")

    ordered = sorted(_places(findings), key=lambda same: (place(same), same[0].start, same[0].id))
    for _, group in groupby(ordered, key=place):
        rest = list(group)
        while rest:
            taken = [rest.pop(0)]
            while rest and sum(map(len, (*taken, rest[0]))) <= MAX_FINDINGS:
                taken.append(rest.pop(0))
            yield tuple(finding for same in taken for finding in same)


def _places(findings: Iterable[Finding]) -> Iterator[tuple[Finding, ...]]:
    """What is said of one line about one thing at stake, gravest first: two tools, or two rules, mean the same work.

    A measured function stands alone. A marker that hides a place from analyzers goes with what is found there: to
    mend the one is to delete the other.
    """
    every = sorted(findings, key=lambda each: (each.tool == SUPPRESSIONS, GRAVITY[each.severity], each.id))
    stakes: dict[tuple[str, int], str] = {}
    for each in every:
        if each.metric is None and each.tool != "secrets":
            stakes.setdefault((each.path, each.start), each.category)

    def line(finding: Finding) -> tuple[str, int, str, str]:
        alone = finding.id if finding.metric is not None or finding.tool == "secrets" else ""
        hides = finding.tool == SUPPRESSIONS
        stake = stakes.get((finding.path, finding.start), "") if hides else finding.category
        return (finding.path, finding.start, stake, alone)

    ordered = sorted(every, key=lambda each: (line(each), GRAVITY[each.severity], each.fix is None, each.id))
    for _, group in groupby(ordered, key=line):
        same = tuple(group)
        yield same[:MAX_FINDINGS]
        yield from ((each,) for each in same[MAX_FINDINGS:])


def _improvement(findings: tuple[Finding, ...], passages: Mapping[str, Passage]) -> Improvement:
    places = [passages[finding.id] for finding in findings]
    impact, risk = estimates.impact(findings), estimates.risk(findings, places)
    minutes = estimates.minutes(findings)
    effort = estimates.effort(minutes)
    return Improvement(
        id=_id(findings),
        kind=kind(findings[0], risk),
        title=title(findings, places),
        findings=findings,
        impact=impact,
        risk=risk,
        effort=effort,
        score=estimates.score(impact, estimates.confidence(findings[0].tool), effort),
        minutes=minutes,
    )


def _made_up(finding: Finding) -> bool:
    """A secret of a test or an example: a glance settles it, and no work follows."""
    return finding.tool == "secrets" and finding.severity is Severity.LOW


def _rank(improvement: Improvement) -> tuple[int, float, str, int, str]:
    first = improvement.findings[0]
    return (_urgency(improvement), -improvement.score, first.path, first.start, improvement.id)


def _urgency(improvement: Improvement) -> int:
    """0 for leaked secrets, which are in use by others as soon as they are pushed, 1 for what blocks, else 2."""
    if not any(finding.severity is Severity.HIGH for finding in improvement.findings):
        return 2
    return 0 if improvement.findings[0].tool == "secrets" else 1


def _id(findings: tuple[Finding, ...]) -> str:
    prints = "\n".join(sorted(finding.fingerprint for finding in findings))
    return "i" + b32encode(sha256(prints.encode()).digest()).decode().lower()[:7]
