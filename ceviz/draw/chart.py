"""Charts: pictures with two value axes, which can be zoomed and panned in the window.

A :class:`Chart` is what lies between the axes. The zoomable plot (:mod:`ceviz.panels.plot`) and
the exporter paint it with the same functions; the exporter adds our own axes
(:class:`ChartPicture`), the plot has its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.draw import primitives, text
from ceviz.draw.frame import PAD, Frame, draw_card, draw_title, draw_value_axis, frame
from ceviz.draw.picture import Handle
from ceviz.draw.scales import Scale, show_tick
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.draw.tip import lines_for
from ceviz.store.intents import Intent

Ends = tuple[float, float]

#: Between charts that lie one above the other, in pixels before type scaling.
GAP = 14.0

#: Left of the plot, for the numbers of the axis, in pixels before type scaling.
NUMBERS = 34.0


@dataclass(frozen=True, slots=True)
class Axes:
    """Where the values of both axes lie in pixels, and the area between them."""

    x: Scale
    y: Scale
    area: QRectF

    def at(self, x: float, y: float) -> QPointF:
        """The pixel of a point."""
        return QPointF(float(self.x.at(x)), float(self.y.at(y)))

    def values(self, point: QPointF) -> tuple[float, float]:
        """What lies at a pixel."""
        return self.x.value(point.x()), self.y.value(point.y())


class Chart:
    """What lies between two axes; without state of its own, options are a subclass's fields.

    ``draw_back`` paints what changes seldom: hosts keep it in a pixmap as long as ``back_key``
    stays equal.

    Attributes:
        whole: what the menu entry is called that undoes all zooming.
        inset: pixels that the picture leaves free left and right, so that points are whole.
        square: one unit across is as long as one unit up.
        height: its part of the height when several lie one above the other.
    """

    whole = "Show everything"
    inset = 0.0
    square = False
    height = 1.0

    def labels(self, state: State) -> tuple[str, str]:
        """The names of the x and the y axis; empty for none."""
        return "", ""

    def logs(self, state: State) -> tuple[bool, bool]:
        """Whether the x and the y axis are logarithmic."""
        return False, False

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """The ends of x and y at rest, from ``state.held``: they stay during a gesture."""
        raise NotImplementedError

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """:meth:`ranges` for the plot, in its view's coordinates: log₁₀ where it is logarithmic.

        A plot may need more air than the picture.
        """
        x, y = self.ranges(state)
        log_x, log_y = self.logs(state)
        return _log(x) if log_x else x, _log(y) if log_y else y

    def view_limits(self, state: State) -> dict[str, float]:
        """How far the plot can be zoomed and panned: ``ViewBox.setLimits``'s xMin, xMax, …"""
        return {}

    def zoom_key(self, state: State) -> Hashable:
        """When this changes a zoom no longer means anything and is undone."""
        return (self.logs(state), self.labels(state))

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """What the picture's x axis says at ``values``."""
        step = abs(values[1] - values[0]) if len(values) > 1 else 0.1
        return [show_tick(value, value if scale.log else step) for value in values]

    def back_key(self, axes: Axes, state: State) -> Hashable:
        """What, besides size and theme, the back layer depends on."""
        return (axes.x, axes.y, state.unit)

    def draw_back(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint what changes seldom; clipped to the area by the host."""

    def draw_data(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint what follows the numbers; may reach a little over the area."""

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """What the note by the pointer says: of class ``index``, dragged or hovered."""
        return [] if index is None else lines_for(index, state)

    def class_at(self, axes: Axes, point: QPointF, state: State) -> int | None:
        """The class that hovering at ``point`` lights, or None."""
        return None

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """What a press at ``point`` grabs, or None."""
        return None

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """What moving ``handle`` to ``point`` means for ``base``, the document at the press."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ChartGeometry:
    """The frame, and the axes of each chart from top to bottom."""

    frame: Frame
    axes: tuple[Axes, ...]

    def under(self, point: QPointF) -> int:
        """The chart at a point: the last that begins above it."""
        begun = [k for k, axes in enumerate(self.axes) if axes.area.top() - GAP <= point.y()]
        return begun[-1] if begun else 0


class ChartPicture:
    """Charts one above the other over one x axis, as a picture with axes of its own.

    Attributes:
        charts: from top to bottom; the lowest names the x axis.
    """

    title = ""
    note = ""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """What lies between the axes."""
        raise NotImplementedError

    def heading(self, state: State) -> str:
        """The title, with what it depends on."""
        return self.title

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> ChartGeometry:
        """The charts share the height by their ``height``; ranges are those at rest."""
        line = theme.metrics(SMALL).height()
        named = any(chart.labels(state)[1] for chart in self.charts)
        left = NUMBERS + (line / theme.scale if named else 0.0)
        f = frame(rect, theme, footer=2.0 * line + 8.0, left=left)
        areas = _stacked(f.plot, [chart.height for chart in self.charts], GAP * theme.scale)
        return ChartGeometry(
            f,
            tuple(
                _axes(chart, area, state) for chart, area in zip(self.charts, areas, strict=True)
            ),
        )

    def still_key(self, g: ChartGeometry, state: State) -> Hashable:
        """Ranges, names and what the charts keep."""
        return (
            self.heading(state),
            *(
                (axes.x, axes.y, chart.labels(state), chart.back_key(axes, state))
                for chart, axes in zip(self.charts, g.axes, strict=True)
            ),
        )

    def draw_still(self, painter: QPainter, g: ChartGeometry, state: State, theme: Theme) -> None:
        """Card, title, axes, and the charts' back layers."""
        draw_card(painter, g.frame.rect, theme)
        draw_title(painter, g.frame, self.heading(state), self.note, theme)
        for place, (chart, axes) in enumerate(zip(self.charts, g.axes, strict=True)):
            draw_value_axis(painter, replace(g.frame, plot=axes.area), axes.y, theme)
            _draw_x_axis(painter, chart, axes, state, theme, lowest=place == len(g.axes) - 1)
            _draw_y_label(painter, g, axes, chart.labels(state)[1], theme)
            painter.save()
            painter.setClipRect(axes.area.adjusted(0, -1, 1, 1))
            chart.draw_back(painter, axes, state, theme)
            painter.restore()

    def draw_live(self, painter: QPainter, g: ChartGeometry, state: State, theme: Theme) -> None:
        """What follows the numbers."""
        for chart, axes in zip(self.charts, g.axes, strict=True):
            chart.draw_data(painter, axes, state, theme)

    def class_at(self, g: ChartGeometry, point: QPointF, state: State) -> int | None:
        """What the chart under the point says."""
        k = g.under(point)
        return self.charts[k].class_at(g.axes[k], point, state)

    def handle_at(self, g: ChartGeometry, point: QPointF, state: State) -> Handle | None:
        """What the chart under the point says."""
        k = g.under(point)
        return self.charts[k].handle_at(g.axes[k], point, state)

    def intent_at(
        self, g: ChartGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """What the chart that holds the handle says."""
        k = g.under(handle.at)
        return self.charts[k].intent_at(g.axes[k], handle, point, state, base)


def _axes(chart: Chart, area: QRectF, state: State) -> Axes:
    (x0, x1), (y0, y1) = chart.ranges(state)
    log_x, log_y = chart.logs(state)
    if chart.square:
        (x0, x1), (y0, y1) = squared((x0, x1), (y0, y1), area)
    left, right = area.left() + chart.inset, area.right() - chart.inset
    return Axes(
        Scale(x0, x1, left, right, log_x), Scale(y0, y1, area.bottom(), area.top(), log_y), area
    )


def squared(x: Ends, y: Ends, area: QRectF) -> tuple[Ends, Ends]:
    """The smallest ranges around x and y in which a unit is as long across as up."""
    unit = max((x[1] - x[0]) / area.width(), (y[1] - y[0]) / area.height())
    across, up = unit * area.width() / 2.0, unit * area.height() / 2.0
    middle_x, middle_y = (x[0] + x[1]) / 2.0, (y[0] + y[1]) / 2.0
    return (middle_x - across, middle_x + across), (middle_y - up, middle_y + up)


def _stacked(area: QRectF, parts: list[float], gap: float) -> list[QRectF]:
    room = area.height() - gap * (len(parts) - 1)
    tops, top = [], area.top()
    for part in parts:
        height = room * part / sum(parts)
        tops.append(QRectF(area.left(), top, area.width(), height))
        top += height + gap
    return tops


def _draw_x_axis(
    painter: QPainter, chart: Chart, axes: Axes, state: State, theme: Theme, *, lowest: bool
) -> None:
    ticks = axes.x.ticks(60.0 * theme.scale)
    area, height = axes.area, theme.metrics(SMALL).height()
    muted = colour(theme.muted)
    marks = [(axes.x.at(t), area.bottom(), axes.x.at(t), area.bottom() + 4.0) for t in ticks]
    primitives.draw_lines(painter, marks, primitives.line(muted))
    base = [(area.left(), area.bottom() + 0.5, area.right(), area.bottom() + 0.5)]
    primitives.draw_lines(painter, base, primitives.line(muted))
    if not lowest:
        return
    for tick, words in zip(ticks, chart.ticks(axes.x, ticks), strict=True):
        # The last may stand beyond the area, but not beyond the card.
        half = theme.metrics(SMALL).horizontalAdvance(words) / 2.0
        middle = min(axes.x.at(tick), area.right() + PAD - 2.0 - half)
        box = QRectF(middle - 30.0, area.bottom() + 4.0, 60.0, height)
        text.put(painter, box, words, muted, theme, size=SMALL, align=text.CENTRE, elide=False)
    box = QRectF(area.left(), area.bottom() + 4.0 + height, area.width(), height)
    label = chart.labels(state)[0]
    text.put(painter, box, label, muted, theme, size=SMALL, align=text.CENTRE)


def _draw_y_label(
    painter: QPainter, g: ChartGeometry, axes: Axes, label: str, theme: Theme
) -> None:
    if label:
        metrics = theme.metrics(SMALL)
        length = min(metrics.horizontalAdvance(label) + 2.0, axes.area.height())
        top = axes.area.center().y() - length / 2.0
        x = g.frame.rect.left() + metrics.height() / 2.0 + 4.0
        text.put_sideways(painter, x, top, length, label, colour(theme.muted), theme, size=SMALL)


def _log(ends: Ends) -> Ends:
    low, high = np.log10(ends)
    return float(low), float(high)
