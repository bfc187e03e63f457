"""The gradient as arrows: up where training would raise a score, down where it would lower it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ceviz.document.numbers import show_signed
from ceviz.draw import primitives, text
from ceviz.draw.lab.bar_layout import BarGeometry
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray

#: The longest possible arrow is kept between these shares of the axis by a power of ten.
SHORTEST, LONGEST = 0.02, 0.55

HEAD = 4.5


def factor(state: State, scale: Scale) -> float:
    """The power of ten the arrows on score bars are multiplied by; mostly 1.

    One p − q can reach 1 in a drag, so it is the longest possible arrow, 1/T, that must fit.
    """
    share = 1.0 / state.document.temperature / abs(scale.high - scale.low)
    if share > LONGEST:
        return float(10.0 ** np.floor(np.log10(LONGEST / share)))
    if share < SHORTEST:
        return float(10.0 ** np.ceil(np.log10(SHORTEST / share)))
    return 1.0


def draw(painter: QPainter, g: BarGeometry, z: FloatArray, state: State, theme: Theme) -> None:
    """An arrow beside each score bar, from its end ``z``, (columns,), by −∂L/∂z."""
    wide = not g.columns.thin
    x = g.columns.centres() + (0.26 * g.columns.pitch if wide else 0.0)
    _draw(painter, g, x, g.scale.clipped(z), factor(state, g.scale), state, theme)


def draw_from_zero(painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
    """An arrow a class from the zero line, in the axis's own unit."""
    starts = np.full(g.columns.count, float(g.scale.clipped(0.0)))
    _draw(painter, g, g.columns.centres(), starts, 1.0, state, theme)


def _draw(
    painter: QPainter,
    g: BarGeometry,
    x: FloatArray,
    starts: FloatArray,
    times: float,
    state: State,
    theme: Theme,
) -> None:
    downhill = -g.columns.gathered(state.analysis.gradient)
    lengths = downhill * times * abs(g.scale.end - g.scale.start) / (g.scale.high - g.scale.low)
    tips = starts - lengths
    shown = np.abs(lengths) >= 1.0
    thick = 2.0 if g.columns.pitch >= 16.0 else 1.0
    for rising, tint in ((True, colour(theme.rise)), (False, colour(theme.fall))):
        some = np.flatnonzero(shown & (lengths > 0.0 if rising else lengths < 0.0))
        if not len(some):
            continue
        shafts = np.column_stack([x[some], starts[some], x[some], tips[some]])
        primitives.draw_lines(painter, shafts, primitives.line(tint, thick))
        if g.columns.pitch >= 8.0:
            _draw_heads(painter, x[some], tips[some], lengths[some], tint)
    _draw_values(painter, g, x, starts, tips, downhill, state, theme)


def _draw_heads(
    painter: QPainter, x: FloatArray, tips: FloatArray, lengths: FloatArray, tint: QColor
) -> None:
    """All heads as one path."""
    heads = QPainterPath()
    for cx, tip, length in zip(x.tolist(), tips.tolist(), lengths.tolist(), strict=True):
        size = min(HEAD, abs(length))
        back = tip + 1.5 * (size if length > 0.0 else -size)
        heads.moveTo(cx, tip)
        heads.lineTo(cx - size, back)
        heads.lineTo(cx + size, back)
        heads.closeSubpath()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.fillPath(heads, tint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_values(
    painter: QPainter,
    g: BarGeometry,
    x: FloatArray,
    starts: FloatArray,
    tips: FloatArray,
    downhill: FloatArray,
    state: State,
    theme: Theme,
) -> None:
    """The values at the tips: all of them where columns are wide, else the hovered one's."""
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.figures(SMALL))
    zero = float(g.scale.clipped(0.0))
    edges, bar_width = g.bar_edges
    # Beside a bar the number starts clear of it; without bars it is centred on its arrow.
    clear = edges + bar_width + 3.0 if g.shift else edges
    between, right = g.columns.pitch - bar_width - 4.0, g.frame.plot.right()
    for column in _with_values(g, state, theme):
        value, tip = float(downhill[column]), float(tips[column])
        label = _label(value)
        width = theme.width(label, SMALL)
        baseline = tip - 3.0 if value > 0.0 else tip + metrics.ascent() + 2.0
        if g.shift and value < 0.0 and starts[column] > zero:
            # Under a bar that goes down stands its own number: beside the bar there is room.
            baseline = float(starts[column]) - 3.0
        left = min(max(float(x[column]) - width / 2.0, clear[column]), right - width)
        if g.shift and width > min(between, right - clear[column]):
            # No room beside the bar: then in its column, on the other side of the zero line.
            left = min(g.columns.centre(column) - width / 2.0, right - width)
            up = starts[column] <= zero
            baseline = zero + metrics.ascent() + 2.0 if up else zero - 3.0
        baseline = min(max(baseline, g.frame.plot.top() + 2.0), g.frame.plot.bottom() - 2.0)
        tint = colour(theme.rise if value > 0.0 else theme.fall)
        if width > g.columns.pitch:
            # Of the one under the pointer: it may lie on its neighbours.
            box = QRectF(left - 2.0, baseline - metrics.ascent(), width + 4.0, metrics.height())
            text.clear_behind(painter, box, theme)
        text.put_at(painter, left, baseline, label, tint)


def _with_values(g: BarGeometry, state: State, theme: Theme) -> list[int]:
    if g.columns.pitch >= 62.0 * theme.scale:
        return list(range(len(g.columns.classes)))
    if state.hovered is None or g.columns.thin:
        return []
    column = g.columns.column_of(state.hovered)
    return [column] if column is not None and column < len(g.columns.classes) else []


def _label(value: float) -> str:
    if abs(value) < 5e-4:
        return show_signed(value)
    return f"{value:+.3f}".replace("-", "−")
