"""The losses of all samples on a logarithmic axis, with their mean and median."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import RATE, exact, samples, show_information, show_percent
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.hatching import hatch
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows
from ceviz.draw.scales import Scale, show_alike
from ceviz.draw.state import NO_SAMPLES, State
from ceviz.draw.theme import SMALL, Theme, blend, colour
from ceviz.maths.arrays import FloatArray
from ceviz.memo import identity, value_memo, weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation


#: Bins in a factor of ten, and the smallest loss that has a bin of its own, in nats.
PER_DECADE = 8
LOWEST = 1e-8

#: Where what is smaller stands, 0 included, in bins below the smallest: it reaches to no end, so
#: it is as wide as any other, apart, and hatched.
SMALLER = (2.0, 1.0)


@dataclass(frozen=True)
class Spread:
    """What a histogram says beside its bars, in nats."""

    edges: FloatArray
    counts: NDArray[np.int64]
    mean: float
    median: float
    infinite: int


class HistogramChart(Chart):
    """Bars over decades of loss; the mean is far right of the median where few cost most."""

    inset = 6.0
    own_ticks = True

    def labels(self, state: State) -> tuple[str, str]:
        """Loss, and how many samples."""
        return f"loss ({state.unit})", "samples"

    def logs(self, state: State) -> tuple[bool, bool]:
        """Losses spread over decades."""
        return True, False

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """All bins with samples, and a round height."""
        if state.data is None:
            return (1e-3, 10.0), (0.0, 1.0)
        made = spread(state.data.evaluation)
        used = np.flatnonzero(made.counts)
        if not len(used):
            return (1e-3, 10.0), (0.0, 1.0)
        low, high = made.edges[used[0]], made.edges[used[-1] + 1]
        low = _below(SMALLER[0] + 1.0) if low == 0.0 else float(low) / 10.0 ** (1.0 / PER_DECADE)
        high = float(high) if np.isfinite(high) else float(made.edges[-2]) * 10.0
        return (low * state.per_nat, high * state.per_nat), (0.0, 1.08 * float(made.counts.max()))

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """Tick labels with the same number of digits."""
        return show_alike(values)

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """The measurement and the selection."""
        return (axes.x, axes.y, state.unit, identity(state.data))

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The bars; those of the selected samples stronger."""
        data = state.data
        if data is None:
            box = QRectF(axes.area)
            text.put(painter, box, NO_SAMPLES, colour(theme.muted), theme, align=text.CENTRE)
            return
        made = spread(data.evaluation)
        _draw_bars(painter, axes, made.edges * state.per_nat, made.counts, theme, strong=False)
        if data.selection is not None and data.exact:
            counts = _counts(data.evaluation.loss[data.selection])
            _draw_bars(painter, axes, made.edges * state.per_nat, counts, theme, strong=True)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Mean, median, and where the selected sample lies."""
        if state.data is None:
            return
        made, scale = spread(state.data.evaluation), state.per_nat
        with saved(painter):
            painter.setClipRect(axes.area.adjusted(-4.0, -4.0, 4.0, 4.0))
            said = [
                ("mean", made.mean, Qt.PenStyle.SolidLine, theme.ink),
                ("median", made.median, Qt.PenStyle.DashLine, theme.muted),
                ("this sample", state.analysis.cross_entropy, Qt.PenStyle.DotLine, theme.accent),
            ]
            marks = [
                Mark(
                    float(axes.x.clipped(max(nats * scale, axes.x.low))),
                    f"{name} {show_information(nats * scale)}",
                    style,
                    tint,
                )
                for name, nats, style, tint in said
                if np.isfinite(nats)
            ]
            draw_marks(painter, axes, marks, theme)

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """The bin under the pointer."""
        if state.data is None or not axes.area.contains(point):
            return []
        made = spread(state.data.evaluation)
        edges = made.edges * state.per_nat
        place = int(np.searchsorted(edges, axes.x.value(point.x()), side="right")) - 1
        if not 0 <= place < len(made.counts):
            return []
        low, high = show_information(float(edges[place])), show_information(float(edges[place + 1]))
        said = f"loss {low} to {high}" if place else f"loss below {high}, 0 among them"
        return [samples(int(made.counts[place])), f"{said} {state.unit}"]


@dataclass(frozen=True)
class Histogram(ChartPicture):
    """The chart with axes around it."""

    title = "Loss histogram"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The one chart of this picture: the histogram."""
        return (HistogramChart(),)

    def heading(self, state: State) -> str:
        """With a word when it is not of all samples as they are."""
        return self.title if state.data is None else self.title + state.data.caveat

    def caption(self, state: State) -> str:
        """Mean against median, and how many lie above the mean."""
        if state.data is None:
            return f"Nothing to count: {NO_SAMPLES}."
        e, made, scale = state.data.evaluation, spread(state.data.evaluation), state.per_nat
        above = float((e.loss[~e.ignored] > made.mean).mean()) if e.summary.counted else 0.0
        words = (
            f"The mean loss is {show_information(made.mean * scale)} {state.unit}, the median "
            f"{show_information(made.median * scale)}: {show_percent(above, RATE)} of the samples "
            "cost more than the mean."
        )
        if made.counts[0]:
            least = show_information(LOWEST * scale)
            words += f" {made.counts[0]:,} cost less than {least} (hatched)."
        if made.infinite:
            words += f" {made.infinite:,} cost ∞: the truth was given no probability."
        return words

    def rows(self, state: State) -> Rows:
        """Bin edges and counts, of all samples and of the selected ones if some are."""
        assert state.data is not None
        evaluation, selection = state.data.evaluation, state.data.selection
        edges, counts = bins_of(evaluation)
        heads = [f"loss from [{state.unit}]", f"to [{state.unit}]", "samples"]
        columns = [counts]
        if selection is not None and state.data.exact:
            heads.append("selected")
            columns.append(_counts(evaluation.loss[selection]))
        scaled = edges * state.per_nat
        body = [
            [exact(low), exact(high), *map(str, numbers)]
            for low, high, numbers in zip(
                scaled[:-1], scaled[1:], np.column_stack(columns).tolist(), strict=True
            )
        ]
        return [heads, *body]


