"""Where the simplex lies: a triangle for three classes, an interval for two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from ceviz.draw.frame import GUTTER, PAD, Frame, frame
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme
from ceviz.maths import ternary
from ceviz.maths.arrays import FloatArray
from ceviz.maths.ternary import HEIGHT, Slice
from ceviz.views.simplex.slice import Background, background_of, chosen_classes, reach, slice_of

#: How near to a corner, in pixels, a point is taken for the corner.
SNAP = 8.0

#: How near to a corner the pointer lights its class.
NEAR = 24.0

#: Half the height of the interval, in pixels before type scaling.
HALF_STRIP = 18.0

#: Between the lower corners and their names, in pixels before type scaling.
BELOW = 12.0

#: Room around the triangle, so that points in its corners are whole.
_RIM = 22.0


@dataclass(frozen=True, eq=False)
class SimplexGeometry:
    """The simplex in pixels.

    Attributes:
        frame: title and the rest.
        part: the chosen classes and the present shares among them.
        ground: what lies under the points.
        origin: the first corner, bottom left; ``side`` pixels to the second.
        names: a box for the name and the number of each chosen class.
        words: a box for the loss.
        loss: over the interval, where the losses lie in pixels; None for a triangle.
    """

    frame: Frame
    part: Slice
    ground: Background
    origin: QPointF
    side: float
    names: tuple[QRectF, ...]
    words: QRectF
    loss: Scale | None = None

    @property
    def count(self) -> int:
        """How many classes are corners: two or three."""
        return len(self.part.chosen)

    def pixels(self, points: FloatArray) -> FloatArray:
        """Points of the plane in pixels, (..., 2)."""
        up = np.array([self.side, -self.side])
        return np.asarray(points * up + (self.origin.x(), self.origin.y()))

    def at(self, shares: FloatArray) -> QPointF:
        """The pixel of shares, (k,)."""
        x, y = self.pixels(ternary.to_plane(shares)).tolist()
        return QPointF(x, y)

    def corners(self) -> FloatArray:
        """The corners in pixels, (k, 2)."""
        return self.pixels(ternary.to_plane(np.eye(self.count)))

    def shares(self, point: QPointF) -> FloatArray:
        """The shares nearest to a pixel, (k,)."""
        return ternary.nearest(self._plane(point), self.count)

    def snapped(self, point: QPointF) -> FloatArray:
        """:meth:`shares`; near a corner, the corner's."""
        away = np.hypot(*(self.corners() - (point.x(), point.y())).T)
        nearest = int(away.argmin())
        return np.eye(self.count)[nearest] if away[nearest] <= SNAP else self.shares(point)

    def holds(self, point: QPointF) -> bool:
        """Whether a pixel lies in the triangle, or on the interval's strip."""
        inside = bool((ternary.from_plane(self._plane(point), self.count) >= 0.0).all())
        return inside and (self.count == 3 or abs(point.y() - self.origin.y()) <= HALF_STRIP)

    def corner_at(self, point: QPointF) -> int | None:
        """The place among the chosen of the corner or the name under a pixel."""
        away = np.hypot(*(self.corners() - (point.x(), point.y())).T)
        near = int(away.argmin())
        if away[near] <= NEAR:
            return near
        return next((k for k, box in enumerate(self.names) if box.contains(point)), None)

    def _plane(self, point: QPointF) -> FloatArray:
        x, y = point.x() - self.origin.x(), self.origin.y() - point.y()
        return np.array([x, y]) / self.side


def layout(
    rect: QRectF, wanted: tuple[int, ...] | None, state: State, theme: Theme
) -> SimplexGeometry:
    """Geometry of the chosen classes in ``rect``."""
    part = slice_of(state.analysis, chosen_classes(wanted, state))
    ground = background_of(part, state.per_nat)
    line = theme.metrics(TEXT, bold=True).height() + theme.metrics(SMALL).height() + 4.0
    footer = line + 4.0 + BELOW * max(theme.scale - 1.0, 0.0)
    f = frame(rect, theme, footer=footer, left=0.0 if len(part.chosen) == 3 else GUTTER)
    make = _triangle if len(part.chosen) == 3 else _interval
    return make(f, part, ground, line, theme)


def _triangle(
    f: Frame, part: Slice, ground: Background, line: float, theme: Theme
) -> SimplexGeometry:
    area, rim = f.plot, _RIM * theme.scale
    side = max(10.0, min(area.width() - 2.0 * rim, (area.height() - rim - 4.0) / HEIGHT))
    left = area.center().x() - side / 2.0
    bottom = area.bottom() - 4.0 - max(0.0, (area.height() - rim - 4.0 - side * HEIGHT) / 2.0)
    below, half = bottom + BELOW * max(theme.scale, 1.0), area.center().x()
    apex = bottom - side * HEIGHT
    # The edges fall away from the top corner: words of two lines beside it keep clear of them.
    aside = 0.6 * line + 12.0 * theme.scale
    # The bottom names may be as long as half the picture; the top one stands beside its corner.
    reach = min(half - f.rect.left() - PAD, side / 2.0 + 40.0 * theme.scale)
    names = (
        QRectF(half - reach, below, reach - 6.0, line),
        QRectF(half + 6.0, below, reach - 6.0, line),
        QRectF(half + aside, apex - 8.0, f.rect.right() - PAD - half - aside, line),
    )
    words = QRectF(f.rect.left() + PAD, apex - 8.0, half - f.rect.left() - PAD - aside, line)
    if apex - area.top() > line + 6.0:
        # A narrow triangle leaves room over it, where the words may be as long as they need.
        words = QRectF(f.rect.left() + PAD, area.top(), f.rect.width() - 2.0 * PAD, line)
    return SimplexGeometry(f, part, ground, QPointF(left, bottom), side, names, words)


def _interval(
    f: Frame, part: Slice, ground: Background, line: float, theme: Theme
) -> SimplexGeometry:
    area, strip = f.plot, HALF_STRIP * theme.scale
    middle = area.bottom() - strip - 4.0
    left, side = area.left() + 12.0, area.width() - 24.0
    below, half = middle + strip + 6.0, left + side / 2.0
    names = (
        QRectF(left, below, side / 2.0 - 6.0, line),
        QRectF(half + 6.0, below, side / 2.0 - 6.0, line),
    )
    low = ground.lowest if np.isfinite(ground.lowest) else 0.0
    high = (low + 1.3 * max(reach(ground.target), 0.1)) * ground.per_nat
    loss = Scale(0.0, high, middle - strip - 14.0, area.top() + line + 8.0)
    words = QRectF(left, area.top(), side, line)
    return SimplexGeometry(f, part, ground, QPointF(left, middle), side, names, words, loss)
