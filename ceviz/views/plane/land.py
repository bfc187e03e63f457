"""What lies under the point of the score plane: loss, lines of equal loss, gradients.

It depends on the target, on what the other scores come to, and on the temperature; not on where
the point is. So it is kept from frame to frame while the point is dragged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.document.shares import are_classes
from ceviz.draw.scales import Scale, nice_step
from ceviz.draw.state import State
from ceviz.maths import contours, plane
from ceviz.maths.arrays import FloatArray
from ceviz.maths.plane import Plane, Terrain
from ceviz.memo import value_memo, weak_memo

#: At most so many points are looked at, and none nearer to each other than so many pixels.
POINTS, NEAREST = 8000, 4.0

#: About how many lines of equal loss there are.
LINES = 9

#: Numbers of the others are held to so many decimals: rounding must not look like a change.
_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Land:
    """What the loss over the plane depends on; equal lands look the same.

    Attributes:
        target: p of the two and of all others together.
        others: the score the others have as one class, −∞ for none; if they move along, how far
            it is above the mean of the two.
        offset: what choosing among the others costs, in nats.
        temperature: T.
        per_nat: the unit.
        together: the others move along with the mean of the two, so that along (1, 1) all scores
            move alike.
    """

    target: tuple[float, float, float]
    others: float
    offset: float
    temperature: float
    per_nat: float
    together: bool

    @property
    def plane(self) -> Plane:
        """As the maths know it."""
        target = np.array(self.target)
        return Plane((0, 1), target, self.others, self.offset, self.temperature)

    @property
    def is_valley_level(self) -> bool:
        """Whether the loss does not change along (1, 1)."""
        return self.together or plane.is_valley_level(self.plane)


def chosen_pair(wanted: tuple[int, ...] | None, state: State) -> tuple[int, int]:
    """The classes across and up: those ``wanted`` if there are such, else those that say most.

    The true class, then the predicted, the selected or the most probable that is another. They
    stay while a gesture runs.
    """
    held = state.held
    if wanted is not None and are_classes(wanted, 2, len(state.document.classes)):
        return wanted[0], wanted[1]
    others = [held.predicted, state.selected, *held.ranking[:2].tolist()]
    return held.true, next(k for k in others if k != held.true)


def land_at(state: State, pair: tuple[int, int], *, together: bool, held: bool = False) -> Land:
    """What lies under the point now, or with ``held`` lay there at the press."""
    a = state.held if held else state.analysis
    return _land(a, pair, state.document.temperature, state.per_nat, together)


@weak_memo()
def _land(
    a: Analysis, pair: tuple[int, int], temperature: float, per_nat: float, together: bool
) -> Land:
    made = plane.plane_of(a.p, a.z, *pair, temperature=temperature)
    middle = float(a.z[list(pair)].mean())
    moving = bool(together and np.isfinite(made.others) and np.isfinite(middle))
    others = made.others - middle if moving else made.others
    first, second, rest = made.target.tolist()
    target = (first, second, rest)
    offset = round(made.offset, _DECIMALS)
    return Land(target, round(others, _DECIMALS), offset, made.temperature, per_nat, moving)


def terrain(land: Land, points: FloatArray) -> Terrain:
    """Loss, gradient and probabilities at points ``(z_a, z_b)``, (..., 2), in nats."""
    if not land.together:
        return plane.terrain(land.plane, points)
    # Softmax does not change when all scores move back by as much as the others have moved.
    found = plane.terrain(land.plane, points - points.mean(axis=-1, keepdims=True))
    across = found.gradient - found.gradient.mean(axis=-1, keepdims=True)
    return Terrain(found.loss, across, found.probability)


def goal(land: Land, point: FloatArray) -> FloatArray | None:
    """Where both classes have what the target asks, or None if there is no such point.

    In a level valley it is straight across from ``point``.
    """
    if not plane.is_valley_level(land.plane) or land.together:
        return None if land.together else plane.lowest_point(land.plane)
    first, second, _ = land.target
    if not (first > 0.0 and second > 0.0 and np.isfinite(point).all()):
        return None
    half = land.temperature * float(np.log(first) - np.log(second)) / 2.0
    return np.asarray(point.mean() + np.array([half, -half]))


@dataclass(frozen=True, eq=False)
class Relief:
    """The loss on a grid: x (columns,), y (rows,), loss (rows, columns) in nats."""

    x: FloatArray
    y: FloatArray
    loss: FloatArray

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest finite loss; equal where it is level or ∞."""
        finite = self.loss[np.isfinite(self.loss)]
        return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


