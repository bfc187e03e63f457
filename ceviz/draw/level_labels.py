"""Numbers on lines of equal height, where there is room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import text
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray

#: From a pixel to a pixel.
Ray = tuple[FloatArray, FloatArray]


def label_lines(
    painter: QPainter,
    lines: Sequence[FloatArray],
    labels: Sequence[str],
    rays: Sequence[Ray],
    within: QRectF,
    theme: Theme,
) -> None:
    """Each line's label where it comes nearest to one of ``rays`` and there is room ``within``.

    Lines are points in pixels, (n, 2); of an earlier ray a label is the more readable.
    """
    metrics = theme.metrics(SMALL)
    height, ink = metrics.height() - 1.0, colour(theme.ink)
    painter.setFont(theme.font(SMALL))
    taken: list[QRectF] = []
    for points, label in zip(lines, labels, strict=True):
        width = theme.width(label, SMALL) + 4.0
        for ray in rays if len(points) else []:
            x, y = points[int(_away(points, *ray).argmin())].tolist()
            box = QRectF(x - width / 2.0, y - height / 2.0, width, height)
            if within.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(box.adjusted(-3.0, -1.0, 3.0, 1.0))
                text.clear_behind(painter, box, theme)
                baseline = box.top() + metrics.ascent() - 0.5
                text.put_at(painter, box.left() + 2.0, baseline, label, ink)
                break


def _away(points: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """How far points, (n, 2), are from the straight piece between two of them, squared."""
    along, there = end - start, points - start
    share = there @ along / max(float(along @ along), 1e-12)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    there -= share[:, np.newaxis] * along
    return np.asarray(np.einsum("ij,ij->i", there, there))
