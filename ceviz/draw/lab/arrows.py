"""The gradient as arrows: up where training would raise a score, down where it would lower it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ceviz.document.model import Unit
from ceviz.document.text.numbers import show_signed
from ceviz.draw import primitives, text
from ceviz.draw.lab.bar_layout import BarGeometry
from ceviz.draw.lab.bars import Box, cross, figure_height, lay_ground
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray

#: Arrows shorter than this are not painted; numbers stand so far from what they must not touch.
SEEN, AIR = 1.0, 2.0

#: The longest possible arrow is kept between these shares of the axis by a power of ten.
SHORTEST, LONGEST = 0.02, 0.55

HEAD = 4.5

#: How far a number stands from its arrow, in pixels, and how many of its own heights at most.
GAP, NEAR = 3.5, 2.0


def factor(temperature: float, length: float) -> float:
    """The power of ten the arrows on score bars are multiplied by; mostly 1.

    ``length`` is that of the axis, in scores. One p − q can reach 1 in a drag, so it is the
    longest possible arrow, 1/T, that must fit.
    """
    share = 1.0 / temperature / length
    if share > LONGEST:
        return float(10.0 ** np.floor(np.log10(LONGEST / share)))
    if share < SHORTEST:
        return float(10.0 ** np.ceil(np.log10(SHORTEST / share)))
    return 1.0


def factor_of(g: BarGeometry, state: State) -> float:
    """:func:`factor` on the axis of a picture."""
    return factor(state.document.temperature, g.scale.length)


def in_nats(state: State) -> str:
    """Said where the loss is in bits: gradients are those of the loss in nats all the same."""
    return "" if state.document.unit is Unit.NATS else " in nats"


class Arrows(NamedTuple):
    """An arrow a column, (columns,) each.

    Attributes:
        x: where they are across, in pixels.
        starts, tips: where they begin and end down, in pixels.
        whole: which of them end within the plot; of others the head is not seen.
        downhill: −∂L/∂z, which they stand for.
    """

    x: FloatArray
    starts: FloatArray
    tips: FloatArray
    whole: NDArray[np.bool_]
    downhill: FloatArray

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Those long enough to be painted, (columns,)."""
        return np.abs(self.starts - self.tips) >= SEEN

    def extent(self, column: int) -> tuple[float, float]:
        """From where to where down one is painted: a short one's head reaches behind its start."""
        start, tip = float(self.starts[column]), float(self.tips[column])
        if abs(start - tip) < SEEN:
            return start, start
        back = tip + math.copysign(1.5 * head_size(start - tip), start - tip)
        return min(start, tip, back), max(start, tip, back)

    def box(self, column: int) -> Box | None:
        """Around one that is seen, with air."""
        top, foot = self.extent(column)
        if top == foot:
            return None
        x = float(self.x[column])
        return x - HEAD - AIR, top, x + HEAD + AIR, foot


def beside_bars(g: BarGeometry, z: FloatArray, state: State) -> Arrows:
    """An arrow beside each score bar, from its end ``z``, (columns,), by −∂L/∂z."""
    x = g.columns.centres() + (0.26 * g.columns.pitch if not g.columns.thin else 0.0)
    return _laid(g, x, g.scale.clipped(z), factor_of(g, state), state)


def from_zero(g: BarGeometry, state: State) -> Arrows:
    """An arrow a class from the zero line, in the axis's own unit."""
    starts = np.full(g.columns.count, float(g.scale.clipped(0.0)))
    return _laid(g, g.columns.centres(), starts, 1.0, state)


def _laid(g: BarGeometry, x: FloatArray, starts: FloatArray, times: float, state: State) -> Arrows:
    downhill = -g.columns.gathered(state.analysis.gradient)
    lengths = downhill * times * abs(g.scale.end - g.scale.start) / (g.scale.high - g.scale.low)
    tips, plot = starts - lengths, g.frame.plot
    seen = np.minimum(np.maximum(tips, plot.top()), plot.bottom())
    return Arrows(x, starts, seen, seen == tips, downhill)


#: A smaller head is a dot that says no direction, in pixels.
LEAST_HEAD = 2.5


def head_size(length: float) -> float:
    """How wide half the head of an arrow of a length is, in pixels."""
    return min(HEAD, max(abs(length), LEAST_HEAD))


def draw(painter: QPainter, g: BarGeometry, laid: Arrows, theme: Theme) -> None:
    """Shafts and heads: up in one colour, down in the other; what goes on beyond has no head."""
    thick, lengths = 2.0 if g.columns.pitch >= 16.0 else 1.0, laid.starts - laid.tips
    for rising, tint in ((True, colour(theme.rise)), (False, colour(theme.fall))):
        some = np.flatnonzero(laid.seen & (lengths > 0.0 if rising else lengths < 0.0))
        if not len(some):
            continue
        x, tips = laid.x[some], laid.tips[some]
        shafts = np.column_stack([x, laid.starts[some], x, tips])
        primitives.draw_lines(painter, shafts, primitives.line(tint, theme.stroke(thick)))
        some = some[laid.whole[some]]
        if g.columns.pitch >= 8.0:
            _draw_heads(painter, laid.x[some], laid.tips[some], lengths[some], tint)


