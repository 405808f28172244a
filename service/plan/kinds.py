"""Which place on a pull request an improvement takes, or on whose wish it is written."""

from service.model import Category, Finding, Kind, Severity

HISTORY = "history"
"""The tool of findings that come from how often a file changes."""
GAPS = "gaps"
"""The tool of findings that say what a change leaves out."""
JOURNEY = "journey"
"""The tool of findings about what a user meets on the way through an interface."""
SUPPRESSIONS = "suppressions"
"""The tool of findings about markers that hide a place from analyzers."""
RISKY = 6
"""Above this a change is no quick win, whatever it brings."""


def kind(finding: Finding, risk: int) -> Kind:
    """The kind of an improvement by its gravest finding, and by the risk of the change it asks for (1 to 10)."""
    if finding.tool == GAPS:
        return "tests" if finding.rule == "untested" else "docs"
    if finding.tool == JOURNEY:
        return "experience"
    if finding.category is Category.PERFORMANCE:
        return "performance"
    urgent = finding.severity is Severity.HIGH
    restructures = finding.metric is not None or (finding.category is Category.MAINTAINABILITY and risk > RISKY)
    return "structure" if restructures and not urgent else "quick"
