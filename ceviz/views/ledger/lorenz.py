"""The Lorenz curve of the losses: which share of them the worst samples make, with a handle."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import PART, samples, show_percent
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.scales import Scale
from ceviz.draw.state import NO_SAMPLES, State
from ceviz.draw.theme import SMALL, Theme, blend, colour
from ceviz.maths.arrays import FloatArray
from ceviz.memo import identity, weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation, Lorenz

#: How near a press must be to the handle's line, in pixels.
REACH = 9.0

#: How far the handle's knob reaches, in pixels.
KNOB = 8.0

#: Points of the curve on either kind of axis.
POINTS = 400

#: How near the plot can be zoomed: so many samples or so much of a factor of ten, and so much loss.
LEAST_SAMPLES, LEAST_DECADE, LEAST_SHARE = 4.0, 0.02, 1e-4

#: What is said while the losses of very many samples are put in order.
SORTING = "sorting the losses…"


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst samples: how many, which share of all, and which share of the loss they make."""

    count: int
    fraction: float
    share: float


@weak_memo()
def curve(evaluation: Evaluation) -> Lorenz:
    """The curve of the rows that count; a million are sorted in 10 ms, or 80 on old machines."""
    from ceviz.maths.batch import lorenz

    flags = evaluation.columns.ignored
    return lorenz(evaluation.loss if flags is None else evaluation.loss[~flags])


@weak_memo()
def points(evaluation: Evaluation) -> tuple[FloatArray, FloatArray]:
    """The curve's points, close enough for a straight and for a logarithmic axis."""
    made = curve(evaluation)
    count = made.samples
    if not count:
        return np.zeros(1), np.zeros(1)
    even = count * np.linspace(0.0, 1.0, POINTS) ** 2
    places = np.unique(np.rint([*even, *np.geomspace(1.0, count, POINTS)]).astype(np.int64))
    return places / count, made.cumulative[places]


def points_within(
    evaluation: Evaluation, low: float, high: float, *, log: bool
) -> tuple[FloatArray, FloatArray]:
    """The curve's points at about :data:`POINTS` shares of the samples from ``low`` to ``high``.

    All of them where fewer samples lie between: as near as it is looked at, it is exact.
    """
    made = curve(evaluation)
    count = made.samples
    if not count:
        return np.zeros(1), np.zeros(1)
    first, last = max(low * count, 1.0 if log else 0.0), min(high * count, float(count))
    last = max(first, last)
    steps = np.geomspace(first, last, POINTS) if log else np.linspace(first, last, POINTS)
    places = np.unique([*np.floor(steps[:1]), *np.rint(steps), *np.ceil(steps[-1:])])
    places = places.astype(np.int64)
    return places / count, made.cumulative[places]


def worst(evaluation: Evaluation, fraction: float) -> Worst:
    """The worst ``fraction`` of the samples in whole samples, at least one."""
    made = curve(evaluation)
    count = min(max(1, round(fraction * made.samples)), made.samples)
    return Worst(count, count / max(1, made.samples), float(made.cumulative[count]))


