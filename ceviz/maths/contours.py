"""Lines of equal loss: exact ones in the triangle, marched ones over any grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ceviz.maths.arrays import BoolArray, FloatArray, IndexArray
from ceviz.maths.ternary import lowest, to_plane

_STEPS = 60
_CLOSE = 1e-10


def ternary_contours(
    target: FloatArray, levels: FloatArray, *, points_per_edge: int = 61
) -> list[FloatArray]:
    """The lines where the field of :mod:`ceviz.maths.ternary` has each of ``levels``.

    The field is convex with its lowest point at ``p / Σ p``, so every ray from there to the
    border meets each higher level once. The rays go to points of the border that crowd towards
    the corners, where the lines turn.

    Args:
        target: p of the three classes, shape (3,).
        levels: nats, shape (m,).

    Returns:
        For each level a polyline (n, 2) in the plane: closed (its first point repeated) if all
        three targets are positive, else from edge to edge. Empty, (0, 2), for a level not above
        the lowest.
    """
    total = float(target.sum())
    if total == 0.0:
        return [np.empty((0, 2)) for _ in levels]
    centre = target / total
    ends, facing = _border(centre, points_per_edge)
    heights = np.asarray(levels, dtype=np.float64) / total
    reached = heights > lowest(target) / total
    shares = _crossings(centre, ends, facing, heights[reached])
    lines = iter(to_plane(shares))
    return [next(lines) if above else np.empty((0, 2)) for above in reached]


def level_segments(values: FloatArray, x: FloatArray, y: FloatArray, level: float) -> FloatArray:
    """Marching squares: where a field sampled on a grid crosses ``level``.

    Cells are cut into two triangles each, which leaves no ambiguous case. Cells with a corner
    that is not finite are left out.

    Args:
        values: shape (rows, columns).
        x, y: the grid's coordinates, shapes (columns,) and (rows,).

    Returns:
        Straight pieces, shape (m, 2, 2): piece, end, (x, y).
    """
    return level_lines(values, x, y, [level])[0]


def level_lines(
    values: FloatArray, x: FloatArray, y: FloatArray, levels: Sequence[float]
) -> list[FloatArray]:
    """:func:`level_segments` of each of several levels, in a third of the time."""
    lowest, highest = _ends(values)
    found = [np.nonzero((lowest <= level) & (highest > level)) for level in levels]
    if not found:
        return []
    row, column = (np.concatenate([cells[way] for cells in found]) for way in (0, 1))
    place = np.repeat(np.arange(len(found)), [len(cells[0]) for cells in found])
    level = np.asarray(levels, dtype=np.float64)[place, np.newaxis]
    height, spot = [], []
    for turns in (((0, 0), (0, 1), (1, 1)), ((0, 0), (1, 1), (1, 0))):
        rows = np.stack([row + up for up, _ in turns], axis=-1)
        columns = np.stack([column + right for _, right in turns], axis=-1)
        height.append(values[rows, columns] - level)
        spot.append(np.stack([x[columns], y[rows]], axis=-1))
    pieces, crossed = _cut(np.concatenate(height), np.concatenate(spot))
    place = np.tile(place, 2)[crossed]
    return [pieces[place == number] for number in range(len(found))]


def _ends(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The lowest and the highest corner of every cell; NaN where one is not finite."""
    finite = np.where(np.isfinite(values), values, np.nan)
    ends = []
    for end in (np.minimum, np.maximum):
        rows = end(finite[:-1], finite[1:])
        ends.append(end(rows[:, :-1], rows[:, 1:]))
    return ends[0], ends[1]


def _cut(height: FloatArray, spot: FloatArray) -> tuple[FloatArray, BoolArray]:
    """The piece of line through each triangle, of which one corner lies apart from the others.

    Triangles that lie all on one side are left out; which are not is the second result.
    """
    above = height > 0.0
    crossed: BoolArray = np.logical_xor(above.any(axis=-1), above.all(axis=-1))
    height, spot, above = height[crossed], spot[crossed], above[crossed]
    alone = np.where(above.sum(axis=-1) == 1, above.argmax(axis=-1), above.argmin(axis=-1))
    row = np.arange(len(height))
    here, from_here = height[row, alone], spot[row, alone]
    ends = []
    for turn in (1, 2):
        other = (alone + turn) % 3
        part = here / (here - height[row, other])
        ends.append(from_here + part[:, np.newaxis] * (spot[row, other] - from_here))
    return np.stack(ends, axis=1), crossed


def _border(centre: FloatArray, count: int) -> tuple[FloatArray, IndexArray]:
    """Points of the border to send rays to, (n, 3), and the share that is 0 there, (n,).

    Edge i is where share i is 0. If the centre itself lies on it, no ray goes there; the others
    then follow each other from one end to the other.
    """
    turn = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, count))
    edges = [i for i in range(3) if centre[i] > 0.0]
    if edges == [0, 2]:
        edges = [2, 0]  # edge 2 ends in the corner where edge 0 begins
    ends, facing = [], []
    for edge in edges:
        points = np.zeros((count, 3))
        points[:, (edge + 1) % 3] = 1.0 - turn
        points[:, (edge + 2) % 3] = turn
        ends.append(points)
        facing.append(np.full(count, edge))
    return np.concatenate(ends), np.concatenate(facing)


def _crossings(
    centre: FloatArray, ends: FloatArray, facing: IndexArray, heights: FloatArray
) -> FloatArray:
    """Where each ray reaches each height: shares, (levels, rays, 3).

    With d the part of the ray left to the border, ``−Σ c log w − height`` is convex and falling
    in d. Newton's steps start where it is positive and so approach the root from one side.
    """
    weight = centre[facing]
    with np.errstate(over="ignore"):
        left = np.minimum(np.exp(-heights[:, np.newaxis] / weight) / weight, 1.0)
    slope = centre - ends
    used = centre > 0.0
    # Steps look at these alone; what is not used costs nothing and may be 0.
    starts, slopes, costs = ends[:, used], slope[:, used], centre[used]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for _ in range(_STEPS):
            shares = starts + left[..., np.newaxis] * slopes
            excess = -(np.log(shares) @ costs) - heights[:, np.newaxis]
            step = excess / ((slopes / shares) @ costs)
            step[(left <= 0.0) | ~np.isfinite(step)] = 0.0
            left = np.minimum(np.maximum(left + step, 0.0), 1.0)
            if np.abs(step).max(initial=0.0) < _CLOSE:
                break
    return np.maximum(ends + left[..., np.newaxis] * slope, 0.0)
