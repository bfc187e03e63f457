from __future__ import annotations

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.errors import InvalidInput
from ceviz.maths import log_softmax, logsumexp, predict, softmax

FRUIT = [1.0, 3.5, -0.5]


def test_the_fruit() -> None:
    found = predict(FRUIT)
    np.testing.assert_allclose(found.q, [0.0746, 0.9088, 0.0166], atol=5e-5)
    assert found.surprisal[1] == pytest.approx(0.0957, abs=5e-5)
    assert found.complement[1] == pytest.approx(0.0912, abs=5e-5)


def test_temperature_divides_the_scores() -> None:
    np.testing.assert_array_equal(softmax(FRUIT, temperature=0.5), softmax([2.0, 7.0, -1.0]))


def test_agrees_with_scipy() -> None:
    z = np.random.default_rng(0).normal(0, 5, (7, 4, 9))
    np.testing.assert_allclose(softmax(z), scipy.special.softmax(z, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(log_softmax(z), scipy.special.log_softmax(z, -1), atol=1e-15)
    np.testing.assert_allclose(
        logsumexp(z / 0.3), scipy.special.logsumexp(z / 0.3, axis=-1), rtol=1e-13
    )
    np.testing.assert_allclose(logsumexp(z, temperature=0.3), logsumexp(z / 0.3), rtol=1e-13)


def test_huge_scores_do_not_overflow() -> None:
    np.testing.assert_array_equal(softmax([1000.0, 0.0, -1000.0]), [1.0, 0.0, 0.0])
    np.testing.assert_array_equal(log_softmax([1000.0, 0.0, -1000.0]), [0.0, -1000.0, -2000.0])
    np.testing.assert_array_equal(softmax([1.7e308, -1.7e308], temperature=1e-308), [1.0, 0.0])
    np.testing.assert_array_equal(softmax([3.0, 5.0], temperature=1e308), [0.5, 0.5])


def test_the_largest_class_knows_how_little_is_missing() -> None:
    found = predict([0.0, -60.0])
    assert found.q[0] == 1.0
    assert found.complement[0] == pytest.approx(np.exp(-60.0), rel=1e-13)
    assert found.surprisal[0] == pytest.approx(np.exp(-60.0), rel=1e-13)


@pytest.mark.parametrize("classes", [1, 2, 3, 7, 1000])
def test_ties_are_shared(classes: int) -> None:
    found = predict(np.full(classes, 4.2))
    np.testing.assert_allclose(found.q, 1 / classes, rtol=1e-15)
    np.testing.assert_allclose(found.surprisal, np.log(classes), rtol=1e-15)
    np.testing.assert_allclose(found.complement, 1 - 1 / classes, rtol=1e-15)


def test_a_score_of_minus_infinity_is_impossible() -> None:
    found = predict([[0.0, -np.inf, 0.0], [-np.inf, 2.0, -np.inf]], temperature=0.3)
    np.testing.assert_array_equal(found.q, [[0.5, 0, 0.5], [0, 1, 0]])
    np.testing.assert_array_equal(found.surprisal[1], [np.inf, 0, np.inf])
    np.testing.assert_array_equal(found.complement, [[0.5, 1, 0.5], [1, 0, 1]])


def test_shapes() -> None:
    assert softmax(np.zeros((2, 0, 3))).shape == (2, 0, 3)
    assert logsumexp(np.zeros((2, 5, 3))).shape == (2, 5)
    assert isinstance(float(logsumexp([1.0, 2.0])), float)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int64, np.int8, bool, object])
def test_other_numbers_are_computed_in_float64(dtype: type) -> None:
    z = np.array([1, 0, 1], dtype=np.dtype(dtype))
    np.testing.assert_array_equal(softmax(z), softmax([1.0, 0.0, 1.0]))
    assert softmax(z).dtype == np.float64


def test_the_callers_scores_are_left_alone() -> None:
    z = np.array([3.0, 1.0, 2.0])
    z.flags.writeable = False
    predict(z, temperature=0.7)
    np.testing.assert_array_equal(z, [3.0, 1.0, 2.0])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    z=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8),
    temperature=st.floats(min_value=0.0, exclude_min=True, allow_infinity=False),
)
def test_any_finite_scores_make_a_distribution(z: list[float], temperature: float) -> None:
    found = predict(z, temperature=temperature)
    assert abs(found.q.sum() - 1.0) <= 1e-15 * len(z)
    assert (found.q >= 0).all()
    assert (found.surprisal >= 0).all()
    assert ((found.complement >= 0) & (found.complement <= 1)).all()


@pytest.mark.parametrize(
    ("z", "says"),
    [
        ([1.0, np.nan], r"scores\[1\]: NaN"),
        ([[0.0, 1.0], [np.inf, 1.0]], r"scores\[1, 0\]: \+∞"),
        ([-np.inf, -np.inf], "scores: every score is −∞"),
        ([[0.0, 1.0], [-np.inf, -np.inf]], r"scores\[1\]: every score is −∞"),
        (3.0, "scores: a single number"),
        ([], "scores: no classes"),
        (np.zeros((4, 0)), r"no classes \(its shape is \(4, 0\)\)"),
        (["much", "more"], "scores: not an array of numbers"),
        ([1j, 2.0], "complex"),
        ([[1.0], [1.0, 2.0]], "scores: not an array of numbers"),
        ([None, 1.0], "scores"),
    ],
)
def test_refused_scores(z: object, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        softmax(z)  # type: ignore[arg-type]


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan, np.inf, "warm", None, [1.0, 2.0]])
def test_refused_temperatures(temperature: object) -> None:
    with pytest.raises(InvalidInput, match="temperature"):
        softmax(FRUIT, temperature=temperature)  # type: ignore[arg-type]
