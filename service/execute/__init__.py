"""EXECUTE: an improvement, the facts of the head and a meta prompt become an instruction that anybody can carry out."""

from collections.abc import Iterable

from service.execute.check import generic, unresolved
from service.execute.grounding import ground, wanted
from service.execute.writing import Unfit, write
from service.model import Change, Grounding, Improvement, Prompt
from service.prompts import MetaPrompt

__all__ = ["MAX_PROMPTS", "Unfit", "generic", "ground", "prompts", "unresolved", "wanted", "write"]

MAX_PROMPTS = 3


def prompts(
    queue: Iterable[Improvement],
    grounding: Grounding,
    change: Change,
    now: float,
    template: MetaPrompt | None = None,
) -> tuple[Prompt, ...]:
    """The best improvement of each kind as a prompt, in the order of the queue: at most three.

    `now` is in seconds since 1970. An improvement whose text is unfit stays in the queue and gets no prompt.
    """
    best: dict[str, Prompt] = {}
    for improvement in queue:
        if improvement.kind in best:
            continue
        try:
            best[improvement.kind] = write(improvement, grounding, change, now, template)
        except Unfit:  # the next one of its kind has its turn
            continue
    return tuple(best.values())[:MAX_PROMPTS]
