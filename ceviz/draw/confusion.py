"""The confusion matrix: what is taken for what, by how often or by how much it costs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.numbers import show_information
from ceviz.draw import primitives, text
from ceviz.draw.frame import draw_card, draw_title, frame
from ceviz.draw.histogram import EMPTY
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, blend, colour

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

#: The most classes that are shown; of more, those that cost most.
MOST = 40


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs of true and predicted class that occur, (P,) each; losses in nats."""

    true: NDArray[np.int64]
    predicted: NDArray[np.int64]
    counts: NDArray[np.int64]
    losses: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Matrix:
    """The shown part of the matrix.

    Attributes:
        classes: (M,) the classes shown, in order.
        counts: (M, M) samples by true (rows) and predicted class.
        losses: (M, M) their losses in nats.
    """

    classes: NDArray[np.intp]
    counts: NDArray[np.int64]
    losses: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MatrixGeometry:
    """Where the cells are."""

    rect: QRectF
    title: QRectF
    cells: QRectF
    side: float

    def cell(self, row: int, column: int) -> QRectF:
        """A cell."""
        return QRectF(
            self.cells.left() + column * self.side, self.cells.top() + row * self.side,
            self.side, self.side,
        )  # fmt: skip


@dataclass(frozen=True)
class Confusion(Unhandled):
    """Rows are true, columns predicted classes; the diagonal is right.

    Attributes:
        by_loss: cells show the share of the whole loss; else how many samples.
        by_cost: classes are ordered by what they cost; else as in the file.
    """

    by_loss: bool = False
    by_cost: bool = False

    title = "Confusion matrix"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> MatrixGeometry:
        """Square cells, as large as fit beside the names."""
        shown = 2 if state.data is None else len(matrix(state.data.evaluation, self).classes)
        metrics = theme.metrics(SMALL)
        names = state.document.classes.names
        widest = max((metrics.horizontalAdvance(name) for name in names[:200]), default=20.0)
        margin = min(widest + 12.0, 96.0 * theme.scale)
        f = frame(rect, theme, footer=6.0, left=0.0)
        room = f.plot.adjusted(margin + metrics.height(), margin + metrics.height(), 0, 0)
        side = max(1.0, min(room.width(), room.height()) / shown)
        return MatrixGeometry(
            rect, f.title, QRectF(room.left(), room.top(), side * shown, side * shown), side
        )

    def still_key(self, g: MatrixGeometry, state: State) -> Hashable:
        """The measurement: nothing here follows a drag."""
        return (self, state.unit, state.document.classes, id(state.data))

    def draw_still(self, painter: QPainter, g: MatrixGeometry, state: State, theme: Theme) -> None:
        """Cells, numbers, names."""
        f = frame(g.rect, theme, footer=6.0, left=0.0)
        draw_card(painter, g.rect, theme)
        what = "share of the loss" if self.by_loss else "samples"
        title = f"{self.title}, {what}{'' if state.data is None else state.data.caveat}"
        draw_title(painter, f, title, "rows: true · columns: predicted", theme)
        if state.data is None:
            text.put(painter, f.plot, EMPTY, colour(theme.muted), theme, align=text.CENTRE)
            return
        shown = matrix(state.data.evaluation, self)
        values = self._values(shown)
        _draw_cells(painter, g, values, theme)
        if g.side >= 22.0 * theme.scale:
            self._draw_numbers(painter, g, shown, values, theme)
        _draw_names(painter, g, shown, state, theme)

    def draw_live(self, painter: QPainter, g: MatrixGeometry, state: State, theme: Theme) -> None:
        """A ring around the selected sample's cell."""
        data = state.data
        if data is None or not data.exact:
            return
        shown = matrix(data.evaluation, self).classes.tolist()
        true, predicted = state.analysis.true, state.analysis.predicted
        if true in shown and predicted in shown:
            painter.setPen(primitives.line(colour(theme.accent), 2.5))
            painter.setBrush(colour(theme.accent, 0.0))
            painter.drawRect(g.cell(shown.index(true), shown.index(predicted)))

    def cell_at(self, g: MatrixGeometry, point: QPointF, state: State) -> tuple[int, int] | None:
        """The (true, predicted) classes of the cell under ``point``."""
        if state.data is None or not g.cells.contains(point):
            return None
        shown = matrix(state.data.evaluation, self).classes
        row = int((point.y() - g.cells.top()) // g.side)
        column = int((point.x() - g.cells.left()) // g.side)
        if max(row, column) >= len(shown):
            return None
        return int(shown[row]), int(shown[column])

    def class_at(self, g: MatrixGeometry, point: QPointF, state: State) -> int | None:
        """The true class of the row under the point."""
        found = self.cell_at(g, point, state)
        return None if found is None else found[0]

    def caption(self, state: State) -> str:
        """The dearest confusion."""
        if state.data is None:
            return f"Nothing to compare: {EMPTY}."
        found, names = pairs(state.data.evaluation), state.document.classes.names
        wrong = np.where(found.true == found.predicted, 0, found.counts)
        if not wrong.any():
            return "Every sample is right."
        worst = int(wrong.argmax())
        whole = float(found.losses.sum())
        share = (
            f", {found.losses[worst] / whole:.1%} of the whole loss" if 0 < whole < np.inf else ""
        )
        more = len(names) - MOST
        rest = (
            f" Of {len(names):,} classes the {MOST} dearest are shown." if more > 0 else ""
        )
        return (
            f"The commonest mistake: {names[int(found.true[worst])]} taken for "
            f"{names[int(found.predicted[worst])]}, {int(wrong[worst]):,} times{share}. "
            f"{int(wrong.sum()):,} samples are wrong.{rest}"
        )

    def _values(self, shown: Matrix) -> NDArray[np.float64]:
        if not self.by_loss:
            return shown.counts.astype(np.float64)
        losses = np.where(np.isinf(shown.losses).any(), np.isinf(shown.losses), shown.losses)
        whole = losses.sum()
        return np.asarray(losses / whole if whole > 0 else losses, dtype=np.float64)

    def _draw_numbers(
        self,
        painter: QPainter,
        g: MatrixGeometry,
        shown: Matrix,
        values: NDArray[np.float64],
        theme: Theme,
    ) -> None:
        metrics = theme.metrics(SMALL)
        dark = _strength(values) > 0.55
        for i, j in np.argwhere(values > 0).tolist():
            label = f"{values[i, j]:.0%}" if self.by_loss else f"{int(values[i, j]):,}"
            if self.by_loss and values[i, j] < 0.005:
                continue
            if metrics.horizontalAdvance(label) > g.side - 2.0:
                continue
            tint = colour(theme.surface if dark[i, j] else theme.ink)
            text.put(painter, g.cell(i, j), label, tint, theme, size=SMALL, align=text.CENTRE)


@lru_cache(maxsize=4)
def pairs(evaluation: Evaluation) -> Pairs:
    """The pairs of classes that occur; a table of all of them would not fit into memory."""
    tally, count = evaluation.summary.pairs, evaluation.summary.classes
    return Pairs(tally.keys // count, tally.keys % count, tally.counts, tally.sums.values())


@lru_cache(maxsize=8)
def matrix(evaluation: Evaluation, asked: Confusion) -> Matrix:
    """The shown classes' part of the matrix."""
    found, count = pairs(evaluation), evaluation.summary.classes
    cost = np.bincount(
        found.true, np.where(np.isfinite(found.losses), found.losses, 1e300), minlength=count
    )
    order = np.argsort(-cost, kind="stable")[:MOST]
    if not asked.by_cost:
        order = np.sort(order)
    place = np.full(count, -1)
    place[order] = np.arange(len(order))
    shown = (place[found.true] >= 0) & (place[found.predicted] >= 0)
    cells = place[found.true[shown]], place[found.predicted[shown]]
    counts = np.zeros((len(order), len(order)), dtype=np.int64)
    losses = np.zeros((len(order), len(order)))
    counts[cells], losses[cells] = found.counts[shown], found.losses[shown]
    return Matrix(order, counts, losses)


def show_cell(true: int, predicted: int, state: State) -> list[str]:
    """What the note by the pointer says of a cell."""
    assert state.data is not None
    found, names = pairs(state.data.evaluation), state.document.classes.names
    at = (found.true == true) & (found.predicted == predicted)
    loss = show_information(float(found.losses[at].sum()) * state.per_nat)
    return [
        f"{names[true]} taken for {names[predicted]}",
        f"{int(found.counts[at].sum()):,} samples",
        f"loss {loss} {state.unit} in all",
    ]


def _strength(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 to 1 by the square root: few mistakes must show beside many hits."""
    top = values.max() if values.size else 0.0
    return np.sqrt(values / top) if top > 0 else np.zeros_like(values)


def _draw_cells(
    painter: QPainter, g: MatrixGeometry, values: NDArray[np.float64], theme: Theme
) -> None:
    """Hits in the good colour, mistakes in the other; empty cells as the ground."""
    strength = np.round(_strength(values) * 16.0) / 16.0
    gap = 1.0 if g.side > 6.0 else 0.0
    for i, j in np.argwhere(values > 0).tolist():
        hue = theme.accent if i == j else theme.fall
        tint = blend(hue, theme.surface, 0.08 + 0.92 * float(strength[i, j]))
        painter.fillRect(g.cell(i, j).adjusted(gap, gap, -gap, -gap), tint)
    painter.setPen(primitives.line(colour(theme.faint)))
    painter.setBrush(colour(theme.faint, 0.0))
    painter.drawRect(g.cells)


def _draw_names(
    painter: QPainter, g: MatrixGeometry, shown: Matrix, state: State, theme: Theme
) -> None:
    if g.side < theme.metrics(SMALL).height() - 3.0:
        return
    names, muted = state.document.classes.names, colour(theme.muted)
    length = g.cells.top() - g.title.bottom() - 8.0
    for place, k in enumerate(shown.classes.tolist()):
        row = g.cell(place, 0)
        box = QRectF(g.rect.left() + 8.0, row.top(), row.left() - g.rect.left() - 14.0, g.side)
        text.put(painter, box, names[k], muted, theme, size=SMALL, align=text.RIGHT)
        middle = g.cell(0, place).center().x()
        # Read from below, ending at the cells.
        width = min(theme.metrics(SMALL).horizontalAdvance(names[k]) + 2.0, length)
        text.put_sideways(
            painter, middle, g.cells.top() - width - 5.0, width, names[k], muted, theme, size=SMALL
        )
