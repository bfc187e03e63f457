"""What lies under the points of the triangle: the field, arrows, lines of equal loss."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import field, primitives, vectors
from ceviz.draw.level_labels import Label, place_labels
from ceviz.draw.scales import show_tick
from ceviz.draw.theme import Theme, colour
from ceviz.maths import ternary
from ceviz.maths.arrays import FloatArray
from ceviz.maths.ternary import HEIGHT
from ceviz.memo import value_memo
from ceviz.views.simplex import slice as simplex_slice
from ceviz.views.simplex.layout import SimplexGeometry
from ceviz.views.simplex.slice import Background

#: Pixels between arrows, before type scaling, and how many along a side at least and at most.
SPACING, FEWEST, MOST = 34.0, 5, 18

#: An image of the field is no wider, whatever the resolution asked for.
_WIDEST = 2400


def draw_background(painter: QPainter, g: SimplexGeometry, theme: Theme, *, drifting: bool) -> None:
    """Field, arrows, lines with their losses, and the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    columns = int(min(max(1.0, np.rint(g.side * field.density(painter))), _WIDEST))
    made = simplex_slice.image(g.ground.target, columns, theme)
    # Rows of pixels are whole: the image may reach a little over the top.
    height = g.side * made.height() / columns
    painter.drawImage(
        QRectF(g.origin.x(), g.origin.y() - height, g.side, height), made, QRectF(made.rect())
    )
    if not g.ground.is_level:
        draw_arrows(painter, g, theme, drifting=drifting)
        _draw_lines(painter, g, theme)
    corners = g.corners()
    edge = primitives.line(colour(theme.muted), theme.stroke(1.6), cap=Qt.PenCapStyle.SquareCap)
    primitives.draw_pieces(painter, corners[[0, 1, 2, 0]], edge)


def draw_arrows(painter: QPainter, g: SimplexGeometry, theme: Theme, *, drifting: bool) -> None:
    """The field of vectors over triangle or interval."""
    spacing = SPACING * theme.scale
    count = int(min(max(g.side / spacing, FEWEST), MOST))
    tails, along = simplex_slice.arrows(g.ground.target, count, drifting)
    shown = shown_lengths(along, 0.62 * g.side / count, g, drifting=drifting)
    vectors.draw_vectors(painter, g.pixels(tails), shown, colour(theme.ink, 0.5))


def shown_lengths(
    along: FloatArray, longest: float, g: SimplexGeometry, *, drifting: bool
) -> FloatArray:
    """Vectors of the plane, (n, 2), as pixels.

    Gradients grow without end towards edges, so their lengths are saturated: half of the
    longest is Σp over the triangle's height, the pull in its middle. The drift is to scale.
    """
    flipped = along * (1.0, -1.0)
    if drifting:
        return np.asarray(flipped * (longest / (0.3 * g.ground.mass)))
    return vectors.saturated(flipped, 2.0 * g.ground.mass / HEIGHT, longest)


def _draw_lines(painter: QPainter, g: SimplexGeometry, theme: Theme) -> None:
    pen = primitives.line(colour(theme.ink, 0.6), theme.stroke(1.0))
    for line in simplex_slice.lines(g.ground):
        drawn = g.pixels(line)
        primitives.draw_polyline(painter, drawn[:, 0], drawn[:, 1], pen)


def labels(g: SimplexGeometry, theme: Theme) -> tuple[Label, ...]:
    """The losses of the lines, where they stand; kept while the ground is the same."""
    if g.ground.is_level or g.count != 3:
        return ()
    corner = (g.origin.x(), g.origin.y(), g.side)
    return _labels(g.ground, corner, primitives.sides(g.frame.rect), theme)


@value_memo(most=4)
def _labels(
    ground: Background,
    corner: tuple[float, float, float],
    sides: tuple[float, float, float, float],
    theme: Theme,
) -> tuple[Label, ...]:
    values, step = simplex_slice.levels(ground)
    x, y, side = corner

    def pixels(points: FloatArray) -> FloatArray:
        return np.asarray(points * (side, -side) + (x, y))

    drawn = [pixels(line) for line in simplex_slice.lines(ground)]
    words = [show_tick(value, step) for value in values]
    # From the lowest point towards the edge that rises most evenly; the best first.
    p = ground.p
    start = pixels(ternary.to_plane(p / p.sum()))
    away = [np.insert(np.array([s, 1.0 - s]), int(p.argmax()), 0.0) for s in (0.5, 0.3, 0.7)]
    rays = [(start, pixels(ternary.to_plane(end))) for end in away]
    return place_labels(drawn, words, rays, QRectF(*sides), theme)
