"""The first risk line: facts of the change that make reviewers look closer, each with its reason and weight.

The weights are not calibrated and no probability is meant: size and spread are the measures of just-in-time defect
prediction (Kamei et al., IEEE TSE 39(6), 2013), where lines added alone is a strong baseline (Zeng et al., ISSTA 2021).
Nothing here is about people. The bands are shares: of 2,528 merged pull requests of eighteen public repositories that
changed more than 20 lines, about 60 % are low, 30 % medium and 10 % high, so that "high" stays worth reading.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Literal

from service.model import ChangedFile, Diff, Finding, Reason, Risk, Severity
from service.paths import is_beside, is_test, unwanted

MEDIUM, HIGH, MOST = 3.0, 5.5, 10.0
UNTESTED_LINES = 10
"""Added lines of one source file that ask for a test."""
SENSITIVE = (
    (
        "sign-in and permissions",
        r"(^|[/_.-])(authn?|authz|authenticat\w*|authori[sz]\w*|logins?|sessions|oauth\d?|permissions?|rbac|acl|sso|saml)([/_.-]|$)",
    ),
    ("security", r"(^|[/_.-])(security|secrets?|crypto\w*|encryption|csrf|cors|sandbox|tokens?|passwords?)([/_.-]|$)"),
    ("payments", r"(^|[/_.-])(payments?|billing|checkout|invoices?|refunds?)([/_.-]|$)"),
    ("database migrations", r"(^|/)(migrations?|alembic|db/migrate|flyway|liquibase)/|\.sql$"),
    (
        "build and release automation",
        r"^\.github/(workflows|actions)/|^\.gitlab-ci|^\.circleci/|(^|/)jenkinsfile$|^\.ci/",
    ),
    ("deployment", r"(^|/)(dockerfile[^/]*|[^/]*compose\.ya?ml|helm|terraform|k8s|kubernetes|deploy|infra)(/|$)|\.tf$"),
    (
        "dependencies",
        r"(^|/)(pyproject\.toml|requirements[^/]*\.txt|package\.json|go\.mod|cargo\.toml|pom\.xml|build\.gradle(\.kts)?|gemfile|composer\.json)$",
    ),
)
DOCUMENT = re.compile(r"(^|/)(docs?|docs_src|examples?)/|\.(md|mdx|rst|adoc)$", re.IGNORECASE)
"""What only tells of a sensitive matter."""
SOURCE = re.compile(r"\.(py|jsx?|tsx?|mjs|go|rs|java|kt|scala|rb|php|cs|swift|cc?|cpp|hh?|hpp|mm?|exs?|erl|lua)$")
ONE_FILE, EVEN = 0.4, 0.8
"""Normalised entropies below and above which the spread is called so."""
PLAIN = re.compile(r"[\w./@+-]{1,80}")


def risk(diff: Diff, introduced: Sequence[Finding]) -> Risk:
    """How carefully the change wants to be reviewed, 0 to 10: low below 3, high from 5.5; reasons heaviest first."""
    files = [file for file in diff.files if not unwanted(file.path)]
    reasons = [*_size(files), *_spread(files), *_sensitive(files), *_tests(files), *_findings(introduced)]
    score = round(min(MOST, sum(reason.weight for reason in reasons)), 1)
    band: Literal["low", "medium", "high"] = "high" if score >= HIGH else "medium" if score >= MEDIUM else "low"
    return Risk(score, band, tuple(sorted(reasons, key=lambda reason: -reason.weight)))


def _size(files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """Half a point per doubling of ten added lines, at most 3.5."""
    added, deleted = sum(file.added for file in files), sum(file.deleted for file in files)
    if added or deleted:
        weight = min(3.5, 0.5 * math.log2(1 + (added + deleted / 4) / 10))
        yield Reason(f"{_count(added, 'line')} added, {deleted} deleted", round(weight, 2), "size")


def _spread(files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """Up to 2 points: how many files, and how evenly the lines are spread over them (normalised entropy)."""
    if len(files) <= 1:
        return
    places = {str(PurePosixPath(file.path).parent) for file in files}
    evenness = _entropy([file.added + file.deleted for file in files]) / math.log2(len(files))
    weight = min(2.0, 0.25 * math.log2(len(files)) * (1 + evenness))
    where = f"{_count(len(files), 'file')} in {_count(len(places), 'directory', 'directories')}"
    yield Reason(f"{where}, {_evenness(evenness)}", round(weight, 2), "spread")


def _evenness(value: float) -> str:
    if value < ONE_FILE:
        return "mostly one file"
    return "spread evenly" if value > EVEN else "spread unevenly"


def _entropy(lines: Sequence[int]) -> float:
    total = sum(lines)
    return -sum(n / total * math.log2(n / total) for n in lines if n) if total else 0.0


def _sensitive(files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """1.2 points for the first kind of sensitive place, 0.6 for each further one; tests and documents are not."""
    files = [file for file in files if not is_test(file.path) and not DOCUMENT.search(file.path)]
    weight = 1.2
    for name, pattern in SENSITIVE:
        paths = [file.path for file in files if re.search(pattern, file.path.lower())]
        if paths:
            yield Reason(f"touches {name} ({_example(paths)})", weight, "sensitive")
            weight = 0.6


def _tests(files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """1.5 points when source of the product grew and no test changed."""
    grown = [file for file in files if file.added >= UNTESTED_LINES and _is_source(file.path)]
    if grown and not any(is_test(file.path) for file in files):
        yield Reason(f"no test changed with {_count(len(grown), 'source file')}", 1.5, "tests")


def _findings(introduced: Sequence[Finding]) -> Iterator[Reason]:
    """Two points for each new finding of high severity, at most 4; a fifth for each medium one, at most 1."""
    for severity, each, most in ((Severity.HIGH, 2.0, 4.0), (Severity.MEDIUM, 0.2, 1.0)):
        count = sum(finding.severity is severity for finding in introduced)
        if count:
            text = f"{count} new {severity.value}-severity finding{'s' * (count > 1)}"
            yield Reason(text, round(min(most, each * count), 2), "findings")


def _is_source(path: str) -> bool:
    return bool(SOURCE.search(path)) and not is_test(path) and not is_beside(path)


def _example(paths: Sequence[str]) -> str:
    """One path that is safe to show, and how many more there are."""
    shown: Iterable[str] = (path for path in paths if PLAIN.fullmatch(path))
    first = next(iter(shown), "")
    if not first:
        return _count(len(paths), "file")
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
