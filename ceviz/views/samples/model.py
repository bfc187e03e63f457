"""A million samples as Qt's model: an order and a filter over the measured columns.

The model holds row numbers and nothing else; a cell is looked up when it is painted. Sorting
is an argsort, filtering a comparison of whole columns: a proxy model would take 9 s for what
takes 0.1 s here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ceviz.document.overlay import overlay_of
from ceviz.document.text.numbers import show_information
from ceviz.draw.state import Data
from ceviz.draw.theme import colour
from ceviz.draw.thumbnail import thumbnail
from ceviz.maths.batch import Columns, Evaluation, Parts, Places, columns_of_overlay
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip
from ceviz.panels.scene import Scene

Index = QModelIndex | QPersistentModelIndex
Rows = NDArray[np.intp]
NO_INDEX = QModelIndex()


class Column(IntEnum):
    """The columns, in order."""

    ROW = 0
    TRUE = 1
    PREDICTED = 2
    LOSS = 3
    Q_TRUE = 4
    Q_PREDICTED = 5
    MARGIN = 6


TITLES = ("row", "true", "predicted", "loss", "q(true)", "q(pred.)", "margin")
#: Columns of words, and the row's number, which is a name too: they begin where their headings do,
#: so that a row's number does not run into the class beside it. Quantities end where theirs do.
NAMED = (Column.ROW, Column.TRUE, Column.PREDICTED)

HINTS = (
    "row of the file, from 0; • marks one that was changed here",
    "the class the file says it is",
    "the class with the largest score",
    "what it costs, with the weights and smoothing chosen",
    "probability of the true class",
    "probability of the predicted class: the confidence",
    "log q(true) − log of the largest other q: above 0 is right",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which samples are shown.

    Attributes:
        wrong: only the wrong ones.
        true, predicted: only these classes, or None for all.
        low, high: only confidences in this range.
        selected: only the rows selected in other views.
    """

    wrong: bool = False
    true: int | None = None
    predicted: int | None = None
    low: float = 0.0
    high: float = 1.0
    selected: bool = False

    def rows(self, data: Data) -> Rows:
        """The rows that pass, ascending."""
        e = data.evaluation
        keep = np.ones(e.columns.rows, dtype=bool)
        if self.wrong:
            keep &= ~e.right & ~e.ignored
        if self.true is not None:
            keep &= np.asarray(e.true) == self.true
        if self.predicted is not None:
            keep &= e.predicted == self.predicted
        if self.low > 0.0 or self.high < 1.0:
            keep &= (e.confidence >= self.low) & (e.confidence <= self.high)
        if self.selected and data.selection is not None:
            chosen = np.zeros(len(keep), dtype=bool)
            chosen[data.selection] = True
            keep &= chosen
        return np.flatnonzero(keep)


def column_values(evaluation: Evaluation, column: Column) -> NDArray[Any]:
    """The numbers a column sorts by, (N,)."""
    match column:
        case Column.ROW:
            return np.arange(evaluation.columns.rows)
        case Column.TRUE:
            # Radix sort: eleven milliseconds for a million of these.
            return np.asarray(evaluation.true).astype(np.int32)
        case Column.PREDICTED:
            return evaluation.predicted
        case Column.LOSS:
            return evaluation.loss
        case Column.Q_TRUE:
            return -evaluation.columns.surprisal
        case Column.Q_PREDICTED:
            return evaluation.confidence
        case Column.MARGIN:
            return evaluation.margin


def ordered(evaluation: Evaluation, rows: Rows, column: Column, descending: bool) -> Rows:
    """``rows`` sorted by a column, ties in file order."""
    if column is Column.ROW:
        return rows[::-1] if descending else rows
    values = column_values(evaluation, column)[rows]
    if descending:
        values = -values
    return rows[np.argsort(values, kind="stable")]


def alignment(column: Column) -> int:
    """Names begin, quantities end where their headings do."""
    side = Qt.AlignmentFlag.AlignLeft if column in NAMED else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


