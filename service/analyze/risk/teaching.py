"""Learns from a repository's own fixes: a probability for its changes, and with many labels a model of its own."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from service.analyze.risk.labels import Table, table
from service.analyze.risk.mined import Mined
from service.analyze.risk.shipped import shipped
from service.model import Calibration, Figures, Learned, Trial
from service.stats.calibration import platt, shift
from service.stats.logistic import Fitted, Floats, fit, sigmoid
from service.stats.scores import auc, brier, calibration_error, top_recall

SHIFTED, BENT, OWN = 50, 100, 300
"""Labels from which the intercept is shifted, the slope is fitted, and a local model is tried."""
RECENT, LATELY = 1500, 300
"""Labels that are learned from, the newest; and the last of them, which say how often changes are repaired now."""
NEWEST = 0.2
"""The share of the labels, the newest ones, on which what was learned has to prove itself."""
PENALTY = 20.0
"""The strong L2 of the local model, for standardised measures (scikit-learn's C = .05)."""
TINY = 1e-9
"""A measure that varies less than this never changes: what is left are errors of rounding."""
AS_SHIPPED = "as shipped"


def teach(mined: Mined, known: Calibration | None = None) -> tuple[Calibration | None, Trial | None]:
    """What the newest labels teach, and how that did on the newest fifth of them when taught by the others only.

    What to learn is chosen on older labels still, so the newest fifth judges it unseen. There it has to beat `known`,
    or else the shipped model: else nothing changes. No trial with fewer than 50 labels.
    """
    everything = table(mined, mined.until)
    if len(everything.truth) < SHIFTED:
        return known, None
    past, newest = _parted(mined, everything)
    kind = _best(mined, past)
    plain = Calibration(shipped().model, 0, 0)
    at_first, held = figures(newest, plain), figures(newest, known or plain)
    tried = figures(newest, _learned(kind, past)) if kind != AS_SHIPPED else at_first
    better = tried.brier < held.brier
    won = kind if better else "predecessor" if known else AS_SHIPPED
    trial = Trial(
        labels=len(everything.truth),
        faulty=int(everything.truth.sum()),
        tried=len(newest.truth),
        rate=float(newest.truth.mean()),
        shipped=at_first,
        local=tried if better else held,
        lines_added=Figures(auc(newest.added, newest.truth), top_recall(newest.added, newest.truth), 1.0, 1.0),
        kind=won,
    )
    return _named(_learned(kind, everything)) if better else known, trial


def _parted(mined: Mined, labels: Table) -> tuple[Table, Table]:
    """What was known when the newest fifth of the labels began, and that fifth."""
    edge = int(len(labels.truth) * (1 - NEWEST))
    return table(mined, int(labels.times[edge])), labels.cut(slice(edge, None))


def _best(mined: Mined, labels: Table) -> str:
    """What does best on the newest fifth of these labels when learned from what was known before."""
    if len(labels.truth) < SHIFTED:
        return AS_SHIPPED
    past, newest = _parted(mined, labels)
    at_first = figures(newest, Calibration(shipped().model, 0, 0))
    best, reached = AS_SHIPPED, at_first
    for kind in _possible(past):
        now = figures(newest, _learned(kind, past))
        # A model of its own reorders changes: it has to rank them better too.
        if now.brier < reached.brier and (kind != "local model" or now.auc >= at_first.auc):
            best, reached = kind, now
    return best


def _possible(labels: Table) -> Iterator[str]:
    enough = len(labels.truth)
    if enough >= SHIFTED:
        yield "shifted"
    if enough >= BENT and labels.two_kinds:
        yield "slope and intercept"
    if enough >= OWN and labels.two_kinds:
        yield "local model"


def _learned(kind: str, labels: Table) -> Calibration:
    """What the newest of these labels teach, in the way that was asked for."""
    labels = labels.cut(slice(-RECENT, None))
    found = Calibration(shipped().model, len(labels.truth), int(labels.truth.sum()), until=int(labels.times[-1]))
    if kind == "slope and intercept":
        slope, intercept = platt(labels.logits, labels.truth)
        found = replace(found, shift=intercept, slope=slope)
    if kind == "local model":
        found = replace(found, local=_model(labels))
    # Rates drift: on 23 repositories this took the calibration error from .06-.08 to below .05, whatever came before.
    lately = labels.cut(slice(-LATELY, None))
    return replace(found, shift=found.shift + shift(said(lately, found), lately.truth))


def _model(labels: Table) -> Learned:
    measures = _measures(labels)
    means, scales = measures.mean(axis=0), measures.std(axis=0)
    scales[scales < TINY] = 1.0
    fitted = fit((measures - means) / scales, labels.truth, penalty=PENALTY)
    return Learned(tuple(fitted.coefficients.tolist()), tuple(means.tolist()), tuple(scales.tolist()), fitted.intercept)


def _measures(labels: Table) -> Floats:
    return np.column_stack([labels.logits, labels.raws])


def said(labels: Table, known: Calibration) -> Floats:
    """The calibrated logit of every row."""
    if known.local is None:
        return known.shift + known.slope * labels.logits
    measures = (_measures(labels) - np.array(known.local.means)) / np.array(known.local.scales)
    own = Fitted(np.array(known.local.weights), known.local.intercept)
    return known.shift + known.slope * own.logit(measures)


def figures(labels: Table, known: Calibration) -> Figures:
    """How well what was learned agrees with these labels."""
    logits = said(labels, known)
    chances = sigmoid(logits)
    return Figures(
        auc(logits, labels.truth),
        top_recall(logits, labels.truth),
        calibration_error(chances, labels.truth),
        brier(chances, labels.truth),
    )


def _named(known: Calibration) -> Calibration:
    digest = hashlib.sha256(repr(replace(known, model="")).encode()).hexdigest()[:8]
    return replace(known, model=f"{known.model}+{digest}")
