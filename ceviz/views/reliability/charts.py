"""The two charts of a reliability diagram: what came true, and of how many samples."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import (
    NBSP,
    RATE,
    samples,
    show_information,
    show_percent,
    show_probability,
    show_score,
)
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.hatching import hatch
from ceviz.draw.primitives import saved
from ceviz.draw.state import NO_SAMPLES, Data, State
from ceviz.draw.theme import SMALL, Theme, blend, colour
from ceviz.memo import identity
from ceviz.views.reliability.binning import Binning, bin_at, counts_of_rows, diagram, luck

if TYPE_CHECKING:
    from ceviz.maths.batch import ByChance
    from ceviz.maths.calibration import Reliability

#: Room beyond 0 and 1 in the plot, so that points at the ends are whole.
AIR = 0.02

#: Half the width of a whisker's cap, and the radius of a point, in pixels.
CAP, POINT = 3.0, 3.0


@dataclass(frozen=True)
class _BinChart(Chart):
    """What both have in common: the bins along x."""

    binning: Binning

    whole = "Show all bins"

    def zoom_key(self, state: State) -> Hashable:
        """What is in the bins."""
        return (self.binning, state.document.classes)

    def view_limits(self, state: State) -> dict[str, float]:
        """Little beyond what a probability can be."""
        return {"xMin": -0.1, "xMax": 1.1}

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """The bin under the pointer, with its interval."""
        made = shown(state.data, self.binning)
        if made is None or not axes.area.contains(point):
            return []
        place = bin_at(made, axes.x.value(point.x()))
        assert state.data is not None
        chance = luck(state.data.evaluation, self.binning)
        return [] if place is None else bin_words(made, chance, place)


@dataclass(frozen=True)
class DiagramChart(_BinChart):
    """What came true against what was said; on the diagonal both are the same.

    Around it lies the band that luck alone leaves 95 % of a bin in, though what is said be true.
    """

    height = 2.4

    def labels(self, state: State) -> tuple[str, str]:
        """Confidence and accuracy, top label or of one class."""
        names = state.document.classes.names
        return self.binning.confidence_words(names), self.binning.accuracy_words(names)

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """The ends of x and y: both are shares, from 0 to 1."""
        return (0.0, 1.0), (0.0, 1.0)

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """With air at the ends."""
        return (-AIR, 1.0 + AIR), (-AIR, 1.0 + AIR)

    def view_limits(self, state: State) -> dict[str, float]:
        """Limits of zooming a little beyond the shares 0 and 1."""
        return {**super().view_limits(state), "yMin": -0.1, "yMax": 1.1}

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Bars, the gap to the diagonal, what luck does, points with whiskers, and the numbers."""
        made = shown(state.data, self.binning)
        if made is None:
            say_empty(painter, axes, state, theme)
            return
        assert state.data is not None
        chance = luck(state.data.evaluation, self.binning)
        used = np.flatnonzero(made.counts)
        with saved(painter):
            painter.setClipRect(axes.area)
            _draw_bars(painter, axes, made, used, theme)
            _draw_band(painter, axes, made, chance, used, theme)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            start, end = axes.at(0.0, 0.0), axes.at(1.0, 1.0)
            diagonal = [(start.x(), start.y(), end.x(), end.y())]
            dashed = primitives.line(colour(theme.muted), theme.stroke(1.2), Qt.PenStyle.DashLine)
            primitives.draw_lines(painter, diagonal, dashed)
            painter.setClipRect(axes.area.adjusted(-POINT, -POINT, POINT, POINT))
            _draw_points(painter, axes, made, used, theme)
        _draw_words(painter, axes, numbers(state, state.data, made, chance), theme)


