"""What the maths lets in, and how it refuses the rest."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths.inputs import (
    ROUNDING,
    as_classes,
    as_distribution,
    as_numbers,
    as_temperature,
    refuse_scores,
    together,
)


@pytest.mark.parametrize("given", [[1, 2], (1.0, 2.0), np.array([1, 2], np.float16)])
def test_whatever_holds_numbers_comes_in_as_float64(given: Any) -> None:
    array = as_classes(given, "z")
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, [1.0, 2.0])


def test_float64_comes_in_as_it_is() -> None:
    given = np.array([0.25, 0.75])
    assert as_classes(given, "z") is given
    assert as_distribution(given) is given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (3.0, "z: a single number"),
        (np.zeros((2, 0)), r"z: no classes.*\(2, 0\)"),
        ("abc", "z: not an array of numbers"),
        ([1j, 2.0], "z: not an array of numbers.*complex"),
        ([[1.0], [1.0, 2.0]], "z: not an array of numbers"),
    ],
)
def test_what_is_no_row_of_classes_is_refused(given: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        as_classes(given, "z")


def test_a_single_number_is_a_number() -> None:
    assert as_numbers(3, "q").shape == ()


def test_a_row_within_rounding_is_not_touched_and_one_within_float32_is_divided() -> None:
    close = np.array([0.1] * 10)
    assert abs(close.sum() - 1.0) <= ROUNDING * 10
    assert as_distribution(close) is close
    narrow = np.full(3, 1.0 / 3.0, np.float32)
    assert narrow.astype(np.float64).sum() != 1.0
    assert as_distribution(narrow).sum() == pytest.approx(1.0, abs=1e-16)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([[0.5, 0.5], [1.5, -0.5]], r"p\[1, 1\]: -0.5 is not a probability"),
        ([0.5, math.nan], r"p\[1\]: NaN is not a probability"),
        ([math.inf, 0.0], r"p\[0\]: inf is not a probability"),
        ([0.0, 0.0], "p: the probabilities are all 0"),
        ([1e308, 1e308], "p: the sum is too large"),
    ],
)
def test_what_is_no_probability_is_named_by_its_place(given: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        as_distribution(given)


def test_of_rows_that_sum_to_something_else_the_furthest_off_is_named() -> None:
    with pytest.raises(NotADistribution, match=r"p\[1\]: .*sum to 0\.5") as caught:
        as_distribution([[0.6, 0.5], [0.25, 0.25]])
    assert caught.value.total == 0.5


@pytest.mark.parametrize("given", [0.0, -1.0, math.inf, math.nan, "hot", None])
def test_what_cannot_be_a_temperature_is_refused(given: Any) -> None:
    with pytest.raises(InvalidInput, match="temperature"):
        as_temperature(given)


def test_scores_may_be_minus_infinity_but_not_all_of_them() -> None:
    refuse_scores(np.array([[0.0, -np.inf]]))
    with pytest.raises(InvalidInput, match=r"scores\[1\]: every score is −∞"):
        refuse_scores(np.array([[0.0, 1.0], [-np.inf, -np.inf]]))
    with pytest.raises(InvalidInput, match=r"scores\[0, 1\]: NaN"):
        refuse_scores(np.array([[0.0, math.nan]]))
    with pytest.raises(InvalidInput, match=r"scores\[0, 0\]: \+∞"):
        refuse_scores(np.array([[math.inf, 0.0]]))


def test_one_row_goes_with_many_but_one_class_does_not() -> None:
    one, other = together(np.zeros(3), np.zeros((2, 3)))
    assert one.shape == other.shape == (2, 3)
    with pytest.raises(InvalidInput, match="different numbers of classes: 1 and 3"):
        together(np.zeros(1), np.zeros(3))
    with pytest.raises(InvalidInput, match="do not fit together"):
        together(np.zeros((4, 3)), np.zeros((2, 3)))
