"""What kind of text a piece of work changes: that decides which tests and budgets make sense."""

from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Literal

from service.execute.belongs import testable
from service.execute.replacing import exact
from service.model import Finding, Passage
from service.paths import is_test

Nature = Literal["mechanical", "characters", "tests", "settings", "code"]
"""Exact replacements; characters that look otherwise than they run; test code; what no unit test reaches; the rest."""

CHARACTERS = frozenset(
    {"direction-changing-character", "PLE2502", "PLE2510", "PLE2512", "PLE2513", "PLE2514", "PLE2515"}
)
"""Rules about what a reader sees, not about what runs."""


def nature(findings: Collection[Finding], passages: Collection[Passage]) -> Nature:
    """The nature of the work on these findings; where they differ, the one that needs the most care."""
    if all(is_test(passage.path) for passage in passages):
        return "tests"
    if all(exact(finding) for finding in findings):
        return "mechanical"
    if all(finding.rule in CHARACTERS for finding in findings):
        return "characters"
    if not any(testable(PurePosixPath(passage.path).suffix) for passage in passages):
        return "settings"
    return "code"
