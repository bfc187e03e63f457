"""The −log q curve: what each probability costs, and where the classes stand on it.

:func:`draw_data` is the layer that the zoomable plot and the exporter share; the exporter
adds our own axes, the plot has its own.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.document.numbers import show_information, show_probability, show_score
from ceviz.draw import primitives, text
from ceviz.draw.frame import Frame, draw_card, draw_title, draw_value_axis, frame
from ceviz.draw.picture import Handle
from ceviz.draw.scales import Scale, show_tick
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent

Array = NDArray[np.float64]

#: How near a press must be to a point to grab it, in pixels.
REACH = 14.0

#: Room left and right of q = 0 and q = 1, so that points at the ends are whole.
AIR = 10.0

#: The smallest q on a logarithmic axis that holds nothing smaller.
LOG_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Plane:
    """Where q and surprise lie in pixels; surprise in the unit shown."""

    x: Scale
    y: Scale
    area: QRectF


@dataclass(frozen=True, slots=True)
class CurveGeometry:
    """Frame and plane of the exported and the first-painted curve."""

    frame: Frame
    plane: Plane


class Curve:
    """−log q over (0, 1] with a point a class; handles: the points."""

    title = "Surprise −log q"
    note = "big points carry target mass"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> CurveGeometry:
        """The ranges of :func:`limits`."""
        f = frame(rect, theme, footer=2.0 * theme.metrics(SMALL).height() + 8.0)
        (x0, x1), (y0, y1) = limits(state)
        area = f.plot
        return CurveGeometry(
            f,
            Plane(
                Scale(x0, x1, area.left() + AIR, area.right() - AIR, state.view.log_q),
                Scale(y0, y1, area.bottom(), area.top()),
                area,
            ),
        )

    def still_key(self, geometry: CurveGeometry, state: State) -> Hashable:
        """Ranges and unit."""
        return (geometry.plane.x, geometry.plane.y, state.unit)

    def draw_still(self, painter: QPainter, g: CurveGeometry, state: State, theme: Theme) -> None:
        """Card, title, axes and the curve itself."""
        draw_card(painter, g.frame.rect, theme)
        draw_title(painter, g.frame, f"{self.title} ({state.unit})", self.note, theme)
        draw_value_axis(painter, g.frame, g.plane.y, theme)
        _draw_q_axis(painter, g, theme)
        painter.setClipRect(g.plane.area.adjusted(0, -1, 1, 1))
        draw_line(painter, g.plane, state, theme)

    def draw_live(self, painter: QPainter, g: CurveGeometry, state: State, theme: Theme) -> None:
        """Points, tangent, levels."""
        draw_data(painter, g.plane, state, theme)

    def class_at(self, g: CurveGeometry, point: QPointF, state: State) -> int | None:
        """The class whose point is near."""
        return point_at(g.plane, point, state)

    def handle_at(self, g: CurveGeometry, point: QPointF, state: State) -> Handle | None:
        """The nearest point, dragged along the curve."""
        return handle_at(g.plane, point, state)

    def intent_at(
        self, g: CurveGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The point follows along the curve."""
        return drag_along(g.plane, handle, point, state, base)


def limits(state: State) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of q and surprise at rest: round, and holding every class with target mass."""
    held: Analysis = state.held
    surprisal = held.surprisal[(held.p > 0.0) & np.isfinite(held.surprisal)]
    deepest = float(surprisal.max()) if len(surprisal) else 0.0
    if state.view.log_q:
        low = min(LOG_FLOOR, float(np.exp(-min(deepest * 1.1, 690.0))))
        low = 10.0 ** np.floor(np.log10(low))
        return (float(low), 1.0), (0.0, float(-np.log(low)) * state.per_nat)
    # 5.3 nats show the lesson of 85 %, 10 % and 1 %; a costlier truth stretches the axis.
    return (0.0, 1.0), (0.0, max(5.3, 1.15 * deepest) * state.per_nat)


def draw_data(painter: QPainter, plane: Plane, state: State, theme: Theme) -> None:
    """Everything on the curve that follows the numbers, clipped to the plane's area."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setClipRect(plane.area.adjusted(-6.0, -6.0, 6.0, 6.0))
    _draw_levels(painter, plane, state, theme)
    taken: list[QRectF] = []
    _draw_points(painter, plane, state, theme, taken)
    _draw_tangent(painter, plane, state, theme, taken)
    painter.restore()


def draw_line(painter: QPainter, plane: Plane, state: State, theme: Theme) -> None:
    """The curve −log q."""
    pixels = np.linspace(plane.area.left(), plane.area.right(), max(2, int(plane.area.width())))
    if plane.x.log:
        share = (pixels - plane.x.start) / (plane.x.end - plane.x.start)
        logs = np.log(plane.x.low) + share * (np.log(plane.x.high) - np.log(plane.x.low))
        y = -logs * state.per_nat
        shown = logs <= 1e-12
    else:
        q = plane.x.low + (pixels - plane.x.start) * (
            (plane.x.high - plane.x.low) / (plane.x.end - plane.x.start)
        )
        # Towards 0 the curve climbs through all heights within a pixel: more points there.
        first = q[q > 0.0].min(initial=1.0)
        q = np.concatenate([np.geomspace(first * 1e-12, first, 60), q[q > first]])
        q = q[q <= 1.0]
        pixels = np.asarray(plane.x.at(q))
        y = -np.log(q) * state.per_nat
        shown = np.ones(len(q), dtype=bool)
    inside = plane.area.top() - 50.0
    height = np.maximum(np.asarray(plane.y.at(y)), inside)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    primitives.draw_polyline(
        painter, pixels[shown], height[shown], primitives.line(colour(theme.ink), 2.0)
    )
    painter.restore()


