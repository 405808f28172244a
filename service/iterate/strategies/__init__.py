"""Every repair by rule, and which of them are worth most for a given prompt."""

from collections import Counter
from collections.abc import Iterable, Sequence

from service.iterate.strategies import clarity, completeness, faults, length, worth
from service.iterate.strategy import Strategy
from service.model import Learning

FAULTS: tuple[Strategy, ...] = (*faults.STRATEGIES, *length.STRATEGIES)
"""Against what forbids a prompt."""
STRATEGIES: tuple[Strategy, ...] = (
    *FAULTS,
    *worth.STRATEGIES,
    *completeness.STRATEGIES,
    *clarity.STRATEGIES,
)
"""In the order they are carried out: what a later one names, an earlier one has brought."""


def in_order(chosen: Iterable[Strategy]) -> tuple[Strategy, ...]:
    """These, as they are carried out."""
    names = {strategy.name for strategy in chosen}
    return tuple(strategy for strategy in STRATEGIES if strategy.name in names)


def mending(keys: Sequence[str], tried: Iterable[Learning] = ()) -> tuple[Strategy, ...]:
    """The strategies that can mend one of these checks: those with the greatest gain so far first.

    What forbids a prompt comes before all: while it stands no other repair shows. The way `keys` are ordered, worst
    first, decides between strategies that have gained as much.
    """
    able = [strategy for strategy in STRATEGIES if set(strategy.mends) & set(keys)]
    gained: Counter[str] = Counter()
    for learning in tried:
        gained[learning.strategy] += round(100 * learning.gain)
    first = {strategy.name: min(keys.index(key) for key in strategy.mends if key in keys) for strategy in able}
    return tuple(sorted(able, key=lambda each: (each not in FAULTS, -gained[each.name], first[each.name])))
