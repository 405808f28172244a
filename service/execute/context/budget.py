"""What fits: excerpts in their order until the budget is used up, the last one cut where that is worth it."""

from collections.abc import Iterable
from dataclasses import replace

from service.execute.context.excerpts import Excerpt

PER_TOKEN = 4
"""Characters of a token, as servers that do not say how they count are billed for: a rule of thumb of long standing."""
LEAST_LINES = 5
"""Lines of an excerpt that are worth showing when the rest does not fit."""
AROUND = 12
"""Characters of fences, label and blank line around an excerpt, beside its label."""


def fitting(excerpts: Iterable[Excerpt], characters: int) -> tuple[tuple[Excerpt, ...], int]:
    """As many excerpts as fit, in their order, and how many characters are left.

    One that is too long loses its last lines; one of which too little would be left is passed over.
    """
    kept: list[Excerpt] = []
    for each in excerpts:
        if (fit := _cut(each, characters)) is not None:
            kept.append(fit)
            characters -= size(fit)
    return tuple(kept), characters


def size(excerpt: Excerpt) -> int:
    """Characters it takes, with the blank line after it."""
    return len(excerpt.shown) + 2


def _cut(excerpt: Excerpt, characters: int) -> Excerpt | None:
    if size(excerpt) <= characters:
        return excerpt
    room = characters - (size(excerpt) - len(excerpt.text))
    kept: list[str] = []
    for line in excerpt.text.split("\n"):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    if len(kept) < LEAST_LINES:
        return None
    end = excerpt.start + len(kept) - 1 if excerpt.start else 0
    return replace(excerpt, end=end, text="\n".join(kept))
