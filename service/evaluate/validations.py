"""What validates a change: tests, benchmarks, security scans, reviews; each with where it is known from."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from service.model import Analysis, OtherCheck, Signals, Validation

TESTS = re.compile(
    r"\b(tests?|testing|pytest|unittest|tox|nox|jest|vitest|mocha|rspec|phpunit|specs?)\b", re.IGNORECASE
)
BUILDS = re.compile(r"\b(ci|builds?|checks?|verify|circleci|travis|jenkins|buildkite|azure pipelines)\b", re.IGNORECASE)
"""Where no check names tests, those that usually run them."""
BENCHMARKS = re.compile(r"\b(bench(mark)?s?|perf|performance|codspeed)\b", re.IGNORECASE)
SCANS = re.compile(
    r"\b(codeql|code scanning|security|semgrep|snyk|trivy|bandit|gitguardian|dependency review|zizmor|sonar\w*)\b"
    r"|github-advanced-security",
    re.IGNORECASE,
)
NAMED = 3

State = Literal["done", "failed", "waiting", "not found"]


def validations(analysis: Analysis, signals: Signals, *, pull: bool) -> tuple[Validation, ...]:
    """One line for each kind of validation; a pushed range (`pull` False) is nobody's to approve."""
    lines = [_tests(signals), _benchmarks(signals), _scans(analysis, signals)]
    return (*lines, _review(signals)) if pull else tuple(lines)


def _tests(signals: Signals) -> Validation:
    found = _matching(signals, TESTS) or _matching(signals, BUILDS)
    title = "Test suite executed"
    if found:
        return Validation(title, _state(found), _named(found))
    return _absent(title, signals, "no check or status on this head looks like a test suite", "checks")


def _benchmarks(signals: Signals) -> Validation:
    title, measured = "Benchmarks compared", signals.benchmarks
    if measured and measured.both:
        count = f"{len(measured.both)} benchmark{'s' * (len(measured.both) != 1)}"
        return Validation(title, "done", f"{count} against the base ({', '.join(measured.sources[:NAMED])})")
    if found := _matching(signals, BENCHMARKS):
        return Validation(title, _state(found), _named(found))
    return _absent(title, signals, "no benchmark result or check on this head", "checks")


def _scans(analysis: Analysis, signals: Signals) -> Validation:
    title, found = "Security scan", _matching(signals, SCANS)
    unread = dict(signals.missing).get("alerts")
    others = (f", {_named(found)}" if found else "") + (
        f"; code-scanning alerts were not read: {unread}" if unread else ""
    )
    if any(gap.blocking for gap in analysis.gaps):
        return Validation(title, "not found", f"Hone's own rules did not finish{others}")
    return Validation(title, _state(found) if found else "done", f"Hone's own rules{others}")


def _review(signals: Signals) -> Validation:
    title = "Review completed"
    if signals.approvals:
        names = ", ".join(approval.login for approval in signals.approvals[:NAMED])
        return Validation(title, "done", f"approved by {names}")
    return _absent(title, signals, "nobody has approved this head", "reviews", always=True)


def _absent(title: str, signals: Signals, what: str, source: str, *, always: bool = False) -> Validation:
    """Not there yet, or not to be expected; `always` for what people bring, at any time."""
    unasked = [sentence for of, sentence in signals.missing if of == source]
    if unasked:
        return Validation(title, "not found", unasked[0])
    if not signals.looked and not signals.final:
        return Validation(title, "waiting", "nothing was reported on this head before the check")
    state: State = "waiting" if (always and not signals.final) or signals.more_to_come else "not found"
    return Validation(title, state, what)


def _matching(signals: Signals, pattern: re.Pattern[str]) -> list[OtherCheck]:
    return [check for check in signals.checks if any(map(pattern.search, _words(check)))]


def _words(check: OtherCheck) -> Iterator[str]:
    """Its name as words: `unit-tests_3.11` names tests."""
    yield re.sub(r"[-_/.]+", " ", check.name)
    yield check.source


def _state(checks: Sequence[OtherCheck]) -> State:
    states = {check.state for check in checks}
    if "failure" in states:
        return "failed"
    if "waiting" in states:
        return "waiting"
    return "done" if "success" in states else "not found"  # a skipped job ran nothing


def _named(checks: Sequence[OtherCheck]) -> str:
    more = len(checks) - NAMED
    return ", ".join(check.name for check in checks[:NAMED]) + (f" and {more} more" if more > 0 else "")
