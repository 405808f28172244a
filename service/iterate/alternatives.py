"""Three alternatives to a refused prompt, each by another strategy; and how alternatives compare."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service import claims
from service.claims import Document
from service.iterate.facts import Facts, facts
from service.iterate.gaps import gaps, tokens
from service.iterate.references import references
from service.iterate.strategies import FAULTS, in_order, mending
from service.iterate.strategy import Strategy, Tokens
from service.model import Evaluation, Grounding, Learning

MINIMAL = 3
"""Repairs of the alternative that changes least: the most valuable ones, as prompts.md's loop has it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another text for the same work, and the strategies that made it."""

    name: str
    body: str
    strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A text with what the evaluator says of it."""

    body: str
    evaluation: Evaluation
    strategies: tuple[str, ...] = field(default=())
    name: str = ""


def alternatives(
    body: str, grounding: Grounding, evaluation: Evaluation, tried: Iterable[Learning] = ()
) -> tuple[Alternative, ...]:
    """Minimal change, stronger criteria, narrower scope: at most three texts, none the same as another or as `body`.

    Each one first mends what forbids the prompt. `tried` orders the repairs by what they gained before.
    """
    document = claims.read(body)
    given = facts(document, grounding)
    shown = {cap.key: tokens(evaluation, cap.key) for cap in evaluation.caps}
    able = mending([gap.key for gap in gaps(evaluation)], tried)
    firm = [strategy for strategy in able if strategy in FAULTS]
    rest = [strategy for strategy in able if strategy not in FAULTS]
    plans = {
        "minimal change": rest[:MINIMAL],
        "stronger criteria": [strategy for strategy in rest if strategy.family in {"proof", "story"}],
        "narrower scope": [strategy for strategy in rest if strategy.family in {"scope", "story"}],
    }
    found: dict[str, Alternative] = {}
    for name, plan in plans.items():
        made = _made(name, document, given, shown, [*firm, *plan])
        if made.body != document.text():
            found.setdefault(made.body, made)
    return tuple(found.values())


def cleared(body: str, grounding: Grounding, evaluation: Evaluation) -> Alternative:
    """The text without what forbids it and nothing else changed: what is then missing shows in its evaluation."""
    document = claims.read(body)
    shown = {cap.key: tokens(evaluation, cap.key) for cap in evaluation.caps}
    plan = [strategy for strategy in mending(list(shown)) if strategy in FAULTS]
    made = _made("cleared", document, facts(document, grounding), shown, plan)
    return made if made.strategies else Alternative("cleared", body)


def ahead(one: Evaluation, other: Evaluation) -> int:
    """1 when the first is better, -1 when the second is, 0 when neither.

    A prompt that may proceed is better than one that may not; then fewer caps, the higher average, the higher lowest
    category, and the shorter text count, in this order.
    """
    first, second = _merit(one), _merit(other)
    return (first > second) - (first < second)


def compare(scored: Sequence[Scored]) -> tuple[Scored, ...]:
    """Best first; of equals the earlier one."""
    return tuple(sorted(scored, key=lambda each: _merit(each.evaluation), reverse=True))


def _made(name: str, document: Document, given: Facts, shown: Tokens, plan: Sequence[Strategy]) -> Alternative:
    """What the strategies make of the text one after the other, and which of them changed it."""
    used: list[str] = []
    for strategy in in_order(plan):
        mended = references(strategy.mend(document, given, shown))
        if mended.text() != document.text():
            document, used = mended, [*used, strategy.name]
    return Alternative(name, document.text(), tuple(used))


def _merit(evaluation: Evaluation) -> tuple[bool, int, float, float, int]:
    lowest = min(evaluation.parts.values())
    return (evaluation.ready, -len(evaluation.caps), evaluation.average, lowest, -evaluation.words)
