"""Inline comments: repairs that are mechanical and safe, each to be committed with one click."""

from collections.abc import Collection

from service.model import INLINE, Finding, Fix, Report, Suggestion, Suggestions
from service.words.markdown import code, fence_of, sentence, visible
from service.words.parts import count, short

MARKER = "<!-- hone:suggestion id={} -->"


def suggestions(report: Report, before: Collection[str], most: int = INLINE) -> Suggestions | None:
    """What should stand inline; None where nothing ever stood and nothing is to be said.

    `before` are the ids of findings that were commented on earlier: they count among the `most` that a pull request
    ever gets, and are not said again.
    """
    number = report.change.number
    fixable = {each.id: (each, each.fix) for each in report.analysis.introduced if each.fix and _literal(each.fix)}
    room = max(0, most - len(before))
    fresh = [id for id in fixable if id not in before][:room]
    if number is None or not (fresh or before):
        return None
    standing = tuple(
        _suggestion(each, fix, id in fresh) for id, (each, fix) in fixable.items() if id in fresh or id in before
    )
    return Suggestions(
        report.change.repo,
        number,
        report.change.head,
        standing,
        said=f"{count(len(fresh), 'safe repair')}: each can be committed from here with one click.",
        fixed=f"✅ Fixed in {short(report.change.head)}.",
    )


def _literal(fix: Fix) -> bool:
    """True for code that is what it looks like: a click must not commit what nobody can see."""
    return all(visible(line, keep="\t") == line for line in fix.lines)


def _suggestion(finding: Finding, fix: Fix, fresh: bool) -> Suggestion:
    said = f"**{code(finding.rule)}** {sentence(finding.message)} {sentence(finding.advice)}".rstrip()
    body = f"{MARKER.format(finding.id)}\n{said}\n\n{fence_of(fix.lines, 'suggestion')}"
    return Suggestion(finding.id, finding.path, fix.start, fix.end, body, fresh)
