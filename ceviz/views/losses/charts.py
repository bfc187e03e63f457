"""The two charts of the compared losses: how large they are, and how steep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from ceviz.document.numbers import show_information
from ceviz.draw.chart import Axes, Ends
from ceviz.draw.scales import nice_range
from ceviz.draw.state import State
from ceviz.draw.theme import Theme
from ceviz.maths.losses import Loss
from ceviz.maths.sweeps import Sweep
from ceviz.views.losses import marks
from ceviz.views.losses import sweep as loss_sweep
from ceviz.views.losses.chart import LossChart
from ceviz.views.losses.marks import Remark
from ceviz.views.losses.sweep import factor

Array = NDArray[np.float64]

#: How high the losses go in nats where a probability runs below them, as on the curve −log q.
HEIGHT = 5.3

#: The squared error is called flat where cross-entropy is this many times steeper.
FLAT = 5.0

#: Remarks need this many pixels between what is flat and what is not.
APART = 40.0


class Values(LossChart):
    """How large each loss is."""

    height = 1.35
    ordinate = "loss"
    zone_words = (
        f"confidently wrong: another class is {loss_sweep.CONFIDENT:g} × likelier",
        "confidently wrong",
        "surely wrong",
    )

    def of(self, made: Sweep, loss: Loss) -> Array:
        """The values of one loss along the sweep."""
        return made.value[loss]

    def heights(self, made: Sweep, state: State) -> Ends:
        """From 0 to the largest; over probabilities as far as the curve −log q goes."""
        unit = state.document.unit
        tops = [float(np.max(v[np.isfinite(v)] * factor(k, unit), initial=0.0))
                for k, v in made.value.items()]  # fmt: skip
        top = max(tops, default=0.0)
        if self.choice.by_probability:
            held = state.held.cross_entropy
            worst = max(HEIGHT, 1.15 * held if np.isfinite(held) else 0.0)
            top = min(top, worst * state.per_nat)
        return 0.0, nice_range(0.0, max(top, 0.5), pad=0.04)[1]

    def present(self, state: State) -> dict[Loss, float]:
        """Every shown loss of the prediction."""
        found = loss_sweep.present(state, self.choice)
        return {k: found[k][0] * factor(k, state.document.unit) for k in self.losses}

    def figure(self, value: float, loss: Loss, state: State) -> str:
        """With the unit, for those that are information."""
        words = show_information(value)
        return f"{words} {state.unit}" if loss_sweep.is_information(loss) else words

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The present position, and the legend with the numbers of both charts."""
        super().draw_foreground(painter, axes, state, theme)
        found, rows = loss_sweep.present(state, self.choice), []
        for loss in self.losses:
            value, slope = (each * factor(loss, state.document.unit) for each in found[loss])
            rows.append((loss, self.name(loss), show_information(value), show_information(slope)))
        # Towards the truth the losses are small, and its corner is free.
        right = self.choice.index(state) == state.analysis.true
        marks.draw_legend(painter, axes, rows, theme, right=right)


class Slopes(LossChart):
    """How each loss answers to the score: what training sees of it."""

    ordinate = "slope ∂loss/∂z"

    def of(self, made: Sweep, loss: Loss) -> Array:
        """Its derivative by the moving score."""
        return made.slope[loss]

    def heights(self, made: Sweep, state: State) -> Ends:
        """All slopes, and 0 with some room on both sides."""
        unit = state.document.unit
        shown = [slope * factor(k, unit) for k, slope in made.slope.items()]
        low = min((float(s.min()) for s in shown), default=0.0)
        high = max((float(s.max()) for s in shown), default=0.0)
        low, high = min(low, -0.25 * high), max(high, -0.25 * low)
        return nice_range(low, high, pad=0.02) if low < high else (-1.0, 1.0)

    def present(self, state: State) -> dict[Loss, float]:
        """Every shown loss's slope at the prediction."""
        found = loss_sweep.present(state, self.choice)
        return {k: found[k][1] * factor(k, state.document.unit) for k in self.losses}

    def remarks(self, axes: Axes, made: Sweep, x: Array, at: float, state: State) -> list[Remark]:
        """Which losses still pull where the model is wrongly sure, if some do and some do not."""
        shown = {
            loss: made.slope[loss] * factor(loss, state.document.unit)
            for loss in _REMARKS
            if loss in made.slope
        }
        slopes = {loss: float(np.interp(at, x, slope)) for loss, slope in shown.items()}
        pull = slopes.get(Loss.CROSS_ENTROPY, 0.0)
        alike = abs(pull) < FLAT * abs(slopes.get(Loss.SQUARED_ERROR, 0.0))
        if self.choice.by_probability or alike or abs(pull) < APART * axes.y.per_pixel:
            return []
        area, right = axes.area, pull > 0.0
        edge = area.right() - 6.0 if right else area.left() + 6.0
        return [
            Remark(
                loss, _REMARKS[loss], edge, axes.x.at(x), axes.y.at(slope),
                above=(loss is Loss.SQUARED_ERROR) == right, right=right,
            )
            for loss, slope in shown.items()
        ]  # fmt: skip


_REMARKS = {
    Loss.CROSS_ENTROPY: ("cross-entropy still pulls", "still pulls"),
    Loss.SQUARED_ERROR: ("Brier goes flat", "flat"),
    Loss.ZERO_ONE: ("0–1 error: no slope", "no slope"),
}
