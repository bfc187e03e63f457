from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths import (
    cross_entropy_gradient,
    gradient,
    jacobian,
    predict,
    softmax,
    softmax_jacobian,
)
from tests.maths import oracle

FRUIT = [1.0, 3.5, -0.5]
BANANA = np.array([0.0, 1.0, 0.0])


def test_the_fruit() -> None:
    found = cross_entropy_gradient(BANANA, FRUIT)
    np.testing.assert_allclose(found, [0.0746, -0.0912, 0.0166], atol=5e-5)
    np.testing.assert_allclose(
        cross_entropy_gradient(BANANA, FRUIT, temperature=2.0),
        (softmax(FRUIT, temperature=2.0) - BANANA) / 2.0,
    )


def test_the_quick_form_is_the_same() -> None:
    made = predict(FRUIT, temperature=0.4)
    np.testing.assert_array_equal(
        gradient(BANANA, made, 0.4), cross_entropy_gradient(BANANA, FRUIT, temperature=0.4)
    )


def test_nothing_pulls_where_target_and_prediction_agree() -> None:
    np.testing.assert_array_equal(cross_entropy_gradient([0.5, 0.5], [7.0, 7.0]), [0.0, 0.0])
    np.testing.assert_array_equal(
        cross_entropy_gradient([0.0, 0.5, 0.5], [-np.inf, 1.0, 1.0]), [0.0, 0.0, 0.0]
    )


def test_what_float64_rounded_away_from_a_third_still_pulls() -> None:
    third = 1 / 3
    found = cross_entropy_gradient([third] * 3, [2.0] * 3, temperature=0.1)
    exact = (mp.mpf(1) / 3 - mp.mpf(third)) / mp.mpf(0.1)
    assert oracle.worst(found, [exact] * 3) < 1e-15


def test_a_confident_prediction_keeps_the_digits_of_its_doubt() -> None:
    found = cross_entropy_gradient([1.0, 0.0], [0.0, -60.0])
    np.testing.assert_allclose(found, [-np.exp(-60.0), np.exp(-60.0)], rtol=1e-13)


def test_scores_of_minus_infinity_next_to_a_cancelling_pair() -> None:
    z = np.array([0.3, 0.1, -np.inf, -5000.0])
    q = softmax(z)
    found = cross_entropy_gradient(q, z)
    assert oracle.worst(found[:2], oracle.truth(z[:2]).gradient(q[:2])) < 2e-13
    np.testing.assert_array_equal(found[2:], [0.0, 0.0])


def test_leading_axes_are_broadcast() -> None:
    z = np.random.default_rng(0).normal(0, 1, (4, 3))
    assert cross_entropy_gradient(BANANA, z).shape == (4, 3)
    assert cross_entropy_gradient(np.eye(3)[:, np.newaxis], z).shape == (3, 4, 3)
    assert cross_entropy_gradient(softmax(FRUIT), np.array([FRUIT, FRUIT])).shape == (2, 3)


def test_refused() -> None:
    with pytest.raises(InvalidInput, match="p and scores: different numbers of classes: 3 and 2"):
        cross_entropy_gradient(BANANA, [0.0, 1.0])
    with pytest.raises(NotADistribution):
        cross_entropy_gradient([1.0, 1.0], [0.0, 1.0])
    with pytest.raises(InvalidInput, match="NaN"):
        cross_entropy_gradient([1.0, 0.0], [0.0, np.nan])


def test_jacobian_against_the_oracle() -> None:
    z = np.random.default_rng(1).normal(0, 40, 5)
    truth = oracle.truth(z, 0.7)
    exact = [
        (truth.q[i] * truth.complement[i] if i == j else -truth.q[i] * truth.q[j])
        / truth.temperature
        for i in range(5)
        for j in range(5)
    ]
    assert oracle.worst(softmax_jacobian(z, temperature=0.7), exact) < 2e-13


def test_jacobian_is_symmetric_and_moves_no_probability_in_all() -> None:
    matrix = softmax_jacobian(np.random.default_rng(2).normal(0, 2, (3, 6)))
    assert matrix.shape == (3, 6, 6)
    np.testing.assert_array_equal(matrix, np.swapaxes(matrix, -1, -2))
    np.testing.assert_allclose(matrix.sum(axis=-1), 0.0, atol=1e-16)


def test_jacobian_carries_the_gradient() -> None:
    p, made = np.array([0.2, 0.5, 0.3]), predict(FRUIT, temperature=1.3)
    np.testing.assert_allclose(
        jacobian(made, 1.3) @ (-p / made.q), gradient(p, made, 1.3), rtol=1e-13
    )
