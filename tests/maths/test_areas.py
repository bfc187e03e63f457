from __future__ import annotations

import math

import numpy as np
import pytest

from ceviz.maths import cross_entropy, entropy, kl_divergence, predict
from ceviz.maths.areas import areas, swapped_areas


@pytest.mark.parametrize("seed", range(20))
def test_areas_add_up_to_the_analysis(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, p = rng.normal(0, 10 ** rng.uniform(-2, 1.5), 8), rng.dirichlet(np.ones(8))
    made = predict(z, temperature=0.7)
    found = areas(p, made)
    expected = (
        cross_entropy(p, logits=z, temperature=0.7),
        entropy(p),
        kl_divergence(p, logits=z, temperature=0.7),
    )
    totals = (found.cross_entropy, found.entropy, found.divergence)
    np.testing.assert_allclose(totals, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.area, found.floor + found.surplus, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(found.surplus < 0, made.q > p)
    assert found.left[-1] == pytest.approx(1.0, rel=1e-15)
    np.testing.assert_allclose(np.diff(found.left), found.width, atol=1e-15)


@pytest.mark.parametrize("seed", range(5))
def test_the_roles_can_be_swapped(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, p = rng.normal(0, 2, 5), rng.dirichlet(np.ones(5))
    found = swapped_areas(p, predict(z))
    q = predict(z).q
    expected = (cross_entropy(q, p), entropy(q), kl_divergence(q, p))
    totals = (found.cross_entropy, found.entropy, found.divergence)
    np.testing.assert_allclose(totals, expected, rtol=1e-12, atol=1e-12)


def test_one_hot_targets_are_one_rectangle() -> None:
    found = areas(np.array([0.0, 1.0, 0.0]), predict([1.0, 3.5, -0.5]))
    assert found.cross_entropy == found.divergence == pytest.approx(0.0957, abs=5e-5)
    assert found.entropy == 0.0
    np.testing.assert_array_equal(found.area[[0, 2]], [0.0, 0.0])
    np.testing.assert_array_equal(found.inner, [math.inf, 0.0, math.inf])


def test_impossible_classes_are_infinite_or_nothing() -> None:
    made = predict([-np.inf, 0.0, -np.inf])
    found = areas(np.array([0.5, 0.5, 0.0]), made)
    np.testing.assert_array_equal(found.area, [math.inf, 0.0, 0.0])
    np.testing.assert_array_equal(found.surplus, [math.inf, 0.5 * math.log(0.5), 0.0])
    assert found.cross_entropy == found.divergence == math.inf
    swapped = swapped_areas(np.array([0.5, 0.5, 0.0]), made)
    assert swapped.cross_entropy == swapped.divergence == pytest.approx(math.log(2))
    assert swapped_areas(np.array([1.0, 0.0, 0.0]), made).divergence == math.inf


def test_scores_far_below_keep_their_height() -> None:
    found = areas(np.array([0.5, 0.5]), predict([0.0, 1e4]))
    assert found.height[0] == 1e4
    assert found.cross_entropy == 5000.0
