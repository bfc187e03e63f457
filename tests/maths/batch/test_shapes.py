"""Which axis counts the classes, by the shape of the targets and by what they sum to."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.maths.batch.shapes import as_rows, class_axes, is_one_distribution, is_one_hot

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize(
    ("scores", "labels", "axes"),
    [
        ((2, 3, 4), (2, 4), ["second"]),
        ((2, 3, 4), (2, 3), ["last"]),
        ((2, 4, 4), (2, 4), ["second", "last"]),
        ((2, 3, 4, 5), (2, 4, 5), ["second"]),
        ((2, 4, 5, 3), (2, 4, 5), ["last"]),
        ((2, 3, 1), (2, 1), ["second"]),
        ((2, 3, 4), (2, 3, 4), ["second", "last"]),
        ((2, 3, 4), (8,), []),
    ],
)
def test_shapes_tell_the_axis(
    scores: tuple[int, ...], labels: tuple[int, ...], axes: list[str]
) -> None:
    assert class_axes(scores, labels) == axes


def test_probabilities_tell_the_axis_by_their_sums() -> None:
    soft = RANDOM.gamma(1, size=(2, 3, 4))
    assert class_axes(soft.shape, soft / soft.sum(axis=1, keepdims=True)) == ["second"]
    assert class_axes(soft.shape, soft / soft.sum(axis=2, keepdims=True)) == ["last"]
    assert class_axes((2, 4, 4), np.full((2, 4, 4), 0.25)) == ["second", "last"]
    assert class_axes(soft.shape, soft) == ["second", "last"]  # neither: their row is refused


def test_rows_are_in_the_order_of_their_labels() -> None:
    scores = RANDOM.normal(size=(2, 3, 4, 5))
    labels = RANDOM.integers(0, 3, (2, 4, 5))
    rows = as_rows(scores, "second")
    for row, place in enumerate(np.ndindex(labels.shape)):
        np.testing.assert_array_equal(rows[row], scores[place[0], :, *place[1:]])
    np.testing.assert_array_equal(as_rows(np.moveaxis(scores, 1, -1), "last"), rows)


def test_one_row_of_probabilities() -> None:
    scores = np.array([1.0, 2.0, 3.0])
    assert is_one_distribution(scores, np.array([0.2, 0.3, 0.5]))
    assert not is_one_distribution(scores, np.array([0.2, 0.3, 0.9]))
    assert not is_one_distribution(scores, np.array([1, 0, 2]))
    one_hot = np.array([0.0, 1.0, 0.0])
    assert is_one_hot(scores, one_hot)
    assert not is_one_distribution(scores, one_hot)
    assert not is_one_hot(scores, one_hot.astype(int))
    assert not is_one_hot(scores, np.array([0.0, 1.0, 1.0]))
