"""Charts one above the other with axes of our own: what is exported, and what is painted first."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.draw import primitives, text
from ceviz.draw.chart import NUMBERS, Axes, Chart, Ends
from ceviz.draw.frame import PAD, Frame, draw_card, draw_title, draw_value_axis, frame, gutter
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.store.intents import Intent

#: Between charts that lie one above the other, in pixels before type scaling.
GAP = 14.0

#: A plot lower than so many lines of type has nothing written below it.
LEAST_PLOT = 3.0


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
        rim: how far, in pixels, marks reach over the area into what is left free.
    """

    title = ""
    note = ""
    rim = 0.0

    @property
    def charts(self) -> tuple[Chart, ...]:
        """What lies between the axes."""
        raise NotImplementedError

    def heading(self, state: State) -> str:
        """The title, with what it depends on."""
        return self.title

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> ChartGeometry:
        """The charts share the height by their ``height``; ranges are those at rest."""
        numbers, beside = NUMBERS, self._label_room(state, theme) / theme.scale
        for _ in range(2):  # the numbers follow from the ranges, and squared ones from the width
            f = _framed(rect, theme, numbers + beside, self.rim)
            areas = _stacked(f.plot, [chart.height for chart in self.charts], GAP * theme.scale)
            axes = tuple(map(partial(_axes, state=state), self.charts, areas))
            numbers = max(gutter(each.y, rect, theme, least=NUMBERS) for each in axes)
        return ChartGeometry(f, axes)

    def _label_room(self, state: State, theme: Theme) -> float:
        """What the names of the y axes need on the left."""
        named = any(chart.labels(state)[1] for chart in self.charts)
        return theme.metrics(SMALL).height() + 2.0 if named else 0.0

    def background_key(self, g: ChartGeometry, state: State) -> Hashable:
        """Ranges, names and what the charts keep."""
        return (
            self.heading(state),
            *(
                (axes.x, axes.y, chart.labels(state), chart.background_key(axes, state))
                for chart, axes in zip(self.charts, g.axes, strict=True)
            ),
        )

    def draw_background(
        self, painter: QPainter, g: ChartGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, axes, and the charts' backgrounds."""
        draw_card(painter, g.frame.rect, theme)
        draw_title(painter, g.frame, self.heading(state), self.note, theme)
        beside = self._label_room(state, theme)
        for place, (chart, axes) in enumerate(zip(self.charts, g.axes, strict=True)):
            # On the left is what the numbers are.
            inner = g.frame.rect.adjusted(beside, 0.0, 0.0, 0.0)
            draw_value_axis(painter, replace(g.frame, rect=inner, plot=axes.area), axes.y, theme)
            room = g.frame.footer.height() if place == len(g.axes) - 1 else 0.0
            _draw_x_axis(painter, chart, axes, state, theme, room)
            _draw_y_label(painter, g, axes, chart.labels(state)[1], theme)
            with saved(painter):
                painter.setClipRect(axes.area.adjusted(0, -1, 1, 1))
                chart.draw_background(painter, axes, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: ChartGeometry, state: State, theme: Theme
    ) -> None:
        """What follows the numbers."""
        for chart, axes in zip(self.charts, g.axes, strict=True):
            chart.draw_foreground(painter, axes, state, theme)

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


def _framed(rect: QRectF, theme: Theme, left: float, above: float) -> Frame:
    """The frame; in a low one the label below yields, and then the numbers."""
    line = theme.metrics(SMALL).height()
    for footer in (2.0 * line + 8.0, line + 6.0, line / 2.0):
        f = frame(rect, theme, footer=footer, left=left, above=above)
        if f.plot.height() >= LEAST_PLOT * line:
            break
    return f


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
    painter: QPainter, chart: Chart, axes: Axes, state: State, theme: Theme, room: float
) -> None:
    """Ticks, and as far as there is ``room`` below them numbers and what they are."""
    ticks = axes.x.ticks(60.0 * theme.scale)
    area, height = axes.area, theme.metrics(SMALL).height()
    muted = colour(theme.muted)
    marks = [(axes.x.at(t), area.bottom(), axes.x.at(t), area.bottom() + 4.0) for t in ticks]
    primitives.draw_lines(painter, marks, primitives.line(muted))
    base = [(area.left(), area.bottom() + 0.5, area.right(), area.bottom() + 0.5)]
    primitives.draw_lines(painter, base, primitives.line(muted))
    if room < height:
        return
    said = chart.ticks(axes.x, ticks)
    widths = [theme.width(words, SMALL) for words in said]
    # The last may stand beyond the area, but not beyond the card.
    most = area.right() + PAD - 2.0
    middles = [
        min(axes.x.at(tick), most - width / 2.0) for tick, width in zip(ticks, widths, strict=True)
    ]
    # The shortest are the roundest.
    order = sorted((k for k, words in enumerate(said) if words), key=lambda k: len(said[k]))
    kept = text.spread([middles[k] for k in order], [widths[k] for k in order])
    for k in (order[place] for place in kept):
        box = QRectF(middles[k] - widths[k] / 2.0, area.bottom() + 4.0, widths[k], height)
        text.put(painter, box, said[k], muted, theme, size=SMALL, align=text.CENTRE, elide=False)
    if room < 2.0 * height:
        return
    box = QRectF(area.left(), area.bottom() + 5.0 + height, area.width(), height)
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
