"""Which meta prompt an improvement is written with."""

from service.model import Category, Improvement
from service.paths import is_test

SUPPRESSIONS = "suppressions"
"""The tool of findings about markers that ask an analyzer to look away: what they hide is not known by them."""


def template_of(improvement: Improvement) -> str:
    """The name of the meta prompt: by what the improvement asks for, not by the place it takes on a pull request."""
    first = improvement.findings[0]
    if improvement.kind in {"tests", "docs", "experience"}:
        return improvement.kind
    if first.tool == "secrets":
        return "credential"
    if first.metric is not None:
        return "refactor"
    if is_test(first.path) or first.tool == SUPPRESSIONS:
        return "quality"
    if first.category is Category.SECURITY:
        return "security"
    return "performance" if first.category is Category.PERFORMANCE else "quality"
