"""The −log q curve: what each probability costs, and where the classes stand on it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.edits import DRAG_MIN
from ceviz.document.model import Document
from ceviz.document.numbers import show_information, show_probability, show_score
from ceviz.draw import primitives
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.curve_labels import (
    Labels,
    beside_point,
    beside_tangent,
    on_level,
    slope_words,
)
from ceviz.draw.picture import Handle
from ceviz.draw.scales import Scale, show_tick
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent

Array = NDArray[np.float64]

#: How near a press must be to a point to grab it, in pixels.
REACH = 14.0

#: How far, in pixels, a point may reach over the edge.
RIM = 12.0

#: Half the length of the tangent, in pixels.
TANGENT = 70.0

#: After so many pixels a point that was grabbed at the edge is where the pointer is.
CATCH_UP = 80.0

#: Room beyond q = 0 and q = 1 in the plot, as a share, so that points at the ends are whole.
AIR = 0.03

#: The smallest q on a logarithmic axis that holds nothing smaller.
LOG_FLOOR = 1e-4


class CurveChart(Chart):
    """−log q over (0, 1] with a point a class; handles: the points."""

    whole = "Show the whole curve"
    inset = 10.0

    def labels(self, state: State) -> tuple[str, str]:
        """q; the title says what is above it."""
        return "probability q", ""

    def logs(self, state: State) -> tuple[bool, bool]:
        """As the user has it."""
        return state.view.log_q, False

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Those of :func:`limits`."""
        return limits(state)

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """With air at both ends of q."""
        (x0, x1), y = super().view_ranges(state)
        air = AIR * (x1 - x0)
        return (x0 - air, x1 + air), y

    def view_limits(self, state: State) -> dict[str, float]:
        """Little beyond what a probability can be."""
        (x0, _), (_, y1) = super().view_ranges(state)
        log = state.view.log_q
        x_min, x_max = (x0 * 3.0 - 1.0, 0.1) if log else (-0.1, 1.1)
        return {"xMin": x_min, "xMax": x_max, "yMin": -y1 * 0.05}

    def zoom_key(self, state: State) -> tuple[bool, str]:
        """The kind of axis and the unit."""
        return (state.view.log_q, state.unit)

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """Small probabilities as powers."""
        if not scale.log:
            return super().ticks(scale, values)
        return [show_probability(q) if q < 1e-3 else show_tick(q, q) for q in values]

    def draw_back(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The curve itself: a thick antialiased steep line costs 1 ms."""
        draw_line(painter, axes, state, theme)

    def draw_data(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Points, tangent, levels."""
        draw_data(painter, axes, state, theme)

    def class_at(self, axes: Axes, point: QPointF, state: State) -> int | None:
        """The class whose point is near."""
        return point_at(axes, point, state)

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The nearest point, dragged along the curve."""
        return handle_at(axes, point, state)

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The point follows along the curve."""
        return drag_along(axes, handle, point, state, base)


class Curve(ChartPicture):
    """The curve with axes around it."""

    title = "Surprise −log q"
    note = "big points carry target mass"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The curve alone."""
        return (CurveChart(),)

    def heading(self, state: State) -> str:
        """With the unit."""
        return f"{self.title} ({state.unit})"


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


def draw_data(painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
    """Everything on the curve that follows the numbers, clipped to the axes' area."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    # Points at the ends of the axes are whole.
    painter.setClipRect(axes.area.adjusted(-RIM, -RIM, RIM, RIM))
    labels = Labels(painter, axes, state, theme)
    places = _positions(axes, state)
    _draw_levels(painter, axes, state, theme)
    _draw_points(painter, places, state, theme, labels)
    painter.setClipRect(axes.area)
    tangent = _tangent(axes, state)
    if tangent is not None:
        x, y, dx, dy, _ = tangent
        pen = primitives.line(colour(theme.accent), 1.5)
        primitives.draw_line(painter, x - dx, y - dy, x + dx, y + dy, pen)
    _put_labels(axes, places, state, theme, labels)
    if tangent is not None:
        x, y, dx, dy, slope = tangent
        words = slope_words(show_score(slope), state)
        beside = beside_tangent(labels, x, y, dx, dy)
        labels.put(words, colour(theme.accent), beside, needed=False)
    painter.restore()


def draw_line(painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
    """The curve −log q."""
    pixels = np.linspace(axes.area.left(), axes.area.right(), max(2, int(axes.area.width())))
    if axes.x.log:
        share = (pixels - axes.x.start) / (axes.x.end - axes.x.start)
        logs = np.log(axes.x.low) + share * (np.log(axes.x.high) - np.log(axes.x.low))
        y = -logs * state.per_nat
        shown = logs <= 1e-12
    else:
        q = axes.x.low + (pixels - axes.x.start) * (
            (axes.x.high - axes.x.low) / (axes.x.end - axes.x.start)
        )
        # Towards 0 the curve climbs through all heights within a pixel: more points there.
        first = q[q > 0.0].min(initial=1.0)
        q = np.concatenate([np.geomspace(first * 1e-12, first, 60), q[q > first]])
        q = q[q <= 1.0]
        pixels = np.asarray(axes.x.at(q))
        y = -np.log(q) * state.per_nat
        shown = np.ones(len(q), dtype=bool)
    inside = axes.area.top() - 50.0
    height = np.maximum(np.asarray(axes.y.at(y)), inside)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    primitives.draw_polyline(
        painter, pixels[shown], height[shown], primitives.line(colour(theme.ink), 2.0)
    )
    painter.restore()


def point_at(axes: Axes, point: QPointF, state: State) -> int | None:
    """The class whose point is nearest to ``point``, within reach; big points before ghosts."""
    x, y = _positions(axes, state)
    distance = np.hypot(x - point.x(), y - point.y())
    ghosts = state.analysis.p <= 0.0
    index = int((distance + 6.0 * ghosts).argmin())
    return index if distance[index] <= REACH else None


def handle_at(axes: Axes, point: QPointF, state: State) -> Handle | None:
    """The point a press grabs."""
    index = point_at(axes, point, state)
    if index is None:
        return None
    x, y = _positions(axes, state)
    place = QPointF(float(x[index]), float(y[index]))
    return Handle("q", index, float(state.analysis.q[index]), place, along="xy")


def drag_along(axes: Axes, handle: Handle, point: QPointF, state: State, base: Document) -> Intent:
    """``handle`` at the place of the curve that is nearest to ``point``.

    A point that is beyond the axes and drawn at their edge sets off from the q it has, and has
    caught up with the pointer after :data:`CATCH_UP` pixels.
    """
    q = nearest_q(axes, point, state)
    if axes.y.at(-np.log(max(handle.value, DRAG_MIN)) * state.per_nat) < axes.area.top() - 1.0:
        q *= _lag(axes, handle, q, state)
    return drag_intent(handle.kind, handle.index, handle.value, q, base)


def _lag(axes: Axes, handle: Handle, q: float, state: State) -> float:
    """The factor from ``q``, where the pointer is, to where a point from beyond the axes is."""
    edge = nearest_q(axes, handle.at, state)
    place = QPointF(float(axes.x.at(q)), float(axes.y.at(-np.log(q) * state.per_nat)))
    way = place - handle.at
    gone = float(np.hypot(way.x(), way.y())) / CATCH_UP if q > edge else 0.0
    return float((max(handle.value, DRAG_MIN) / edge) ** max(0.0, 1.0 - gone))


def nearest_q(axes: Axes, point: QPointF, state: State) -> float:
    """The q in (0, 1] whose place on the curve is nearest to ``point``."""
    q = (
        np.geomspace(1e-6, 1.0, 600)
        if axes.x.log
        else np.concatenate(
            [np.geomspace(1e-6, 0.01, 200, endpoint=False), np.linspace(0.01, 1.0, 500)]
        )
    )
    for _ in range(2):
        x, y = np.asarray(axes.x.at(q)), np.asarray(axes.y.at(-np.log(q) * state.per_nat))
        best = int(np.hypot(x - point.x(), y - point.y()).argmin())
        low, high = q[max(best - 1, 0)], q[min(best + 1, len(q) - 1)]
        q = np.linspace(low, high, 200)
    return float(q[len(q) // 2]) if best not in (0, 199) else float(q[0] if best == 0 else q[-1])


def _positions(axes: Axes, state: State) -> tuple[Array, Array]:
    """Each class's point in pixels; q = 0 lies at the top of the left edge."""
    q, surprisal = state.analysis.q, state.analysis.surprisal * state.per_nat
    x = axes.x.clipped(q) if axes.x.log else np.asarray(axes.x.at(q))
    y = np.asarray(axes.y.at(np.where(np.isfinite(surprisal), surprisal, axes.y.high)))
    return x, np.maximum(y, axes.area.top()) if axes.y.high > 0 else y


def _draw_points(
    painter: QPainter, places: tuple[Array, Array], state: State, theme: Theme, labels: Labels
) -> None:
    x, y = places
    p = state.analysis.p
    classes = state.document.classes
    massless = p <= 0.0
    primitives.draw_points(painter, x[massless], y[massless], 6.0, colour(theme.muted, 0.7))
    with_mass = state.analysis.possible
    if len(with_mass) > 60:
        # A uniform truth over a thousand classes would hide the curve under a thousand discs.
        primitives.draw_points(painter, x[with_mass], y[with_mass], 6.0, colour(theme.ink, 0.8))
        with_mass = np.array([state.selected]) if p[state.selected] > 0 else with_mass[:0]
    edge = primitives.line(colour(theme.surface), 2.0)
    for k in with_mass.tolist():
        radius, fill = 4.0 + 6.0 * math.sqrt(p[k]), theme.class_colour(classes.colours[k])
        primitives.draw_disc(painter, float(x[k]), float(y[k]), radius, edge, fill)
        labels.keep_clear(float(x[k]), float(y[k]), radius)
    rings = [(state.selected, 1.5)] if theme.marks else []
    if state.hovered is not None:
        rings.append((state.hovered, 2.5))
    for k, width in rings:
        radius, edge = 7.0 + 6.0 * math.sqrt(p[k]), primitives.line(colour(theme.accent), width)
        primitives.draw_disc(painter, float(x[k]), float(y[k]), radius, edge, None)


def _put_labels(
    axes: Axes, places: tuple[Array, Array], state: State, theme: Theme, labels: Labels
) -> None:
    """Name and cost of the hovered and the selected class and of the truth; the levels' names."""
    x, y = places
    wanted = [state.hovered, state.analysis.true, state.selected]
    for place, k in enumerate(dict.fromkeys(k for k in wanted if k is not None)):
        cost = show_information(float(state.analysis.surprisal[k]) * state.per_nat)
        words = f"{state.document.classes.names[k]} {cost}"
        beside = beside_point(labels, float(x[k]), float(y[k]))
        labels.put(words, colour(theme.ink), beside, needed=place == 0)
    for name, value, _ in _levels(state):
        words = f"{name} {show_information(value)}"
        beside = on_level(axes.area, axes.y.at(value))
        # In a narrow picture the points count for more than the names of two lines.
        labels.put(words, colour(theme.muted), beside, needed=False)


def _tangent(axes: Axes, state: State) -> tuple[float, float, float, float, float] | None:
    """Where the tangent at the selected class touches, half of it in pixels, and its slope −1/q."""
    q = float(state.analysis.q[state.selected])
    if q <= 0.0:
        return None
    surprise = float(state.analysis.surprisal[state.selected]) * state.per_nat
    slope = -state.per_nat / q
    # By log q: the slope by q overflows where q is subnormal.
    if axes.x.log:
        dx = (axes.x.end - axes.x.start) / math.log(axes.x.high / axes.x.low)
    else:
        dx = (axes.x.end - axes.x.start) / (axes.x.high - axes.x.low) * q
    dy = -state.per_nat * (axes.y.end - axes.y.start) / (axes.y.high - axes.y.low)
    half = TANGENT / math.hypot(dx, dy)
    return float(axes.x.at(q)), float(axes.y.at(surprise)), dx * half, dy * half, slope


def _draw_levels(painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
    left, right = axes.area.left(), axes.area.right()
    for _, value, style in _levels(state):
        y = axes.y.at(value)
        pen = primitives.line(colour(theme.muted), 1.2, style)
        primitives.draw_line(painter, left, y, right, y, pen)


def _levels(state: State) -> list[tuple[str, float, Qt.PenStyle]]:
    """The mean line H(p, q) and its floor H(p), where the truth is more than one class."""
    a = state.analysis
    if not a.entropy > 0.0:
        return []
    levels = [
        ("H(p,q)", a.cross_entropy * state.per_nat, Qt.PenStyle.DashLine),
        ("floor H(p)", a.entropy * state.per_nat, Qt.PenStyle.DotLine),
    ]
    return [level for level in levels if np.isfinite(level[1])]