@dataclass(frozen=True)
class LorenzChart(Chart):
    """Share of the loss over share of the samples, the worst first.

    Attributes:
        fraction: share of the samples at the handle.
        log: the x axis is logarithmic.
        sorting: there is nothing to show yet.
    """

    fraction: float = 0.01
    log: bool = True
    sorting: bool = False

    whole = "Show the whole curve"
    own_ticks = True

    def labels(self, state: State) -> tuple[str, str]:
        """What x and y are: shares of the samples and of the loss."""
        return "share of the samples, the worst first", "share of the loss"

    def logs(self, state: State) -> tuple[bool, bool]:
        """A logarithmic axis tells 0.01 % from 0.1 %."""
        return self.log, False

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """From one sample to all of them."""
        low = min(0.1, 1.0 / max(1, len(state.document.samples))) if self.log else 0.0
        return (low, 1.0), (0.0, 1.0)

    def view_limits(self, state: State) -> dict[str, float]:
        """No further out than the curve, and no nearer than a few samples."""
        (left, right), (bottom, top) = self.view_ranges(state)
        least = LEAST_SAMPLES / max(LEAST_SAMPLES, len(state.document.samples))
        return {
            "xMin": left, "xMax": right, "minXRange": LEAST_DECADE if self.log else least,
            "yMin": bottom, "yMax": top, "minYRange": LEAST_SHARE,
        }  # fmt: skip

    def zoom_key(self, state: State) -> Hashable:
        """The axis, and how many samples there are."""
        return (self.log, len(state.document.samples))

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """Tick labels as percentages."""
        return [show_percent(value, PART) for value in values]

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """What the curve depends on: the axes and the measurement."""
        return (axes.x, axes.y, identity(state.data))

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The curve, and dashed what it would be if all samples cost the same."""
        if state.data is None or not state.data.evaluation.summary.counted:
            words = NO_SAMPLES if state.data is None else "no row counts"
            words = SORTING if self.sorting else words
            text.put(painter, axes.area, words, colour(theme.muted), theme, align=text.CENTRE)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        low, high = axes.x.low, axes.x.high
        even = np.geomspace(low, high, 100) if self.log else np.array([low, high])
        dashed = primitives.line(colour(theme.muted), 1.2, Qt.PenStyle.DashLine)
        primitives.draw_polyline(painter, axes.x.at(even), axes.y.at(even), dashed)
        x, y = points_within(state.data.evaluation, low, high, log=self.log)
        ink = primitives.line(colour(theme.ink), 2.0)
        primitives.draw_polyline(painter, axes.x.at(x), axes.y.at(y), ink)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The handle: a line at the share of the samples, up to the curve and to its axis."""
        if state.data is None or not state.data.evaluation.summary.counted:
            return
        at, point = worst(state.data.evaluation, self.fraction), self.handle_point(axes, state)
        area, accent = axes.area, colour(theme.accent)
        with saved(painter):
            # Zoomed, much of it lies beyond the edges.
            painter.setClipRect(area)
            left = area.left()
            body = [left, point.y(), point.x() - left, area.bottom() - point.y()]
            primitives.fill_rects(painter, [body], colour(theme.accent, 0.12))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            stem = [(point.x(), area.top(), point.x(), area.bottom())]
            primitives.draw_lines(painter, stem, primitives.line(accent, 1.5))
            level = [(left, point.y(), point.x(), point.y())]
            primitives.draw_lines(painter, level, primitives.line(accent, 1.2, Qt.PenStyle.DotLine))
            if area.adjusted(-1.0, -1.0, 1.0, 1.0).contains(point):
                # A knob at the edge is whole, but for the numbers of the axes.
                painter.setClipRect(area.adjusted(-2.0, -KNOB, KNOB, 2.0))
                painter.setPen(primitives.line(colour(theme.surface), 2.0))
                painter.setBrush(accent)
                painter.drawEllipse(point, KNOB - 2.0, KNOB - 2.0)
                painter.setClipRect(area)
            if area.left() - 1.0 <= point.x() <= area.right() + 1.0:
                words = [
                    f"the worst {show_percent(at.fraction, PART)}: {show_percent(at.share, PART)}",
                    samples(at.count),
                ]
                _draw_words(painter, area, point, words, theme)

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """What the worst make up to the pointer; none while the handle is held, which says it."""
        grip = index is not None or self.handle_at(axes, point, state) is not None
        if grip or state.data is None or not axes.area.contains(point):
            return []
        if not state.data.evaluation.summary.counted:
            return []
        at = worst(state.data.evaluation, min(max(axes.x.value(point.x()), 0.0), 1.0))
        return [
            f"the worst {show_percent(at.fraction, PART)}",
            samples(at.count),
            f"{show_percent(at.share, PART)} of the loss",
        ]

    def handle_point(self, axes: Axes, state: State) -> QPointF:
        """Where the handle is; there are samples."""
        assert state.data is not None
        at = worst(state.data.evaluation, self.fraction)
        return axes.at(at.fraction, at.share)

    def fraction_at(self, axes: Axes, point: QPointF) -> float:
        """The share of the samples that the handle sets at ``point``."""
        return float(min(max(axes.x.value(point.x()), 0.0), 1.0))

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The line, anywhere along it."""
        if state.data is None or not state.data.evaluation.summary.counted:
            return None
        place = self.handle_point(axes, state)
        near = abs(point.x() - place.x()) <= REACH
        if not near or not axes.area.adjusted(-REACH, -REACH, REACH, REACH).contains(point):
            return None
        return Handle("fraction", state.selected, self.fraction, place, along="x")


@dataclass(frozen=True)
class LorenzPicture(ChartPicture):
    """The chart with axes around it."""

    chart: LorenzChart

    title = "Who makes the loss"
    note = "dashed: if all cost the same"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The one chart of this picture: the curve."""
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
    if width + 4.0 > area.width() or height * len(words) > area.height():
        return
    left = point.x() + 10.0 if point.x() + 14.0 + width < area.right() else point.x() - 10.0 - width
    # The curve rises from left to right: below it is room on its right, above it on its left.
    below = left > point.x()
    top = point.y() + 4.0 if below else point.y() - 4.0 - height * len(words)
    top = min(max(top, area.top()), area.bottom() - height * len(words))
    left = min(max(left, area.left() + 2.0), area.right() - 2.0 - width)
    box = QRectF(left, top, width, height * len(words))
    ground = blend(theme.accent, theme.surface, 0.04)
    if not theme.transparent:
        painter.fillRect(box.adjusted(-2.0, 0.0, 2.0, 0.0), ground)
    for place, line in enumerate(words):
        row = QRectF(box.left(), box.top() + place * height, width, height)
        text.put(painter, row, line, colour(theme.ink), theme, size=SMALL, elide=False)
