"""Lays mined changes out as labelled columns: what the shipped model says of each, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.analyze.risk.growing import WINDOW
from service.analyze.risk.learned import RAW_GROUPS, raw
from service.analyze.risk.metrics import DAY
from service.analyze.risk.mined import Mined
from service.analyze.risk.shipped import ADDFRAC, shipped
from service.model import METRICS
from service.stats.logistic import Floats
from service.stats.ranks import rolling

WAITING = 90 * DAY
"""A change whose fix may still come is not labelled; it is not called clean."""
KINDS = 10
"""Labels of either kind below which a slope or a local model would learn names, not rules."""


@dataclass(frozen=True, slots=True)
class Table:
    """Labelled rows as columns: shipped logits, raw measures, lines added, times, and what turned out."""

    logits: Floats
    raws: Floats
    added: Floats
    times: Floats
    truth: Floats

    def cut(self, chosen: slice) -> "Table":
        """Only these rows."""
        return Table(self.logits[chosen], self.raws[chosen], self.added[chosen], self.times[chosen], self.truth[chosen])

    @property
    def two_kinds(self) -> bool:
        """True when there are enough labels of either kind."""
        return bool(KINDS <= self.truth.sum() <= len(self.truth) - KINDS)


def table(mined: Mined, now: int) -> Table:
    """What was known at the time `now`: changes at least 90 days old, repaired or not by then."""
    logits = shipped_logits([row.values for row in mined.rows])
    old = [at for at, row in enumerate(mined.rows) if row.time <= now - WAITING]
    rows = [mined.rows[at] for at in old]
    return Table(
        logits[old],
        np.array([raw(row.values) for row in rows]).reshape(len(rows), len(RAW_GROUPS)),
        np.array([float(mined.added[row.id]) for row in rows]),
        np.array([float(row.time) for row in rows]),
        np.array([float(mined.fixed.get(row.id, now + 1) <= now) for row in rows]),
    )


def shipped_logits(values: Sequence[Sequence[float]]) -> Floats:
    """The shipped model's logit of each row, oldest first, compared with the 1,000 rows up to it."""
    places = percentiles(np.array(values, dtype=np.float64).reshape(len(values), len(METRICS)))
    model = shipped()
    return np.array(
        [model.intercept + sum(model.terms(place, row)) for place, row in zip(places.tolist(), values, strict=True)]
    )


def percentiles(values: Floats) -> Floats:
    """Every metric's percentile among the last 1,000 rows up to each; the share of added lines stays as it is."""
    columns = [
        values[:, at] if at == ADDFRAC else np.array(list(rolling(values[:, at].tolist(), WINDOW)))
        for at in range(len(METRICS))
    ]
    return np.column_stack(columns)
