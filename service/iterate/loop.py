"""The improvement loop: gaps, alternatives, comparison, synthesis, and again until nothing is gained."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.iterate.alternatives import Scored, ahead, alternatives, cleared
from service.iterate.strategies import STRATEGIES
from service.iterate.synthesis import Judge, synthesise
from service.model import Evaluation, Grounding, Kind, Learning

MOST_ROUNDS = 3
LEAST_GAIN = 0.2
"""Points of the average below which another round is not worth it."""


@dataclass(frozen=True, slots=True)
class Improved:
    """The best text the loop came to, what the evaluator says of it, the rounds it took, and what they taught."""

    body: str
    evaluation: Evaluation
    rounds: int = 0
    learnings: tuple[Learning, ...] = ()


def improve(
    body: str,
    grounding: Grounding,
    judge: Judge,
    tried: Sequence[Learning] = (),
    template: str = "",
    kind: Kind = "quick",
    at: int = 0,
) -> Improved:
    """Mend the text by rule until it may proceed; it is never worse than it was.

    `judge` evaluates a text; `tried` is what was learned before; `template`, `kind` and `at` (seconds since 1970) go
    into the learnings: one for each check that failed at first, with the strategy that mended it, or with none.
    """
    first = best = Scored(body, judge(body))
    history = [first.evaluation]
    used: list[str] = []
    while again(history):
        found = synthesise([best, *_drafts(best, grounding, judge, tried)], judge)
        history.append(found.evaluation)
        if ahead(found.evaluation, best.evaluation) > 0:
            best, used = found, [*used, *found.strategies]
    learnings = () if first.evaluation.ready else learned(first.evaluation, best.evaluation, used, template, kind, at)
    return Improved(best.body, best.evaluation, len(history) - 1, learnings)


def _drafts(best: Scored, grounding: Grounding, judge: Judge, tried: Sequence[Learning]) -> list[Scored]:
    """The alternatives to a text; what forbids it is gone before they are made, so that they mend what that left."""
    clear = cleared(best.body, grounding, best.evaluation) if best.evaluation.caps else None
    start = Scored(clear.body, judge(clear.body), clear.strategies) if clear and clear.strategies else best
    others = () if start is best else start.strategies
    made = alternatives(start.body, grounding, start.evaluation, tried)
    drafts = [Scored(each.body, judge(each.body), (*others, *each.strategies), each.name) for each in made]
    return drafts if start is best else [start, *drafts]


def again(history: Sequence[Evaluation]) -> bool:
    """Whether another round is worth it; the first evaluation is the original's.

    Not when the prompt may proceed, not after three rounds, and not when the last one gained less than 0.2 points and
    lifted no cap.
    """
    if history[-1].ready or len(history) > MOST_ROUNDS:
        return False
    if len(history) == 1:
        return True
    before, after = history[-2:]
    return after.average - before.average >= LEAST_GAIN or len(after.caps) < len(before.caps)


def learned(
    before: Evaluation, after: Evaluation, strategies: Sequence[str], template: str, kind: Kind, at: int = 0
) -> tuple[Learning, ...]:
    """One learning for each check that failed before: what mended it, with its share of the gain, or nothing.

    A strategy mended a check when it can and the check is met better now; of several the first that was used.
    """
    known = {each.name: each for each in STRATEGIES}
    mended: dict[str, str] = {}
    for key in dict.fromkeys(before.broken):
        able = [name for name in strategies if name in known and key in known[name].mends]
        mended[key] = able[0] if able and _met(key, after) > _met(key, before) else ""
    times = sum(bool(strategy) for strategy in mended.values())
    share = round((after.average - before.average) / times, 3) if times else 0.0
    return tuple(Learning(template, kind, key, name, share if name else 0.0, at) for key, name in mended.items())


def _met(key: str, evaluation: Evaluation) -> float:
    """How well the check is met, 0 to 1; below 0 for each cap of that name."""
    values = [1.0 if each.value is None else each.value for each in evaluation.answers if each.key == key]
    return sum(values) - sum(cap.key == key for cap in evaluation.caps)
