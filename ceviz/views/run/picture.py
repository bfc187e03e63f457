"""A run over its steps: the losses, and below them accuracy, ECE and the dearest hundredth."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.run import Run, Step
from ceviz.document.text.numbers import (
    PART,
    RATE,
    exact,
    show_information,
    show_percent,
    show_score,
)
from ceviz.draw import text
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.frame import GRID
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.export.options import PASSING
from ceviz.memo import identity
from ceviz.views.run import curves
from ceviz.views.run.curves import LOSSES, SHARES, Curve

#: Why there may be nothing to show.
NO_RUN = "no run: open a folder of checkpoints, such as epoch-001.npz, epoch-002.npz"

#: From this ratio of the last gap between steps to the first on, their axis is logarithmic.
SPREAD = 8.0

#: Room above the curves for what they are, as a share of the highest.
AIR = 0.24

#: How far dots may reach over the edge, in pixels.
RIM = 6.0


@dataclass(frozen=True)
class Shown:
    """What both charts of a run share.

    Attributes:
        run: the checkpoints measured so far.
        at: the one looked at, by its place from 0, or None.
    """

    run: Run = field(default=Run(), metadata=PASSING)
    at: int | None = field(default=None, metadata=PASSING)


class RunChart(Chart):
    """Some of the measures over the steps."""

    whole = "Show all steps"
    inset = 8.0
    own_ticks = True
    curves: tuple[Curve, ...] = ()

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    def logs(self, state: State) -> tuple[bool, bool]:
        """Steps 1, 2, 4, 8 … are as far apart as they are on paper."""
        numbers = self.shown.run.numbers()
        if len(numbers) < 4 or numbers[0] <= 0:
            return False, False
        gaps = np.diff(numbers)
        return bool(gaps[0] > 0 and gaps[-1] >= SPREAD * gaps[0]), False

    def steps(self, state: State) -> Ends:
        """The range of the x axis; of a single step with something around it."""
        numbers = self.shown.run.numbers()
        if not len(numbers):
            return 0.0, 1.0
        low, high = float(numbers[0]), float(numbers[-1])
        return (low, high) if high > low else (low - 1.0, high + 1.0)

    def view_ranges(self, state: State) -> tuple[Ends, Ends]:
        """With air at both ends of the steps."""
        (x0, x1), y = super().view_ranges(state)
        air = 0.02 * (x1 - x0)
        return (x0 - air, x1 + air), y

    def ticks(self, scale: Scale, values: Sequence[float]) -> list[str]:
        """Steps are counted, there is none between two; by powers of ten at 1, 2 and 5 of each."""
        return [f"{value:,.0f}" if _is_told(value, log=scale.log) else "" for value in values]

    def zoom_key(self, state: State) -> Hashable:
        """Steps that are added while training goes on are shown, unless a part was chosen."""
        return (self.logs(state), self.labels(state), self.ranges(state))

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """The run and the unit."""
        return (super().background_key(axes, state), identity(self.shown.run))

    def foreground_key(self, state: State) -> Hashable:
        """The run, the step looked at and the unit."""
        return (identity(self.shown.run), self.shown.at, state.unit)

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """All curves, or why there are none."""
        if not len(self.shown.run):
            self._draw_nothing(painter, axes, theme)
            return
        with saved(painter):
            curves.draw_curves(painter, axes, self.shown.run, self.curves, state, theme)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The step looked at, and what the curves are."""
        run, at = self.shown.run, self.shown.at
        if not len(run):
            return
        with saved(painter):
            painter.setClipRect(axes.area.adjusted(-RIM, -RIM, RIM, RIM))
            if at is not None:
                with saved(painter):
                    curves.draw_present(painter, axes, run, self.curves, at, state, theme)
            curves.draw_legend(painter, axes.area, run, self.curves, at, state, theme)

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """The checkpoint nearest to the pointer, in numbers."""
        run = self.shown.run
        if not len(run) or not axes.area.contains(point):
            return []
        x = np.asarray(axes.x.at(run.numbers()))
        step = run.steps[int(np.abs(x - point.x()).argmin())]
        return [f"step {step.number:,}", *_said(step, state)]

    def _draw_nothing(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """The upper chart says why; the lower one has nothing to add."""


class LossChart(RunChart):
    """The loss, and what it would be at the best temperature."""

    height = 1.15
    curves = LOSSES

    def labels(self, state: State) -> tuple[str, str]:
        """What both axes are."""
        return "step", state.unit

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """From 0 to the highest loss, and room for what the curves are."""
        run = self.shown.run
        found = [curves.values_of(run, curve, state) for curve in self.curves]
        values = np.concatenate(found) if len(run) else np.zeros(0)
        top = float(values[np.isfinite(values)].max(initial=0.0)) or 1.0
        return self.steps(state), (0.0, top * (1.0 + AIR))

    def _draw_nothing(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Between two lines of the grid, near the middle."""
        middle = axes.area.center().y()
        lines = [axes.y.at(tick) for tick in axes.y.ticks(GRID * theme.scale)]
        gaps = [(a + b) / 2.0 for a, b in pairwise(lines)]
        box = QRectF(axes.area)
        box.moveTop(box.top() + min((at - middle for at in gaps), key=abs, default=0.0))
        text.put(painter, box, NO_RUN, colour(theme.muted), theme, align=text.CENTRE)


class ShareChart(RunChart):
    """Accuracy, calibration error, and which share of the loss the dearest hundredth makes."""

    curves = SHARES

    def labels(self, state: State) -> tuple[str, str]:
        """What both axes are."""
        return "step", "share"

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Shares from 0 to 1, and room for what the curves are."""
        return self.steps(state), (0.0, 1.0 + AIR)


@dataclass(frozen=True)
class RunPicture(Shown, ChartPicture):
    """Both charts with axes around them."""

    title = "Training run"
    rim = RIM

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The losses, and the shares below."""
        return LossChart(self), ShareChart(self)

    def heading(self, state: State) -> str:
        """With what the checkpoints are called together."""
        return f"{self.title} {self.run.title}".rstrip()

    def caption(self, state: State) -> str:
        """From the first step to the last, and where the least loss lies between them."""
        if not len(self.run):
            return f"Nothing to show: {NO_RUN}."
        first, last = self.run.steps[0], self.run.steps[-1]
        if len(self.run) == 1:
            return f"At step {first.number:,} " + ", ".join(_said(first, state)) + "."
        least = self.run.steps[int(np.nanargmin(np.append(self.run.values("loss"), np.inf)))]
        losses = [show_information(s.measures.loss * state.per_nat) for s in (first, last, least)]
        rates = [show_percent(s.measures.accuracy, RATE) for s in (first, last)]
        words = (
            f"From step {first.number:,} to {last.number:,} the loss goes from {losses[0]} to "
            f"{losses[1]} {state.unit} and accuracy from {rates[0]} to {rates[1]}."
        )
        if least is not last and least is not first:
            words += f" The least loss is {losses[2]}, at step {least.number:,}"
            now, then = last.measures, least.measures
            both = now.accuracy > then.accuracy and now.worst > then.worst
            words += (
                "; since then accuracy rose too: the dearest samples make more of the loss, "
                f"{show_percent(now.worst, PART)} after {show_percent(then.worst, PART)}."
                if both
                else "."
            )
        return words

    def rows(self, state: State) -> Rows:
        """A row a step: all its measures, and which one is looked at."""
        unit = state.unit
        heads = [
            "step", "file", f"loss [{unit}]", f"loss at best T [{unit}]", "best T", "accuracy",
            "ECE", "share of the worst 1 %", "rows", "shown",
        ]  # fmt: skip
        body = []
        for at, step in enumerate(self.run.steps):
            m = step.measures
            best = "" if m.best is None else exact(m.best * state.per_nat)
            temperature = "" if m.temperature is None else exact(m.temperature)
            body.append(
                [
                    str(step.number), step.name, exact(m.loss * state.per_nat), best, temperature,
                    exact(m.accuracy), exact(m.ece), exact(m.worst), str(step.rows),
                    "here" if at == self.at else "",
                ]
            )  # fmt: skip
        return [heads, *body]


def _is_told(value: float, *, log: bool) -> bool:
    """Whether a step stands at the axis: a whole one, and of powers of ten a round one."""
    whole = math.isclose(value, round(value), rel_tol=1e-9)
    return whole and (not log or f"{value:.0e}"[0] in "125")


def _said(step: Step, state: State) -> list[str]:
    """A checkpoint's measures in words."""
    m, scale = step.measures, state.per_nat
    said = [f"loss {show_information(m.loss * scale)} {state.unit}"]
    if m.best is not None and m.temperature is not None and not np.isnan(m.best):
        said.append(
            f"{show_information(m.best * scale)} {state.unit} at T = {show_score(m.temperature)}"
        )
    said.append(f"{show_percent(m.accuracy, RATE)} right")
    said.append(f"ECE {show_percent(m.ece, RATE)}")
    said.append(f"the worst 1 % make {show_percent(m.worst, PART)} of the loss")
    return said
