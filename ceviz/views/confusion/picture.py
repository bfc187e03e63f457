"""The confusion matrix: what is taken for what, by how often or by how much it costs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import PART, exact, show_percent
from ceviz.draw.chart import Axes
from ceviz.draw.chart_picture import ChartGeometry, ChartPicture
from ceviz.draw.frame import draw_card, draw_title, frame
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows, class_names
from ceviz.draw.scales import Scale
from ceviz.draw.state import NO_SAMPLES, State
from ceviz.draw.theme import Theme
from ceviz.views.confusion.chart import ConfusionChart, names_within
from ceviz.views.confusion.matrix import MOST, cell_words, commonest_mistake, loss_shares, pairs


@dataclass(frozen=True)
class Confusion(ChartPicture):
    """Square cells, as large as fit beside the names.

    Attributes:
        chart: the cells.
    """

    chart: ConfusionChart = field(default_factory=ConfusionChart)

    title = "Confusion matrix"
    note = "true ↓ predicted →"

    @property
    def charts(self) -> tuple[ConfusionChart, ...]:
        """The one chart of this picture: the cells."""
        return (self.chart,)

    def heading(self, state: State) -> str:
        """With what cells show, and a word when it is not of all samples."""
        what = "share of the loss" if self.chart.by_loss else "samples"
        return f"{self.title}, {what}{'' if state.data is None else state.data.caveat}"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> ChartGeometry:
        """A square in the upper left, in whole pixels: the plot is put there."""
        f = frame(rect, theme, footer=6.0, left=0.0)
        room = names_within(rect, self.chart.name_room(state, theme))
        left, top = np.ceil(f.rect.left() + 8.0 + room), np.ceil(f.plot.top() + room)
        size = min(f.plot.right() - left, f.plot.bottom() - top)
        area = QRectF(left, top, *[max(10.0, float(np.floor(size)))] * 2)
        (x0, x1), (y0, y1) = self.chart.ranges(state)
        x, y = Scale(x0, x1, area.left(), area.right()), Scale(y0, y1, area.bottom(), area.top())
        return ChartGeometry(f, (Axes(x, y, area),))

    def background_key(self, g: ChartGeometry, state: State) -> Hashable:
        """What the chart depends on, and the names beside it."""
        return (super().background_key(g, state), state.document.classes)

    def draw_background(
        self, painter: QPainter, g: ChartGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, cells, names."""
        axes = g.axes[0]
        draw_card(painter, g.frame.rect, theme)
        draw_title(painter, g.frame, self.heading(state), self.note, theme)
        with saved(painter):
            painter.setClipRect(axes.area.adjusted(-1.0, -1.0, 1.0, 1.0))
            self.chart.draw_background(painter, axes, state, theme)
        for side in ("left", "top"):
            self.chart.draw_names(painter, axes, state, theme, side)

    def caption(self, state: State) -> str:
        """The commonest mistake, and what is in the chosen cell."""
        data, names = state.data, state.document.classes.names
        if data is None:
            return f"Nothing to compare: {NO_SAMPLES}."
        found, worst = pairs(data.evaluation), commonest_mistake(data.evaluation)
        if worst is None:
            return " ".join(["Every sample is right.", *self._chosen(state)])
        wrong = int(found.counts[found.true != found.predicted].sum())
        whole, loss = float(found.losses.sum()), float(found.losses[worst])
        share = (
            f", {show_percent(loss / whole, PART)} of the whole loss"
            if 0.0 < whole < np.inf
            else ""
        )
        words = [
            f"The commonest mistake: {names[int(found.true[worst])]} taken for "
            f"{names[int(found.predicted[worst])]}, {int(found.counts[worst]):,} times{share}. "
            f"{wrong:,} samples are wrong."
        ]
        if not self.chart.every and len(names) > MOST:
            count = len(self.chart.classes(state))
            words.append(f"Of {len(names):,} classes the {count} dearest are shown.")
        return " ".join([*words, *self._chosen(state)])

    def _chosen(self, state: State) -> list[str]:
        chosen = self.chart.chosen
        if chosen is None or max(chosen) >= len(state.document.classes):
            return []
        return [f"Chosen: {', '.join(cell_words(*chosen, state))}."]

    def rows(self, state: State) -> Rows:
        """A row a cell with samples, in the order they are shown: classes, samples, loss."""
        assert state.data is not None
        found, names = pairs(state.data.evaluation), class_names(state)
        place = np.full(len(names), -1)
        classes = self.chart.classes(state)
        place[classes] = np.arange(len(classes))
        at = np.stack([place[found.true], place[found.predicted]])
        cells = np.flatnonzero((at >= 0).all(axis=0))
        cells = cells[np.lexsort((at[1][cells], at[0][cells]))]
        shares = loss_shares(found)
        rows: Rows = [["true", "predicted", "samples", f"loss [{state.unit}]", "share of the loss"]]
        for k in cells.tolist():
            pair = [names[int(found.true[k])], names[int(found.predicted[k])]]
            loss = exact(float(found.losses[k]) * state.per_nat)
            rows.append([*pair, str(int(found.counts[k])), loss, exact(float(shares[k]))])
        return rows