@value_memo(most=6)
def relief(land: Land, x: Scale, y: Scale) -> Relief:
    """The loss over what is in view, evenly spaced."""
    width, height = abs(x.end - x.start), abs(y.end - y.start)
    pitch = max(NEAREST, float(np.sqrt(width * height / POINTS)))
    across = np.linspace(x.low, x.high, max(3, int(width / pitch)))
    up = np.linspace(y.low, y.high, max(3, int(height / pitch)))
    points = plane.grid(across, up)
    if land.together:
        points = points - points.mean(axis=-1, keepdims=True)
    return Relief(across, up, plane.loss(land.plane, points))


@value_memo(most=6)
def levels(land: Land, x: Scale, y: Scale) -> tuple[float, ...]:
    """Round losses to draw lines at, in the unit shown.

    They are evenly spaced, and closer at the bottom, where the loss goes flat.
    """
    low, high = relief(land, x, y).ends
    low, high = low * land.per_nat, high * land.per_nat
    if high - low <= 1e-9 * max(1.0, abs(high)):
        return ()
    step = nice_step((high - low) / LINES)
    first, last = int(np.floor(low / step)) + 1, int(np.floor(high / step))
    finer = (step * (first - part) for part in (0.9, 0.75, 0.5))
    return (
        *(value for value in finer if value > low + 0.02 * step),
        *(step * k for k in range(first, last + 1)),
    )


@value_memo(most=6)
def lines(land: Land, x: Scale, y: Scale) -> tuple[FloatArray, ...]:
    """The line of each level as straight pieces, (m, 2, 2)."""
    over = relief(land, x, y)
    heights = [value / land.per_nat for value in levels(land, x, y)]
    return tuple(contours.level_lines(over.loss, over.x, over.y, heights))


def line_through(land: Land, x: Scale, y: Scale, point: FloatArray) -> FloatArray:
    """The line of equal loss through ``point``, (2,), as straight pieces, (m, 2, 2).

    The grid gets a column and a row through the point, so that it lies on the line exactly.
    """
    over, loss = relief(land, x, y), float(terrain(land, point).loss)
    column, row = int(np.searchsorted(over.x, point[0])), int(np.searchsorted(over.y, point[1]))
    if not (np.isfinite(loss) and 0 < column < len(over.x) and 0 < row < len(over.y)):
        return np.empty((0, 2, 2))
    up = np.insert(over.y, row, point[1])
    along = terrain(land, np.stack([over.x, np.full(len(over.x), point[1])], axis=-1))
    values = np.insert(over.loss, row, along.loss, axis=0)
    there = terrain(land, np.stack([np.full(len(up), point[0]), up], axis=-1))
    values = np.insert(values, column, there.loss, axis=1)
    values[row, column] = loss
    return contours.level_segments(values, np.insert(over.x, column, point[0]), up, loss)


@value_memo(most=6)
def arrows(land: Land, x: Scale, y: Scale, spacing: float) -> tuple[FloatArray, FloatArray]:
    """Points of the plane about ``spacing`` pixels apart, (n, 2), and −∂L/∂z there, (n, 2)."""
    points = plane.grid(_within(x, spacing), _within(y, spacing)).reshape(-1, 2)
    return points, 0.0 - terrain(land, points).gradient


def _within(scale: Scale, spacing: float) -> FloatArray:
    count = max(2, int(abs(scale.end - scale.start) / spacing))
    return np.asarray(scale.low + (np.arange(count) + 0.5) * ((scale.high - scale.low) / count))
