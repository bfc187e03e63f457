from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.errors import InvalidInput
from ceviz.maths.batch import FATES, compare, evaluate
from tests.maths.batch.plainly import normal_batch


@given(st.integers(1, 300), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_parts_add_up_to_the_change_exactly(rows: int, seed: int) -> None:
    scores, labels = normal_batch(rows, 4, np.float64, seed)
    moved = scores + np.random.default_rng(seed).standard_normal(scores.shape)
    before, after = evaluate(scores, labels), evaluate(moved, labels)
    both = compare(before, after)
    units = sum(part.units for part in both.parts)
    exact = sum(map(Fraction, after.loss)) - sum(map(Fraction, before.loss))
    assert abs(Fraction(units, 2**66) - exact) <= Fraction(rows, 2**66)
    assert both.change == units / 2**66 / rows
    assert sum(part.contribution for part in both.parts) == pytest.approx(both.change, abs=1e-14)
    assert both.change == pytest.approx(after.mean - before.mean, abs=1e-12)
    assert sum(part.count for part in both.parts) == both.counted == rows


def test_loss_up_and_accuracy_up_is_answered() -> None:
    """Three become right by a hair, one wrong one becomes very sure of itself."""
    before = np.array([[0.0, 0.1], [0.0, 0.1], [0.0, 0.1], [0.0, 1.0], [2.0, 0.0]])
    after = np.array([[0.1, 0.0], [0.1, 0.0], [0.1, 0.0], [0.0, 9.0], [2.0, 0.0]])
    labels = np.zeros(5, int)
    both = compare(evaluate(before, labels), evaluate(after, labels))
    parts = {part.fate: part for part in both.parts}
    assert tuple(parts) == FATES
    assert both.change > 0
    assert both.accuracy_change == pytest.approx(0.6)
    assert [part.count for part in both.parts] == [1, 1, 3, 0]
    assert parts["stayed right"].contribution == 0.0
    assert parts["became right"].contribution < 0 < parts["stayed wrong"].contribution
    assert parts["stayed wrong"].after > 9.0 > parts["stayed wrong"].before
    np.testing.assert_array_equal(both.fates, [2, 2, 2, 1, 0])
    np.testing.assert_array_equal(both.movers(2), [3, 0])
    assert len(both.movers(100)) == 4  # the last row did not move


def test_weights_and_ignored_rows_are_those_of_the_means() -> None:
    scores, labels = normal_batch(500, 3)
    labels[::4] = -100
    weight = [1.0, 2.0, 0.5]
    before = evaluate(scores, labels, weight=weight)
    after = evaluate(scores * 2, labels, weight=weight)
    both = compare(before, after)
    assert both.change == pytest.approx(after.mean - before.mean, rel=1e-12)
    assert both.counted == before.summary.counted
    np.testing.assert_array_equal(both.fates[::4], -1)
    np.testing.assert_array_equal(both.delta[::4], 0.0)


def test_losses_that_become_infinite_are_said_to() -> None:
    finite, infinite = np.zeros((2, 2)), np.array([[0.0, -np.inf], [0.0, 0.0]])
    labels = np.array([1, 1])
    there = compare(evaluate(finite, labels), evaluate(infinite, labels))
    back = compare(evaluate(infinite, labels), evaluate(finite, labels))
    still = compare(evaluate(infinite, labels), evaluate(infinite, labels))
    assert (there.change, back.change) == (math.inf, -math.inf)
    assert math.isnan(still.change)
    np.testing.assert_array_equal(there.movers(), [0])
    assert len(still.movers()) == 0


def test_nothing_compared_is_nan() -> None:
    nobody = evaluate(np.zeros((2, 2)), [-100, -100])
    assert math.isnan(compare(nobody, nobody).change)


def test_other_samples_are_refused() -> None:
    scores, labels = normal_batch(10, 3)
    one = evaluate(scores, labels)
    other = labels.copy()
    other[4] = (other[4] + 1) % 3
    with pytest.raises(InvalidInput, match="10 rows cannot be compared with 9"):
        compare(one, evaluate(scores[:9], labels[:9]))
    with pytest.raises(InvalidInput, match=r"row 4 .*true class is"):
        compare(one, evaluate(scores, other))
    other[4] = -100
    with pytest.raises(InvalidInput, match=r"row 4 .*counts in one"):
        compare(one, evaluate(scores, other))
    with pytest.raises(InvalidInput, match="different class weights"):
        compare(one, evaluate(scores, labels, weight=[1.0, 2.0, 3.0]))
