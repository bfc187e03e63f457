"""Two files' losses of the same samples: who moved, and what it did to the mean."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import RATE, exact, show_information, show_percent, show_signed
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows
from ceviz.draw.scales import Scale, show_alike
from ceviz.draw.state import Data, State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.batch import FATES
from ceviz.maths.tails import LEVEL
from ceviz.memo import identity, weak_memo

if TYPE_CHECKING:
    from ceviz.maths.batch import Comparison, Evaluation, Significance

#: Losses below this lie on the edge of the picture, in nats.
LOWEST = 1e-6

#: The axes go beyond the least and the largest loss by this factor.
AIR = 1.3

#: At most this many points are drawn, evenly from the file.
MOST = 20_000

EMPTY = "nothing to compare with: open the same samples as another file predicts them"

#: How each fate is told apart: the theme's colour; "" is one that says neither good nor bad.
_TINTS = ("muted", "", "good", "danger")


class CompareChart(Chart):
    """A point a sample: before across, after up; above the diagonal it got worse."""

    inset = 4.0

    def labels(self, state: State) -> tuple[str, str]:
        """Which file is which."""
        name = "" if state.data is None or not state.data.other_name else state.data.other_name
        return f"loss before, {name} ({state.unit})", "loss after, this file"

    def logs(self, state: State) -> tuple[bool, bool]:
        """Losses spread over decades."""
        return True, True

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Around the losses of each file; ∞ lies on the edge of the picture."""
        found = points_of(state.data)
        if found is None:
            return (1e-3, 10.0), (1e-3, 10.0)
        x, y, _ = found
        return _around(x * state.per_nat), _around(y * state.per_nat)

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """Tick labels with the same number of digits."""
        return show_alike(values)

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """What the points depend on: both measurements, the axes and the unit."""
        return (axes.x, axes.y, state.unit, identity(state.data))

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The diagonal and the points, by fate."""
        found = points_of(state.data)
        if found is None:
            box = QRectF(axes.area)
            text.clear_behind(painter, box, theme)
            text.put(painter, box, EMPTY, colour(theme.muted), theme, align=text.CENTRE)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        low, high = max(axes.x.low, axes.y.low), min(axes.x.high, axes.y.high)
        pen = primitives.line(colour(theme.muted), 1.0, Qt.PenStyle.DashLine)
        if low < high:
            start, end = axes.at(low, low), axes.at(high, high)
            primitives.draw_lines(painter, [(start.x(), start.y(), end.x(), end.y())], pen)
        x, y, fates = found
        for fate, tint in enumerate(_TINTS):
            chosen = fates == fate
            across = axes.x.clipped(x[chosen] * state.per_nat)
            up = axes.y.clipped(y[chosen] * state.per_nat)
            size = 4.0 if fate == 0 else 6.0
            shade = colour(_tint(tint, theme), 0.35 if fate == 0 else 0.85)
            primitives.draw_points(painter, across, up, size, shade)
        self._draw_legend(painter, axes, theme)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """A ring around the selected sample."""
        data = state.data
        if data is None or data.other is None or not data.exact:
            return
        row = state.document.selected
        if row >= data.other.columns.rows:
            return
        scale = state.per_nat
        x = float(axes.x.clipped(max(float(data.other.loss[row]), LOWEST) * scale))
        y = float(axes.y.clipped(max(float(data.evaluation.loss[row]), LOWEST) * scale))
        with saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(primitives.line(colour(theme.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), 7.0, 7.0)

    def _draw_legend(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        metrics = theme.metrics(SMALL)
        for line, (fate, tint) in enumerate(zip(FATES, _TINTS, strict=True)):
            top = axes.area.top() + 4.0 + line * metrics.height()
            box = QRectF(axes.area.left() + 18.0, top, axes.area.width() - 20.0, metrics.height())
            shade = colour(_tint(tint, theme))
            middle = box.center().y()
            primitives.draw_points(painter, [axes.area.left() + 9.0], [middle], 7.0, shade)
            text.put(painter, box, fate, colour(theme.muted), theme, size=SMALL)


@dataclass(frozen=True)
class Compare(ChartPicture):
    """The chart with axes around it."""

    title = "Compare two files"
    note = "above the diagonal: worse than before"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The one chart of this picture: the scatter."""
        return (CompareChart(),)

    def heading(self, state: State) -> str:
        """With a word when it is not of all samples as they are."""
        return self.title if state.data is None else self.title + state.data.caveat

    def caption(self, state: State) -> str:
        """The change of the mean, and which fates made it."""
        found = comparison_of(state.data)
        if found is None or state.data is None or state.data.other is None:
            return f"There is {EMPTY}."
        before, after, scale = state.data.other, state.data.evaluation, state.per_nat
        parts = ", ".join(
            f"{part.fate} {show_signed(part.contribution * scale)} ({part.count:,})"
            for part in found.parts
        )
        words = (
            f"The mean loss goes from {show_information(before.mean * scale)} to "
            f"{show_information(after.mean * scale)} {state.unit} and the accuracy from "
            f"{show_percent(before.accuracy, RATE)} to {show_percent(after.accuracy, RATE)}. "
            f"Of the change of {show_signed(found.change * scale)}: {parts}."
            f"{_by_chance(before, after, scale)}"
        )
        if found.change > 0 and found.accuracy_change > 0:
            words += (
                " Loss up and accuracy up is no contradiction: more samples are right, and the "
                "wrong ones have become surer."
            )
        return words

    def rows(self, state: State) -> Rows:
        """Each row's loss before and after, and what became of it."""
        unit, scale = state.unit, state.per_nat
        rows: Rows = [["row", f"before [{unit}]", f"after [{unit}]", "fate"]]
        found = comparison_of(state.data)
        if found is None or state.data is None or state.data.other is None:
            return rows
        before, after = state.data.other.loss * scale, state.data.evaluation.loss * scale
        for row in np.flatnonzero(found.fates >= 0).tolist():
            fate = FATES[int(found.fates[row])]
            rows.append([str(row), exact(float(before[row])), exact(float(after[row])), fate])
        return rows


