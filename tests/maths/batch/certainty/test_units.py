"""What is drawn as one, and random numbers that are the same everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ceviz.maths.batch import Evaluation, Places, evaluate
from ceviz.maths.batch.certainty.units import MOST, uniform, units_of


def images(scores: Any, labels: Any, shape: tuple[int, ...]) -> Evaluation:
    """Rows that were pixels of ``shape`` (images, y, x)."""
    made = evaluate(scores, labels)
    return replace(made, task=replace(made.task, places=Places(shape)))


def test_rows_of_a_table_are_units() -> None:
    units = units_of(evaluate(np.zeros((5, 2)), [0, 1, -100, 1, 0]))
    assert (units.count, units.called, units.clustered) == (4, "row", False)
    np.testing.assert_array_equal(units.totals(np.arange(4.0)), np.arange(4.0))


def test_pixels_are_drawn_with_their_image() -> None:
    labels = np.array([0, 1, 1, -100, -100, -100, -100, -100, 1, 1, 0, 0])
    units = units_of(images(np.zeros((12, 2)), labels, (3, 2, 2)))
    assert (units.count, units.called) == (2, "image")  # one has no pixel that counts
    kept = units.counting(np.arange(12.0))
    np.testing.assert_array_equal(kept, [0, 1, 2, 8, 9, 10, 11])
    np.testing.assert_array_equal(units.totals(kept), [3, 38])


def test_many_units_are_dealt_into_groups_with_their_rows() -> None:
    rows = 3 * MOST
    units = units_of(images(np.zeros((2 * rows, 2)), np.zeros(2 * rows, int), (rows, 1, 2)))
    groups = units.groups()
    assert groups is not None
    np.testing.assert_array_equal(groups[::2], groups[1::2])
    assert 0.9 * MOST < len(np.unique(groups)) <= MOST
    assert units_of(evaluate(np.zeros((MOST, 2)), np.zeros(MOST, int))).groups() is None


def test_numbers_by_chance_are_those_of_the_seed() -> None:
    """Written down: they must be the same with every NumPy and on every machine."""
    assert uniform(6, 1000, 0).tolist() == uniform(7, 1000, 0).tolist()[:6]
    assert uniform(6, 1000, 0).tolist() == [850, 636, 511, 269, 307, 40]
    counts = np.bincount(uniform(100_000, 10, 3), minlength=10)
    assert abs(counts - 10_000).max() < 500
