"""Marks that are the same in every picture: p and q on a landscape, their way, a padlock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.draw import primitives, text
from ceviz.draw.theme import SMALL, Theme, colour

#: Of a mark, in pixels before type scaling.
RADIUS = 9.0

#: Of a padlock, in pixels before type scaling.
LOCK_WIDTH = 9.0

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


def draw_lock(painter: QPainter, x: float, middle: float, theme: Theme) -> None:
    """A closed padlock from ``x`` on, :data:`LOCK_WIDTH` wide; no bundled face has one."""
    k, tint = theme.scale, colour(theme.muted)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(primitives.line(tint, 1.5 * k))
    bow = QRectF(x + 2.0 * k, middle - 5.5 * k, 5.0 * k, 7.0 * k)
    painter.drawArc(bow, 0, 180 * 16)
    primitives.fill_rects(painter, [(x, middle - 2.0 * k, LOCK_WIDTH * k, 6.5 * k)], tint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_way(painter: QPainter, way: NDArray[np.float64], theme: Theme) -> None:
    """A trail through ``way``, (n, 2) in pixels, the oldest first: points, and then a line."""
    # Points for the older part are quick, and not taken for a line of equal loss.
    older, latest = way[:-LATELY], way[-LATELY:]
    primitives.draw_points(painter, older[:, 0], older[:, 1], 2.4, colour(theme.ink, 0.6))
    primitives.draw_pieces(
        painter, latest, primitives.line(colour(theme.ink, 0.8), theme.stroke(1.6))
    )
