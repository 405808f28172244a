"""Compares a change with the last changes of the same repository."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from service.analyze.risk.learned import RAW_GROUPS, raw
from service.analyze.risk.shipped import ADDFRAC, GROUPS, Shipped
from service.model import METRICS, Calibration, Row
from service.model.evidence import Group
from service.stats.ranks import share

SHIPPED_GROUPS: tuple[Group, ...] = tuple(GROUPS[metric] for metric in METRICS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change stands among the last ones."""

    percentile: float
    """The share of the window whose logit is below its own, ties half."""
    logit: float
    groups: tuple[tuple[Group, float], ...]
    """What each group adds to the logit compared with the median change, exact."""


class Window:
    """The rows of a repository's last changes, as the shipped model or the repository's own sees them."""

    def __init__(self, rows: Sequence[Row], model: Shipped, calibration: Calibration | None = None) -> None:
        self._model = model
        self._local = calibration.local if calibration else None
        self._columns = [sorted(row.values[at] for row in rows) for at in range(len(METRICS))]
        everything = [self._terms(row.values) for row in rows]
        self._usual = [median(column) for column in zip(*everything, strict=True)]
        self._sums = sorted(sum(terms) for terms in everything)

    def shipped_logit(self, values: Sequence[float]) -> float:
        """The logit of the shipped model alone."""
        return self._model.intercept + sum(self._shipped(values))

    def place(self, values: Sequence[float]) -> Place:
        """Where a change with these METRICS stands among the rows."""
        terms = self._terms(values)
        added: dict[Group, float] = {}
        groups = SHIPPED_GROUPS if self._local is None else (*SHIPPED_GROUPS, *RAW_GROUPS)
        for group, term, usual in zip(groups, terms, self._usual, strict=True):
            added[group] = added.get(group, 0.0) + term - usual
        total = sum(terms)
        return Place(share(self._sums, total), total + self._constant, tuple(added.items()))

    @property
    def _constant(self) -> float:
        if self._local is None:
            return self._model.intercept
        parts = zip(self._local.weights, self._local.means, self._local.scales, strict=True)
        first = self._local.weights[0] / self._local.scales[0] * self._model.intercept
        return self._local.intercept + first - sum(weight * mean / scale for weight, mean, scale in parts)

    def _shipped(self, values: Sequence[float]) -> list[float]:
        places = [share(column, value) for column, value in zip(self._columns, values, strict=True)]
        places[ADDFRAC] = values[ADDFRAC]
        return self._model.terms(places, values)

    def _terms(self, values: Sequence[float]) -> list[float]:
        """What each measure adds to the logit."""
        terms = self._shipped(values)
        if self._local is None:
            return terms
        rates = [weight / scale for weight, scale in zip(self._local.weights, self._local.scales, strict=True)]
        own = zip(rates[1:], raw(values), strict=True)
        return [*(rates[0] * term for term in terms), *(rate * value for rate, value in own)]
