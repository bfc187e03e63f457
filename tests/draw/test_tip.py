"""The note by the pointer stays in the picture, wherever the pointer is."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.draw.theme import LIGHT
from ceviz.draw.tip import draw_tip, lines_for
from tests.helpers.documents import fruit
from tests.helpers.fixtures import state_of
from tests.helpers.images import painted, untouched

BOUNDS = QRectF(50.0, 50.0, 300.0, 200.0)


@pytest.mark.parametrize("x", [51.0, 120.0, 340.0])
@pytest.mark.parametrize("y", [51.0, 150.0, 245.0])
def test_it_stays_within_bounds_and_beside_the_pointer(x: float, y: float) -> None:
    lines = lines_for(1, state_of(fruit()))
    point = QPointF(x, y)
    paint = partial(draw_tip, bounds=BOUNDS, point=point, lines=lines, theme=LIGHT)
    touched = ~untouched(painted(paint, 400, 300))
    rows, columns = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
    assert rows.min() >= BOUNDS.top() - 1
    assert rows.max() <= BOUNDS.bottom() + 1
    assert columns.min() >= BOUNDS.left() - 1
    assert columns.max() <= BOUNDS.right() + 1
    # What is pointed at is not covered.
    assert not touched[int(y), int(x)]


def test_in_a_narrow_picture_it_is_as_wide_as_that() -> None:
    bounds = QRectF(50.0, 50.0, 60.0, 200.0)
    paint = partial(
        draw_tip, bounds=bounds, point=QPointF(80.0, 200.0),
        lines=["a class whose name goes on and on", "q = 0.5"], theme=LIGHT,
    )  # fmt: skip
    columns = np.flatnonzero((~untouched(painted(paint, 200, 300))).any(axis=0))
    assert columns.min() >= 49
    assert columns.max() <= 112
