from __future__ import annotations

import math

import numpy as np
import pytest

from ceviz.maths import gradient, predict, softmax_jacobian
from ceviz.maths.chain import chain, check, outer, terms

FRUIT = predict([1.0, 3.5, -0.5])
BANANA = np.array([0.0, 1.0, 0.0])


def test_the_factors_multiply_to_the_gradient() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        z, p = rng.normal(0, 3, 6), rng.dirichlet(np.ones(6))
        made = predict(z, temperature=0.4)
        found = chain(p, made, 0.4)
        np.testing.assert_array_equal(found.jacobian, softmax_jacobian(z, temperature=0.4))
        np.testing.assert_allclose(found.outer @ found.jacobian, found.gradient, atol=1e-14)
        for k in range(6):
            written = terms(p, made, 0.4, k)
            np.testing.assert_allclose(written, found.outer * found.jacobian[:, k], rtol=1e-11)
            assert written.sum() == pytest.approx(found.gradient[k], abs=1e-15)


def test_the_fruit() -> None:
    found = chain(BANANA, FRUIT, 1.0)
    assert found.outer[1] == pytest.approx(-1 / 0.90876, rel=1e-5)
    np.testing.assert_array_equal(terms(BANANA, FRUIT, 1.0, 1), [0.0, found.gradient[1], 0.0])
    np.testing.assert_array_equal(terms(BANANA, FRUIT, 1.0, 0), [0.0, FRUIT.q[0], 0.0])


def test_terms_stay_finite_where_a_factor_is_not() -> None:
    made = predict([-np.inf, 0.0, 1.0])
    p = np.array([0.5, 0.5, 0.0])
    assert outer(p, made.q)[0] == -math.inf
    np.testing.assert_array_equal(outer(np.array([0.0, 1.0]), np.array([0.0, 0.5])), [0.0, -2.0])
    for k in range(3):
        total = terms(p, made, 1.0, k).sum()
        assert total == pytest.approx(gradient(p, made, 1.0)[k], rel=1e-14)


@pytest.mark.parametrize("seed", range(40))
def test_differences_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    heat = 10 ** rng.uniform(-3, 3)
    z = rng.normal(0, 10 ** rng.uniform(-1, 2), 7) * heat
    p = np.eye(7)[rng.integers(7)] if seed % 2 else rng.dirichlet(np.ones(7))
    found = check(p, predict(z, temperature=heat), heat)
    assert found.deviation < 1e-9
    np.testing.assert_allclose(found.measured, found.expected, atol=1e-9 * found.scale)


def test_a_wrong_gradient_would_be_found_out() -> None:
    """The measured numbers do not come from the formula."""
    made = predict([1.0, 3.5, -0.5], temperature=1.0)
    found = check(BANANA, made, 1.0)
    colder = check(BANANA, predict([1.0, 3.5, -0.5], temperature=0.5), 0.5)
    assert abs(found.measured - colder.expected).max() > 0.01


def test_only_some_classes_may_be_tried() -> None:
    found = check(BANANA, FRUIT, 1.0, classes=[2, 1])
    assert found.classes == (2, 1)
    np.testing.assert_array_equal(found.expected, gradient(BANANA, FRUIT, 1.0)[[2, 1]])
    assert check(BANANA, FRUIT, 1.0, classes=[]).deviation == 0.0


def test_an_infinite_loss_has_no_differences() -> None:
    found = check(np.array([1.0, 0.0]), predict([-np.inf, 0.0]), 1.0)
    assert np.isnan(found.deviation)
    assert np.isnan(found.measured).all()
    np.testing.assert_array_equal(found.expected, [-1.0, 1.0])


def test_impossible_classes_that_nobody_asks_for_do_not_move() -> None:
    found = check(np.array([0.0, 0.3, 0.7]), predict([-np.inf, 0.0, 1.0]), 1.0)
    assert found.deviation < 1e-9
    assert found.measured[0] == 0.0


def test_certain_and_right_there_is_nothing_to_differ() -> None:
    assert check(np.array([1.0, 0.0]), predict([0.0, -np.inf]), 1.0).deviation == 0.0
