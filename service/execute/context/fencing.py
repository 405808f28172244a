"""Marks a stranger's text as data: in a fence that nothing inside can close."""

import re

_RUNS = re.compile(r"`{3,}")


def fenced(text: str, label: str = "") -> str:
    """The text between fences longer than any run of backticks in it; the label stands on a line before them."""
    fence = "`" * max((len(run) + 1 for run in _RUNS.findall(text)), default=3)
    return f"{label}\n{fence}\n{text}\n{fence}" if label else f"{fence}\n{text}\n{fence}"
