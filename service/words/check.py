"""The check run: the quality gate as GitHub shows it next to the commit."""

import hashlib
from typing import Literal

from service.model import Annotation, Button, Change, CheckRun, Finding, NotAnalysed, Report, Severity
from service.words.debt import left_behind, new_code
from service.words.left_out import left_out
from service.words.markdown import capital, code, full_stop, page, text
from service.words.parts import (
    count,
    duration,
    finding_line,
    gaps_section,
    gate_table,
    new_and_fixed,
    risk_line,
    risk_section,
)
from service.words.standing import configuration, validated

_LEVEL: dict[Severity, Literal["notice", "warning", "failure"]] = {
    Severity.HIGH: "failure",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}
REACH = (
    "Rules exist for Python, JavaScript, TypeScript, Go, Java, HTML templates, shell, Dockerfiles, SQL migrations and"
    " GitHub Actions; functions are measured in about 25 languages; every text is searched for secrets. What no rule"
    " exists for is not claimed to be right."
)
_RECHECK = Button("Re-check", "Run the gate again on this commit", "recheck")
_LISTED = 50


def external_id(change: Change) -> str:
    """What names the check run of this change: pull request or ref, head, target branch, attempt."""
    subject = f"{change.key}\n{change.head}\n{change.base_ref}\n{change.attempt}"
    return hashlib.sha256(subject.encode()).hexdigest()[:40]


def started(change: Change) -> CheckRun:
    """The check run while Hone works."""
    return CheckRun(
        change.repo,
        change.head,
        external_id(change),
        "in_progress",
        "Checking this change",
        "Hone is reading the diff.",
    )


def superseded(change: Change) -> CheckRun:
    """The check run of a head, or of a target branch, that is no longer the newest."""
    return _cancelled(
        change,
        "Superseded by a newer check",
        "Another head or target branch arrived while this one was being checked; the verdict stands there.",
    )


def closed(change: Change) -> CheckRun:
    """The check run of a pull request that was closed or merged meanwhile."""
    return _cancelled(
        change,
        "Closed before the check ended",
        "The pull request was closed while Hone was checking it; opened again, it is checked again.",
    )


def _cancelled(change: Change, title: str, summary: str) -> CheckRun:
    return CheckRun(change.repo, change.head, external_id(change), "completed", title, summary, conclusion="cancelled")


def failed(change: Change, run: str) -> CheckRun:
    """The check run when Hone itself failed: neutral, so that it blocks nobody."""
    return CheckRun(
        change.repo,
        change.head,
        external_id(change),
        "completed",
        "Hone failed; nothing is known of this change",
        f"An error of Hone's own stopped the check; it is in the log under run {code(run)}."
        " The gate is neutral. Press **Re-check**, or comment `/hone check`, to try again.",
        conclusion="neutral",
        buttons=(_RECHECK,),
    )


def verdict(report: Report) -> CheckRun:
    """The finished check run, annotations included."""
    change = report.change
    return CheckRun(
        change.repo,
        change.head,
        external_id(change),
        "completed",
        report.reason,
        _summary(report),
        _text(report),
        report.conclusion,
        tuple(_annotation(each) for each in report.analysis.introduced),
        (_RECHECK,),
    )


def _summary(report: Report) -> str:
    if not report.conditions or report.conclusion == "skipped":
        return text(report.reason, 600)
    met = sum(condition.met is True for condition in report.conditions)
    conditions = f"{met} of {count(len(report.conditions), 'gate condition')} met"
    facts = f"{conditions} · {risk_line(report.analysis.risk)} · {new_and_fixed(report)}"
    undone = [each for each in report.conditions if each.met is not True]
    ways = [f"- {text(full_stop(capital(each.to_pass or each.reason)), 600)}" for each in undone]
    return page([facts, gate_table(report.conditions), *(["**To pass**\n\n" + "\n".join(ways)] if ways else [])])


def _text(report: Report) -> str:
    analysis = report.analysis
    scope = f"{count(analysis.files, 'changed file')}, +{analysis.added:,} −{analysis.deleted:,} lines."
    old = (
        f"{count(analysis.preexisting, 'older finding')} in the same files: left alone." if analysis.preexisting else ""
    )
    fixed = [f"- {finding_line(each)}" for each in analysis.fixed[:_LISTED]]
    risk = risk_section(analysis.risk)
    return page(
        [
            "### What was checked",
            f"{scope} {old}".rstrip(),
            REACH,
            risk.folded() if risk else "",
            validated(report.validations),
            configuration(report.config),
            "**Fixed by this change**\n\n" + "\n".join(fixed) if fixed else "",
            new_code(analysis),
            "\n".join(f"- {line}" for line in (*left_out(analysis), *left_behind(analysis))),
            gaps_section(_most_important(analysis.gaps)),
            f"Checked {code(report.change.head)} against the merge base in {duration(report.seconds)}.",
        ]
    )


def _most_important(gaps: tuple[NotAnalysed, ...]) -> list[NotAnalysed]:
    return sorted(gaps, key=lambda gap: not gap.blocking)[:_LISTED]


def _annotation(finding: Finding) -> Annotation:
    return Annotation(
        finding.path,
        finding.start,
        finding.end,
        _LEVEL[finding.severity],
        f"{finding.rule}: {finding.category.value}",
        " ".join(full_stop(part) for part in (finding.message, finding.advice) if part),
        f"finding {finding.id} · {finding.tool} {finding.rule} · about {finding.minutes} min to fix",
    )
