"""Numerics against what can be worked out by hand, or by a slower way."""

import math

import numpy as np
import pytest

from service.stats.calibration import platt, shift
from service.stats.logistic import fit, sigmoid
from service.stats.ranks import rolling, share
from service.stats.scores import auc, brier, calibration_error, top_recall

RANDOM = np.random.default_rng(1)

SHARES = [
    ([], 5, 1.0),
    ([1, 2, 3], 0, 0.25),
    ([1, 2, 3], 9, 1.0),
    ([1, 2, 3], 2, 2.5 / 4),
    ([7, 7, 7], 7, 2.5 / 4),
]


@pytest.mark.parametrize(("ordered", "value", "expected"), SHARES)
def test_a_share_is_the_average_rank_over_the_count(ordered, value, expected):
    assert share(ordered, value) == expected


def test_a_rolling_share_forgets_what_left_the_window():
    values = RANDOM.integers(0, 9, 60).tolist()

    slow = [share(sorted(values[max(0, at - 9) : at]), value) for at, value in enumerate(values)]

    assert list(rolling(values, 10)) == slow


AUCS = [
    ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
    ([4, 3, 2, 1], [0, 0, 1, 1], 0.0),
    ([1, 1, 1, 1], [0, 1, 0, 1], 0.5),
    ([1, 2, 2, 3], [0, 1, 0, 1], 0.875),
    ([1, 2], [1, 1], 0.5),
]


@pytest.mark.parametrize(("scores", "truth", "expected"), AUCS)
def test_auc_counts_the_pairs_in_order(scores, truth, expected):
    assert auc(np.array(scores, dtype=float), np.array(truth, dtype=float)) == expected


def test_ties_at_the_edge_of_the_top_count_in_proportion():
    truth = np.array([1.0, 1, 0, 0, 0, 0, 0, 0, 0, 0])

    assert top_recall(np.arange(10.0)[::-1], truth) == 1.0
    assert top_recall(np.arange(10.0), truth) == 0.0
    assert top_recall(np.zeros(10), truth) == pytest.approx(0.2)


def test_a_calibrated_probability_has_no_calibration_error():
    chances = np.repeat([0.1, 0.9], 500)
    truth = np.concatenate([np.tile([1.0] + [0.0] * 9, 50), np.tile([0.0] + [1.0] * 9, 50)])

    assert calibration_error(chances, truth) == pytest.approx(0.0, abs=1e-9)
    assert calibration_error(np.full(1000, 0.9), truth) == pytest.approx(0.4)
    assert brier(np.array([0.0, 1.0]), np.array([0.0, 0.0])) == 0.5


def sample(rows=4000):
    columns = RANDOM.normal(size=(rows, 3))
    truth = (RANDOM.random(rows) < sigmoid(columns @ [1.0, -0.5, 0.0] - 1)).astype(float)
    return columns, truth


def test_a_fit_finds_the_coefficients_that_made_the_data():
    columns, truth = sample()

    found = fit(columns, truth, penalty=1e-6)

    assert found.coefficients == pytest.approx([1.0, -0.5, 0.0], abs=0.15)
    assert found.intercept == pytest.approx(-1, abs=0.15)
    # At the optimum the mean of what is said equals the mean of what is.
    assert sigmoid(found.logit(columns)).mean() == pytest.approx(truth.mean(), abs=1e-6)


def test_signs_hold_coefficients_at_zero_and_the_rest_stays_optimal():
    columns, truth = sample()

    bound = fit(columns, truth, penalty=1e-6, signs=(1, 1, 0))
    without = fit(columns[:, [0, 2]], truth, penalty=1e-6)

    assert bound.coefficients[1] == 0.0
    assert bound.coefficients[[0, 2]] == pytest.approx(without.coefficients, abs=1e-4)
    assert fit(columns, truth, signs=(-1, -1, -1)).coefficients[0] == 0.0


def test_weights_count_like_repeated_rows():
    columns, truth = sample(300)
    doubled = np.concatenate([columns, columns[:100]]), np.concatenate([truth, truth[:100]])

    weighted = fit(columns, truth, weights=np.array([2.0] * 100 + [1.0] * 200))

    assert weighted.coefficients == pytest.approx(fit(*doubled).coefficients, abs=1e-5)


def test_a_penalty_shrinks_and_a_constant_column_does_no_harm():
    columns, truth = sample(300)
    columns[:, 2] = 1.0

    assert abs(fit(columns, truth, penalty=1000).coefficients).max() < abs(fit(columns, truth).coefficients).max() / 3


def test_data_that_can_be_told_apart_keeps_finite_coefficients():
    columns = np.linspace(-1, 1, 40).reshape(-1, 1)

    found = fit(columns, (columns[:, 0] > 0).astype(float), penalty=1.0)

    assert math.isfinite(found.coefficients[0])
    assert found.coefficients[0] > 0


def test_a_shift_makes_rates_agree_and_a_prior_holds_it_back_when_there_is_little():
    logits = np.zeros(2000)
    truth = np.array([1.0] * 200 + [0.0] * 1800)

    assert shift(logits, truth) == pytest.approx(math.log(0.1 / 0.9), abs=0.02)
    assert -1.5 < shift(np.zeros(4), np.zeros(4)) < -0.3


def test_platt_finds_slope_and_intercept_and_never_turns_the_order_around():
    logits = RANDOM.normal(size=20_000) * 2
    truth = (RANDOM.random(20_000) < sigmoid(0.5 * logits - 1)).astype(float)

    slope, intercept = platt(logits, truth)

    assert (slope, intercept) == (pytest.approx(0.5, abs=0.05), pytest.approx(-1, abs=0.08))
    assert platt(-logits, truth)[0] == 0.0
