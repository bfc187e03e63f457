"""The simplex of two classes: the unit interval, with the loss drawn above it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import field, primitives
from ceviz.draw.frame import Frame, draw_value_axis
from ceviz.draw.primitives import saved
from ceviz.draw.scales import Scale
from ceviz.draw.theme import Theme, colour
from ceviz.maths import ternary
from ceviz.maths.arrays import FloatArray
from ceviz.views.simplex import slice as simplex_slice
from ceviz.views.simplex.background import draw_arrows
from ceviz.views.simplex.layout import HALF_STRIP, SimplexGeometry

#: Shares of the second class where the loss is looked at: dense towards both ends.
_SECOND = 1.0 / (1.0 + np.exp(-np.linspace(-20.0, 20.0, 2001)))


def draw_background(painter: QPainter, g: SimplexGeometry, theme: Theme, *, drifting: bool) -> None:
    """The curve of the loss over the interval, and the interval with arrows and levels."""
    assert g.loss is not None
    strip = _strip(g, theme)
    above = QRectF(g.origin.x(), g.loss.end, g.side, g.loss.start - g.loss.end)
    draw_value_axis(painter, Frame(g.frame.rect, g.frame.title, above, above), g.loss, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    columns = int(max(1.0, np.rint(g.side * field.density(painter))))
    made = simplex_slice.image(g.ground.target, columns, theme)
    painter.drawImage(strip, made.scaled(columns, max(1, int(strip.height()))))
    if not g.ground.is_level:
        draw_arrows(painter, g, theme, drifting=drifting)
        _draw_curve(painter, g, g.loss, strip, theme)
    painter.setPen(primitives.line(colour(theme.muted), theme.stroke(1.6)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(strip)


def draw_point(painter: QPainter, g: SimplexGeometry, theme: Theme) -> None:
    """The prediction on the curve, its loss across, and the other place with the same loss."""
    assert g.loss is not None
    loss = g.ground.loss(g.part.point) * g.ground.per_nat
    x, y = g.at(g.part.point).x(), float(g.loss.clipped(loss))
    strip, pen = _strip(g, theme), primitives.line(colour(theme.accent), 1.6)
    places = crossings(g, np.asarray(loss / g.ground.per_nat)) * g.side + g.origin.x()
    lines = [(x, y, x, strip.top())]
    if np.isfinite(loss) and len(places) > 1:
        lines.append((float(places.min()), y, float(places.max()), y))
        lines += [(place, y, place, strip.bottom()) for place in places.tolist()]
    primitives.draw_lines(painter, lines, pen)
    painter.setPen(primitives.line(colour(theme.surface), 1.5))
    painter.setBrush(colour(theme.accent))
    painter.drawEllipse(QPointF(x, y), 5.0, 5.0)


def crossings(g: SimplexGeometry, loss: FloatArray) -> FloatArray:
    """The shares of the second class at which the loss, in nats, is ``loss``; at most two."""
    p = g.ground.p
    if g.ground.is_level:
        return np.empty(0)
    values = ternary.field(p, np.stack([1.0 - _SECOND, _SECOND], axis=-1)) + g.ground.offset
    turn = int(values.argmin())
    branches = (
        (values[: turn + 1][::-1], _SECOND[: turn + 1][::-1]),
        (values[turn:], _SECOND[turn:]),
    )
    return np.array(
        [
            float(np.interp(float(loss), rising, second))
            for rising, second in branches
            if len(rising) > 1 and rising[0] <= loss <= rising[-1]
        ]
    )


def _draw_curve(
    painter: QPainter, g: SimplexGeometry, scale: Scale, strip: QRectF, theme: Theme
) -> None:
    second = _SECOND
    loss = g.ground.loss(np.stack([1.0 - second, second], axis=-1)) * g.ground.per_nat
    x, y = g.origin.x() + second * g.side, np.asarray(scale.at(loss))
    shown = y >= scale.end - 30.0
    faint = primitives.line(colour(theme.ink, 0.45), theme.stroke(1.0))
    drops = []
    for value in scale.ticks(44.0 * theme.scale):
        level = float(scale.at(value))
        for share in crossings(g, np.asarray(value / g.ground.per_nat)).tolist():
            place = g.origin.x() + share * g.side
            drops.append((place, level, place, strip.bottom()))
    primitives.draw_lines(painter, drops, faint)
    with saved(painter):
        painter.setClipRect(
            QRectF(g.origin.x() - 2, scale.end, g.side + 4, scale.start - scale.end + 2)
        )
        primitives.draw_polyline(
            painter, x[shown], y[shown], primitives.line(colour(theme.ink), theme.stroke(2.0))
        )


def _strip(g: SimplexGeometry, theme: Theme) -> QRectF:
    half = HALF_STRIP * theme.scale
    return QRectF(g.origin.x(), g.origin.y() - half, g.side, 2.0 * half)
