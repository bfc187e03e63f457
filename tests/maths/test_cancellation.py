"""q − p where both agree to their last digits, against 120 digits."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from ceviz.maths import softmax
from ceviz.maths.arrays import FloatArray
from ceviz.maths.cancellation import SPENT, refined_difference


def exact_difference(scores: FloatArray, temperature: float, p: FloatArray) -> list[mp.mpf]:
    with mp.workdps(120):
        top = max(map(mp.mpf, scores.tolist()))
        weights = [mp.exp((mp.mpf(z) - top) / mp.mpf(temperature)) for z in scores.tolist()]
        total = mp.fsum(weights)
        return [w / total - mp.mpf(x) for w, x in zip(weights, p.tolist(), strict=True)]


def assert_exact(scores: FloatArray, temperature: float, p: FloatArray) -> None:
    every = np.ones(len(scores), np.bool_)
    found = refined_difference(scores, temperature, p, every)
    for one, exact in zip(found.tolist(), exact_difference(scores, temperature, p), strict=True):
        assert abs(mp.mpf(one) - exact) <= abs(exact) * mp.mpf(2.0**-50)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 7.0])
@pytest.mark.parametrize("seed", range(5))
def test_p_that_is_q_rounded_leaves_its_rounding(temperature: float, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0.0, 5.0, 6)
    assert_exact(scores, temperature, softmax(scores, temperature=temperature))


@pytest.mark.parametrize("off", [1e-3, 1e-9, 1e-14])
def test_p_near_q(off: float) -> None:
    scores = np.array([2.0, -1.0, 0.5, -300.0])
    q = softmax(scores)
    assert_exact(scores, 1.0, q * (1.0 + off * np.array([1.0, -2.0, 1.0, 1.0])))


def test_a_difference_that_spends_32_digits_is_taken_with_60() -> None:
    """Near a power of two of a tiny q the rounding of q is far below SPENT · p."""
    scores = np.array([0.0, -200.0])
    q = softmax(scores)
    (exact,) = exact_difference(scores, 1.0, q)[1:]
    assert abs(exact) < mp.mpf(SPENT) * mp.mpf(float(q[1]))
    found = refined_difference(scores, 1.0, q, np.array([False, True]))
    assert abs(mp.mpf(float(found[0])) - exact) <= abs(exact) * mp.mpf(2.0**-50)


def test_a_class_that_cannot_be_is_minus_p() -> None:
    found = refined_difference(
        np.array([0.0, -np.inf, 0.0]), 1.0, np.array([0.5, 0.25, 0.25]), np.array([1, 1, 0]) == 1
    )
    np.testing.assert_array_equal(found, [0.0, -0.25])