def comparison_of(data: Data | None) -> Comparison | None:
    """The comparison of this file with the other, if both are whole and measured alike."""
    if data is None or data.other is None or not data.exact or not measured_alike(data):
        return None
    return _compared(data.other, data.evaluation)


def measured_alike(data: Data) -> bool:
    """Whether the other file has this one's temperature, smoothing and weights."""
    assert data.other is not None
    mine, other = data.evaluation.task, data.other.task
    if (mine.temperature, mine.label_smoothing) != (other.temperature, other.label_smoothing):
        return False
    if mine.weight is None or other.weight is None:
        return mine.weight is other.weight
    return np.array_equal(mine.weight, other.weight)


def _by_chance(before: Evaluation, after: Evaluation, scale: float) -> str:
    """Whether other rows might have said the opposite, where that is known."""
    from ceviz.maths.batch import significance

    found = significance(before, after)
    low, high = found.loss.normal
    if not low < high:
        return ""
    said = f" Its 95 % interval is {show_signed(low * scale)} to {show_signed(high * scale)}"
    tests = f"t-test {_p(found.loss_t)}, {found.unit}s' signs turned {_p(found.loss_flip)}"
    if not low <= 0.0 <= high:
        verdict = f"{said}: more than chance ({tests})."
    else:
        more = f"; about {found.needed:,.0f} {found.unit}s would tell" if found.needed < 1e9 else ""
        verdict = f"{said}: it may be chance ({tests}){more}."
    return verdict + _accuracy_by_chance(found)


def _accuracy_by_chance(found: Significance) -> str:
    """How far the accuracy moved, and how often luck would move it as far."""
    low, high = found.accuracy.normal
    if not low < high:
        return ""
    test = "McNemar" if found.unit == "row" else "t-test"
    verdict = "more than chance" if found.accuracy_p < 1.0 - LEVEL else "it may be chance"
    points = (
        f"{100.0 * share:+.1f}".replace("-", "−") for share in (found.accuracy.value, low, high)
    )
    return " The accuracy moves by {} points, {} to {}: {} ({} {}).".format(
        *points, verdict, test, _p(found.accuracy_p)
    )


def _p(value: float) -> str:
    """``p = 0.0312``; of very small ones the size says nothing more."""
    return f"p = {value:.4f}" if value >= 0.0001 else "p < 0.0001"


def points_of(
    data: Data | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.integer]] | None:
    """Losses before and after, and fates, of at most :data:`MOST` rows that count."""
    found = comparison_of(data)
    if found is None or data is None or data.other is None:
        return None
    counted = np.flatnonzero(found.fates >= 0)
    rows = counted[:: max(1, len(counted) // MOST)]
    return (
        np.maximum(data.other.loss[rows], LOWEST),
        np.maximum(data.evaluation.loss[rows], LOWEST),
        found.fates[rows],
    )


def _around(losses: NDArray[np.float64]) -> Ends:
    """The ends of an axis with air around the finite of ``losses``, and two decades to read."""
    finite = losses[np.isfinite(losses)]
    if not len(finite):
        return 1e-3, 10.0
    low, high = float(finite.min()) / AIR, float(finite.max()) * AIR
    first, last = np.ceil(np.log10(low)), np.floor(np.log10(high))
    if last - first < 1.0:
        low, high = min(low, 10.0 ** (first - 1.0)), max(high, 10.0**first)
    return low, high


def _tint(name: str, theme: Theme) -> str:
    return str(getattr(theme, name)) if name else theme.palette[1]


@weak_memo(subjects=2, most=2)
def _compared(before: Evaluation, after: Evaluation) -> Comparison:
    from ceviz.maths.batch import compare

    return compare(before, after)
