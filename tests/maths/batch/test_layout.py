"""Both layouts do what their verbs say, on whole tiles and odd ones."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.maths.arrays import AnyArray
from ceviz.maths.batch.layout import MANY_CLASSES, TILE, Cells, Rows, Tiles, cells_for

LAYOUTS = [Tiles, Rows]
SHAPES = [(TILE, 3), (2 * TILE, 5), (37, 4), (1, 1), (0, 2)]


def loaded(layout: type[Cells], table: AnyArray) -> Cells:
    cells: Cells = layout(len(table), table.shape[1], np.float64)  # type: ignore[call-arg]
    cells.load(table)
    return cells


def table_of(rows: int, classes: int) -> AnyArray:
    return np.random.default_rng(rows).integers(-9, 9, (rows, classes)).astype(np.float64)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("rows", "classes"), SHAPES)
def test_the_verbs(layout: type[Cells], rows: int, classes: int) -> None:
    table = table_of(rows, classes)
    kept, at = table.copy(), np.arange(rows)
    labels = np.random.default_rng(1).integers(0, classes, rows)
    cells = loaded(layout, table)
    np.testing.assert_array_equal(cells.take(labels), table[at, labels])
    cells.put(7.0)
    table[at, labels] = 7.0
    top, first = cells.peak()
    np.testing.assert_array_equal(top, table.max(axis=1))
    np.testing.assert_array_equal(first, table.argmax(axis=1))
    shift = np.arange(rows, dtype=np.float64)
    cells.subtract(shift)
    cells.divide(shift + 2.0)
    table = (table - shift[:, np.newaxis]) / (shift + 2.0)[:, np.newaxis]
    np.testing.assert_allclose(cells.sums(), table.sum(axis=1), atol=1e-12)
    weight = np.arange(classes, dtype=np.float64)
    np.testing.assert_allclose(cells.dot(weight), table @ weight, atol=1e-12)
    cells.square()
    np.testing.assert_allclose(cells.sums(), (table**2).sum(axis=1), atol=1e-12)
    np.testing.assert_array_equal(kept, table_of(rows, classes))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_class_of_weight_zero_is_left_out_of_products(layout: type[Cells]) -> None:
    cells = loaded(layout, np.array([[1.0, -np.inf], [2.0, np.nan]]))
    np.testing.assert_array_equal(cells.dot(np.array([3.0, 0.0])), [3.0, 6.0])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_classes_that_all_weigh_nothing_add_up_to_nothing(layout: type[Cells]) -> None:
    cells = loaded(layout, np.array([[1.0, -np.inf], [2.0, 3.0]]))
    np.testing.assert_array_equal(cells.dot(np.zeros(2)), [0.0, 0.0])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_block_may_be_shorter_than_the_room(layout: type[Cells]) -> None:
    table = table_of(5, 3)
    cells: Cells = layout(TILE, 3, np.float64)  # type: ignore[call-arg]
    for part in (table, table[:2]):
        cells.load(part)
        np.testing.assert_array_equal(cells.sums(), part.sum(axis=1))


def test_the_layout_follows_from_the_number_of_classes() -> None:
    assert isinstance(cells_for(4, MANY_CLASSES - 1, np.float32), Tiles)
    assert isinstance(cells_for(4, MANY_CLASSES, np.float32), Rows)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("classes", [8, 10, 63, 64, 200])
def test_a_sample_alone_adds_up_as_in_company(classes: int, dtype: type[np.floating]) -> None:
    random = np.random.default_rng(classes)
    scores = np.exp(3.0 * random.standard_normal((300, classes)))
    cells = cells_for(300, classes, dtype)
    cells.load(scores)
    together, alone = cells.sums(), []
    for row in range(300):
        cells.load(scores[row : row + 1])
        alone.extend(cells.sums().tolist())
    assert alone == together.tolist()
