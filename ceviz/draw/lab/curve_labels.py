"""Words in the −log q plane where they hide neither the curve, nor a point, nor each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ceviz.draw import text
from ceviz.draw.chart import Axes
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme

#: Places for a label of a width and a height, best first: left and top of each.
Places = Callable[[float, float], list[tuple[float, float]]]


#: How many places across and down are looked at when none of the good ones is free.
TRIED = 12

#: How far beyond its ends the ground of a label is dimmed, in pixels, and what stays free there.
DIMMED, BESIDE = 2.0, 4.0

#: The least room that is kept for a point, from its centre, in pixels.
DISC = 10.0

#: How many places along a level line are tried for its name.
ALONG = 9


class Labels:
    """Puts labels one after the other, each where there is room left for it."""

    def __init__(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        self._painter, self._axes, self._theme = painter, axes, theme
        self._per_nat = state.per_nat
        # Ink may reach a little over what it measures.
        self._inner = axes.area.adjusted(1.5, 1.5, -1.5, -1.5)
        self._taken: list[QRectF] = []
        self._levels: list[float] = []
        self._points: dict[tuple[float, float], float] = {}

    def keep_off_level(self, y: float) -> None:
        """No label on the level line at ``y``."""
        self._levels.append(y)

    def keep_clear(self, x: float, y: float, radius: float) -> None:
        """No label over the disc around (x, y)."""
        self._taken.append(QRectF(x - radius, y - radius, 2.0 * radius, 2.0 * radius))
        self._points[x, y] = max(radius, self.reach(x, y))

    def reach(self, x: float, y: float) -> float:
        """How far the disc around the point (x, y) reaches, its rings included."""
        return self._points.get((x, y), 0.0)

    def put_on_level(self, versions: Sequence[str], tint: QColor, places: Places) -> None:
        """The name of a level line at the first of ``places`` that is free; over the curve if not.

        Never on another level, a point, or other words; the first of ``versions`` that fits.
        """
        height = self._theme.metrics(SMALL).height()
        for words in versions:
            width = self._theme.width(words, SMALL)
            box = self.free_place(width, height, places)
            if box is None:
                boxes = (QRectF(left, top, width, height) for left, top in places(width, height))
                box = next((b for b in boxes if self._has_room(b) and not self._on_level(b)), None)
            if box is not None:
                self._write(words, tint, box)
                return

    def put(
        self,
        words: str,
        tint: QColor,
        places: Places,
        *,
        needed: bool = True,
        of: tuple[float, float] | None = None,
    ) -> None:
        """``words`` at the first of ``places`` that is free, not by another point than ``of``.

        If none is: wherever it hides no point and no other words, or nowhere if it is not
        ``needed``.
        """
        metrics = self._theme.metrics(SMALL)
        width, height = self._theme.width(words, SMALL), metrics.height()
        boxes = [QRectF(left, top, width, height) for left, top in places(width, height)]
        free = [box for box in boxes if self._is_free(box)]
        own = (box for box in free if of is None or self._is_its_own(box, of))
        box = next(own, free[0] if free else None)
        if box is None:
            if not needed:
                return
            box = self._anywhere(QRectF(*places(width, height)[0], width, height))
            if box is None:
                return
        self._write(words, tint, box)

    def _write(self, words: str, tint: QColor, box: QRectF) -> None:
        metrics = self._theme.metrics(SMALL)
        self._taken.append(box)
        ground = box.adjusted(-DIMMED, 0.0, DIMMED, 0.0)
        text.clear_behind(self._painter, ground, self._theme)
        self._painter.setFont(self._theme.font(SMALL))
        text.put_at(self._painter, box.left(), box.top() + metrics.ascent(), words, tint)

    def free_place(self, width: float, height: float, places: Places) -> QRectF | None:
        """The first of ``places`` that hides nothing, or None."""
        boxes = (QRectF(left, top, width, height) for left, top in places(width, height))
        return next(filter(self._is_free, boxes), None)

    @property
    def right(self) -> float:
        """The right end of the room there is."""
        return self._axes.area.right() - 2.0

    @property
    def top(self) -> float:
        """Where the area of the curve ends above, in pixels."""
        return self._axes.area.top()

    def over(self, left: float, y: float) -> float:
        """Where a label from ``left`` on may end below: over the curve, and over a point at y."""
        return min(self.curve_at(left), y - 12.0) - 2.0

    def curve_at(self, x: float) -> float:
        """The pixel height of the curve at pixel ``x``."""
        q = self._axes.x.value(x)
        if q >= 1.0:
            return self._axes.y.at(0.0)
        nats = -math.log(q) if q > 0.0 else math.inf
        return self._axes.y.at(min(nats * self._per_nat, 1e6))

    def _is_free(self, box: QRectF) -> bool:
        if not self._has_room(box):
            return False
        if self._on_level(box):
            return False
        # The curve falls, so it misses a box that lies above its left or below its right end.
        above = box.bottom() <= self.curve_at(box.left())
        return above or box.top() >= self.curve_at(box.right())

    def _on_level(self, box: QRectF) -> bool:
        return any(box.top() - 1.0 < y < box.bottom() + 1.0 for y in self._levels)

    def _has_room(self, box: QRectF) -> bool:
        """Whether a label hides no point and no words, and is whole."""
        ground = box.adjusted(-BESIDE, 0.0, BESIDE, 0.0)
        return self._inner.contains(box) and not any(ground.intersects(b) for b in self._taken)

    def _is_its_own(self, box: QRectF, point: tuple[float, float]) -> bool:
        """Whether no other point is nearer to a label than the one it is of."""
        own = _away(box, *point)
        return all(_away(box, *other) > own for other in self._points if other != point)

    def _anywhere(self, wanted: QRectF) -> QRectF | None:
        """The place nearest to the one ``wanted`` that has room, over the curve if need be."""
        area, width, height = self._inner, wanted.width(), wanted.height()
        if width > area.width() or height > area.height():
            return None
        lefts = np.linspace(area.left(), area.right() - width, TRIED)
        tops = np.linspace(area.top(), area.bottom() - height, TRIED)
        boxes = [QRectF(left, top, width, height) for left in lefts for top in tops]
        free = filter(self._has_room, boxes)
        return min(free, key=lambda box: _apart(box, wanted), default=None)


def beside_point(labels: Labels, x: float, y: float) -> Places:
    """Right above a point, or the nearest place to it that is free.

    That is right of it, where the curve is steep; left of it, under a flatter one; or over the
    curve, as near as the right edge lets it; or under it.
    """
    clear = max(labels.reach(x, y), DISC) + BESIDE + 1.0

    def places(width: float, height: float) -> list[tuple[float, float]]:
        edge, left = labels.right - width, x - width - clear
        return [
            (x + clear, y - height - 4.0),
            (x + clear, y - height / 2.0),
            (left, y - height / 2.0),
            (left, y),
            (edge, labels.over(edge, y) - height),
            (x - width - 10.0, labels.over(x - width - 10.0, y) - height),
            (left, y + 4.0),
            (x + 15.0, y - 2.0 * height - 6.0),
            (x + 45.0, labels.top),
        ]

    return places


def beside_tangent(labels: Labels, x: float, y: float, dx: float, dy: float) -> Places:
    """At either end of the tangent through (x, y), or stacked over its class's label."""

    def places(width: float, height: float) -> list[tuple[float, float]]:
        edge, left = labels.right - width, x - width - 10.0
        return [
            (x + dx + 4.0, y + dy + 2.0),
            (x - dx - width - 6.0, y - dy - height / 2.0),
            (x - dx + 8.0, y - dy - height),
            (x - width - 16.0, y + 8.0),
            (x + 15.0, y - 2.0 * height - 8.0),
            (x - dx - width - 6.0, y - dy - 2.0 * height),
            (edge, labels.over(edge, y) - 2.0 * height - 4.0),
            (left, labels.over(left, y) - 2.0 * height - 4.0),
            (edge, labels.over(edge, y) - 3.0 * height - 8.0),
        ]

    return places


