"""ANALYZE: what a change introduced, what it fixed, and how carefully it wants to be reviewed."""

from service.analyze.compare import MAX_FINDINGS, Comparison, compare, named, unpaired
from service.analyze.growth import grown
from service.analyze.identity import Identified, identify
from service.analyze.outside import joined, on_lines
from service.analyze.risk import risk

__all__ = [
    "MAX_FINDINGS",
    "Comparison",
    "Identified",
    "compare",
    "grown",
    "identify",
    "joined",
    "named",
    "on_lines",
    "risk",
    "unpaired",
]
