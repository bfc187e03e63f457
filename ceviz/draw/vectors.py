"""Arrows at many points of a plane, in one call."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPainter

from ceviz.draw import primitives
from ceviz.maths.arrays import FloatArray

#: The head's length as a share of the arrow, at most so many pixels; half its opening as a slope.
_HEAD, _LONGEST_HEAD, _OPENING = 0.4, 7.0, 0.45

#: Arrows shorter than this, in pixels, are drawn as points: they would show no direction.
_SHORT = 2.0


def draw_vectors(
    painter: QPainter, tails: FloatArray, vectors: FloatArray, colour: QColor, width: float = 1.2
) -> None:
    """Arrows from ``tails`` by ``vectors``, both (n, 2) in pixels."""
    length = np.hypot(vectors[:, 0], vectors[:, 1])
    shown = length >= _SHORT
    still = tails[~shown]
    primitives.draw_points(painter, still[:, 0], still[:, 1], 2.0 * width, colour)
    lines = strokes(tails[shown], vectors[shown])
    primitives.draw_lines(painter, lines, primitives.line(colour, width))


def strokes(tails: FloatArray, vectors: FloatArray) -> FloatArray:
    """Shaft and both sides of the head of each arrow, none of length 0: (n, 2) to (3n, 4)."""
    tips = tails + vectors
    length = np.hypot(vectors[:, 0], vectors[:, 1])[:, np.newaxis]
    back = vectors * np.minimum(_HEAD, _LONGEST_HEAD / length)
    aside = _OPENING * np.stack([-back[:, 1], back[:, 0]], axis=-1)
    lines = [(tails, tips), (tips, tips - back + aside), (tips, tips - back - aside)]
    return np.concatenate([np.concatenate(pair, axis=-1) for pair in lines])


def saturated(vectors: FloatArray, scale: float, longest: float) -> FloatArray:
    """``vectors``, (n, 2), shortened to less than ``longest`` pixels, the order of lengths kept.

    A length of ``scale`` becomes half of ``longest``; an infinite one all of it.
    """
    endless = np.isinf(vectors).any(axis=-1, keepdims=True)
    plain = np.where(endless, np.where(np.isinf(vectors), np.sign(vectors), 0.0), vectors)
    length = np.hypot(plain[:, 0], plain[:, 1])[:, np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):
        shrunk = np.where(endless, longest / length, longest / (length + scale))
    return np.where(length > 0.0, plain * shrunk, 0.0)
