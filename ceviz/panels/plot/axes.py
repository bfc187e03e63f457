"""The axes of zoomable charts: pyqtgraph's, with ceviz's type, minus signs and words."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ceviz.document.numbers import minus
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.panels.overrides import guarded

#: Between two numbers beside each other, in digits; from line to line of two above each other.
AIR = (0.7, 1.2)


def style(axis: pg.AxisItem, theme: Theme) -> None:
    """Colours and type; one level of ticks."""
    # Points reach over the axes, so they are painted with them; as pixmaps they cost 0.01 ms,
    # replayed by pyqtgraph 0.08.
    axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
    # As in files, points at the ends of axes lie over them; the view is at −100.
    axis.setZValue(-200)
    # Numbers are what they are: no axis in "nats (x0.001)".
    axis.enableAutoSIPrefix(False)
    axis.setPen(pg.mkPen(colour(theme.muted)))
    axis.setTextPen(pg.mkPen(colour(theme.muted)))
    axis.setStyle(
        hideOverlappingLabels=False,
        tickFont=theme.font(SMALL),
        tickLength=4,
        maxTickLevel=0,
    )


@guarded
class NumberAxis(pg.AxisItem):
    """An axis whose negative numbers have a real minus sign, like everywhere else.

    Attributes:
        words: what is said at values instead, if it says anything.
    """

    words: Callable[[list[float]], list[str] | None] | None = None

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Pyqtgraph's, but no closer than the numbers are wide, or high, in their type.

        It counts pixels alone: in large type on a short axis they would run into each other.
        """
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if not levels or not size or self.style["tickFont"] is None:
            return levels
        (step, offset), *finer = levels
        metrics = QFontMetricsF(self.style["tickFont"])
        while step * size / abs(high - low) < self._room_for(step, low, high, metrics):
            step *= 2.5 if f"{step:e}".startswith("2") else 2.0
        return [(step, offset), *finer]

    def _room_for(self, step: float, low: float, high: float, metrics: QFontMetricsF) -> float:
        """What a number takes along the axis, with air, in pixels."""
        if self.orientation in ("left", "right"):
            return AIR[1] * metrics.height()
        ends = super().tickStrings([step * (low // step), step * (high // step)], 1.0, step)
        widest = max(metrics.horizontalAdvance(words) for words in ends)
        return widest + AIR[0] * metrics.horizontalAdvance("0")

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """As pyqtgraph writes them, but for the sign; or the chart's own."""
        said = None if self.words is None else self.words(values)
        return said or [minus(words) for words in super().tickStrings(values, scale, spacing)]

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """As pyqtgraph does, which asks for the words on the way; guarded like all of ours."""
        super().paint(painter, option, widget)


@guarded
class NameAxis(pg.AxisItem):
    """An axis with the chart's own words on it, and nothing else.

    Attributes:
        write: paints them, in the scene's coordinates.
    """

    write: Callable[[QPainter], None] | None = None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """What the chart says; pyqtgraph repaints it when the ranges are new."""
        if self.write is not None:
            painter.translate(-self.scenePos())
            self.write(painter)
