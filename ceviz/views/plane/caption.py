"""What the score plane says: its sentence, the note by the pointer, the name of the valley."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import show_information, show_score
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.primitives import saved
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.views.plane.land import Land, terrain

#: A class's name on an axis is no longer.
_LONGEST = 24

#: A slope below this, in nats a unit of score, is called level.
_LEVEL = 1e-6


def short(index: int, state: State) -> str:
    """A class's name, shortened."""
    name = state.document.classes.names[index]
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def caption(land: Land, pair: tuple[int, int], state: State) -> str:
    """The loss here, where it falls, and along what it does not change."""
    point = state.analysis.z[list(pair)]
    a, b = (state.document.classes.names[k] for k in pair)
    loss = f"{show_information(state.analysis.cross_entropy * state.per_nat)} {state.unit}"
    if not np.isfinite(state.analysis.cross_entropy):
        ruled_out = int(np.flatnonzero(state.analysis.contribution == np.inf)[0])
        name = state.document.classes.names[ruled_out]
        return f"The loss is ∞: q rules out {name}, which p asks for."
    if not np.isfinite(point).all():
        return f"The loss is {loss}; a score of −∞ lies off every plane, at its edge."
    down = 0.0 - terrain(land, point).gradient
    slope = float(np.hypot(*down)) * state.per_nat
    if land.together:
        start = "All scores moving alike change nothing"
    elif land.is_valley_level:
        apart = show_score(float(point[0] - point[1]))
        start = f"Both scores moving alike change nothing, only z[{a}] − z[{b}] = {apart} counts"
    else:
        start = f"The loss is {loss}"
    if slope <= _LEVEL:
        return (
            f"{start}; the loss of {loss} is level here."
            if land.is_valley_level
            else (f"{start} and level here: neither score has anything to gain.")
        )
    turns = [
        f"{'raising' if part > 0.0 else 'lowering'} {name}"
        for name, part in zip((a, b), down.tolist(), strict=True)
        if abs(part) > 1e-3 * float(np.abs(down).max())
    ]
    falls = f"falls fastest by {' and '.join(turns)}, {show_information(slope)} a unit of score"
    return (
        f"{start}; the loss of {loss} {falls}." if land.is_valley_level else f"{start}; it {falls}."
    )


def at(here: FloatArray, land: Land, pair: tuple[int, int], state: State) -> list[str]:
    """The note by the pointer at the scores ``here``, (2,)."""
    found = terrain(land, here)
    loss = show_information(float(found.loss) * state.per_nat)
    lines = [f"loss {loss} {state.unit}"]
    for k, z, q in zip(pair, here.tolist(), found.probability.tolist(), strict=True):
        lines.append(f"{short(k, state)}: z {show_score(float(f'{z:.3g}'))}, q {state.share(q)}")
    return lines


def draw_valley(
    painter: QPainter,
    axes: Axes,
    point: FloatArray,
    land: Land,
    pair: tuple[int, int],
    marks: Sequence[QRectF],
    state: State,
    theme: Theme,
) -> list[QRectF]:
    """The line along (1, 1) through the point, with what may be said of it if no mark is there.

    Returns boxes along the words.
    """
    tint = colour(theme.good)
    per_x = (axes.x.end - axes.x.start) / (axes.x.high - axes.x.low)
    per_y = (axes.y.end - axes.y.start) / (axes.y.high - axes.y.low)
    reach = axes.area.width() + axes.area.height()
    along = np.array([per_x, per_y]) / np.hypot(per_x, per_y)
    spot = axes.at(*point.tolist())
    far = reach + abs(spot.x() - axes.area.center().x()) + abs(spot.y() - axes.area.center().y())
    x, y = along.tolist()
    pen = primitives.line(
        tint, theme.stroke(1.8 if land.is_valley_level else 1.2), Qt.PenStyle.DashLine
    )
    ends = spot.x() - far * x, spot.y() - far * y, spot.x() + far * x, spot.y() + far * y
    primitives.draw_line(painter, *ends, pen)
    return _name(painter, axes.area, spot, along, _names(land, pair, state), marks, theme)


def _names(land: Land, pair: tuple[int, int], state: State) -> list[str]:
    """What the line is called, the longest first."""
    if land.is_valley_level:
        direction = "(1, 1, …, 1)" if land.together else "(1, 1)"
        return [
            f"valley along {direction}: softmax does not change",
            f"valley {direction}: q does not change",
            f"valley {direction}",
        ]
    a, b = (short(k, state) for k in pair)
    return [f"along (1, 1): {a} and {b} keep their ratio", "(1, 1): their ratio stays", "(1, 1)"]


def _name(
    painter: QPainter,
    area: QRectF,
    spot: QPointF,
    along: FloatArray,
    names: list[str],
    marks: Sequence[QRectF],
    theme: Theme,
) -> list[QRectF]:
    """The longest of ``names`` that fits over the longer end of the line, read along it."""
    metrics = theme.metrics(SMALL)
    ends = [_inside(area, spot, side * along) for side in (1.0, -1.0)]
    side, room = (1.0, ends[0]) if ends[0] >= ends[1] else (-1.0, ends[1])
    room -= 34.0
    name = next((n for n in names if theme.width(n, SMALL) + 8.0 <= room), None)
    if name is None:
        return []
    width, height = theme.width(name, SMALL), metrics.height()
    first = room + 14.0 - width if side > 0.0 else -room - 14.0
    boxes = []
    for share in np.linspace(0.0, 1.0, max(2, int(width / height) + 1)).tolist():
        # Over the line: to the left of the way it is read.
        x, y = along * (first + share * width) + (height / 2.0 + 3.0) * np.array(
            [along[1], -along[0]]
        )
        boxes.append(
            QRectF(spot.x() + x - height / 2.0, spot.y() + y - height / 2.0, height, height)
        )
    if any(box.intersects(mark) for box in boxes for mark in marks):
        return []
    with saved(painter):
        painter.translate(spot)
        painter.rotate(float(np.degrees(np.arctan2(along[1], along[0]))))
        box = QRectF(first, -height - 3.0, width, height)
        text.clear_behind(painter, box.adjusted(-3.0, 0.0, 3.0, 0.0), theme)
        painter.setFont(theme.font(SMALL))
        text.put_at(painter, first, box.top() + metrics.ascent(), name, colour(theme.good))
    return boxes


def _inside(area: QRectF, spot: QPointF, along: FloatArray) -> float:
    """How far the line from ``spot`` runs inside the area, in pixels; 0 from outside."""
    if not area.contains(spot):
        return 0.0
    ways = []
    for place, step, low, high in (
        (spot.x(), float(along[0]), area.left(), area.right()),
        (spot.y(), float(along[1]), area.top(), area.bottom()),
    ):
        if step != 0.0:
            ways.append(((high if step > 0.0 else low) - place) / step)
    return min(ways)