def bins_of(evaluation: Evaluation) -> tuple[FloatArray, NDArray[np.int64]]:
    """Edges in nats, (B + 1,), and counts, (B,), of the counted samples."""
    made = spread(evaluation)
    return made.edges, made.counts


@weak_memo()
def spread(evaluation: Evaluation) -> Spread:
    """Counts, mean and median of an evaluation's losses; 40 ms for a million."""
    losses = evaluation.loss if evaluation.columns.ignored is None else (
        evaluation.loss[~evaluation.ignored]
    )  # fmt: skip
    return Spread(
        _edges(),
        _counts(losses),
        float(losses.mean()) if len(losses) else float("nan"),
        float(np.median(losses)) if len(losses) else float("nan"),
        int(np.isinf(losses).sum()),
    )


@value_memo(most=1)
def _edges() -> FloatArray:
    """0, then decades from :data:`LOWEST` to a million, then ∞."""
    decades = int(np.log10(1e6 / LOWEST))
    inner = LOWEST * 10.0 ** (np.arange(decades * PER_DECADE + 1) / PER_DECADE)
    return np.concatenate([[0.0], inner, [np.inf]])


def _counts(losses: FloatArray) -> NDArray[np.int64]:
    """How many losses each bin has; by a logarithm, a fifth of the time of looking for edges."""
    count = len(_edges()) - 1
    with np.errstate(divide="ignore"):
        steps = np.log10(losses)
    steps -= np.log10(LOWEST)
    steps *= PER_DECADE
    # 0 is in the first bin, ∞ in the last.
    places = np.clip(np.floor(steps, out=steps), -1, count - 2).astype(np.intp) + 1
    return np.bincount(places, minlength=count)


