"""The axes of zoomable charts: pyqtgraph's, with ceviz's type, minus signs and words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ceviz.document.text.numbers import minus
from ceviz.draw.chart import NUMBERS
from ceviz.draw.scales import show_power
from ceviz.draw.theme import LIGHT, SMALL, Theme, colour
from ceviz.panels.overrides import guarded

#: How long ticks are, in pixels.
TICK = 4

#: Of how many ticks one is kept where there is room for fewer; None for the first alone.
STRIDES = (1, 2, 5, 10, 20, 50, None)

#: With which digits numbers on a logarithmic axis begin, where there is room for fewer: a power of
#: ten is the last to go.
DIGITS = (tuple(range(1, 10)), (1, 2, 5), (1,))

#: Between two numbers beside each other, and between a number and the axis, in pixels.
BETWEEN, OUTSIDE = 6.0, 11

#: A name of which no more than this is left is none.
LEAST_WORDS = 4

#: How far apart ticks are, None where they are uneven, and where they lie.
_Level: TypeAlias = tuple[float | None, list[float]]


def style(axis: pg.AxisItem, theme: Theme) -> None:
    """Colours and type; one level of ticks."""
    axis.theme = theme
    # Points reach over the axes, so they are painted with them; as pixmaps they cost 0.01 ms,
    # replayed by pyqtgraph 0.08.
    axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
    # As in files, points at the ends of axes lie over them; the view is at −100.
    axis.setZValue(-200)
    # Numbers are what they are: no axis in "nats (x0.001)".
    axis.enableAutoSIPrefix(False)
    axis.setPen(pg.mkPen(colour(theme.muted)))
    axis.setTextPen(pg.mkPen(colour(theme.muted)))
    # Below an axis the first number keeps off the lowest of the axis beside it.
    below = 2 + round(5.0 * max(theme.scale - 1.0, 0.0))
    axis.setStyle(
        hideOverlappingLabels=False,
        tickFont=theme.font(SMALL),
        tickLength=TICK,
        tickTextOffset=OUTSIDE - TICK if axis.orientation == "left" else below,
        maxTickLevel=0,
    )


@guarded
class NumberAxis(pg.AxisItem):
    """An axis whose negative numbers have a real minus sign, like everywhere else.

    Where numbers would run into each other there are fewer of them, evenly; one that would be cut
    by the plot's edge goes whole.

    Attributes:
        words: what is said at values instead, if it says anything.
        theme: whose type the numbers are in.
    """

    words: Callable[[list[float]], list[str] | None] | None = None
    theme: Theme = LIGHT

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[_Level]:
        """Those of pyqtgraph's first level, every so manieth if not all have room."""
        levels: list[_Level] = super().tickValues(minVal, maxVal, size)
        if not levels or maxVal <= minVal:
            return levels
        spacing, values = levels[0]
        if self.words is not None and self.words(list(values)) is not None:
            return [(spacing, values)]  # the chart spreads its own
        per_value = size / (maxVal - minVal)
        for kept in _fewer(values, spacing, logarithmic=self.logMode):
            if self._have_room(kept, spacing, per_value):
                break
        return [(spacing, kept)]

    def _have_room(self, values: list[float], spacing: float | None, per_value: float) -> bool:
        """Whether the numbers at ``values`` stand apart from each other."""
        if self.orientation == "left":
            rooms = [self.theme.metrics(SMALL).height()] * len(values)
        else:
            said = self.tickStrings(list(values), self.autoSIPrefixScale * self.scale, spacing)
            rooms = [self.theme.width(words, SMALL) + BETWEEN for words in said]
        pairs = zip(values, values[1:], rooms, rooms[1:], strict=False)
        return all((b - a) * per_value >= (left + right) / 2.0 for a, b, left, right in pairs)

    def tickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        """As pyqtgraph writes them, but for the sign; or the chart's own.

        What is wider than the room left of a plot is written as powers of ten.
        """
        said = None if self.words is None else self.words(values)
        if said:
            return said
        plain = [minus(words) for words in super().tickStrings(values, scale, spacing)]
        if self.orientation != "left" or self.logMode or not spacing:
            return plain
        powers = [show_power(value * scale, spacing * scale) for value in values]
        room = NUMBERS * self.theme.scale - OUTSIDE + TICK
        fits = _widest(plain, self.theme) <= max(room, _widest(powers, self.theme))
        return plain if fits else powers

    def labelString(self) -> str:
        """The axis's name, as far as there is room along it."""
        along = self.size().height() if self.orientation == "left" else self.size().width()
        metrics, room = self.theme.metrics(SMALL), along - BETWEEN
        words: str = self.labelText
        if along > 0.0:
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        if len(words) < LEAST_WORDS and words != self.labelText:
            words = ""
        style = ";".join(f"{key}: {value}" for key, value in self.labelStyle.items())
        return f"<span style='{style}'>{escape(words)}</span>"

    def resizeEvent(self, event: Any = None) -> None:
        """More room for the name, or less; it stands in the middle."""
        if self.label is not None and self.labelText:
            self.label.setHtml(self.labelString())
        super().resizeEvent(event)

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """As pyqtgraph does, without the numbers that reach over the plot's edge."""
        specs = super().generateDrawSpecs(p)
        view = self.getViewWidget()
        if specs is None or view is None:
            return specs
        line, ticks, said = specs
        sheet = QRectF(view.rect()).adjusted(-1.0, -1.0, 1.0, 1.0)
        whole = [each for each in said if sheet.contains(self.mapRectToScene(each[0]))]
        return line, ticks, whole

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """As pyqtgraph does, which asks for the words on the way; guarded like all of ours."""
        super().paint(painter, option, widget)


def _fewer(
    values: list[float], spacing: float | None, *, logarithmic: bool
) -> Iterator[list[float]]:
    """Ever fewer of the values, none of which is empty; the last is the first alone.

    Of logarithms that are uneven those of round numbers stay.
    """
    if logarithmic and not spacing:
        for digits in DIGITS:
            if kept := [value for value in values if _first_digit(value) in digits]:
                yield kept
        values = kept or values
    for stride in STRIDES:
        kept = values[:: len(values)] if stride is None else _every(values, spacing, stride)
        yield kept


def _first_digit(logarithm: float) -> int:
    """With which digit a number begins of which this is the logarithm to base 10."""
    fraction = logarithm - math.floor(logarithm + 1e-9)
    return round(float(10.0**fraction))


def _every(values: list[float], spacing: float | None, stride: int) -> list[float]:
    if not spacing:
        return values[::stride]
    return [value for value in values if round(value / spacing) % stride == 0]


def _widest(said: list[str], theme: Theme) -> float:
    return max((theme.width(words, SMALL) for words in said), default=0.0)


@guarded
class NameAxis(pg.AxisItem):
    """An axis with the chart's own words on it, and nothing else.

    Attributes:
        write: paints them, in the scene's coordinates.
        theme: whose type they are in.
    """

    theme: Theme = LIGHT
    write: Callable[[QPainter], None] | None = None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """What the chart says; pyqtgraph repaints it when the ranges are new."""
        if self.write is not None:
            painter.translate(-self.scenePos())
            self.write(painter)
