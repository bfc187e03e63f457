"""The −log q curve: what each probability costs, and where the classes stand on it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.document.text.numbers import exact, show_probability
from ceviz.draw import primitives
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.lab.curve_handles import drag_along, handle_at, point_at
from ceviz.draw.lab.curve_marks import RIM, draw_foreground
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows, class_names
from ceviz.draw.scales import Scale, show_tick
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.memo import weak_memo
from ceviz.store.intents import Intent

#: Room beyond q = 0 and q = 1 in the plot, as a share, so that points at the ends are whole.
AIR = 0.03

#: The least of an axis that is in view: closer, pixels are nearer together than float64s.
CLOSEST = 1e-9

#: Room below 0, as a share: the disc of a sure truth does not cover the numbers of the axis.
BELOW = 0.045

#: Points of the curve among its rows.
POINTS = 500

#: The smallest q on a logarithmic axis that holds nothing smaller.
LOG_FLOOR = 1e-4


class CurveChart(Chart):
    """−log q over (0, 1] with a point a class; handles: the points."""

    whole = "Show the whole curve"
    inset = 14.0

    def grown(self, state: State) -> Hashable:
        """The ranges, once a class with target mass has gone beyond those at rest."""
        now = limits(state)
        return None if now == rest_limits(state) else now

    def labels(self, state: State) -> tuple[str, str]:
        """q; the title says what is above it."""
        return "probability q", ""

    def logs(self, state: State) -> tuple[bool, bool]:
        """As the user has it."""
        return state.view.log_q, False

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Those of :func:`limits`, with room under a point that costs nothing."""
        x, (_, high) = limits(state)
        return x, (-BELOW * high, high)

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
        return {
            "xMin": x_min, "xMax": x_max, "yMin": -2.0 * BELOW * y1,
            "minXRange": CLOSEST, "minYRange": CLOSEST,
        }  # fmt: skip

    def zoom_key(self, state: State) -> tuple[bool, str]:
        """The kind of axis and the unit."""
        return (state.view.log_q, state.unit)

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """Small probabilities as powers."""
        if not scale.log:
            return super().ticks(scale, values)
        return [show_probability(q) if q < 1e-3 else show_tick(q, q) for q in values]

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The curve itself: a thick antialiased steep line costs 1 ms."""
        draw_line(painter, axes, state, theme)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint what follows the numbers: points, tangent, levels."""
        draw_foreground(painter, axes, state, theme)

    def class_at(self, axes: Axes, point: QPointF, state: State) -> int | None:
        """The class whose point is near."""
        return point_at(axes, point, state)

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The nearest point, dragged along the curve."""
        return handle_at(axes, point, state)

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The point follows along the curve, also where the axes grow with it."""
        rest = None
        if np.isclose(axes.y.high, limits(state)[1][1]):  # else the user has zoomed
            (x0, x1), (_, high) = rest_limits(state)
            x = replace(axes.x, low=x0, high=x1) if axes.x.log else axes.x
            rest = replace(axes, x=x, y=replace(axes.y, low=-BELOW * high, high=high))
        return drag_along(axes, handle, point, state, base, rest)


class Curve(ChartPicture):
    """The curve with axes around it."""

    title = "Surprise −log q"
    note = "big points carry target mass"
    rim = RIM

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The one chart of this picture: the curve."""
        return (CurveChart(),)

    def heading(self, state: State) -> str:
        """The title and the unit of the loss."""
        return f"{self.title} ({state.unit})"

    def rows(self, state: State) -> Rows:
        """The curve point by point, then each class's place on it."""
        a, per_nat = state.analysis, state.per_nat
        (low, _), _ = limits(state)
        if state.view.log_q:
            q = np.geomspace(low, 1.0, POINTS)
        else:
            q = np.linspace(0.0, 1.0, POINTS + 1)[1:]
        surprise = (0.0 - np.log(q)) * per_nat
        curve = [["curve", "", "", exact(x), exact(y)] for x, y in zip(q, surprise, strict=True)]
        points = [
            ["class", name, exact(a.p[k]), exact(a.q[k]), exact(a.surprisal[k] * per_nat)]
            for k, name in enumerate(class_names(state))
        ]
        head = ["what", "class", "target p", "probability q", f"surprise [{state.unit}]"]
        return [head, *curve, *points]


def limits(state: State) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of q and surprise: those at rest, grown to hold what moves in a gesture."""
    (low, one), (zero, high) = rest_limits(state)
    deepest = state.reach.surprisal
    if state.view.log_q:
        low = min(low, float(np.exp(-min(deepest, 690.0))))
    return (low, one), (zero, max(high, deepest * state.per_nat))


def rest_limits(state: State) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges of q and surprise at rest: round, and holding every class with target mass."""
    return _rest_limits(state.held, state.view.log_q, state.per_nat)


@weak_memo()
def _rest_limits(
    held: Analysis, log_q: bool, per_nat: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    surprisal = held.surprisal[(held.p > 0.0) & np.isfinite(held.surprisal)]
    deepest = float(surprisal.max()) if len(surprisal) else 0.0
    if log_q:
        low = min(LOG_FLOOR, float(np.exp(-min(deepest * 1.1, 690.0))))
        low = 10.0 ** np.floor(np.log10(low))
        return (float(low), 1.0), (0.0, float(-np.log(low)) * per_nat)
    # 5.3 nats show the lesson of 85 %, 10 % and 1 %; a costlier truth stretches the axis.
    return (0.0, 1.0), (0.0, max(5.3, 1.15 * deepest) * per_nat)


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
        # Further up it is the line q = 0.
        pixels = np.concatenate([[axes.x.at(0.0)], np.asarray(axes.x.at(q))])
        y = np.concatenate([[axes.y.high], -np.log(q) * state.per_nat])
        y[0] = max(y[0], y[1])
        shown = np.ones(len(pixels), dtype=bool)
    inside = axes.area.top() - 50.0
    height = np.maximum(np.asarray(axes.y.at(y)), inside)
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        primitives.draw_polyline(
            painter,
            pixels[shown],
            height[shown],
            primitives.line(colour(theme.ink), theme.stroke(2.0)),
        )
