"""Turns a logit into a probability that keeps its promise: a shift, or a slope and an intercept."""

from service.stats.logistic import Floats, fit, sigmoid

STEPS = 25
PLAIN = 1e-6
"""Penalty that only keeps the search finite."""


def shift(logits: Floats, truth: Floats) -> float:
    """What to add to every logit so that said and seen rates agree, under a normal prior of unit variance."""
    found = 0.0
    for _ in range(STEPS):
        said = sigmoid(logits + found)
        found += float(((truth - said).sum() - found) / ((said * (1 - said)).sum() + 1))
    return found


def platt(logits: Floats, truth: Floats) -> tuple[float, float]:
    """Slope and intercept that fit the truth best (Platt, 1999); the slope is never negative."""
    fitted = fit(logits.reshape(-1, 1), truth, penalty=PLAIN, signs=(1,))
    return float(fitted.coefficients[0]), fitted.intercept
