"""The histogram's upright lines, each with its name and value beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.theme import SMALL, Theme, colour

#: Between a line and its words, in pixels.
GAP = 4.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A line at ``x``, in pixels, and what it says."""

    x: float
    words: str
    style: Qt.PenStyle
    tint: str


def draw_marks(painter: QPainter, axes: Axes, marks: Sequence[Mark], theme: Theme) -> None:
    """All lines first: no line strikes through what another says."""
    top, bottom = axes.area.top(), axes.area.bottom()
    for mark in marks:
        pen = primitives.line(colour(mark.tint), 1.5, mark.style)
        primitives.draw_lines(painter, [(mark.x, top, mark.x, bottom)], pen)
    for mark, box in zip(marks, word_boxes(axes.area, marks, theme), strict=True):
        text.clear_behind(painter, box, theme)
        text.put(painter, box, mark.words, colour(mark.tint), theme, size=SMALL, elide=False)


def word_boxes(area: QRectF, marks: Sequence[Mark], theme: Theme) -> list[QRectF]:
    """Where each mark's words stand: beside its line, off the others' words.

    If there is such a place they are off the others' lines, too; as far up as that goes, and
    rather on the right.
    """
    height = theme.metrics(SMALL).height()
    boxes: list[QRectF] = []
    for mark in marks:
        width = theme.width(mark.words, SMALL)
        others = [other.x for other in marks if other is not mark]
        places = [
            QRectF(left, area.top() + row * height, width, height)
            for row in range(len(marks))
            for left in (mark.x + GAP, mark.x - GAP - width)
        ]
        free = [box for box in places if not any(_overlap(box, taken) for taken in boxes)]
        boxes.append(min(free, key=lambda box: (_outside(box, area), _crossed(box, others))))
    return boxes


def _overlap(box: QRectF, taken: QRectF) -> bool:
    """Rows that only touch do not, whatever their sums are rounded to."""
    return box.adjusted(0.0, 0.5, 0.0, -0.5).intersects(taken)


def _outside(box: QRectF, area: QRectF) -> float:
    """How much of the words has no room; in whole pixels, so that less is not a reason."""
    return float(round(max(area.left() - box.left(), box.right() - area.right(), 0.0)))


def _crossed(box: QRectF, lines: Sequence[float]) -> int:
    return sum(box.left() - 1.0 <= x <= box.right() + 1.0 for x in lines)
