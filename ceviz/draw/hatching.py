"""Hatching as lines of our own: a hatched brush has another density on every device."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor, QPainter

from ceviz.draw import primitives

#: Between two lines, in pixels along an edge.
SPACING = 7.0


def hatch(
    painter: QPainter,
    rects: ArrayLike,
    tint: QColor,
    *,
    width: float = 1.0,
    spacing: float = SPACING,
) -> None:
    """Rule ``rects``, (n, 4) as x, y, width, height, from lower left to upper right."""
    boxes = np.asarray(rects, dtype=np.float64).reshape(-1, 4)
    if len(boxes):
        lines = np.concatenate([hatch_lines(*box, spacing=spacing) for box in boxes.tolist()])
        primitives.draw_lines(painter, lines, primitives.line(tint, width))


def hatch_lines(
    x: float, y: float, width: float, height: float, *, spacing: float = SPACING
) -> NDArray[np.float64]:
    """The lines x + y = k·spacing inside a rectangle, (n, 4) as x1, y1, x2, y2.

    They belong to one ruling of the whole plane, so they go on across rectangles that touch.
    """
    first = np.ceil((x + y) / spacing)
    last = np.floor((x + width + y + height) / spacing)
    sums = np.arange(first, last + 1.0) * spacing
    x1 = np.maximum(x, sums - (y + height))
    x2 = np.minimum(x + width, sums - y)
    return np.column_stack([x1, sums - x1, x2, sums - x2])
