"""Mechanical findings: the exact lines that take the place of others, so that a script can follow the text."""

from collections.abc import Iterable
from functools import lru_cache

from service.execute.context.hushing import hushed
from service.execute.fence import fenced
from service.model import Finding, Fix


def exact(finding: Finding) -> Fix | None:
    """The fix of the finding where its lines can be shown as they are.

    None where a reader could not see all of it, or would see a secret.
    """
    return finding.fix if finding.fix and _shown(finding.path, finding.fix.lines) else None


def apart(findings: Iterable[Finding]) -> dict[str, Fix]:
    """The exact fixes by finding, without those that touch lines of one before: following both would do it twice."""
    kept: dict[str, Fix] = {}
    for finding in findings:
        fix = exact(finding)
        if fix and all(_clear(fix, other) for other in kept.values()):
            kept[finding.id] = fix
    return kept


def instruction(place: str, fix: Fix, what: str) -> str:
    """What to do at `place`, a citation of the fix's own lines; `what` says which finding it mends."""
    lines = "this line" if fix.start == fix.end else "these lines"
    if not fix.lines:
        return f"At {place}, delete {lines} ({what})."
    return f"At {place}, replace {lines} by exactly ({what}):\n{fenced(fix.lines)}"


@lru_cache(maxsize=1024)
def _shown(path: str, lines: tuple[str, ...]) -> bool:
    text = "\n".join(lines)
    return all(line.replace("\t", " ").isprintable() for line in lines) and hushed(path, text) == text


def _clear(one: Fix, other: Fix) -> bool:
    return one.end < other.start or other.end < one.start
