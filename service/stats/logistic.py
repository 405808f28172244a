"""Logistic regression: weighted, with an L2 penalty, and bounds on the signs of its coefficients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS, SWEEPS = 50, 1000
ENOUGH = 1e-6
"""A change of every coefficient below this ends the search."""
RIDGE = 1e-9
"""Keeps the curvature of columns that never change away from zero."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The logit is `intercept + sum(coefficients * columns)`."""

    coefficients: Floats
    intercept: float

    def logit(self, columns: Floats) -> Floats:
        """The logit of every row."""
        return columns @ self.coefficients + self.intercept


def sigmoid(logit: Floats) -> Floats:
    """The probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -40, 40))), dtype=np.float64)


def fit(
    columns: Floats,
    truth: Floats,
    *,
    weights: Floats | None = None,
    penalty: float = 1.0,
    signs: Sequence[int] | None = None,
) -> Fitted:
    """The coefficients that minimise the weighted log loss plus `penalty / 2` times their squares.

    The intercept is free. `signs` binds each coefficient to be at least (1) or at most (-1) zero; 0 leaves it free.
    Newton steps, each solved under the bounds by coordinate descent. Columns should be of like scale.
    """
    rows, width = columns.shape
    turned = np.ones(width + 1) if signs is None else np.array([*(sign or 1 for sign in signs), 1.0])
    free = [True] * width if signs is None else [sign == 0 for sign in signs]
    least = np.array([-np.inf if one else 0.0 for one in [*free, True]])
    design = np.column_stack([columns, np.ones(rows)]) * turned
    share = np.ones(rows) if weights is None else weights
    ridge = np.array([penalty] * width + [0.0]) + RIDGE
    found = np.zeros(width + 1)
    for _ in range(STEPS):
        said = sigmoid(design @ found)
        slope = design.T @ (share * (said - truth)) + ridge * found
        curvature = (design * (share * said * (1 - said))[:, None]).T @ design + np.diag(ridge)
        following = _bounded(found, slope, curvature, least)
        done = np.abs(following - found).max() < ENOUGH
        found = following
        if done:
            break
    found = found * turned
    return Fitted(found[:-1], float(found[-1]))


def _bounded(start: Floats, slope: Floats, curvature: Floats, least: Floats) -> Floats:
    """Where the quadratic with this slope and curvature at `start` is lowest, no coordinate below `least`."""
    at, slope = start.copy(), slope.copy()
    for _ in range(SWEEPS):
        furthest = 0.0
        for one in range(len(at)):
            step = max(least[one], at[one] - slope[one] / curvature[one, one]) - at[one]
            if step:
                slope += step * curvature[:, one]
                at[one] += step
                furthest = max(furthest, abs(step))
        if furthest < ENOUGH / 10:
            break
    return at
