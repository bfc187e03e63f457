"""Numbers on lines of equal height, where there is room, and nothing that moves on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import text
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray

#: From a pixel to a pixel.
Ray = tuple[FloatArray, FloatArray]


class Label(NamedTuple):
    """A number, and its place in pixels."""

    words: str
    box: QRectF


def place_labels(
    lines: Sequence[FloatArray],
    labels: Sequence[str],
    rays: Sequence[Ray],
    within: QRectF,
    theme: Theme,
) -> tuple[Label, ...]:
    """Each line's label where it comes nearest to one of ``rays`` and there is room ``within``.

    Lines are points in pixels, (n, 2); of an earlier ray a label is the more readable.
    """
    metrics = theme.metrics(SMALL)
    height = metrics.height() - 1.0
    taken: list[QRectF] = []
    placed: list[Label] = []
    for points, label in zip(lines, labels, strict=True):
        width = theme.width(label, SMALL) + 4.0
        for ray in rays if len(points) else []:
            x, y = points[int(_away(points, *ray).argmin())].tolist()
            box = QRectF(x - width / 2.0, y - height / 2.0, width, height)
            if within.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(box.adjusted(-3.0, -1.0, 3.0, 1.0))
                placed.append(Label(label, box))
                break
    return tuple(placed)


def draw_labels(
    painter: QPainter, labels: Sequence[Label], marks: Sequence[QRectF], theme: Theme
) -> None:
    """Labels over all lines; those that one of ``marks`` would lie on are left out."""
    painter.setFont(theme.font(SMALL))
    ink, ascent = colour(theme.ink), theme.metrics(SMALL).ascent()
    for words, box in labels:
        if any(box.intersects(mark) for mark in marks):
            continue
        text.clear_behind(painter, box, theme)
        text.put_at(painter, box.left() + 2.0, box.top() + ascent - 0.5, words, ink)


def _away(points: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """How far points, (n, 2), are from the straight piece between two of them, squared."""
    along, there = end - start, points - start
    share = there @ along / max(float(along @ along), 1e-12)
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    there -= share[:, np.newaxis] * along
    return np.asarray(np.einsum("ij,ij->i", there, there))
