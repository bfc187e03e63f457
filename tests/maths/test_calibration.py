from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve

from ceviz.errors import InvalidInput
from ceviz.maths.calibration import (
    Scheme,
    bin_of,
    mass_edges,
    reliability,
    width_bin,
    width_edges,
    wilson,
)


@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
@pytest.mark.parametrize(("hits", "count"), [(0, 1), (0, 30), (1, 3), (5, 5), (17, 40), (2, 9999)])
def test_wilson_is_scipys(hits: int, count: int, level: float) -> None:
    expected = binomtest(hits, count).proportion_ci(level, method="wilson")
    low, high = wilson(hits, count, level=level)
    assert float(low) == pytest.approx(expected.low, abs=1e-12)
    assert float(high) == pytest.approx(expected.high, abs=1e-12)


def test_wilson_knows_nothing_without_samples() -> None:
    low, high = wilson([0, 3], [0, 3])
    assert (low[0], high[0], high[1]) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize("level", [0.0, 1.0, float("nan")])
def test_wilson_refuses_levels_that_mean_nothing(level: float) -> None:
    with pytest.raises(InvalidInput, match="level"):
        wilson(1, 2, level=level)


def outcomes(rows: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    confidence = random.beta(3, 1, rows)
    return confidence, random.random(rows) < confidence**1.3


@pytest.mark.parametrize("bins", [1, 5, 10, 15])
@pytest.mark.parametrize("scheme", ["equal-width", "equal-mass"])
def test_the_diagram_is_sklearns(bins: int, scheme: Scheme) -> None:
    confidence, hit = outcomes()
    ours = reliability(confidence, hit, bins=bins, scheme=scheme)
    strategy = "uniform" if scheme == "equal-width" else "quantile"
    accuracy, mean = calibration_curve(hit, confidence, n_bins=bins, strategy=strategy)
    used = ours.counts > 0
    # sklearn interpolates quantiles, so its bins may differ by a sample or two.
    close = 1e-12 if scheme == "equal-width" else 0.01
    np.testing.assert_allclose(ours.accuracy[used], accuracy, atol=close)
    np.testing.assert_allclose(ours.confidence[used], mean, atol=close)
    gaps = np.abs(ours.accuracy[used] - ours.confidence[used])
    assert ours.ece == pytest.approx((gaps * ours.counts[used]).sum() / len(hit), rel=1e-12)
    assert ours.mce == gaps.max()


def test_an_edge_belongs_to_the_bin_below_it() -> None:
    for bins in (3, 7, 10, 15, 100):
        edges = width_edges(bins)
        np.testing.assert_array_equal(
            width_bin(edges, bins), np.concatenate([[0], np.arange(bins)])
        )
        above = np.nextafter(edges[:-1], 1.0)
        np.testing.assert_array_equal(width_bin(above, bins), np.arange(bins))


@given(st.lists(st.floats(0.0, 1.0)), st.integers(1, 50))
def test_the_quick_way_to_a_bin_is_the_searched_way(values: list[float], bins: int) -> None:
    array = np.array(values, dtype=np.float64)
    np.testing.assert_array_equal(width_bin(array, bins), bin_of(array, width_edges(bins)))


@pytest.mark.parametrize("scheme", ["equal-width", "equal-mass"])
def test_nought_and_one_fall_into_bins_that_exist(scheme: Scheme) -> None:
    hits = [False, True, True, False]
    diagram = reliability([0.0, 1.0, 1.0, 0.5], hits, bins=10, scheme=scheme)
    assert diagram.counts.sum() == 4
    assert diagram.counts[-1] >= 2
    assert diagram.upper[-1] == 1.0


def test_equal_mass_bins_are_equally_full() -> None:
    confidence, hit = outcomes(1003)
    diagram = reliability(confidence, hit, bins=10, scheme="equal-mass")
    assert set(diagram.counts.tolist()) <= {100, 101}
    np.testing.assert_array_equal(diagram.lower[1:], diagram.upper[:-1])


def test_equal_confidences_are_never_parted() -> None:
    confidence = np.repeat([0.2, 0.9, 1.0], [10, 80, 10])
    edges = mass_edges(confidence, 10)
    assert (np.diff(edges) > 0).all()
    diagram = reliability(confidence, confidence > 0.5, bins=10, scheme="equal-mass")
    assert diagram.counts[diagram.counts > 0].tolist() == [10, 80, 10]


def test_empty_bins_have_a_count_and_no_share() -> None:
    diagram = reliability([0.95, 0.96], [True, False], bins=2)
    assert diagram.counts.tolist() == [0, 2]
    assert np.isnan(diagram.accuracy[0])
    assert np.isnan(diagram.gap[0])
    assert diagram.accuracy[1] == 0.5
    low, high = diagram.interval()
    assert (low[0], high[0]) == (0.0, 1.0)
    assert low[1] < 0.5 < high[1]


def test_without_samples_nothing_is_claimed() -> None:
    diagram = reliability([], [])
    assert np.isnan(diagram.ece)
    assert np.isnan(diagram.mce)


def test_what_cannot_be_binned_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"row 1.*not in"):
        reliability([0.5, 1.5], [True, True])
    with pytest.raises(InvalidInput, match="row 0"):
        reliability([float("nan")], [True])
    with pytest.raises(InvalidInput, match="at least one bin"):
        reliability([0.5], [True], bins=0)
    with pytest.raises(InvalidInput, match="at least one bin"):
        reliability([0.5], [True], bins=0, scheme="equal-mass")
    with pytest.raises(InvalidInput, match="outcomes"):
        reliability([0.5], [True, False])