def point_at(plane: Plane, point: QPointF, state: State) -> int | None:
    """The class whose point is nearest to ``point``, within reach; big points before ghosts."""
    x, y = _positions(plane, state)
    distance = np.hypot(x - point.x(), y - point.y())
    ghosts = state.analysis.p <= 0.0
    index = int((distance + 6.0 * ghosts).argmin())
    return index if distance[index] <= REACH else None


def handle_at(plane: Plane, point: QPointF, state: State) -> Handle | None:
    """The point a press grabs."""
    index = point_at(plane, point, state)
    if index is None:
        return None
    x, y = _positions(plane, state)
    place = QPointF(float(x[index]), float(y[index]))
    return Handle("q", index, float(state.analysis.q[index]), place)


def drag_along(
    plane: Plane, handle: Handle, point: QPointF, state: State, base: Document
) -> Intent:
    """``handle`` at the place of the curve that is nearest to ``point``."""
    q = nearest_q(plane, point, state)
    return drag_intent(handle.kind, handle.index, handle.value, q, base)


def nearest_q(plane: Plane, point: QPointF, state: State) -> float:
    """The q in (0, 1] whose place on the curve is nearest to ``point``."""
    q = (
        np.geomspace(1e-6, 1.0, 600)
        if plane.x.log
        else np.concatenate(
            [np.geomspace(1e-6, 0.01, 200, endpoint=False), np.linspace(0.01, 1.0, 500)]
        )
    )
    for _ in range(2):
        x, y = np.asarray(plane.x.at(q)), np.asarray(plane.y.at(-np.log(q) * state.per_nat))
        best = int(np.hypot(x - point.x(), y - point.y()).argmin())
        low, high = q[max(best - 1, 0)], q[min(best + 1, len(q) - 1)]
        q = np.linspace(low, high, 200)
    return float(q[len(q) // 2]) if best not in (0, 199) else float(q[0] if best == 0 else q[-1])


def _positions(plane: Plane, state: State) -> tuple[Array, Array]:
    """Each class's point in pixels; q = 0 lies at the top of the left edge."""
    q, surprisal = state.analysis.q, state.analysis.surprisal * state.per_nat
    x = plane.x.clipped(q) if plane.x.log else np.asarray(plane.x.at(q))
    y = np.asarray(plane.y.at(np.where(np.isfinite(surprisal), surprisal, plane.y.high)))
    return x, np.maximum(y, plane.area.top()) if plane.y.high > 0 else y


def _draw_points(
    painter: QPainter, plane: Plane, state: State, theme: Theme, taken: list[QRectF]
) -> None:
    x, y = _positions(plane, state)
    p = state.analysis.p
    classes = state.document.classes
    # A uniform truth over a thousand classes would hide the curve under a thousand discs.
    ghosts = np.flatnonzero(p <= 0.0)
    primitives.draw_points(painter, x[ghosts], y[ghosts], 6.0, colour(theme.muted, 0.7))
    with_mass = np.flatnonzero(p > 0.0)
    if len(with_mass) > 60:
        primitives.draw_points(painter, x[with_mass], y[with_mass], 6.0, colour(theme.ink, 0.8))
        with_mass = np.array([state.selected]) if p[state.selected] > 0 else with_mass[:0]
    for k in with_mass.tolist():
        radius = 4.0 + 6.0 * float(np.sqrt(p[k]))
        painter.setPen(primitives.line(colour(theme.surface), 2.0))
        painter.setBrush(theme.class_colour(classes.colours[k]))
        painter.drawEllipse(QPointF(float(x[k]), float(y[k])), radius, radius)
    rings = [(state.selected, 1.5)]
    if state.hovered is not None:
        rings.append((state.hovered, 2.5))
    for k, width in rings:
        radius = 4.0 + 6.0 * float(np.sqrt(p[k])) + 3.0
        painter.setPen(primitives.line(colour(theme.accent), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(float(x[k]), float(y[k])), radius, radius)
    _draw_labels(painter, plane, x, y, state, theme, taken)


def _draw_labels(
    painter: QPainter,
    plane: Plane,
    x: Array,
    y: Array,
    state: State,
    theme: Theme,
    taken: list[QRectF],
) -> None:
    """Name and cost of the selected class and of the truth, beside their points."""
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.font(SMALL))
    wanted = [state.hovered, state.analysis.true, state.selected]
    for k in dict.fromkeys(k for k in wanted if k is not None):
        cost = show_information(float(state.analysis.surprisal[k]) * state.per_nat)
        label = f"{state.document.classes.names[k]} {cost}"
        width = metrics.horizontalAdvance(label)
        left = float(x[k]) + 15.0
        top = float(y[k]) - metrics.height() - 4.0
        if left + width > plane.area.right():
            left = float(x[k]) - width - 8.0
            top -= 8.0
        left = max(left, plane.area.left() + 14.0)
        box = QRectF(left, max(top, plane.area.top()), width, metrics.height())
        if any(box.intersects(other) for other in taken):
            continue
        taken.append(box)
        painter.fillRect(box.adjusted(-2, 0, 2, 0), colour(theme.surface, 0.8))
        text.put_at(painter, box.left(), box.top() + metrics.ascent(), label, colour(theme.ink))


def _draw_tangent(
    painter: QPainter, plane: Plane, state: State, theme: Theme, taken: list[QRectF]
) -> None:
    """The tangent at the selected class, slope −1/q, with its slope written at its end."""
    q = float(state.analysis.q[state.selected])
    if q <= 0.0:
        return
    surprise = float(state.analysis.surprisal[state.selected]) * state.per_nat
    slope = -state.per_nat / q
    x, y = float(plane.x.at(q)), float(plane.y.at(surprise))
    across = (plane.x.end - plane.x.start) / (plane.x.high - plane.x.low)
    if plane.x.log:
        # On a logarithmic axis the curve is straight: d(−log q)/d(log q) = −1.
        across = (plane.x.end - plane.x.start) / np.log(plane.x.high / plane.x.low) / q
    up = (plane.y.end - plane.y.start) / (plane.y.high - plane.y.low)
    dx, dy = across, slope * up
    length = float(np.hypot(dx, dy))
    dx, dy = dx / length * 70.0, dy / length * 70.0
    pen = primitives.line(colour(theme.accent), 1.5)
    primitives.draw_lines(painter, [(x - dx, y - dy, x + dx, y + dy)], pen)
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.font(SMALL))
    label = f"slope −1/q = {show_score(slope)}"
    width = metrics.horizontalAdvance(label)
    for left, top in (
        (x + dx + 4.0, y + dy + 2.0),
        (x - dx - width - 6.0, y - dy - metrics.height() / 2.0),
        (x - dx + 8.0, y - dy - metrics.height()),
        (x - dx - width - 6.0, y - dy - 2.0 * metrics.height()),
    ):
        box = QRectF(left, top, width, metrics.height())
        if plane.area.contains(box) and not any(box.intersects(other) for other in taken):
            taken.append(box)
            painter.fillRect(box.adjusted(-2, 0, 2, 0), colour(theme.surface, 0.8))
            text.put_at(painter, left, top + metrics.ascent(), label, colour(theme.accent))
            return


def _draw_levels(painter: QPainter, plane: Plane, state: State, theme: Theme) -> None:
    """The mean line H(p, q) and its floor H(p), where the truth is more than one class."""
    if not state.analysis.entropy > 0.0:
        return
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.font(SMALL))
    left, right = plane.area.left(), plane.area.right()
    levels = [
        ("H(p,q)", state.analysis.cross_entropy, Qt.PenStyle.DashLine, -3.0),
        ("floor H(p)", state.analysis.entropy, Qt.PenStyle.DotLine, metrics.ascent() + 2.0),
    ]
    for name, nats, style, offset in levels:
        value = nats * state.per_nat
        if not np.isfinite(value):
            continue
        y = float(plane.y.at(value))
        primitives.draw_lines(
            painter, [(left, y, right, y)], primitives.line(colour(theme.muted), 1.2, style)
        )
        label = f"{name} {show_information(value)}"
        x = right - metrics.horizontalAdvance(label) - 4.0
        text.put_at(painter, x, y + offset, label, colour(theme.muted))


