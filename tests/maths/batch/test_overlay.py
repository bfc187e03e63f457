from __future__ import annotations

import numpy as np

from ceviz.maths.batch import Overlay

OVERLAY = Overlay(
    rows=np.array([2, 5, 9]),
    scores=np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]),
    targets=np.array([[0.0, 1.0], [0.75, 0.25], [1.0, 0.0]]),
)


def test_the_true_class_is_the_most_probable_and_certain_where_it_is_alone() -> None:
    np.testing.assert_array_equal(OVERLAY.true, [1, 0, 0])
    np.testing.assert_array_equal(OVERLAY.certain, [True, False, True])


def test_its_rows_are_found_among_others() -> None:
    there, here = OVERLAY.found(np.array([0, 5, 7, 9]))
    np.testing.assert_array_equal(there, [1, 3])
    np.testing.assert_array_equal(here, [1, 2])


def test_a_thinner_batch_numbers_its_rows_anew() -> None:
    among = OVERLAY.among(np.array([0, 5, 7, 9]))
    assert among is not None
    np.testing.assert_array_equal(among.rows, [1, 3])
    np.testing.assert_array_equal(among.scores, OVERLAY.scores[1:])
    np.testing.assert_array_equal(among.targets, OVERLAY.targets[1:])
    assert OVERLAY.among(np.array([0, 1])) is None
