"""Gives findings a name that survives moved lines and renamed files."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.model import Finding, Function, Severity

MAX_LINES = 10
MAX_LINE = 1000
"""Bytes of one flagged line that count; a hostile line may be as long as its file."""
NUMBER = re.compile(r"\d+")
"""Line numbers and measures in a message, which a change moves."""
UNNAMED = "a function without a name"
REACH = 200
"""Functions looked at above a line for the one around it."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A finding with its fingerprint, and three weaker names for what a change merely carried elsewhere."""

    finding: Finding
    moved: str = ""
    """Equal for the same finding in another file; empty when nothing but its text would tell."""
    renamed: str = ""
    """Equal for the same finding in the same file, in a function of another name."""
    edited: str = ""
    """Equal for the same complaint about the same function, on a line that reads differently; empty without a function.

    A measured function without a name is known by its file alone.
    Empty, too, for a secret, and for what fails the gate: who rewrites a dangerous line answers for it.
    """


def identify(
    findings: Iterable[Finding],
    contents: Mapping[str, bytes],
    functions: Iterable[Function],
    renames: Mapping[str, str] | None = None,
) -> tuple[Identified, ...]:
    """Fill `symbol` and `fingerprint` of each finding; no line number goes into it.

    `contents` are the analysed texts by path, `renames` maps a base path to the path at the head.
    The fingerprint is the SHA-256 of tool, rule, path at the head, enclosing symbol, and the finding's own identity
    or else its flagged lines with whitespace collapsed.
    """
    lines = {path: content.split(b"\n") for path, content in contents.items()}
    around = _by_path(functions)
    return tuple(
        _identified(finding, lines.get(finding.path, []), around.get(finding.path, []), renames or {})
        for finding in _once(findings)
    )


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, of those that are one thing in several places of a file, such as a secret, the first alone."""
    places: dict[tuple[str, str, str, str], list[Finding]] = {}
    for at, finding in enumerate(findings):
        one = finding.identity if finding.identity and finding.metric is None else f"\0{at}"
        places.setdefault((finding.tool, finding.rule, finding.path, one), []).append(finding)
    for same in places.values():
        first = min(same, key=lambda finding: finding.start)
        times = f", in {len(same)} places of this file" if len(same) > 1 else ""
        yield replace(first, message=first.message + times)


def _identified(
    finding: Finding, lines: Sequence[bytes], functions: Sequence[Function], renames: Mapping[str, str]
) -> Identified:
    symbol = finding.symbol or _enclosing(finding.start, functions)
    path = renames.get(finding.path, finding.path)
    kind = (finding.tool, finding.rule)
    subject = finding.identity or _flagged(finding, lines)
    shape = subject if finding.metric is None else f"{finding.metric}/{finding.end - finding.start}"
    return Identified(
        replace(finding, symbol=symbol, fingerprint=_digest(*kind, path, symbol, subject)),
        moved=_digest(*kind, symbol, subject) if symbol or finding.identity else "",
        renamed=_digest(*kind, path, shape),
        edited=_edited(finding, kind, path, symbol),
    )


def _edited(finding: Finding, kind: tuple[str, str], path: str, symbol: str) -> str:
    if finding.metric is not None and not finding.identity:
        return _digest(*kind, path, UNNAMED)  # a function without a name that goes on growing is still the same one
    return _digest(*kind, path, symbol, NUMBER.sub("", finding.message)) if symbol and _slight(finding) else ""


def _slight(finding: Finding) -> bool:
    return not finding.identity and finding.severity is not Severity.HIGH


def _flagged(finding: Finding, lines: Sequence[bytes]) -> str:
    """The flagged lines, each with whitespace collapsed; of a measured function only the first, which names it."""
    last = finding.start if finding.metric is not None else min(finding.end, finding.start + MAX_LINES - 1)
    flagged = (b" ".join(line[:MAX_LINE].split()) for line in lines[finding.start - 1 : last])
    return b"\n".join(flagged).decode(errors="backslashreplace")


def _by_path(functions: Iterable[Function]) -> dict[str, list[Function]]:
    grouped: dict[str, list[Function]] = {}
    for function in sorted(functions, key=lambda function: (function.path, function.start, -function.end)):
        grouped.setdefault(function.path, []).append(function)
    return grouped


def _enclosing(line: int, functions: Sequence[Function]) -> str:
    """The innermost function around the line: of those that hold it, the one that starts last."""
    above = bisect_right(functions, line, key=lambda function: function.start)
    near = functions[max(0, above - REACH) : above]
    return next((function.name for function in reversed(near) if function.end >= line), "")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="backslashreplace")).hexdigest()
