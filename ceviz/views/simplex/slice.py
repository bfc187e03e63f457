"""Which classes the simplex shows, and what lies over it: levels, lines of equal loss, arrows.

All of it depends on the target of the chosen classes alone, but for the offset that the others
add to the loss; nothing depends on where the prediction is among the chosen. So it is kept from
frame to frame while the point is dragged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from ceviz.document.analysis import Analysis
from ceviz.document.shares import are_classes
from ceviz.draw import field
from ceviz.draw.scales import nice_step
from ceviz.draw.state import State
from ceviz.draw.theme import Theme
from ceviz.maths import contours, ternary
from ceviz.maths.arrays import FloatArray
from ceviz.maths.ternary import Slice
from ceviz.memo import value_memo

#: So much of the simplex, in per cent, has losses that are told apart by colour and lines; the
#: rest, along the edges, where the loss grows without end, has the colour of the highest.
TOLD_APART = 88.0

#: About how many lines of equal loss there are.
LINES = 8

#: Points of a line for each edge of the triangle: odd, so that one faces the edge's middle.
_PER_EDGE = 41

#: The offset is held to so many decimals: rounding in a drag must not look like a change.
_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Background:
    """What lies under the points; equal grounds look the same.

    Attributes:
        target: p of the chosen classes, 2 or 3 of them.
        offset: what to add to the field to get the loss, in nats; ∞ if the others make it so.
        per_nat: the unit.
    """

    target: tuple[float, ...]
    offset: float
    per_nat: float

    @property
    def p(self) -> FloatArray:
        """The target as an array."""
        return np.array(self.target)

    @property
    def mass(self) -> float:
        """The target mass on the chosen classes; with none of it the loss is level."""
        return float(sum(self.target))

    @property
    def is_level(self) -> bool:
        """Whether sharing anew changes nothing: p asks for none of them, or the loss is ∞."""
        return self.mass == 0.0 or not np.isfinite(self.offset)

    @property
    def lowest(self) -> float:
        """The smallest loss over the chosen classes, in nats."""
        return self.offset + ternary.lowest(self.p)

    def loss(self, shares: FloatArray) -> FloatArray:
        """The loss at ``shares``, (..., k), in nats."""
        return np.asarray(self.offset + ternary.field(self.p, shares))


def chosen_classes(wanted: tuple[int, ...] | None, state: State) -> tuple[int, ...]:
    """The classes ``wanted`` if there are such, else those that say most; in class order.

    The true class, the predicted one, the selected one, and the most probable of the others,
    until there are three; all of them if there are two. They stay while a gesture runs.
    """
    count, held = len(state.document.classes), state.held
    size = min(3, count)
    if wanted is not None and are_classes(wanted, size, count):
        return wanted
    telling = [held.true, held.predicted, state.selected, *held.ranking[: size + 3].tolist()]
    return tuple(sorted(list(dict.fromkeys(telling))[:size]))


def slice_of(analysis: Analysis, chosen: tuple[int, ...]) -> Slice:
    """The present prediction among the chosen classes."""
    return ternary.slice_of(analysis.p, analysis.prediction, chosen)


def background_of(part: Slice, per_nat: float) -> Background:
    """What lies under the point of a slice."""
    return Background(tuple(part.target.tolist()), round(part.offset, _DECIMALS), per_nat)


@value_memo(most=16)
def reach(target: tuple[float, ...]) -> float:
    """How far above its lowest the field is told apart, in nats; above 0."""
    p = np.array(target)
    values = ternary.field(p, ternary.lattice(24 if len(p) == 3 else 200, len(p)))
    return max(float(np.percentile(values, TOLD_APART)) - ternary.lowest(p), 1e-9)


@value_memo(most=16)
def levels(ground: Background) -> tuple[tuple[float, ...], float]:
    """Round losses to draw lines at, in the unit shown, and the step between them."""
    if ground.is_level:
        return (), 1.0
    low, span = ground.lowest * ground.per_nat, reach(ground.target) * ground.per_nat
    step = nice_step(span / LINES)
    first = int(np.floor(low / step + 1e-6)) + 1
    last = int(np.floor((low + span) / step))
    return tuple(step * k for k in range(first, last + 1)), step


@value_memo(most=16)
def lines(ground: Background) -> tuple[FloatArray, ...]:
    """The line of each level in the plane of the triangle, (n, 2)."""
    heights = np.array(levels(ground)[0]) / ground.per_nat - ground.offset
    return tuple(contours.ternary_contours(ground.p, heights, points_per_edge=_PER_EDGE))


@value_memo(most=8)
def arrows(target: tuple[float, ...], count: int, drifting: bool) -> tuple[FloatArray, FloatArray]:
    """Tails and vectors in the plane, both (n, 2), at ``count`` points along a side.

    The negative gradient of the loss, or with ``drifting`` the way that gradient descent on the
    scores takes, at T = 1: the temperature changes its speed alone.
    """
    p, shares = np.array(target), ternary.lattice(count, len(target))
    vectors = ternary.drift(p, shares) if drifting else ternary.downhill(p, shares)
    return ternary.to_plane(shares), vectors


@value_memo(most=8)
def image(target: tuple[float, ...], columns: int, theme: Theme) -> QImage:
    """The field over the triangle as an image ``columns`` pixels wide, or over the interval."""
    p = np.array(target)
    if len(target) == 2:
        second = (np.arange(columns) + 0.5) / columns
        values = ternary.field(p, np.stack([1.0 - second, second], axis=-1))[np.newaxis]
    else:
        values = ternary.field_image(p, columns)[::-1]
    low = ternary.lowest(p)
    return field.image_of(values, low, low + reach(target), theme)
