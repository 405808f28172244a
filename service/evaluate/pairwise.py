"""PAIRWISE: which of two versions is better, asked in both orders; an answer that turns with the order is a tie."""

from collections.abc import Sequence

from service import prompts as meta
from service.model import Ask, Reply, closed, one_of
from service.words.markdown import fence


def asked(one: str, other: str, gaps: Sequence[str], facts: str = "") -> Ask:
    """Which of two bodies is better, the first called A; `gaps` are the failed checks of what both came from."""
    missing = "\n".join(gaps) or "- none"
    task = f"Failed checks:\n{missing}\n\nA:\n{fence(one)}\n\nB:\n{fence(other)}"
    schema = closed(better=one_of("A", "B", "tie"), why={"type": "string"})
    return Ask("judge", "compare", meta.load("improver").sections["comparing"], facts, task, schema)


def better(straight: Reply, turned: Reply) -> int:
    """1 when the first of the straight order won in both orders, -1 when the second did, else 0."""
    first = [value.get("better") for value in straight.values[:1]]
    second = [value.get("better") for value in turned.values[:1]]
    if (first, second) == (["A"], ["B"]):
        return 1
    return -1 if (first, second) == (["B"], ["A"]) else 0
