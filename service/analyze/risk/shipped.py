"""The shipped model: numbers learned from public repositories, read from a file of JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service import stats
from service.model import METRICS
from service.model.evidence import Group

GROUPS: Mapping[str, Group] = {
    **dict.fromkeys(("la", "ld", "addfrac"), "size"),
    **dict.fromkeys(("ns", "nd", "nf", "entropy"), "spread"),
    **dict.fromkeys(("lt", "ndev", "age", "nuc"), "history"),
    **dict.fromkeys(("exp", "rexp", "sexp"), "familiarity"),
}
"""Which group each metric belongs to; single coefficients are never shown, because the metrics move together."""
FILE = Path(stats.__file__).with_name("risk_model.json")
ADDED, ADDFRAC = METRICS.index("la"), METRICS.index("addfrac")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The logit is `intercept`, a coefficient for each metric's percentile, and one for log(1 + lines added)."""

    model: str
    intercept: float
    percentiles: tuple[float, ...]
    log_la: float

    def terms(self, places: Sequence[float], values: Sequence[float]) -> list[float]:
        """What each metric adds to the logit, in the order of METRICS, from its percentile and its value."""
        terms = [weight * place for weight, place in zip(self.percentiles, places, strict=True)]
        terms[ADDED] += self.log_la * math.log1p(values[ADDED])
        return terms


@cache
def shipped() -> Shipped:
    """The model of this release."""
    read = json.loads(FILE.read_text())
    weights = tuple(float(read["percentiles"].get(metric, 0.0)) for metric in METRICS)
    return Shipped(str(read["model"]), float(read["intercept"]), weights, float(read["log_la"]))