@guarded
class SamplesModel(QAbstractTableModel):
    """Rows of ``order``, looked up in ``evaluation``, which is of all rows or None."""

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.order: Rows = np.empty(0, dtype=np.intp)
        self.evaluation: Evaluation | None = None
        self._edited: dict[int, int] = {}
        self._laid: Columns | None = None

    def show_order(self, order: Rows) -> None:
        """Other rows, or the same in another order."""
        self.beginResetModel()
        self.order = order
        self.refresh()
        self.endResetModel()

    def refresh(self) -> None:
        """Take up edited samples; of a file's, the numbers go before those of all rows."""
        samples, self._laid = self._scene.state.document.samples, None
        edited = sorted(samples.edited)
        if self.evaluation is not None and samples.rows.task is not None:
            overlay = overlay_of(samples)
            edited = [] if overlay is None else overlay.rows.tolist()
            if overlay is not None and edited[-1] < self.evaluation.columns.rows:
                self._laid = columns_of_overlay(self.evaluation.task, overlay)
        self._edited = {row: place for place, row in enumerate(edited)}

    @property
    def places(self) -> Places | None:
        """Where the rows lay in the file, if its scores have more axes than two."""
        return None if self.evaluation is None else self.evaluation.task.places

    @property
    def parts(self) -> Parts | None:
        """Which file each row lies in, if they are of several."""
        return None if self.evaluation is None else self.evaluation.task.parts

    def row_of(self, index: Index) -> int:
        """The sample a cell belongs to."""
        return int(self.order[index.row()])

    def place_of(self, row: int) -> int | None:
        """Where a sample is shown, or None if it is filtered out."""
        found = np.flatnonzero(self.order == row)
        return int(found[0]) if len(found) else None

    def is_selected(self, row: int) -> bool:
        """Whether a sample is one of those selected in every view; of all, none stands out."""
        data = self._scene.state.data
        if data is None or data.selection is None:
            return False
        place = int(np.searchsorted(data.selection, row))
        return place < len(data.selection) and int(data.selection[place]) == row

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many samples pass the filter."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """How many columns :class:`Column` names."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles and what they mean; each stands over its cells."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(Column(section))
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section] + self._title_more(Column(section))
        return HINTS[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def _title_more(self, section: Column) -> str:
        """The unit of the losses; what the numbers of a row's place count."""
        if section is Column.LOSS:
            return f" ({self._scene.state.unit})"
        if section is not Column.ROW:
            return ""
        axes = [] if self.places is None else [", ".join(self.places.axes)]
        return _in_brackets([*axes, *([] if self.parts is None else ["file, its row"])])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; wrong predictions have an ✗ and a colour, selected rows a ground."""
        evaluation = self.evaluation
        if evaluation is None or index.row() >= len(self.order):
            return None
        row, column = self.row_of(index), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(evaluation, row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._text(evaluation, row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.BackgroundRole and self.is_selected(row):
            # Paler than the current row, and under the same ink.
            return colour(self._scene.theme.accent, 0.18)
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.PREDICTED:
            theme = self._scene.theme
            plain = self._right(evaluation, row) or self._tied(evaluation, row)
            tint: QColor = colour(theme.ink if plain else theme.danger)
            return tint
        if role == Qt.ItemDataRole.DecorationRole and column is Column.ROW:
            data = self._scene.state.data
            image = None if data is None else data.image(row)
            return None if image is None else thumbnail(image, self._scene.theme.scale)
        return None

    def _at(self, e: Evaluation, row: int) -> tuple[Columns, int]:
        """Where a row's numbers are."""
        place = self._edited.get(row)
        return (e.columns, row) if place is None or self._laid is None else (self._laid, place)

    def _right(self, e: Evaluation, row: int) -> bool:
        columns, at = self._at(e, row)
        return bool(columns.predicted[at] == columns.true[at])

    def row_text(self, row: int) -> str:
        """A row's number and, if it has them, its place and its file."""
        place = [] if self.places is None else [", ".join(map(str, self.places.of(row)))]
        file = [] if self.parts is None else [self.parts.said(row)]
        return f"{row}{_in_brackets([*place, *file])}"

    def longest_row(self) -> str:
        """The widest of :meth:`row_text`; empty where rows have nothing but a number."""
        if self.evaluation is None or (self.places is None and self.parts is None):
            return ""
        last = self.evaluation.columns.rows - 1
        starts = () if self.parts is None else self.parts.starts[1:]
        ends = (min(max(start - 1, 0), last) for start in starts)
        return max(map(self.row_text, (*ends, last)), key=len)

    def _tied(self, e: Evaluation, row: int) -> bool:
        """Whether another class is exactly as probable as the true one, and none more."""
        columns, at = self._at(e, row)
        return bool(columns.margin[at] == 0.0)

    def _text(self, e: Evaluation, row: int, column: Column) -> str:
        names = self._scene.state.document.classes.names
        columns, at = self._at(e, row)
        match column:
            case Column.ROW:
                return f"{self.row_text(row)} •" if row in self._edited else self.row_text(row)
            case Column.TRUE:
                if columns.ignored is not None and columns.ignored[at]:
                    return "ignored"
                return names[int(columns.true[at])]
            case Column.PREDICTED:
                name = names[int(columns.predicted[at])]
                if self._tied(e, row):
                    return f"{name}, a tie"
                return name if self._right(e, row) else f"✗ {name}"
            case Column.LOSS:
                return show_information(float(columns.loss[at]) * self._scene.state.per_nat)
            case Column.Q_TRUE:
                return self._scene.state.share(float(np.exp(-columns.surprisal[at])))
            case Column.Q_PREDICTED:
                return self._scene.state.share(float(columns.confidence[at]))
        return show_information(float(columns.margin[at]))


def _in_brackets(words: list[str]) -> str:
    return f" ({'; '.join(words)})" if words else ""
