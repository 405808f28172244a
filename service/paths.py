"""What a path alone tells of a file: a test, a lock file, somebody else's code, a place to be careful with."""

import re

TEST = re.compile(
    r"(^|/)(tests?|testing|__tests__|__mocks__|spec|specs|e2e|fixtures|testdata)/"
    r"|(^|/)(test_[^/]*|conftest)\.py$"
    r"|[^/]*(_test|_spec|\.test|\.spec)\.[a-z]+$"
    r"|[^/]+(Test|Tests|Spec|IT)\.(java|kt|scala|cs|swift|php|groovy)$"
)
BESIDE = re.compile(
    r"^(scripts?|tools?|hack|\.?ci|\.github|\.circleci)/"
    r"|(^|/)(docs?|docs_src|examples?|samples?|demos?|\w*benchmarks?|migrations|alembic)/"
    r"|^(setup|noxfile|tasks|fabfile|conf|dodo)\.py$"
)
LOCK = re.compile(
    r"(^|/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|pdm\.lock|uv\.lock"
    r"|Pipfile\.lock|requirements\.lock|Cargo\.lock|Gemfile\.lock|composer\.lock|go\.sum|go\.work\.sum|mix\.lock"
    r"|Podfile\.lock|pubspec\.lock|packages\.lock\.json|gradle\.lockfile|flake\.lock|deno\.lock|\.terraform\.lock\.hcl)$"
)
VENDORED = re.compile(r"(^|/)(node_modules|bower_components|vendor|third_party|third-party|site-packages|Pods)/")
GENERATED = re.compile(
    r"[.-]min\.(js|mjs|cjs|css)$|(^|/)dist(-js)?/.*\.(js|mjs|cjs|css)$|\.(bundle|chunk)\.(js|mjs|css)$|\.(js|css)\.map$"
    r"|_pb2(_grpc)?\.pyi?$|_pb\.(ts|js)$|\.pb\.(go|cc|h)$|\.(g|freezed)\.dart$|\.designer\.cs$"
)


HINTS = ("test", "Test", "spec", "Spec", "fixtures", "e2e", "__mocks__", "IT.")
"""One of these stands in every path of a test: looking for them first spares a large tree most of the pattern."""


def is_test(path: str) -> bool:
    """True for test code and its fixtures, by the naming customs of the common languages."""
    return any(hint in path for hint in HINTS) and bool(TEST.search(path))


def is_beside(path: str) -> bool:
    """True for code beside the product, which no stranger's input reaches: scripts, documentation, migrations."""
    return bool(BESIDE.search(path))


def unwanted(path: str) -> str:
    """Why nobody would review this file line by line, in words; empty for ordinary files.

    Judged by name alone: a comment such as `@generated` is the author's to write, a name is there for all to see.
    """
    if LOCK.search(path):
        return "lock file"
    if VENDORED.search(path):
        return "vendored code"
    return "generated file" if GENERATED.search(path) else ""
