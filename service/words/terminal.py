"""The report in a terminal: the comment's words, unfolded."""

from service.model import Report
from service.words.comment import document
from service.words.left_out import unread
from service.words.markdown import page
from service.words.parts import count, duration, gaps_section, short
from service.words.standing import configuration

_PLENTY = 1_000_000


def markdown(report: Report) -> str:
    """The whole report as Markdown without HTML, for a terminal or a file."""
    blocks = document(report, folded=False)
    analysis = report.analysis
    scope = (
        f"Checked `{short(report.change.head)}`: {count(analysis.files, 'changed file')},"
        f" +{analysis.added:,} −{analysis.deleted:,} lines, in {duration(report.seconds)}."
    )
    skipped = gaps_section(gap for gap in analysis.gaps if not gap.blocking)
    return page([*blocks, configuration(report.config), unread(analysis), skipped, scope], _PLENTY)
