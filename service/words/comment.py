"""The sticky comment: verdict first, then one thing to do, then detail behind a fold."""

from service.model import Comment, Finding, Report, Severity
from service.words.left_out import asked_for
from service.words.markdown import Section, capital, code, full_stop, page, prose, sentence, table, text
from service.words.parts import (
    count,
    duration,
    finding_line,
    gaps_section,
    gate_table,
    new_and_fixed,
    place,
    risk_line,
    risk_section,
    short,
)
from service.words.prompt import block, headed
from service.words.promptless import promptless
from service.words.standing import to_pass

MARKER = "<!-- hone:summary"
_VERDICT = {
    "success": "✅ Gate passed",
    "failure": "❌ Gate failed",
    "neutral": "⚠️ Gate undecided",
    "skipped": "⏭️ Nothing to check",
}
_BY_FINDING = frozenset({"new_high_severity", "new_secrets", "complexity"})
"""Gates whose way out is the findings themselves."""
_FIRST = 3
_LISTED = 20


def sticky(report: Report) -> Comment:
    """The one comment of a pull request: made only when there is something to do, else only brought up to date."""
    something_to_do = report.conclusion == "failure" or bool(report.prompts)
    return Comment(report.change.repo, report.change.number or 0, MARKER, body(report), create=something_to_do)


def body(report: Report) -> str:
    """The Markdown of the sticky comment, within GitHub's limit."""
    clean = report.conclusion == "success" and not report.analysis.introduced
    first, *rest = [f"### {headline(report)}"] if clean else document(report)
    return page([f"{MARKER} v=1 head={short(report.change.head)} -->\n{first}", *rest, _footer(report)])


def document(report: Report, *, folded: bool = True) -> list[str]:
    """The report as blocks of Markdown, headline first; where nothing folds, its parts stand open without HTML."""
    sections = [section for section in (risk_section(report.analysis.risk), _findings(report)) if section]
    blocks = [
        f"### {headline(report)}",
        _first_things(report),
        gate_table(report.conditions) if report.conditions and report.conclusion != "skipped" else "",
        *_prompts(report, folded),
        *(section.folded() if folded else section.headed() for section in sections),
        _fixed(report),
        asked_for(report.analysis),
        gaps_section(gap for gap in report.analysis.gaps if gap.blocking),
    ]
    return [block for block in blocks if block]


def headline(report: Report) -> str:
    """Verdict, risk and what changed, in one line."""
    failed = sum(condition.met is False for condition in report.conditions)
    verdict = "⏳ Gate waiting" if report.conclusion == "neutral" and _waits(report) else _VERDICT[report.conclusion]
    if failed:
        verdict += f": {failed} of {count(len(report.conditions), 'condition')}"
    return f"{verdict} · {risk_line(report.analysis.risk)} · {new_and_fixed(report)}"


def _first_things(report: Report) -> str:
    if report.conclusion == "neutral":
        return f"{full_stop(text(report.reason))} {_way_on(report)}"
    if report.conclusion != "failure":
        return "Nothing blocks merging. What follows is optional." if report.analysis.introduced else ""
    urgent = [each for each in report.analysis.introduced if each.severity is Severity.HIGH or each.metric is not None]
    things = [_to_do(each) for each in urgent[:_FIRST]]
    if more := len(urgent) - len(things):
        things.append(f"The {count(more, 'other finding')} below that the gate counts.")
    things += [full_stop(capital(text(way))) for way in to_pass(report.conditions, _BY_FINDING)]
    lines = [f"{number}. {thing}" for number, thing in enumerate(things, 1)]
    return "**Do this before merging**\n\n" + "\n".join(lines) if lines else ""


def _way_on(report: Report) -> str:
    """What comes of an undecided gate: it decides itself, or somebody brings the evidence, or Hone tries again."""
    if _waits(report):
        return "The gate is judged again when it arrives."
    if any(gap.blocking for gap in report.analysis.gaps):
        return "Hone's own trouble never fails a gate; `/hone check` tries again."
    open_ones = (each for each in report.conditions if each.met is None and not each.waiting and each.to_pass)
    return " ".join(full_stop(capital(text(each.to_pass))) for each in open_ones)


def _waits(report: Report) -> bool:
    """True when nothing but evidence that will arrive is missing."""
    return any(each.waiting for each in report.conditions) and report.reason.startswith("Waiting")


def _to_do(finding: Finding) -> str:
    return f"{place(finding)}: {sentence(finding.message)} {sentence(finding.advice)}".rstrip()


def _prompts(report: Report, folded: bool) -> list[str]:
    """What there is to hand over, each prompt by itself; then why findings have none, and what became of the model."""
    shown = list(enumerate(report.prompts, 1))
    order = ", best first" if shown[1:] else ""
    parts = [f"**{count(len(shown), 'improvement prompt')}{order}: for an agent or a colleague**"] if shown else []
    parts += [block(prompt, report.change, nth) if folded else headed(prompt, nth) for nth, prompt in shown]
    return [*parts, promptless(report), text(report.wording)]


def _findings(report: Report) -> Section | None:
    introduced, total = report.analysis.introduced, len(report.analysis.introduced) + report.analysis.dropped
    if not introduced:
        return None
    rows = [
        (place(each), prose(each.message), each.severity.value, code(each.rule), code(each.id))
        for each in introduced[:_LISTED]
    ]
    more = total - len(rows)
    note = (f"and {more:,} more; the check run's annotations list the worst {len(introduced)}.",) if more else ()
    grid = table(("Where", "What", "Severity", "Rule", "Id"), "lllll", rows)
    return Section(count(total, "new finding"), (grid, *note))


def _fixed(report: Report) -> str:
    fixed = report.analysis.fixed
    if not fixed:
        return ""
    lines = [f"- {finding_line(each)}" for each in fixed[:_FIRST]]
    rest = len(fixed) + report.analysis.also_fixed - len(lines)
    more = [f"- and {rest:,} more"] if rest else []
    return "**Fixed by this change**\n\n" + "\n".join([*lines, *more])


def _footer(report: Report) -> str:
    skipped = sum(gap.files for gap in report.analysis.gaps if not gap.blocking)
    parts = [
        f"Checked {code(short(report.change.head))} in {duration(report.seconds)}",
        f"{count(skipped, 'file')} skipped" if skipped else "",
        "details in the `hone` check run",
        "`/hone help`",
    ]
    return f"<sub>{' · '.join(part for part in parts if part)}</sub>"
