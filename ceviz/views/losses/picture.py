"""Several losses of one moving score, and below them how each answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ceviz.document.text.numbers import show_information, show_score
from ceviz.draw.chart import Chart
from ceviz.draw.chart_picture import ChartPicture
from ceviz.draw.rows import Rows, class_names, marked
from ceviz.draw.state import State
from ceviz.views.losses import table
from ceviz.views.losses.charts import FLAT, Slopes, Values
from ceviz.views.losses.sweep import CONFIDENT, Choice, key_of, line_of, present, slopes_at, sweep
from ceviz.views.losses.table import CROSS_ENTROPY, SQUARED_ERROR, ComparedLoss

#: Where the caption looks if the prediction is not confidently wrong: another class is this
#: many times likelier than the truth.
ELSEWHERE = 100.0


@dataclass(frozen=True)
class Losses(ChartPicture):
    """The losses of :mod:`ceviz.views.losses.table` over one score or one probability.

    Handles: the line of the present position, in both charts.

    Attributes:
        choice: what moves, which losses are drawn, γ.
    """

    choice: Choice = field(default_factory=Choice)

    title = "Losses compared"
    note = "shaded: confidently wrong"

    def heading(self, state: State) -> str:
        """With the unit of those that are information."""
        return f"{self.title} ({state.unit})"

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Values on top, slopes below."""
        return Values(self.choice), Slopes(self.choice)

    def caption(self, state: State) -> str:
        """Which losses pull the truth up where the model is confidently wrong, in numbers."""
        choice, line = self.choice, line_of(state, self.choice)
        index = choice.index(state)
        names, z = state.document.classes.names, float(state.analysis.z[index])
        if line.rest == -np.inf:
            return f"Every other class is impossible: q({names[index]}) is 1 whatever its score is."
        here = {loss: pair[1] for loss, pair in present(state, choice).items()}
        head = f"z({names[index]}) = {show_score(z)}"
        slopes = "cross-entropy’s slope is {}, squared error’s {}".format(*_slopes(here, state))
        step = "accuracy is a step with slope 0 everywhere"
        low, high = line.wrong(CONFIDENT)
        if low <= z <= high:
            flat = " squared error is flat, cross-entropy is not;" if _telling(here) else ""
            return f"{head} is confidently wrong: {slopes};{flat} {step}."
        elsewhere = min(line.wrong(ELSEWHERE), key=abs)
        there = slopes_at(state, choice, elsewhere) if np.isfinite(elsewhere) else here
        if not _telling(there):
            return f"{head}: {slopes}; {step}."
        numbers = " and ".join(_slopes(there, state))
        return (
            f"{head}: {slopes}; confidently wrong, at z = {show_score(elsewhere)}, they would be "
            f"{numbers}: squared error goes flat, cross-entropy does not; {step}."
        )

    def rows(self, state: State) -> Rows:
        """The present position, then the sweep over the axis: the shown losses and their slopes.

        Cross-entropy and focal loss, and their slopes, are in the unit shown.
        """
        choice, unit = self.choice, state.document.unit
        ends = Values(choice).across(state)
        _, made = sweep(key_of(state.analysis, state, choice, *ends))
        now, index = present(state, choice), choice.index(state)
        name = class_names(state)[index]
        heads = [f"score z of {name}", f"probability q of {name}"]
        here = [float(state.analysis.z[index]), float(state.analysis.q[index])]
        columns = [made.score, made.probability]
        for loss in (each for each in table.LOSSES if each.key in choice.shown):
            head = loss.title(choice.gamma, unit)
            heads += [head, f"d {head}/dz"]
            scale = loss.factor(unit)
            here += [scale * number for number in now[loss]]
            columns += [scale * made.value[loss], scale * made.slope[loss]]
        numbers = np.concatenate([[here], np.column_stack(columns)])
        return marked(heads, ["now", *["sweep"] * len(made.score)], numbers)


def _telling(slopes: Mapping[ComparedLoss, float]) -> bool:
    """Whether cross-entropy is steep where the squared error is flat."""
    return abs(slopes[CROSS_ENTROPY]) >= FLAT * abs(slopes[SQUARED_ERROR])


def _slopes(slopes: Mapping[ComparedLoss, float], state: State) -> list[str]:
    """Those of cross-entropy and of the squared error, as they are shown."""
    unit = state.document.unit
    return [
        show_information(slopes[loss] * loss.factor(unit))
        for loss in (CROSS_ENTROPY, SQUARED_ERROR)
    ]