def _draw_bars(
    painter: QPainter,
    axes: Axes,
    edges: FloatArray,
    counts: NDArray[np.int64],
    theme: Theme,
    *,
    strong: bool,
) -> None:
    used = np.flatnonzero(counts)
    left, right = bar_sides(axes, edges, counts)
    top = np.asarray(axes.y.at(counts[used].astype(np.float64)))
    floor = float(axes.y.at(0.0))
    width = np.maximum(right - left - 1.0, 1.0)
    rects = np.column_stack([left, np.minimum(top, floor - 1.0), width, np.maximum(floor - top, 1)])
    tint = colour(theme.accent) if strong else blend(theme.accent, theme.surface, 0.45)
    primitives.fill_rects(painter, rects, tint)
    if counts[0]:
        hatch(painter, rects[:1], colour(theme.surface), width=1.5, spacing=5.0)


def bar_sides(
    axes: Axes, edges: FloatArray, counts: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Left and right, in pixels, of the bars of the bins with samples."""
    used = np.flatnonzero(counts)
    starts, ends = edges[used], edges[used + 1]
    if counts[0]:
        per_nat = edges[1] / LOWEST
        starts[0], ends[0] = (_below(bins) * per_nat for bins in SMALLER)
    left = np.asarray(axes.x.at(np.clip(starts, axes.x.low / 1e3, None)))
    right = np.asarray(axes.x.at(np.clip(ends, None, axes.x.high * 1e3)))
    return np.maximum(left, axes.area.left()), np.minimum(right, axes.area.right())


def _below(bins: float) -> float:
    """The loss so many bins below the smallest that has one of its own, in nats."""
    return float(LOWEST * 10.0 ** (-bins / PER_DECADE))


#: Between a line and its words, in pixels.
GAP = 4.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A line at ``x``, in pixels, and what it says."""

    x: float
    words: str
    style: Qt.PenStyle
    tint: str


def draw_marks(painter: QPainter, axes: Axes, marks: Sequence[Mark], theme: Theme) -> None:
    """All lines first: no line strikes through what another says."""
    top, bottom = axes.area.top(), axes.area.bottom()
    for mark in marks:
        pen = primitives.line(colour(mark.tint), 1.5, mark.style)
        primitives.draw_lines(painter, [(mark.x, top, mark.x, bottom)], pen)
    for mark, box in zip(marks, word_boxes(axes.area, marks, theme), strict=True):
        if _outside(box, axes.area) or box.bottom() > bottom:
            continue
        text.clear_behind(painter, box.adjusted(-2.0, 0.0, 2.0, 0.0), theme)
        text.put(painter, box, mark.words, colour(mark.tint), theme, size=SMALL, elide=False)


def word_boxes(area: QRectF, marks: Sequence[Mark], theme: Theme) -> list[QRectF]:
    """Where each mark's words stand: beside its line, off the others' words.

    If there is such a place they are off the others' lines, too; as far up as that goes, and
    rather on the right.
    """
    height = theme.metrics(SMALL).height()
    boxes: list[QRectF] = []
    for mark in marks:
        width = theme.width(mark.words, SMALL)
        others = [other.x for other in marks if other is not mark]
        places = [
            QRectF(left, area.top() + row * height, width, height)
            for row in range(len(marks))
            for left in (mark.x + GAP, mark.x - GAP - width)
        ]
        free = [box for box in places if not any(_overlap(box, taken) for taken in boxes)]
        boxes.append(min(free, key=lambda box: (_outside(box, area), _crossed(box, others))))
    return boxes


def _overlap(box: QRectF, taken: QRectF) -> bool:
    """Rows that only touch do not, whatever their sums are rounded to."""
    return box.adjusted(0.0, 0.5, 0.0, -0.5).intersects(taken)


def _outside(box: QRectF, area: QRectF) -> float:
    """How much of the words has no room; in whole pixels, so that less is not a reason."""
    return float(round(max(area.left() - box.left(), box.right() - area.right(), 0.0)))


def _crossed(box: QRectF, lines: Sequence[float]) -> int:
    return sum(box.left() - 1.0 <= x <= box.right() + 1.0 for x in lines)