@dataclass(frozen=True)
class CountsChart(_BinChart):
    """How many samples each bin speaks for, on a logarithmic axis."""

    def labels(self, state: State) -> tuple[str, str]:
        """What x and y are: the confidence above, and samples."""
        return self.binning.confidence_words(state.document.classes.names), "samples"

    def logs(self, state: State) -> tuple[bool, bool]:
        """Most samples are in the last bin; the others count too."""
        return False, True

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Up to the power of ten that holds all samples: it stays while the temperature moves."""
        decades = max(1.0, np.ceil(np.log10(max(1, len(state.document.samples)))))
        return (0.0, 1.0), (0.7, float(10.0**decades))

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """With the air of the chart above."""
        return (-AIR, 1.0 + AIR), super().view_ranges(state)[1]

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """The measurement and the selection."""
        return (axes.x, axes.y, identity(state.data))

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """A bar a bin; the part of it that is selected stronger."""
        data = state.data
        made = shown(data, self.binning)
        if data is None or made is None:
            return
        soft = blend(theme.accent, theme.surface, 0.45)
        primitives.fill_rects(painter, _columns(axes, made, made.counts), soft)
        if data.selection is not None and data.exact:
            counts = counts_of_rows(data.evaluation, self.binning, data.selection)
            primitives.fill_rects(painter, _columns(axes, made, counts), colour(theme.accent))


def shown(data: Data | None, binning: Binning) -> Reliability | None:
    """The bins there are, or None without rows that count."""
    if data is None or not data.evaluation.summary.counted:
        return None
    label = binning.label
    if label is not None and label >= data.evaluation.task.classes:
        return None
    return diagram(data.evaluation, binning)


def say_empty(painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
    """Why there is nothing to see."""
    words = NO_SAMPLES if state.data is None else "no row counts: every label says to ignore it"
    text.put(painter, axes.area, words, colour(theme.muted), theme, align=text.CENTRE)


def numbers(state: State, data: Data, made: Reliability, chance: ByChance) -> list[str]:
    """What moves with the temperature, in lines."""
    loss = show_information(data.evaluation.summary.cross_entropy * state.per_nat)
    return [
        f"ECE {show_probability(made.ece)}",
        f"{show_probability(chance.ece)} by luck",
        f"MCE {show_probability(made.mce)}",
        f"{loss_name(data)} {loss} {state.unit}",
        f"T = {show_score(data.evaluation.task.temperature)}",
        state.coverage,
    ]


def loss_name(data: Data) -> str:
    """The mean loss without class weights is the likelihood, unless the targets are soft."""
    task = data.evaluation.task
    return "NLL" if task.labels is not None and not task.label_smoothing else "H(p,q)"


def bin_words(made: Reliability, chance: ByChance, place: int) -> list[str]:
    """One bin in lines, for the note by the pointer."""
    low, high = float(made.lower[place]), float(made.upper[place])
    count = int(made.counts[place])
    lines = [f"({show_probability(low)}, {show_probability(high)}]", samples(count)]
    if count:
        least, most = made.interval()
        lines += [
            f"{show_percent(float(made.accuracy[place]), RATE)} came true",
            f"95{NBSP}% interval {show_percent(float(least[place]), RATE)} to "
            f"{show_percent(float(most[place]), RATE)}",
            f"{show_percent(float(made.confidence[place]), RATE)} said",
            f"by luck {show_percent(float(chance.low[place]), RATE)} to "
            f"{show_percent(float(chance.high[place]), RATE)}",
            f"gap {100.0 * made.gap[place]:+.1f} points".replace("-", "−"),
        ]
    return lines


def _columns(axes: Axes, made: Reliability, heights: np.ndarray) -> np.ndarray:
    """The rectangles of bars from the floor to ``heights``, (n, 4), of the bins that have one."""
    used = np.flatnonzero(heights)
    left, right = np.asarray(axes.x.at(made.lower[used])), np.asarray(axes.x.at(made.upper[used]))
    top, floor = axes.y.clipped(heights[used]), axes.area.bottom()
    gap = np.where(right - left > 4.0, 1.0, 0.0)
    return np.column_stack([left, top, np.maximum(right - left - gap, 1.0), floor - top])


def _draw_bars(
    painter: QPainter, axes: Axes, made: Reliability, used: np.ndarray, theme: Theme
) -> None:
    """Accuracy as bars, and on or in them the gap to the mean confidence."""
    left = np.asarray(axes.x.at(made.lower[used]))
    width = np.maximum(np.asarray(axes.x.at(made.upper[used])) - left - 1.0, 1.0)
    floor = float(axes.y.at(0.0))
    true, said = (np.asarray(axes.y.at(v[used])) for v in (made.accuracy, made.confidence))
    bars = np.column_stack([left, true, width, floor - true])
    primitives.fill_rects(painter, bars, blend(theme.accent, theme.surface, 0.45))
    gaps = np.column_stack([left, np.minimum(true, said), width, np.abs(true - said)])
    for over, tint in ((True, theme.fall), (False, theme.rise)):
        chosen = gaps[(said < true) == over]
        primitives.fill_rects(painter, chosen, colour(tint, 0.16))
        hatch(painter, chosen, colour(tint, 0.7))


def _draw_band(
    painter: QPainter, axes: Axes, made: Reliability, chance: ByChance, used: np.ndarray,
    theme: Theme,
) -> None:  # fmt: skip
    """Where 95 % of a calibrated model's bins lie: a veil, with a line above and below it."""
    left, right = (np.asarray(axes.x.at(edge[used])) for edge in (made.lower, made.upper))
    low, high = (np.asarray(axes.y.at(end[used])) for end in (chance.low, chance.high))
    bars = np.column_stack([left, high, np.maximum(right - left - 1.0, 1.0), low - high])
    primitives.fill_rects(painter, bars, colour(theme.ink, 0.12))
    ends = [np.column_stack([left, end, left + bars[:, 2], end]) for end in (low, high)]
    pen = primitives.line(colour(theme.muted), theme.stroke(1.0))
    primitives.draw_lines(painter, np.concatenate(ends), pen)


def _draw_points(
    painter: QPainter, axes: Axes, made: Reliability, used: np.ndarray, theme: Theme
) -> None:
    """Accuracy over mean confidence, with the Wilson interval of 95 %."""
    least, most = made.interval()
    x, y = (np.asarray(axis.at(v[used])) for axis, v in (
        (axes.x, made.confidence), (axes.y, made.accuracy)))  # fmt: skip
    low, high = (np.asarray(axes.y.at(v[used])) for v in (least, most))
    stems = np.column_stack([x, low, x, high])
    caps = [np.column_stack([x - CAP, end, x + CAP, end]) for end in (low, high)]
    ink = colour(theme.ink)
    primitives.draw_lines(
        painter, np.concatenate([stems, *caps]), primitives.line(ink, theme.stroke(1.2))
    )
    primitives.draw_points(painter, x, y, 2.0 * POINT, ink)


def _draw_words(painter: QPainter, axes: Axes, lines: list[str], theme: Theme) -> None:
    """In the upper left corner, which a diagram of what came true mostly leaves free."""
    height = theme.metrics(SMALL).height()
    width = max(theme.width(words, SMALL) for words in lines)
    box = QRectF(axes.area.left() + 6.0, axes.area.top() + 4.0, width + 6.0, height * len(lines))
    if box.width() > axes.area.width() or box.height() > axes.area.height():
        return
    text.clear_behind(painter, box, theme)
    for place, words in enumerate(lines):
        row = QRectF(box.left() + 3.0, box.top() + place * height, width, height)
        text.put(painter, row, words, colour(theme.ink), theme, size=SMALL, elide=False)
