"""Settings of analyzers in the repository: Hone does not read them, and says so when a change touches them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from service.model import ChangedFile

OWN = re.compile(
    r"\.?ruff\.toml|\.flake8|\.?bandit(\.ya?ml|\.toml)?|\.?shellcheckrc|\.eslintrc(\.\w+)?|\.eslintignore"
    r"|eslint\.config\.[cm]?[jt]s|\.?oxlintrc\.jsonc?|oxlint\.config\.\w+|sgconfig\.ya?ml|\.?hadolint\.ya?ml"
    r"|\.?squawk\.toml|\.?zizmor\.ya?ml|\.?gitleaks\.toml|\.gitleaksignore|\.secrets\.baseline|\.?semgrep\.ya?ml"
    r"|\.semgrepignore|\.jscpd\.json"
)
"""File names that hold nothing else."""
WORKFLOW = re.compile(r"(^|/)\.github/workflows/")
SHARED = {
    "pyproject.toml": re.compile(r"\[+tool\.(ruff|flake8|bandit)\b"),
    "setup.cfg": re.compile(r"\[(flake8|bandit)\b"),
    "tox.ini": re.compile(r"\[(flake8|bandit)\b"),
}
"""The tables of files that hold other things as well."""


def settings(files: Iterable[ChangedFile], contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Changed paths that set an analyzer up; `contents` are texts of the head, by path.

    A file that holds other settings too counts when the change wrote in a table of an analyzer.
    """
    return tuple(file.path for file in files if _is_own(file) or _inside(file, contents.get(file.path, b"")))


def _is_own(file: ChangedFile) -> bool:
    return bool(OWN.fullmatch(PurePosixPath(file.path).name)) and not WORKFLOW.search(file.path)


def _inside(file: ChangedFile, content: bytes) -> bool:
    tables = SHARED.get(PurePosixPath(file.path).name)
    if not tables:
        return False
    spans = list(_spans(content.decode(errors="replace"), tables))
    return any(
        hunk.new_start <= last and hunk.new_start + max(hunk.new_lines, 1) > first
        for hunk in file.hunks
        for first, last in spans
    )


def _spans(text: str, tables: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """First and last line of each table whose header matches."""
    first = 0
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            if first:
                yield first, number - 1
            first = number if tables.match(line) else 0
    if first:
        yield first, len(lines)