def on_levels(area: QRectF, levels: Sequence[float]) -> list[Places]:
    """Along level lines, given from the top: each over its own, the lowest under it.

    Where that is no room, both sides are tried: two lines close to each other have their names
    side by side.
    """
    lowest = max(levels, default=0.0)
    return [partial(_along, area, y, y == lowest and len(levels) > 1) for y in levels]


def _along(
    area: QRectF, y: float, under: bool, width: float, height: float
) -> list[tuple[float, float]]:
    over, below = y - height - 2.0, y + 2.0
    near = [below, over] if under else [over, below]
    # A line further off, where two lines are so close that both names stand on one side.
    far = [over - height, below + height]
    lefts = np.linspace(area.right() - width - 4.0, area.left() + 4.0, ALONG).tolist()
    return [(left, top) for top in (*near, *far) for left in lefts]


def _away(box: QRectF, x: float, y: float) -> float:
    """How far a point is from a box."""
    across = max(box.left() - x, x - box.right(), 0.0)
    return math.hypot(across, max(box.top() - y, y - box.bottom(), 0.0))


def _apart(one: QRectF, other: QRectF) -> float:
    return math.hypot(one.left() - other.left(), one.top() - other.top())


def slope_words(value: str, state: State) -> str:
    """The tangent's slope; in bits the logarithm's base divides it."""
    return f"slope −1/q = {value}" if state.per_nat == 1.0 else f"slope −1/(q ln 2) = {value}"
