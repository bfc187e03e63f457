"""The marks p and q, and the way that q came, the same on every landscape of the loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ceviz.draw import primitives, text
from ceviz.draw.theme import SMALL, Theme, colour

#: Of a mark, in pixels before type scaling.
RADIUS = 9.0

#: So many of the last places are joined by a line.
LATELY = 16


def draw_marker(
    painter: QPainter, at: QPointF, letter: str, tint: QColor, theme: Theme, *, square: bool = False
) -> None:
    """A disc, or for p a square, with its letter; an empty one, if another will lie on it."""
    painter.setPen(primitives.line(colour(theme.surface), 2.0))
    painter.setBrush(tint)
    box = mark_box(at, theme)
    if square:
        painter.drawRoundedRect(box, 3.0, 3.0)
    else:
        painter.drawEllipse(box)
    if not letter:
        return
    ink = colour(theme.surface)
    raised = box.adjusted(-4.0, -1.5, 4.0, -1.5)
    text.put(
        painter, raised, letter, ink, theme, size=SMALL, bold=True, align=text.CENTRE, elide=False
    )


def mark_box(at: QPointF, theme: Theme) -> QRectF:
    """The square around a mark."""
    radius = RADIUS * theme.scale
    return QRectF(at.x() - radius, at.y() - radius, 2.0 * radius, 2.0 * radius)


def arrow_box(tail: QPointF, along: NDArray[np.float64]) -> QRectF:
    """Around an arrow from ``tail`` by ``along``, (2,), in pixels."""
    tip = QPointF(tail.x() + float(along[0]), tail.y() + float(along[1]))
    return QRectF(tail, tip).normalized().adjusted(-4.0, -4.0, 4.0, 4.0)


def draw_way(painter: QPainter, way: NDArray[np.float64], theme: Theme) -> None:
    """A trail through ``way``, (n, 2) in pixels, the oldest first: points, and then a line."""
    # Points for the older part are quick, and not taken for a line of equal loss.
    older, latest = way[:-LATELY], way[-LATELY:]
    primitives.draw_points(painter, older[:, 0], older[:, 1], 2.4, colour(theme.ink, 0.6))
    primitives.draw_pieces(painter, latest, primitives.line(colour(theme.ink, 0.8), 1.6))
