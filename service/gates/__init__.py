"""Quality gates: one file per gate, each an analysis turned into a condition with its reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service import registry
from service.model import Analysis, Condition, Finding, Severity

ORDER = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)

NAMED = 3
"""Places a sentence names before it only counts them."""

UNREAD = ("repository", "files")
"""Gaps of every tool at once: a repository out of reach, files beyond the limit of one change."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition a change must meet; `judge` is pure and says why."""

    name: str
    title: str
    judge: Callable[[Analysis], Condition]


def every() -> tuple[Gate, ...]:
    """Every gate there is, in file-name order."""
    return registry.load(__name__, Gate)


def unfinished(analysis: Analysis, *tools: str) -> tuple[str, ...]:
    """Those of the tools that did not finish, each with its reason; so is what no tool was given to read."""
    wanted = {*tools, *UNREAD}
    return tuple(f"{gap.what}: {gap.reason}" for gap in analysis.gaps if gap.blocking and gap.what in wanted)


def truncated(analysis: Analysis, severity: Severity) -> bool:
    """True when findings of that severity may be among the dropped ones: the list is cut severity first."""
    weaker = ORDER[ORDER.index(severity) + 1 :]
    return analysis.dropped > 0 and not any(finding.severity in weaker for finding in analysis.introduced)


def named(findings: Sequence[Finding]) -> str:
    """Where the first three are, and how many more there are."""
    places = ", ".join(f"{finding.path}:{finding.start}" for finding in findings[:NAMED])
    more = len(findings) - NAMED
    return f"{places} and {more} more, all listed" if more > 0 else places
