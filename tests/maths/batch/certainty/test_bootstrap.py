"""The bootstrap is SciPy's, always the same, and covers what it says."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats

from ceviz.maths.batch.certainty.bootstrap import Interval, bootstrap, counts_drawn


def drawn(rows: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).exponential(1.0, rows)


@pytest.mark.parametrize("rows", [12, 60, 300])
def test_it_is_scipys_bca(rows: int) -> None:
    values = drawn(rows, rows)
    (ours,) = bootstrap(values[np.newaxis], np.ones((1, rows)), draws=40_000)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=40_000, method="BCa", random_state=np.random.default_rng(1)
    ).confidence_interval
    width = theirs.high - theirs.low
    assert ours.low == pytest.approx(theirs.low, abs=0.04 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.04 * width)


def test_a_ratio_is_drawn_as_one() -> None:
    random = np.random.default_rng(4)
    weights = random.choice([0.5, 1.0, 4.0], 80)
    values = weights * random.exponential(1.0, 80)
    (ours,) = bootstrap(values[np.newaxis], weights[np.newaxis], draws=40_000)
    theirs = stats.bootstrap(
        (values, weights), lambda v, w, axis=-1: v.sum(axis) / w.sum(axis), paired=True,
        n_resamples=40_000, method="BCa", random_state=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    width = theirs.high - theirs.low
    assert ours.low == pytest.approx(theirs.low, abs=0.04 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.04 * width)


def test_draws_have_the_moments_of_all_there_are() -> None:
    """The mean over all 3³ ways to draw three units, and their variance."""
    values = np.array([1.0, 2.0, 7.0])
    every = [np.mean(way) for way in product(values, repeat=3)]
    counts = np.concatenate(list(counts_drawn(3, 60_000, 0)))
    np.testing.assert_array_equal(counts.sum(axis=1), 3)
    means = counts @ values / 3
    assert means.mean() == pytest.approx(np.mean(every), abs=0.02)
    assert means.var() == pytest.approx(np.var(every), rel=0.02)


@pytest.mark.parametrize("shape", ["exponential", "normal"])
def test_it_covers_the_mean_as_often_as_it_says(shape: str) -> None:
    tries, rows = 2000, 250
    random = np.random.default_rng(8)
    values = random.exponential(1.0, (tries, rows)) if shape == "exponential" else (
        random.normal(1.0, 1.0, (tries, rows))
    )  # fmt: skip
    found = bootstrap(values, np.ones((1, rows)), draws=1000)
    inside = np.mean([low <= 1.0 <= high for low, high in found])
    assert 0.935 <= inside <= 0.965


def test_the_same_seed_draws_the_same() -> None:
    values, one = drawn(3000, 2)[np.newaxis], np.ones((1, 3000))
    assert bootstrap(values, one) == bootstrap(values, one)
    assert bootstrap(values, one) != bootstrap(values, one, seed=1)


@pytest.mark.parametrize("values", [[2.0], [0.3] * 7, [1.0, math.inf, 2.0]])
def test_what_tells_nothing_has_no_interval(values: list[float]) -> None:
    (found,) = bootstrap(np.array([values]), np.ones((1, len(values))))
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_an_interval_is_told_in_another_unit() -> None:
    assert Interval(1.0, 2.0).scaled(3.0) == (3.0, 6.0)
