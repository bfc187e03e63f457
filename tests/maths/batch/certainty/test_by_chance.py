"""What a perfectly calibrated model shows by luck: against convolutions and models made so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.maths.batch.certainty.by_chance import by_chance, gap_distribution
from ceviz.maths.calibration import reliability


def convolved(shares: list[float]) -> Any:
    """The distribution of how many are right, one row after the other."""
    chances = np.ones(1)
    for share in shares:
        chances = np.convolve(chances, [1.0 - share, share])
    return chances


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_the_distribution_is_that_of_all_rows(shares: list[float], times: int) -> None:
    counts = np.full(len(shares), float(times))
    gaps, chances = gap_distribution(counts, np.array(shares))
    expected = convolved(shares * times)
    right = np.round(gaps + counts @ shares).astype(int)
    inside = (right >= 0) & (right < len(expected))
    np.testing.assert_allclose(chances[inside], expected[right[inside]], atol=1e-12)
    assert chances[~inside].sum() == pytest.approx(0.0, abs=1e-12)
    assert chances.sum() == pytest.approx(1.0)


def test_where_it_is_taken_for_normal_it_is() -> None:
    counts, shares = np.array([1000.0, 700.0]), np.array([0.3, 0.8])
    gaps, chances = gap_distribution(counts, shares)
    exact = convolved([0.3] * 1000 + [0.8] * 700)
    away = np.abs(np.arange(len(exact)) - counts @ shares)
    assert np.abs(gaps) @ chances == pytest.approx(away @ exact, rel=1e-3)


def calibrated(rows: int, seed: int) -> tuple[Any, Any]:
    """Confidences, and outcomes that have exactly those probabilities."""
    random = np.random.default_rng(seed)
    confidence = 1.0 - 0.5 * random.beta(1.0, 4.0, rows)
    return confidence, random.random(rows) < confidence


@pytest.mark.parametrize("scheme", ["equal-width", "equal-mass"])
def test_the_bias_is_the_mean_of_many_calibrated_models(scheme: Any) -> None:
    confidence, _ = calibrated(300, 1)
    random = np.random.default_rng(2)
    measured = [
        reliability(confidence, random.random(300) < confidence, scheme=scheme).ece
        for _ in range(2000)
    ]
    made = reliability(confidence, random.random(300) < confidence, scheme=scheme)
    found = by_chance(confidence, made)
    assert found.ece == pytest.approx(np.mean(measured), rel=0.02)
    assert found.most == pytest.approx(np.quantile(measured, 0.95), rel=0.03)


def test_luck_is_called_luck_as_often_as_it_is() -> None:
    """Of 2,000 calibrated models 5 % have a share of 5 % or less, and the band holds 95 %."""
    shares, inside, bins = [], 0, 0
    random = np.random.default_rng(3)
    confidence, _ = calibrated(400, 4)
    base = by_chance(confidence, reliability(confidence, np.ones(400, bool)))
    for _ in range(2000):
        made = reliability(confidence, random.random(400) < confidence)
        shares.append(np.mean(made.ece >= base.most))
        used = made.counts >= 30
        held = (base.low <= made.accuracy)[used] & (made.accuracy <= base.high)[used]
        inside += int(np.sum(held))
        bins += int(np.sum(used))
    assert np.mean(shares) == pytest.approx(0.05, abs=0.015)
    assert 0.94 <= inside / bins <= 0.98  # of whole numbers of rows at least 95 %


def test_an_overconfident_model_is_no_luck() -> None:
    confidence, hits = calibrated(2000, 5)
    fair = by_chance(confidence, reliability(confidence, hits))
    surer = 1.0 - 0.3 * (1.0 - confidence)
    off = by_chance(surer, reliability(surer, hits))
    assert fair.share > 0.05 > 0.001 > off.share


def test_a_million_sure_rows_are_lumpy() -> None:
    """Two misses expected among a million: what is seen is 0, 1, 2 … misses, not a normal."""
    confidence = np.full(1_000_000, 1.0 - 2e-6)
    made = reliability(confidence, np.ones(1_000_000, bool))
    expected = sum(abs(k - 2.0) * math.exp(-2.0) * 2.0**k / math.factorial(k) for k in range(40))
    assert by_chance(confidence, made).ece == pytest.approx(expected / 1e6, rel=1e-4)


def test_without_rows_nothing_is_known() -> None:
    found = by_chance(np.empty(0), reliability([], []))
    assert math.isnan(found.ece)
    assert np.isnan(found.low).all()
