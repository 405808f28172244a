"""The parts that the comment and the check run share."""

from collections.abc import Iterable

from service.model import Condition, Finding, NotAnalysed, Report, Risk
from service.words.markdown import Section, code, prose, table, text

_TENTHS = 10
"""Seconds below which tenths are shown."""
_MARK = {True: "✅ ok", False: "❌ fail", None: "⚠️ unknown"}


def count(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """`0.4 s`, `41 s`."""
    return f"{seconds:.1f} s" if seconds < _TENTHS else f"{seconds:.0f} s"


def short(sha: str) -> str:
    """The seven characters people read."""
    return sha[:7]


def risk_line(of: Risk) -> str:
    """`risk high (6.8)`."""
    return f"risk {of.band} ({of.score:.1f})"


def gate_table(conditions: Iterable[Condition]) -> str:
    """One row a condition: what was asked, what this change has."""
    rows = [(text(each.title), text(each.limit), text(each.value), _MARK[each.met]) for each in conditions]
    return table(("Gate condition", "Limit", "This change", ""), "lrrc", rows)


def place(finding: Finding) -> str:
    """`path:line` as a code span."""
    return code(f"{finding.path}:{finding.start}")


def finding_line(finding: Finding) -> str:
    """One finding as a person reads it: where, what, how bad, its id."""
    return f"{place(finding)}: {prose(finding.message)} ({finding.severity}, {code(finding.id)})"


def risk_section(of: Risk) -> Section | None:
    """Why the risk is what it is; None when there is no reason to show."""
    if not of.reasons:
        return None
    rows = [(text(reason.text), f"+{reason.weight:.1f}") for reason in of.reasons]
    title = f"Why the risk is {of.score:.1f} ({count(len(rows), 'reason')})"
    return Section(title, (table(("Reason", "Weight"), "lr", rows),))


def gaps_section(gaps: Iterable[NotAnalysed]) -> str:
    """What was not analysed and why, one line each; empty when everything was."""
    lines = [f"- {'⚠️ ' if gap.blocking else ''}{text(gap.what)}: {prose(gap.reason)}" for gap in gaps]
    return "**Not analysed**\n\n" + "\n".join(lines) if lines else ""


def new_and_fixed(report: Report) -> str:
    """`2 new findings, 1 fixed`, or `nothing new`."""
    analysis = report.analysis
    new, fixed = len(analysis.introduced) + analysis.dropped, len(analysis.fixed) + analysis.also_fixed
    said = [count(new, "new finding") if new else "nothing new", f"{fixed:,} fixed" if fixed else ""]
    return ", ".join(part for part in said if part)
