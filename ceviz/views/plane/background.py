"""What lies under the point of the score plane, painted: field, arrows, lines with their losses."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from ceviz.document.text.numbers import minus
from ceviz.draw import field, primitives, vectors
from ceviz.draw.chart import Axes
from ceviz.draw.level_labels import Label, place_labels
from ceviz.draw.scales import Scale
from ceviz.draw.theme import Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.memo import value_memo
from ceviz.views.plane import land as score_land
from ceviz.views.plane.land import Land

#: Pixels between arrows before type scaling; the longest possible is a little shorter.
SPACING = 46.0


def draw_background(painter: QPainter, axes: Axes, land: Land, theme: Theme) -> None:
    """Field, arrows, lines with their losses."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    _draw_field(painter, axes, land, theme)
    tails, along = score_land.arrows(land, axes.x, axes.y, SPACING * theme.scale)
    shown = shown_lengths(along, land, 0.9 * SPACING * theme.scale)
    vectors.draw_vectors(painter, pixels(axes, tails), shown, colour(theme.ink, 0.5))
    drawn = [pieces(axes, line) for line in score_land.lines(land, axes.x, axes.y)]
    if drawn:
        pen = primitives.line(colour(theme.ink, 0.6), theme.stroke(1.0))
        primitives.draw_lines(painter, np.concatenate(drawn), pen)


def shown_lengths(along: FloatArray, land: Land, longest: float) -> FloatArray:
    """−∂L/∂z, (n, 2), as pixels, to scale: no slope is steeper than √2/T."""
    return np.asarray(along * (1.0, -1.0) * (longest * land.temperature / np.sqrt(2.0)))


def pixels(axes: Axes, points: FloatArray) -> FloatArray:
    """Points of the plane, (..., 2), in pixels."""
    x, y = axes.x.at(points[..., 0]), axes.y.at(points[..., 1])
    return np.stack([np.asarray(x), np.asarray(y)], axis=-1)


def pieces(axes: Axes, lines: FloatArray) -> FloatArray:
    """Straight pieces, (m, 2, 2), as lines in pixels, (m, 4)."""
    return pixels(axes, lines).reshape(-1, 4)


def _draw_field(painter: QPainter, axes: Axes, land: Land, theme: Theme) -> None:
    over = score_land.relief(land, axes.x, axes.y)
    low, high = over.ends
    coarse = field.image_of(over.loss[::-1], low, high if high > low else low + 1.0, theme)
    density = field.density(painter)
    width, height = (
        max(1, round(side * density)) for side in (axes.area.width(), axes.area.height())
    )
    fine = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    fine.fill(0)
    # The first and the last sample lie on the edges, in the middle of their pixels.
    inside = QRectF(coarse.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    with QPainter(fine) as brush:
        brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        brush.drawImage(QRectF(fine.rect()), coarse, inside)
    painter.drawImage(axes.area, fine)


def labels(axes: Axes, land: Land, theme: Theme) -> tuple[Label, ...]:
    """The losses of the lines, where they stand; kept while the land in view is the same."""
    return _labels(axes.x, axes.y, primitives.sides(axes.area), land, theme)


@value_memo(most=4)
def _labels(
    x: Scale, y: Scale, sides: tuple[float, float, float, float], land: Land, theme: Theme
) -> tuple[Label, ...]:
    area = QRectF(*sides)
    axes = Axes(x, y, area)
    values = score_land.levels(land, x, y)
    drawn = [pieces(axes, line) for line in score_land.lines(land, x, y)]
    labels = [minus(f"{value:.6g}") for value in values]
    points = [(line[:, :2] + line[:, 2:]) / 2.0 for line in drawn]
    falling = (
        np.array([area.left(), area.top()]), np.array([area.right(), area.bottom()])
    )  # fmt: skip
    centre = area.center()
    level = np.array([area.left(), centre.y()]), np.array([area.right(), centre.y()])
    upright = np.array([centre.x(), area.top()]), np.array([centre.x(), area.bottom()])
    return place_labels(points, labels, [falling, level, upright], area, theme)
