"""Whose order a delivery keeps: a pull request or issue, a branch, a check run's head, an installation."""

from collections.abc import Mapping
from typing import Any

LARGEST_ID = 2**63 - 1
LONGEST_REF = 255


def key(event: str, payload: Mapping[str, Any]) -> str:
    """The subject, in the form `Change.key` has for pull requests and branches. Wrong types count as missing."""
    repository = number(payload, "repository", "id")
    if not repository:
        return f"installation/{number(payload, 'installation', 'id')}"
    for subject in ("pull_request", "issue"):
        if found := number(payload, subject, "number"):
            return f"{repository}/{found}"
    for check in ("check_run", "check_suite", "workflow_run"):
        if event == check:
            return f"{repository}/{text(payload, check, 'head_sha')}"
    if event == "status":
        return f"{repository}/{text(payload, 'sha')}"
    if event == "push":
        return f"{repository}/{text(payload, 'ref')}"
    return f"{repository}/{event}"


def number(payload: Mapping[str, Any], *path: str) -> int:
    """The positive 64-bit number at this path, or 0."""
    found = _at(payload, *path)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 < found <= LARGEST_ID:
        return 0
    return found


def text(payload: Mapping[str, Any], *path: str) -> str:
    """The text at this path, shortened and free of what no database stores (NUL, lone surrogates), or ''."""
    found = _at(payload, *path)
    if not isinstance(found, str):
        return ""
    return found[:LONGEST_REF].replace("\0", "").encode(errors="replace").decode()


def _at(payload: Mapping[str, Any], *path: str) -> object:
    found: object = payload
    for name in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found