def _draw_q_axis(painter: QPainter, g: CurveGeometry, theme: Theme) -> None:
    ticks = g.plane.x.ticks(60.0 * theme.scale)
    step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 0.1
    plot, height = g.plane.area, theme.metrics(SMALL).height()
    muted = colour(theme.muted)
    marks = [(g.plane.x.at(t), plot.bottom(), g.plane.x.at(t), plot.bottom() + 4.0) for t in ticks]
    primitives.draw_lines(painter, marks, primitives.line(muted))
    base = [(plot.left(), plot.bottom() + 0.5, plot.right(), plot.bottom() + 0.5)]
    primitives.draw_lines(painter, base, primitives.line(muted))
    for tick in ticks:
        box = QRectF(g.plane.x.at(tick) - 30.0, plot.bottom() + 4.0, 60.0, height)
        label = (
            show_probability(tick)
            if g.plane.x.log and tick < 1e-3
            else show_tick(tick, tick if g.plane.x.log else step)
        )
        text.put(painter, box, label, muted, theme, size=SMALL, align=text.CENTRE, elide=False)
    box = QRectF(plot.left(), plot.bottom() + 4.0 + height, plot.width(), height)
    text.put(painter, box, "probability q", muted, theme, size=SMALL, align=text.CENTRE)
