"""The queue issue: what is worth doing in a repository, best first, with the arithmetic and a prompt for each."""

from collections.abc import Sequence

from service.model import Baseline, Change, Crossing, Entry, Issue, Prompt, Queued, Repo, TrendPoint
from service.words import debt
from service.words.markdown import Section, code, html, page, prose, table
from service.words.parts import count, gaps_section, short
from service.words.prompt import inside

MARKER = "<!-- hone:queue"
TITLE = "Improvement queue"
_EFFORT = ("", "S", "S", "M", "L", "XL")
"""By `Improvement.effort`: up to 30 and 60 minutes, 2 hours, 4 hours, more."""
_LISTED = 20
_FOOTER = (
    "<sub>Measured at {} · kept up to date by itself on every push to the default branch"
    " · closing this issue ends it</sub>"
)
_TREND = 12
_LOW, _HIGH = 4, 7
"""Below the first a risk (1 to 10) is low, from the second on high."""


def queue_issue(
    repo: Repo,
    baseline: Baseline,
    entries: Sequence[Entry],
    closed: Sequence[Queued],
    trend: Sequence[TrendPoint],
    crossings: Sequence[Crossing],
) -> Issue:
    """The issue as it should stand; it is made only when there is something to do. `trend` is newest first."""
    change = Change(repo, baseline.head, baseline.head, "HEAD")
    blocks = [
        f"{MARKER} v=1 head={short(baseline.head)} -->\n{_headline(baseline, entries)}",
        _alarm(crossings),
        _table(entries[:_LISTED]),
        *(_entry(number, each, each.prompt, change) for number, each in enumerate(entries, 1) if each.prompt),
        _hotspots(baseline),
        _done(closed),
        _trend(trend),
        gaps_section(gap for gap in baseline.gaps if gap.blocking),
        _FOOTER.format(code(short(baseline.head))),
    ]
    return Issue(repo, MARKER, TITLE, page([block for block in blocks if block]), create=bool(entries))


def _headline(baseline: Baseline, entries: Sequence[Entry]) -> str:
    return f"**{count(len(entries), 'improvement')} worth doing**\n\n{debt.headline(baseline)}"


def _alarm(crossings: Sequence[Crossing]) -> str:
    said = [
        f"> [!WARNING]\n> {'Technical debt rose' if each.what == 'debt' else 'Maintainability fell'}"
        f" past its limit at {code(short(each.head))}: {_measure(each, each.before)} to {_measure(each, each.after)}."
        for each in crossings[:1]
    ]
    return "\n".join(said)


def _measure(of: Crossing, value: float) -> str:
    return f"{value:.1%}" if of.what == "debt" else debt.health(value)


def _table(entries: Sequence[Entry]) -> str:
    if not entries:
        return "Nothing on the default branch asks for work."
    rows = [
        (
            str(number),
            f"**{prose(entry.queued.improvement.title)}**{_from(entry.queued)}",
            str(entry.queued.improvement.impact),
            f"{entry.confidence:.1f}",
            f"{entry.queued.improvement.effort} ({_EFFORT[entry.queued.improvement.effort]})",
            f"**{entry.queued.improvement.score:.1f}**",
            _risk(entry.queued.improvement.risk),
            code(entry.queued.improvement.id),
        )
        for number, entry in enumerate(entries, 1)
    ]
    head = ("", "Improvement", "Impact", "Confidence", "Effort", "Score", "Risk", "Id")
    return f"{table(head, 'rlrrrrll', rows)}\n\nScore = impact × confidence ÷ effort; what fails the gate comes first."


def _from(queued: Queued) -> str:
    source = f" · from [PR {queued.source}](../pull/{queued.source})" if queued.source else ""
    return f"{source} · came back" if queued.returned else source


def _risk(value: int) -> str:
    return f"{value} {'low' if value < _LOW else 'medium' if value < _HIGH else 'high'}"


def _entry(number: int, entry: Entry, prompt: Prompt, change: Change) -> str:
    improvement = entry.queued.improvement
    rules = ", ".join(code(rule) for rule in dict.fromkeys(finding.rule for finding in improvement.findings))
    arithmetic = f"impact {improvement.impact} × confidence {entry.confidence:.1f} ÷ effort {improvement.effort}"
    worth = f"Score {improvement.score:.1f} = {arithmetic}. Risk of the change: {_risk(improvement.risk)}."
    gone = f"{count(len(improvement.findings), 'finding')} gone ({rules})"
    gate = (
        "**Tests and gate**: the prompt names the tests it needs; the pull request that carries it has to pass the"
        f" {code('hone')} check, with {gone}."
    )
    return Section(f"{number}. {html(improvement.title)}", (worth, gate, *inside(prompt, change))).folded()


def _hotspots(baseline: Baseline) -> str:
    grid = debt.hotspots(baseline)
    return Section("Hotspots: complex and often changed", (grid,)).folded() if grid else ""


def _done(closed: Sequence[Queued]) -> str:
    lines = [f"- {prose(each.improvement.title)} ({code(each.improvement.id)})" for each in closed[:_LISTED]]
    return Section(f"Gone: {count(len(closed), 'improvement')}", ("\n".join(lines),)).folded() if lines else ""


def _trend(trend: Sequence[TrendPoint]) -> str:
    grid, points = debt.trend_table(trend), tuple(reversed(trend[:_TREND]))
    if not grid:
        return ""
    heads = ", ".join(f'"{short(each.head)}"' for each in points)
    values = ", ".join(f"{each.debt.ratio * 100:.1f}" for each in points)
    axes = f'    x-axis [{heads}]\n    y-axis "debt %"\n    line [{values}]'
    chart = f'```mermaid\nxychart-beta\n    title "Technical debt, % of development cost"\n{axes}\n```'
    return Section(f"Trend, last {len(points)} pushes", (chart, grid)).folded()
