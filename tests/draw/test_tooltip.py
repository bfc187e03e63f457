"""The note by the pointer stays in the picture, wherever the pointer is."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ceviz.document.model import Document
from ceviz.draw import text
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.theme import LIGHT
from ceviz.draw.tooltip import draw_tip, lines_for
from tests.helpers.documents import free_fruit, fruit, infinite, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import painted, rendered, untouched

BOUNDS = QRectF(50.0, 50.0, 300.0, 200.0)


@pytest.mark.parametrize("x", [-30.0, 51.0, 120.0, 340.0, 390.0])
@pytest.mark.parametrize("y", [5.0, 51.0, 150.0, 245.0, 295.0])
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
    # What is pointed at is not covered; a drag may leave the picture.
    assert not BOUNDS.contains(point) or not touched[int(y), int(x)]


def test_in_a_narrow_picture_it_is_as_wide_as_that() -> None:
    bounds = QRectF(50.0, 50.0, 60.0, 200.0)
    paint = partial(
        draw_tip, bounds=bounds, point=QPointF(80.0, 200.0),
        lines=["a class whose name goes on and on", "q = 0.5"], theme=LIGHT,
    )  # fmt: skip
    columns = np.flatnonzero((~untouched(painted(paint, 200, 300))).any(axis=0))
    assert columns.min() >= 49
    assert columns.max() <= 112


@pytest.mark.parametrize(
    "point", [QPointF(120.0, 160.0), QPointF(330.0, 60.0), QPointF(60.0, 240.0)]
)
def test_it_goes_where_it_covers_no_number(point: QPointF) -> None:
    lines = lines_for(1, state_of(fruit()))
    numbers = [QRectF(x, y, 40.0, 16.0) for x in (60.0, 160.0, 260.0) for y in (60.0, 150.0)]
    paint = partial(
        draw_tip, bounds=BOUNDS, point=point, lines=lines, theme=LIGHT, clear_of=numbers
    )
    touched = ~untouched(painted(paint, 400, 300))
    assert touched.any()
    for box in numbers:
        assert not touched[
            int(box.top()) : int(box.bottom()), int(box.left()) : int(box.right())
        ].any()
    assert not touched[int(point.y()), int(point.x())]


def test_where_numbers_are_everywhere_it_is_beside_the_pointer() -> None:
    lines, point = lines_for(1, state_of(fruit())), QPointF(120.0, 160.0)
    paint = partial(draw_tip, bounds=BOUNDS, point=point, lines=lines, theme=LIGHT)
    plain = painted(paint, 400, 300)
    assert (painted(partial(paint, clear_of=[BOUNDS]), 400, 300) == plain).all()


@pytest.mark.parametrize("picture", [ProbabilityBars(), ScoreBars()])
@pytest.mark.parametrize("hovered", [0, 1, 2])
def test_it_covers_neither_the_bar_in_the_hand_nor_that_of_the_truth(
    picture: ProbabilityBars | ScoreBars, hovered: int
) -> None:
    state = state_of(fruit(), hovered=hovered)
    rect = QRectF(0.0, 0.0, 420.0, 300.0)
    g = picture.geometry(rect, state, LIGHT)
    seen = picture.bars(g, state)
    assert len(seen) == len({hovered, 1})
    for bar in seen:
        paint = partial(
            draw_tip, bounds=rect, point=bar.center(), lines=lines_for(hovered, state),
            theme=LIGHT, clear_of=picture.numbers(g, state, LIGHT), rather=seen,
        )  # fmt: skip
        touched = ~untouched(painted(paint, 420, 300))
        assert touched.any()
        for each in seen:
            left, right = int(each.left()) + 1, int(each.right())
            assert not touched[int(each.top()) + 1 : int(each.bottom()), left:right].any()


def test_what_it_rather_leaves_free_yields_to_numbers() -> None:
    lines, point = lines_for(1, state_of(fruit())), QPointF(120.0, 160.0)
    numbers = [QRectF(160.0, 60.0, 40.0, 160.0)]
    paint = partial(
        draw_tip, bounds=BOUNDS, point=point, lines=lines, theme=LIGHT, clear_of=numbers
    )
    assert (painted(partial(paint, rather=[BOUNDS]), 400, 300) == painted(paint, 400, 300)).all()


@pytest.mark.parametrize("picture", [ProbabilityBars(), ScoreBars()])
@pytest.mark.parametrize("document", [fruit(), free_fruit(), infinite(), many(12), many(200)])
def test_pictures_know_where_their_numbers_stand(
    monkeypatch: pytest.MonkeyPatch, picture: ProbabilityBars | ScoreBars, document: Document
) -> None:
    written: list[QPointF] = []

    def note(painter: QPainter, x: float, baseline: float, words: str, tint: QColor) -> None:
        width = painter.fontMetrics().horizontalAdvance(words)
        written.append(QPointF(x + width / 2.0, baseline - 4.0))

    monkeypatch.setattr(text, "put_at", note)
    state = state_of(document)
    rendered(picture, state, 420, 300)
    boxes = picture.numbers(
        picture.geometry(QRectF(0.0, 0.0, 420.0, 300.0), state, LIGHT), state, LIGHT
    )
    assert written
    assert [place for place in written if not any(box.contains(place) for box in boxes)] == []
