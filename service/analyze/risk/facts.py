"""Facts that ask for a careful look whatever the history says; none of them moves the band."""

import re
from collections.abc import Iterable, Iterator, Sequence

from service.model import ChangedFile, Finding, Reason, Severity
from service.paths import is_beside, is_test

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
SOURCE = re.compile(r"\.(py|jsx?|tsx?|mjs|go|rs|java|kt|scala|rb|php|cs|swift|cc?|cpp|hh?|hpp|mm?|exs?|erl|lua|vue)$")
PLAIN = re.compile(r"[\w./@+-]{1,80}")


def facts(files: Sequence[ChangedFile], introduced: Sequence[Finding]) -> Iterator[Reason]:
    """Sensitive places, missing tests, new findings: each a reason of weight 0."""
    yield from _findings(introduced)
    yield from _sensitive(files)
    yield from _tests(files)


def is_source(path: str) -> bool:
    """True for code of the product."""
    return bool(SOURCE.search(path)) and not is_test(path) and not is_beside(path)


def count(number: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`, `2 directories`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _sensitive(files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """Tests and documents of a sensitive matter are not sensitive."""
    files = [file for file in files if not is_test(file.path) and not DOCUMENT.search(file.path)]
    for name, pattern in SENSITIVE:
        paths = [file.path for file in files if re.search(pattern, file.path.lower())]
        if paths:
            yield Reason(f"touches {name} ({_example(paths)})", 0.0, "sensitive")


def _tests(files: Sequence[ChangedFile]) -> Iterator[Reason]:
    """Said when source of the product grew and no test changed."""
    grown = [file for file in files if file.added >= UNTESTED_LINES and is_source(file.path)]
    if grown and not any(is_test(file.path) for file in files):
        yield Reason(f"no test changed with {count(len(grown), 'source file')}", 0.0, "tests")


def _findings(introduced: Sequence[Finding]) -> Iterator[Reason]:
    for severity in (Severity.HIGH, Severity.MEDIUM):
        number = sum(finding.severity is severity for finding in introduced)
        if number:
            yield Reason(count(number, f"new {severity.value}-severity finding"), 0.0, "findings")


def _example(paths: Sequence[str]) -> str:
    """One path that is safe to show, and how many more there are."""
    shown: Iterable[str] = (path for path in paths if PLAIN.fullmatch(path))
    first = next(iter(shown), "")
    if not first:
        return count(len(paths), "file")
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"
