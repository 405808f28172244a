"""What a repository's own fixes can teach: the measures a local model adds to the shipped logit."""

import math
from collections.abc import Sequence

from service.analyze.risk.shipped import GROUPS
from service.model import METRICS
from service.model.evidence import Group

RAW_GROUPS: tuple[Group, ...] = (*(GROUPS[metric] for metric in METRICS[:-1]), "size", "size", "size", "familiarity")


def raw(values: Sequence[float]) -> tuple[float, ...]:
    """17 measures of a row of METRICS: logs of the first 13, added to former lines, added to changed lines,
    added lines a file, and how much of the author's work was in the same places.
    """
    named = dict(zip(METRICS, values, strict=True))
    return (
        *(math.log1p(value) for value in values[:-1]),
        math.log1p(named["la"]) - math.log1p(named["lt"]),
        named["addfrac"],
        math.log1p(named["la"] / max(1.0, named["nf"])),
        math.log1p(named["sexp"]) - math.log1p(named["exp"]),
    )
