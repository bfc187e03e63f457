"""ziamath's drawings: their size, their ink, the boxes of their classes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ceviz.draw.formula.mathml import pieces
from ceviz.draw.formula.typeset import Drawing, can_be_set, typeset
from ceviz.lessons.formulas.reading import formula_of
from tests.helpers.images import pixels

INK = "#aa0000"


def drawing(line: str, size: float = 24.0, ink: str = INK) -> Drawing:
    (piece,) = pieces(formula_of(line), lambda asked: "0.909", str)
    return typeset(piece.xml, size, ink)


def painted(found: Drawing, at: QPointF, side: int = 200) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        found.paint(painter, at)
    return image


def ink_box(image: QImage) -> QRectF:
    """The pixels that are not white."""
    rows, columns = (pixels(image)[..., :3] != 255).any(axis=2).nonzero()
    return QRectF(QPointF(columns.min(), rows.min()), QPointF(columns.max() + 1, rows.max() + 1))


@pytest.mark.parametrize("line", ["q(Banana)", "−log {q Banana}", "e^{z A} / (e^{z A} + z)"])
def test_it_is_painted_in_its_box(line: str) -> None:
    found, at = drawing(line), QPointF(20, 100)
    ink = ink_box(painted(found, at))
    box = found.box.translated(at)
    assert box.adjusted(-1, -1, 1, 1).contains(ink)
    # And fills it, but for the side bearings of letters and the height that a line has anyway.
    assert ink.width() > 0.85 * box.width()
    assert ink.height() > 0.6 * box.height()


def test_letters_stand_on_the_baseline() -> None:
    ink = ink_box(painted(drawing("z"), QPointF(20, 100)))
    assert abs(ink.bottom() - 100) <= 1.5


def test_it_has_the_ink_it_is_given() -> None:
    image = painted(drawing("z", 48.0), QPointF(20, 100))
    seen = {image.pixelColor(x, y).name() for x in range(200) for y in range(200)}
    assert INK in seen
    assert "#000000" not in seen


def test_size_is_size() -> None:
    small, large = drawing("q(Banana)", 20.0).box, drawing("q(Banana)", 40.0).box
    assert large.width() == pytest.approx(2.0 * small.width(), rel=0.05)


def test_each_class_has_its_box() -> None:
    found = drawing("{q Apple} / ({q Apple} + {q Banana})")
    assert [name for _, name in found.classes] == ["Apple", "Apple", "Banana"]
    over, left, right = (box for box, _ in found.classes)
    assert over.bottom() < left.top()
    assert left.right() < right.left()
    assert all(found.box.contains(box) for box in (over, left, right))
    # The ink of the number is in the box.
    at = QPointF(20, 100)
    image = painted(found, at)
    rect = right.translated(at).toAlignedRect()
    inside = ink_box(image.copy(rect))
    assert inside.width() > 0.8 * right.width()


def test_what_the_font_lacks_is_known() -> None:
    assert can_be_set("Banana 3 Ü é")
    assert not can_be_set("香蕉")


def test_no_text_is_left_for_a_font_to_miss() -> None:
    svg = drawing("−log q(Banana)").svg
    assert "<path" in svg
    assert "<text" not in svg
    assert "<symbol" not in svg
