"""How a repository stands as a whole, for a comment and for a terminal."""

from collections.abc import Sequence
from datetime import UTC, datetime

from service.model import Analysis, Baseline, Debt, TrendPoint
from service.words.markdown import code, table, text
from service.words.markdown import page as joined
from service.words.parts import count, gaps_section, short

POINTS = 8
SHOWN = 5
HOURS = 8
"""Of a working day."""
MINUTES = 60
NOTE = (
    "<sub>Debt ratio: minutes to resolve every finding outside of tests, by 30 minutes for each line of code."
    " A up to 5 %, B 10 %, C 20 %, D 50 %, E above.</sub>"
)


def page(of: Baseline, trend: Sequence[TrendPoint]) -> str:
    """Rating and figures, the trend (newest first), the hotspots, and what was not read."""
    return joined(
        [
            headline(of),
            f"{_size(of)} Taken at {code(short(of.head))}, {_day(of.at)}.",
            trend_table(trend),
            hotspots(of),
            habits(of),
            gaps_section(gap for gap in of.gaps if gap.blocking),
            NOTE,
        ]
    )


def terminal(of: Baseline) -> str:
    """The same without HTML, for a terminal or a file."""
    return joined([headline(of), _size(of), hotspots(of), habits(of), gaps_section(of.gaps)])


def new_code(of: Analysis) -> str:
    """What the change adds to the debt, and does to the files it touches; empty when it wrote no code."""
    if not of.new_lines:
        return ""
    debt = Debt(of.debt_minutes, of.new_lines)
    facts = [f"New code: {count(debt.lines, 'line')}, debt ratio {ratio(debt)}"]
    if of.health_before is not None and of.health_after is not None:
        facts.append(f"maintainability of the changed files {health(of.health_before)} → {health(of.health_after)}")
    return f"{', '.join(facts)}."


def left_behind(of: Analysis) -> list[str]:
    """One line for each file that usually changes along, and did not."""
    return [
        f"{code(one.path)} usually changes with {code(one.other)} ({one.together} of"
        f" {count(one.revisions, 'change')} in two years), which is not in this change."
        for one in of.coupled
    ]


def headline(of: Baseline) -> str:
    """`**Technical debt: A (0.6 %)** · about 3 days · maintainability 54.1 · 120 findings, 2 of high severity`."""
    facts = [
        f"**Technical debt: {ratio(of.debt)}**",
        f"about {effort(of.debt.minutes)}",
        f"maintainability {health(of.health)}",
        f"{count(of.findings, 'finding')}, {of.severe:,} of high severity",
    ]
    return " · ".join(facts)


def ratio(of: Debt) -> str:
    """`A (0.6 %)`; a dash where there is no code."""
    return f"{of.rating} ({of.ratio:.1%})".replace("%", " %") if of.lines else "–"


def effort(minutes: int) -> str:
    """`40 min`, `3 h`, `12 days` of eight hours."""
    if minutes < 2 * MINUTES:
        return f"{minutes} min"
    hours = round(minutes / MINUTES)
    return f"{hours} h" if hours < 2 * HOURS else f"{round(hours / HOURS):,} days"


def health(index: float | None) -> str:
    """One digit after the point; a dash where there is no code."""
    return "–" if index is None else f"{index:.1f}"


def hotspots(of: Baseline) -> str:
    """The files that are both complex and often changed, worst first."""
    rows = [
        (code(spot.path), f"{spot.revisions:,}", f"{spot.complexity:,}", f"{spot.health:.0f}", f"{spot.score:.2f}")
        for spot in of.hotspots[:SHOWN]
    ]
    if not rows:
        return ""
    head = ("Hotspot", "Changes a year", "Complexity", "Maintainability", "Score")
    return table(head, "lrrrr", rows)


def habits(of: Baseline) -> str:
    """Files that usually change together, the strongest first."""
    pairs = {frozenset((one.path, one.other)): one for one in reversed(of.couplings)}
    lines = [
        f"- {code(one.path)} and {code(one.other)}: {one.together} of {count(one.revisions, 'change')}"
        for one in sorted(pairs.values(), key=lambda one: -one.degree)[:SHOWN]
    ]
    return "**Usually changed together**\n\n" + "\n".join(lines) if lines else ""


def _size(of: Baseline) -> str:
    return f"{count(of.files, 'file')}, {count(of.debt.lines, 'line')} of code outside of tests."


def trend_table(points: Sequence[TrendPoint]) -> str:
    """The newest points of the trend, newest first; empty where there is but one."""
    if not points[1:]:
        return ""
    rows = [
        (_day(point.at), code(short(point.head)), text(ratio(point.debt)), health(point.health), f"{point.findings:,}")
        for point in points[:POINTS]
    ]
    return table(("Taken", "Head", "Debt", "Maintainability", "Findings"), "llrrr", rows)


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
