"""The Lorenz curve of the losses: which share of them the worst samples make, with a handle."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.histogram import EMPTY
from ceviz.draw.kept import kept, samples
from ceviz.draw.picture import Handle
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, blend, colour

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation, Lorenz

Array = NDArray[np.float64]

#: How near a press must be to the handle's line, in pixels.
REACH = 9.0

#: Points of the curve on either kind of axis.
POINTS = 400


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst samples: how many, which share of all, and which share of the loss they make."""

    count: int
    fraction: float
    share: float


@kept
def curve(evaluation: Evaluation) -> Lorenz:
    """The curve of the rows that count; a million are sorted in 10 ms, or 80 on old machines."""
    from ceviz.maths.batch import lorenz

    flags = evaluation.columns.ignored
    return lorenz(evaluation.loss if flags is None else evaluation.loss[~flags])


@kept
def points(evaluation: Evaluation) -> tuple[Array, Array]:
    """The curve's points, close enough for a straight and for a logarithmic axis."""
    made = curve(evaluation)
    count = made.samples
    if not count:
        return np.zeros(1), np.zeros(1)
    even = count * np.linspace(0.0, 1.0, POINTS) ** 2
    places = np.unique(np.rint([*even, *np.geomspace(1.0, count, POINTS)]).astype(np.int64))
    return places / count, made.cumulative[places]


def worst(evaluation: Evaluation, fraction: float) -> Worst:
    """The worst ``fraction`` of the samples in whole samples, at least one."""
    made = curve(evaluation)
    count = min(max(1, round(fraction * made.samples)), made.samples)
    return Worst(count, count / max(1, made.samples), float(made.cumulative[count]))


def percent(share: float) -> str:
    """``41.2%``, ``1%``, ``0.0001%``: three figures."""
    return f"{100.0 * share:.3g}%"


@dataclass(frozen=True)
class LorenzChart(Chart):
    """Share of the loss over share of the samples, the worst first."""

    fraction: float = 0.01
    log: bool = True

    def labels(self, state: State) -> tuple[str, str]:
        """Both are shares."""
        return "share of the samples, the worst first", "share of the loss"

    def logs(self, state: State) -> tuple[bool, bool]:
        """A logarithmic axis tells 0.01 % from 0.1 %."""
        return self.log, False

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """From one sample to all of them."""
        low = min(0.1, 1.0 / max(1, len(state.document.samples))) if self.log else 0.0
        return (low, 1.0), (0.0, 1.0)

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """In per cent."""
        return [percent(value) for value in values]

    def back_key(self, axes: Axes, state: State) -> Hashable:
        """The measurement."""
        return (axes.x, axes.y, state.data)

    def draw_back(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The curve, and dashed what it would be if all samples cost the same."""
        if state.data is None or not state.data.evaluation.summary.counted:
            words = EMPTY if state.data is None else "no row counts"
            text.put(painter, axes.area, words, colour(theme.muted), theme, align=text.CENTRE)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        even = np.geomspace(axes.x.low, 1.0, 100) if self.log else np.array([0.0, 1.0])
        dashed = primitives.line(colour(theme.muted), 1.2, Qt.PenStyle.DashLine)
        primitives.draw_polyline(painter, axes.x.at(even), axes.y.at(even), dashed)
        x, y = points(state.data.evaluation)
        inside = x > 0.0 if self.log else np.ones(len(x), dtype=bool)
        ink = primitives.line(colour(theme.ink), 2.0)
        primitives.draw_polyline(painter, axes.x.at(x[inside]), axes.y.at(y[inside]), ink)

    def draw_data(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The handle: a line at the share of the samples, up to the curve and to its axis."""
        if state.data is None or not state.data.evaluation.summary.counted:
            return
        at, point = worst(state.data.evaluation, self.fraction), self.handle_point(axes, state)
        area, accent = axes.area, colour(theme.accent)
        painter.save()
        left = area.left()
        body = [left, point.y(), point.x() - left, area.bottom() - point.y()]
        primitives.fill_rects(painter, [body], colour(theme.accent, 0.12))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        stem = [(point.x(), area.top(), point.x(), area.bottom())]
        primitives.draw_lines(painter, stem, primitives.line(accent, 1.5))
        level = [(left, point.y(), point.x(), point.y())]
        primitives.draw_lines(painter, level, primitives.line(accent, 1.2, Qt.PenStyle.DotLine))
        painter.setPen(primitives.line(colour(theme.surface), 2.0))
        painter.setBrush(accent)
        painter.drawEllipse(point, 6.0, 6.0)
        words = [f"the worst {percent(at.fraction)}: {percent(at.share)}", samples(at.count)]
        _draw_words(painter, area, point, words, theme)
        painter.restore()

    def handle_point(self, axes: Axes, state: State) -> QPointF:
        """Where the handle is; there are samples."""
        assert state.data is not None
        at = worst(state.data.evaluation, self.fraction)
        return QPointF(float(axes.x.clipped(at.fraction)), float(axes.y.at(at.share)))

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The line, anywhere along it."""
        if state.data is None or not state.data.evaluation.summary.counted:
            return None
        place = self.handle_point(axes, state)
        near = abs(point.x() - place.x()) <= REACH
        if not near or not axes.area.adjusted(-REACH, -REACH, REACH, REACH).contains(point):
            return None
        return Handle("fraction", 0, self.fraction, place, along="x")


@dataclass(frozen=True)
class LorenzPicture(ChartPicture):
    """The chart with axes around it."""

    chart: LorenzChart

    title = "Who makes the loss"
    note = "dashed: if all cost the same"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The curve alone."""
        return (self.chart,)

    def heading(self, state: State) -> str:
        """With a word when it is not of all samples as they are."""
        return self.title if state.data is None else self.title + state.data.caveat


def _draw_words(
    painter: QPainter, area: QRectF, point: QPointF, words: list[str], theme: Theme
) -> None:
    """Beside the handle, where there is more room."""
    height = theme.metrics(SMALL).height()
    width = max(theme.width(line, SMALL) for line in words)
    left = point.x() + 10.0 if point.x() + 14.0 + width < area.right() else point.x() - 10.0 - width
    # The curve rises from left to right: below it is room on its right, above it on its left.
    below = left > point.x()
    top = point.y() + 4.0 if below else point.y() - 4.0 - height * len(words)
    top = min(max(top, area.top()), area.bottom() - height * len(words))
    box = QRectF(max(left, area.left() + 2.0), top, width, height * len(words))
    ground = blend(theme.accent, theme.surface, 0.04)
    if not theme.transparent:
        painter.fillRect(box.adjusted(-2.0, 0.0, 2.0, 0.0), ground)
    for place, line in enumerate(words):
        row = QRectF(box.left(), box.top() + place * height, width, height)
        text.put(painter, row, line, colour(theme.ink), theme, size=SMALL, elide=False)
