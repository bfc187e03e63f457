"""Tails of Student's t and of a fair coin are SciPy's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betainc

from ceviz.errors import InvalidInput
from ceviz.maths.tails import coin_tail, incomplete_beta, student_quantile, student_tail


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 30, 199, 999, 20_000, 3_000_000])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_quantiles_are_scipys(freedom: int, level: float) -> None:
    expected = stats.t.ppf(0.5 + level / 2, freedom)
    assert student_quantile(float(freedom), level) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("freedom", [1, 2, 5, 99, 4_095, 1_000_000])
@pytest.mark.parametrize("t", [0.0, 1e-3, 0.7, -1.96, 4.0, 12.0])
def test_tails_are_scipys(freedom: int, t: float) -> None:
    assert student_tail(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-8)


# The oldest SciPy that is tested with has half of its digits right that close to 1.
WELL_BELOW_ONE = st.floats(0.0, 1.0).filter(lambda x: x == 1.0 or x < 1.0 - 1e-9)


@given(WELL_BELOW_ONE, st.floats(0.1, 500.0), st.floats(0.1, 500.0))
@settings(max_examples=200, deadline=None)
def test_the_incomplete_beta_function_is_scipys(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(betainc(a, b, x), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("gap", [2.0**-53, 1e-12, 1e-9, 0.5])
def test_close_to_one_it_is_the_arcsine_law(gap: float) -> None:
    """Of a = b = 1/2 what is beyond x is (2/π)·arcsin √(1 − x)."""
    beyond = 2.0 / math.pi * math.asin(math.sqrt(gap))
    assert 1.0 - incomplete_beta(1.0 - gap, 0.5, 0.5) == pytest.approx(beyond, abs=1e-13, rel=1e-4)


@pytest.mark.parametrize(
    ("heads", "tosses"), [(0, 0), (0, 1), (3, 10), (5, 10), (9, 10), (400, 1_000), (49_500, 10**5)]
)
def test_a_fair_coin_is_tested_exactly(heads: int, tosses: int) -> None:
    expected = stats.binomtest(heads, tosses).pvalue if tosses else 1.0
    assert coin_tail(heads, tosses) == pytest.approx(expected, rel=1e-9)


def test_what_is_no_number_has_no_tail() -> None:
    assert math.isnan(student_tail(math.nan, 5))
    assert math.isnan(student_tail(1.0, 0))
    assert student_tail(math.inf, 5) == 0.0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="confidence level"):
        student_quantile(3.0, 1.0)
    with pytest.raises(InvalidInput, match="degrees of freedom"):
        student_quantile(0.0)
    with pytest.raises(InvalidInput, match="5 heads in 4 tosses"):
        coin_tail(5, 4)
