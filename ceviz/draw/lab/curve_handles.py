"""The points on the −log q curve as handles: where they are, and where a drag takes them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from ceviz.document.edits import DRAG_MIN
from ceviz.document.model import Document
from ceviz.draw.chart import Axes
from ceviz.draw.picture import Handle
from ceviz.draw.state import State
from ceviz.maths.arrays import FloatArray
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent

#: How near a press must be to a point to grab it, in pixels.
REACH = 14.0

#: After so many pixels a point that was grabbed at the edge is where the pointer is.
CATCH_UP = 80.0


def point_at(axes: Axes, point: QPointF, state: State) -> int | None:
    """The class whose point is nearest to ``point``, within reach; big points before ghosts."""
    x, y = positions(axes, state)
    distance = np.hypot(x - point.x(), y - point.y())
    ghosts = state.analysis.p <= 0.0
    index = int((distance + 6.0 * ghosts).argmin())
    return index if distance[index] <= REACH else None


def handle_at(axes: Axes, point: QPointF, state: State) -> Handle | None:
    """The point a press grabs."""
    index = point_at(axes, point, state)
    if index is None:
        return None
    x, y = positions(axes, state)
    place = QPointF(float(x[index]), float(y[index]))
    return Handle("q", index, float(state.analysis.q[index]), place, along="xy")


def drag_along(
    axes: Axes, handle: Handle, point: QPointF, state: State, base: Document, rest: Axes | None
) -> Intent:
    """``handle`` at the place of the curve that is nearest to ``point``.

    Beyond axes that have grown from ``rest`` it goes where those would lead, and at least to the
    edge: as :func:`ceviz.draw.reach.value_under` has it. Axes that the user chose do not grow.

    A point that is beyond the axes and drawn at their edge sets off from the q it has, and has
    caught up with the pointer after :data:`CATCH_UP` pixels.
    """
    q = nearest_q(axes, point, state)
    if rest is not None and (point.y() < axes.area.top() or point.x() < axes.area.left()):
        area = axes.area
        edge = QPointF(max(point.x(), area.left()), max(point.y(), area.top()))
        q = min(nearest_q(axes, edge, state), nearest_q(rest, point, state))
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


def positions(axes: Axes, state: State) -> tuple[FloatArray, FloatArray]:
    """Each class's point in pixels; q = 0 lies at the top of the left edge."""
    q, surprisal = state.analysis.q, state.analysis.surprisal * state.per_nat
    x = axes.x.clipped(q) if axes.x.log else np.asarray(axes.x.at(q))
    y = np.asarray(axes.y.at(np.where(np.isfinite(surprisal), surprisal, axes.y.high)))
    return x, np.maximum(y, axes.area.top()) if axes.y.high > 0 else y
