"""Maintainability: one index per file, and its mean over many, weighted by their code."""

import math
from collections.abc import Iterable, Mapping

from service.model import Function, Measures, Standing
from service.paths import is_test

MOST = 100.0


def index(measures: Measures, complexity: int) -> float:
    """The maintainability index, 0 (hopeless) to 100, of one text with that cyclomatic complexity in all.

    171 - 5.2 ln(volume) - 0.23 complexity - 16.2 ln(lines) + 50 sin(sqrt(2.46 comments)), scaled to 100: the formula of
    Oman and Hagemeister (ICSM 1992) with its comment term, as radon and Visual Studio scale it. The share of comments
    is the angle in radians of their percent of all lines. Compare a file with itself: what is good depends on the
    language, and long files read low whatever is in them.
    """
    if not measures.code:
        return MOST
    comments = math.radians(100 * measures.comments / (measures.code + measures.comments))
    raw = (
        171
        - 5.2 * math.log(max(1.0, measures.volume))
        - 0.23 * complexity
        - 16.2 * math.log(measures.code)
        + 50 * math.sin(math.sqrt(2.46 * comments))
    )
    return round(min(MOST, max(0.0, raw * 100 / 171)), 2)


def standings(measures: Iterable[Measures], functions: Iterable[Function]) -> tuple[Standing, ...]:
    """How each file of the product stands that has code; tests are left out."""
    complexity = complexities(functions)
    return tuple(
        Standing(one.path, one.code, one.comments, paths, index(one, paths))
        for one in measures
        if one.code and not is_test(one.path)
        for paths in (complexity.get(one.path, 0),)
    )


def complexities(functions: Iterable[Function]) -> Mapping[str, int]:
    """The sum of the cyclomatic complexity of all functions, by file."""
    summed: dict[str, int] = {}
    for function in functions:
        summed[function.path] = summed.get(function.path, 0) + function.complexity
    return summed


def mean(files: Iterable[Standing]) -> float | None:
    """The mean index, weighted by lines of code; None where there is no code."""
    weight = total = 0.0
    for file in files:
        weight += file.code
        total += file.code * file.health
    return round(total / weight, 2) if weight else None
