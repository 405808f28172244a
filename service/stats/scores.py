"""How good scores and probabilities are against what turned out to be true."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BINS = 10


def auc(scores: "Floats", truth: "Floats") -> float:
    """The chance that a true case scores above a false one, ties counted half; .5 when there is only one kind."""
    import numpy as np

    positive = float(truth.sum())
    negative = len(truth) - positive
    if not positive or not negative:
        return 0.5
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[truth == 1].sum() - positive * (positive + 1) / 2) / (positive * negative))


def top_recall(scores: "Floats", truth: "Floats", top: float = 0.2) -> float:
    """The share of the true cases among the `top` share of the scores; ties at the edge count in proportion."""
    import numpy as np

    room = top * len(scores)
    values, place, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    taken = np.clip((room - (np.cumsum(counts) - counts)) / counts, 0, 1)
    return float((taken[place] * truth).sum() / truth.sum()) if truth.sum() and len(values) else 0.0


def calibration_error(probabilities: "Floats", truth: "Floats") -> float:
    """The expected calibration error: mean gap between said and seen over ten bins of equally many cases."""
    import numpy as np

    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [abs(probabilities[part].mean() - truth[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / max(1, len(truth)))


def brier(probabilities: "Floats", truth: "Floats") -> float:
    """The mean squared distance between what was said and what turned out."""
    return float(((probabilities - truth) ** 2).mean())
