"""A row of a batch is found again where it lay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ceviz.maths.batch import Parts, Places, evaluate
from ceviz.maths.batch.task import task


@pytest.mark.parametrize(
    ("shape", "row", "said"),
    [
        ((5, 7), 8, "batch 1, t 1"),
        ((2, 3, 4), 23, "image 1, y 2, x 3"),
        ((2, 3, 4, 5), 60, "volume 1, z 0, y 0, x 0"),
        ((2, 1, 1, 1, 2), 3, "sample 1, d1 0, d2 0, d3 0, d4 1"),
    ],
)
def test_a_row_says_its_place(shape: tuple[int, ...], row: int, said: str) -> None:
    places = Places(shape)
    assert places.said(row) == said
    assert places.of(row) == np.unravel_index(row, shape)
    assert places.rows == np.prod(shape)


def test_columns_are_the_places_of_all_rows() -> None:
    places = Places((2, 3, 4))
    every = np.stack(places.columns(), axis=1)
    assert [tuple(row) for row in every.tolist()] == [places.of(row) for row in range(24)]


def test_some_of_the_rows_have_no_grid_any_more() -> None:
    asked = replace(task(np.zeros((6, 2)), np.zeros(6, np.int64)), places=Places((2, 3)))
    assert asked.at(2.0).places == asked.places
    assert asked.among(np.array([1, 4])).places is None


def test_losses_that_are_not_reduced_keep_their_shape() -> None:
    measured = evaluate(np.zeros((6, 2)), np.zeros(6, np.int64), reduction="none")
    placed = replace(measured, task=replace(measured.task, places=Places((2, 3))))
    assert np.shape(measured.cross_entropy) == (6,)
    assert np.shape(placed.cross_entropy) == (2, 3)
    assert placed.loss.shape == (6,)


def test_a_row_lies_in_the_file_that_has_it() -> None:
    parts = Parts(("a", "none", "b"), (0, 3, 3))
    assert [parts.of(row) for row in range(5)] == [("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1)]
    assert parts.said(4) == "b, 1"
    asked = replace(task(np.zeros((5, 2)), np.zeros(5, np.int64)), parts=parts)
    assert asked.at(2.0).parts == parts
    assert asked.among(np.array([1, 4])).parts is None
    assert asked.stretch(1, 3).parts is None
