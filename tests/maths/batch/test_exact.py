from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.errors import InvalidInput
from ceviz.maths.batch.exact import ExactSums, beside, exact_sums, to_float

UNIT = Fraction(1, 2**66)
numbers = st.floats(0.0, allow_nan=False, allow_infinity=False)
usual = st.floats(2.0**-13, 1e30)


def sums(values: list[float], codes: list[int] | None = None, groups: int = 1) -> ExactSums:
    groups_of = None if codes is None else np.array(codes, dtype=np.int64)
    return exact_sums(np.array(values, dtype=np.float64), groups_of, groups)


@given(st.lists(usual))
def test_sums_are_exact(values: list[float]) -> None:
    assert sums(values).units() * UNIT == sum(map(Fraction, values), Fraction(0))
    assert sums(values).total() == math.fsum(values)


@given(st.lists(numbers))
def test_each_number_is_rounded_to_the_unit_and_nothing_else(values: list[float]) -> None:
    assert sums(values).units() == sum(round(Fraction(value) / UNIT) for value in values)


@given(st.lists(st.floats(0.0, 1.0)))
def test_fewer_bits_round_to_a_coarser_unit(values: list[float]) -> None:
    coarse = exact_sums(np.array(values, dtype=np.float64), bits=36)
    expected = sum(round(Fraction(value) * 2**36) for value in values)
    assert coarse.units() == expected << 30


@given(st.lists(numbers), st.lists(numbers), st.lists(numbers))
def test_addition_is_associative_commutative_and_canonical(
    a: list[float], b: list[float], c: list[float]
) -> None:
    whole = sums(a + b + c)
    assert (sums(a) + sums(b)) + sums(c) == whole
    assert sums(a) + (sums(b) + sums(c)) == whole
    assert sums(c) + sums(a) + sums(b) == whole


@given(st.lists(st.tuples(numbers, st.integers(0, 4))))
@settings(max_examples=50)
def test_groups_are_kept_apart(pairs: list[tuple[float, int]]) -> None:
    values, codes = [p[0] for p in pairs], [p[1] for p in pairs]
    grouped = sums(values, codes, 5)
    for group in range(5):
        alone = sums([value for value, code in pairs if code == group])
        assert grouped.only(np.array([group])) == alone
        np.testing.assert_allclose(grouped.values()[group], alone.total(), rtol=3e-16)
    assert grouped.together() == sums(values)
    halves = grouped.regrouped(np.array([0, 1, 0, 1, 0]), 2)
    even = sums([value for value, code in pairs if code % 2 == 0])
    assert halves.only(np.array([0])) == even
    assert beside([grouped, grouped]).together() == grouped.together().times(2)


def test_many_numbers_of_many_sizes() -> None:
    random = np.random.default_rng(0)
    values = random.exponential(size=50_000) * 10.0 ** random.integers(-3, 15, 50_000)
    codes = random.integers(0, 20_000, 50_000)
    assert exact_sums(values).total() == math.fsum(values)
    grouped = exact_sums(values, codes, 20_000)
    assert grouped.total() == math.fsum(values)
    np.testing.assert_allclose(
        grouped.values(), np.bincount(codes, weights=values, minlength=20_000), rtol=1e-12
    )


def test_infinities_are_counted_beside_the_sum() -> None:
    some = sums([1.0, math.inf, 2.0, math.inf])
    assert some.total() == math.inf
    assert int(some.infinite[0]) == 2
    assert some.units() * UNIT == 3
    assert (some + sums([1.0])).total() == math.inf
    np.testing.assert_array_equal(sums([1.0, math.inf], [1, 0], 3).values(), [math.inf, 1.0, 0.0])


def test_times_is_adding_again_and_again() -> None:
    assert sums([0.1]).times(1000) == sums([0.1] * 1000)
    assert sums([0.1]).times(0) == sums([])


def test_numbers_too_large_for_a_float_are_infinite() -> None:
    assert sums([1.7e308] * 3).total() == math.inf
    assert to_float(-(1 << 2000)) == -math.inf


def test_a_number_that_is_none_is_refused_by_its_row() -> None:
    values = np.array([1.0, math.nan, math.nan])
    with pytest.raises(InvalidInput, match="row 1 "):
        exact_sums(values)
    with pytest.raises(InvalidInput, match="row 40 "):
        exact_sums(values, rows=np.array([30, 40, 50]))
