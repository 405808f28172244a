"""Tells from its message whether a change repaired something, and which change it took back."""

import re

_MERGE = re.compile(r"Merge (pull request #\d+|branch|remote-tracking branch)\b", re.IGNORECASE)
_FIX = re.compile(
    r"\b(fix(e[sd]|ing|up)?|bug(s|fix(es)?)?|defects?|hotfix(es)?|regressions?|crash(e[sd]|ing)?|broken|repairs?"
    r"|wrong(ly)?|incorrect(ly)?|deadlocks?|memory leaks?|race condition|vulnerabilit(y|ies)|CVE-\d+-\d+)\b",
    re.IGNORECASE,
)
_LINKED = re.compile(r"\b(fix(e[sd])?|resolve[sd]?)\s*:?\s+(issue\s+)?(#|gh-|https?://\S+/issues/)\d+", re.IGNORECASE)
_BESIDE = re.compile(
    r"^(docs?|chore|ci|tests?|style|build|refactor|release)(\([^)]*\))?!?:"
    r"|\b(typos?|docs?|docstrings?|documentation|readme|changelog|lint(er|ing)?|flake8|mypy|pylint|format(ting)?"
    r"|spelling|grammar|links?|whitespace|indentation|tests?|ci|travis|workflows?|bump(s|ed)?|type hints?|typing"
    r"|translations?|release notes)\b",
    re.IGNORECASE,
)
"""What is repaired beside the product."""
_REVERTED = re.compile(r"\bThis reverts commit ([0-9a-f]{7,64})")
_REVERTED_PULL = re.compile(r"\bReverts? (?:pull request |[\w.-]+/[\w.-]+)?#(\d+)")
_NUMBER = re.compile(r"^Merge pull request #(\d+)\b|\(#(\d+)\)$")


def title(message: str) -> str:
    """What the author called the change: of a merged pull request the line below git's own."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or [""]
    return lines[1] if len(lines) > 1 and _MERGE.match(lines[0]) else lines[0]


def repairs(message: str) -> bool:
    """True for a fix of the product: by the words of its title, or by an issue it says it fixes."""
    named = title(message)
    return not _BESIDE.search(named) and bool(_FIX.search(named) or _LINKED.search(message))


def number(message: str) -> int:
    """The pull request a merged or squashed change came from; 0 when it does not say."""
    match = _NUMBER.search(message.partition("\n")[0].strip())
    return int(match[1] or match[2]) if match else 0


def takes_back(message: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The commits and the pull requests that this change reverts, as its message names them."""
    return tuple(_REVERTED.findall(message)), tuple(int(text) for text in _REVERTED_PULL.findall(message))