def _draw_heads(
    painter: QPainter, x: FloatArray, tips: FloatArray, lengths: FloatArray, tint: QColor
) -> None:
    """All heads as one path."""
    heads = QPainterPath()
    for cx, tip, length in zip(x.tolist(), tips.tolist(), lengths.tolist(), strict=True):
        size = head_size(length)
        back = tip + 1.5 * (size if length > 0.0 else -size)
        heads.moveTo(cx, tip)
        heads.lineTo(cx - size, back)
        heads.lineTo(cx + size, back)
        heads.closeSubpath()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.fillPath(heads, tint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_values(
    painter: QPainter,
    g: BarGeometry,
    laid: Arrows,
    taken: Mapping[int, Box],
    state: State,
    theme: Theme,
) -> None:
    """The values at the tips: all of them where columns are wide, else the hovered one's.

    They are in the table too: where one would lie on a bar, an arrow or one of the numbers that
    are ``taken``, by column, it is left out.
    """
    columns = _with_values(g, state, theme)
    if not columns:
        return
    painter.setFont(theme.figures(SMALL))
    height, obstacles = figure_height(theme), _obstacles(g, laid, taken)
    room = (g.frame.plot.left(), g.frame.plot.top(), g.frame.plot.right(), g.frame.plot.bottom())
    for column in columns:
        label = _label(float(laid.downhill[column]))
        width = theme.width(label, SMALL)
        # Numbers of bars are as wide.
        reach = 2 + int(2.0 * width / g.columns.pitch)
        for left, baseline in _places(g, laid, column, width, height):
            left = min(left, room[2] - width)
            box = (left, baseline - height, left + width, baseline)
            inside = box[0] >= room[0] and box[1] >= room[1] and box[3] <= room[3]
            near = obstacles[max(column - reach, 0) : column + reach + 1]
            if inside and not any(cross(box, each) for some in near for each in some):
                break
        else:
            continue
        obstacles[column].append(_with_air(box))
        ink_box = QRectF(left - 2.0, baseline - height - 1.5, width + 4.0, height + 3.0)
        lay_ground(painter, ink_box, column, g, state, theme)
        value = float(laid.downhill[column])
        tint = colour(theme.muted if value == 0.0 else theme.rise if value > 0.0 else theme.fall)
        text.put_at(painter, left, baseline, label, tint)


def _places(
    g: BarGeometry, laid: Arrows, column: int, width: float, height: float
) -> Iterator[tuple[float, float]]:
    """Where a value may stand, the best first: its left end and its baseline."""
    x, start = float(laid.x[column]), float(laid.starts[column])
    zero, down = float(g.scale.clipped(0.0)), laid.downhill[column] <= 0.0
    top, foot = laid.extent(column)
    above, below = top - GAP, foot + height + GAP
    at_tip, at_start = (below, above) if down else (above, below)
    if not g.shift:
        yield x - width / 2.0, at_tip
        return
    edges, bar_width = g.bar_edges
    # Beside a bar the number starts clear of it.
    clear = max(x - width / 2.0, float(edges[column]) + bar_width + 3.0)
    # Under a bar that goes down stands its own number: beside the bar there is room.
    ends = (at_start, at_tip) if down and start > zero else (at_tip, at_start)
    for baseline in ends:
        yield clear, baseline
    if abs(start - zero) < NEAR * height:
        # No room beside a low bar: then in its column, on the other side of the zero line.
        middle = g.columns.centre(column) - width / 2.0
        yield middle, zero + (height + GAP if start <= zero else -GAP)


def _obstacles(g: BarGeometry, laid: Arrows, taken: Mapping[int, Box]) -> list[list[Box]]:
    """What no value may lie on, by column: the arrow, the number, the bar."""
    boxes = map(laid.box, range(g.columns.count))
    found = [[] if box is None else [box] for box in boxes]
    for column, box in taken.items():
        found[column].append(_with_air(box))
    if g.shift:
        edges, width = g.bar_edges
        zero = float(g.scale.clipped(0.0))
        tops, feet = np.minimum(laid.starts, zero) - 1.0, np.maximum(laid.starts, zero) + 1.0
        bars = zip(edges.tolist(), tops.tolist(), feet.tolist(), strict=True)
        for of_column, (left, top, foot) in zip(found, bars, strict=True):
            of_column.append((left, top, left + width + AIR, foot))
    return found


def _with_air(box: Box) -> Box:
    return box[0] - AIR, box[1] - AIR, box[2] + AIR, box[3] + AIR


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
