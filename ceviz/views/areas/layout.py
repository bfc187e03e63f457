"""Where the rectangles of the area picture lie, and which of their sides is near a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.asymmetry import Way
from ceviz.draw.frame import Frame
from ceviz.draw.scales import Scale, nice_range
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo

#: How near, in pixels, a press must be to a side of a rectangle to grab the side.
GRIP = 6.0

#: Classes with less width or less of the area do not stretch the height axis.
LEAST_WIDTH, LEAST_AREA = 0.004, 0.02


@dataclass(frozen=True, eq=False)
class AreaGeometry:
    """Where the rectangles lie.

    Attributes:
        frame: its footer holds the names.
        legend: what the fillings mean, with the sums.
        x: probability 0 … 1.
        y: information from 0, in the unit.
        way: the rectangles themselves.
    """

    frame: Frame
    legend: QRectF
    x: Scale
    y: Scale
    way: Way

    def sides(self) -> tuple[FloatArray, FloatArray]:
        """Left pixels and widths of all classes, (K,)."""
        edges = np.asarray(self.x.at(self.way.areas.left))
        return edges[:-1], np.diff(edges)

    def tops(self, nats: FloatArray, per_nat: float) -> FloatArray:
        """The pixels of heights in nats; what is too high or infinite ends at the top."""
        return self.y.clipped(nats * per_nat)


def share_before(world: FloatArray, index: int) -> float:
    """The part of the others' mass that stands left of class ``index``.

    When its width v changes and the others keep their ratios, its sides lie at
    ``share·(1 − v)`` and ``share·(1 − v) + v``.
    """
    others = float(world.sum() - world[index])
    if others <= 0.0:
        return index / (len(world) - 1)
    return min(float(world[:index].sum()) / others, 1.0)


@weak_memo()
def height_limit(way: Way, per_nat: float) -> float:
    """A round height, in the unit, that holds every rectangle worth seeing."""
    a = way.areas
    worth = (a.width >= LEAST_WIDTH) | (a.area >= LEAST_AREA * max(way.cross_entropy, 1e-300))
    heights = np.concatenate([a.height[worth], a.inner[worth & (a.width > 0.0)]])
    heights = heights[np.isfinite(heights)]
    # Room to grow: no smaller than what guessing costs.
    guess = 1.25 * math.log(len(a.width))
    return nice_range(0.0, max(guess, *heights.tolist(), 0.0) * per_nat)[1]


def side_at(
    g: AreaGeometry, point: QPointF, index: int, selected: int
) -> tuple[int, str, float] | None:
    """The class, the side ("left" or "right") and its pixel, near ``point``."""
    left, widths = g.sides()
    world = g.way.areas.width
    # A rectangle too thin to press on either side of is pulled open where it stands.
    if widths[selected] < GRIP and abs(point.x() - left[selected]) <= GRIP:
        index = selected
        right = share_before(world, index) < 0.5
        return index, *(("right", float(left[index] + widths[index])) if right
                        else ("left", float(left[index])))  # fmt: skip
    grip = min(GRIP, float(widths[index]) / 3.0)
    before = share_before(world, index)
    start, end = float(left[index]), float(left[index] + widths[index])
    if before < 1.0 and end - point.x() <= grip:
        return index, "right", end
    if before > 0.0 and point.x() - start <= grip:
        return index, "left", start
    return None
