"""The parts that the comment and the check run share."""

from collections.abc import Iterable

from service.model import Condition, Finding, NotAnalysed, Reason, Report, Risk
from service.words.markdown import Section, code, prose, table, text

_LEAST = 0.05
_RANKING = {"size", "spread", "history", "familiarity"}
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
    """`risk high (8.4)`: of ten changes before, more than eight were less risky."""
    return "risk not ranked (too little history)" if of.band == "unknown" else f"risk {of.band} ({of.score:.1f})"


def gate_table(conditions: Iterable[Condition]) -> str:
    """One row a condition: what was asked, what this change has."""
    rows = [(text(each.title), text(each.limit), text(each.value), _mark(each)) for each in conditions]
    return table(("Gate condition", "Limit", "This change", ""), "lrrc", rows)


def _mark(condition: Condition) -> str:
    return "⏳ waiting" if condition.waiting else _MARK[condition.met]


def place(finding: Finding) -> str:
    """`path:line` as a code span."""
    return code(f"{finding.path}:{finding.start}")


def finding_line(finding: Finding) -> str:
    """One finding as a person reads it: where, what, how bad, its id."""
    return f"{place(finding)}: {prose(finding.message)} ({finding.severity}, {code(finding.id)})"


def risk_section(of: Risk) -> Section | None:
    """Why the risk is what it is, and who could look; None when there is nothing to show."""
    if not of.reasons:
        return None
    notes = tuple(note for note in (_chance(of), _could_look(of)) if note)
    if of.band == "unknown":
        facts = "\n".join(f"- {text(reason.text)}" for reason in of.reasons)
        return Section("What a reviewer may want to know", (facts, *notes))
    rows = [(text(reason.text), _weight(reason)) for reason in of.reasons if _tells(reason)]
    than = f": riskier than {of.percentile:.0%} of the last changes" if of.percentile else ""
    return Section(f"Why the risk is {of.band}{than}", (table(("Reason", "Weight"), "lr", rows), *notes))


def _tells(reason: Reason) -> bool:
    """False for a group that moves the change nowhere."""
    return reason.group not in _RANKING or abs(reason.weight) >= _LEAST


def _weight(reason: Reason) -> str:
    """How far it moves the change from the repository's usual one; facts move nothing."""
    return f"{round(reason.weight, 1) or 0.0:+.1f}" if reason.group in _RANKING else "fact"


def _chance(of: Risk) -> str:
    if of.probability is None:
        return ""
    return f"By this repository's own history, a later fix repairs {of.probability:.0%} of such changes."


def _could_look(of: Risk) -> str:
    return f"Could look at it: {', '.join(text(one) for one in of.reviewers)}." if of.reviewers else ""


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
