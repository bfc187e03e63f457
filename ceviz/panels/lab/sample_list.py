"""The N samples of a document: choose one, see which are wrong and what they cost."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ceviz.document import edits
from ceviz.document.batch import per_sample
from ceviz.document.measurements import PerSample
from ceviz.document.numbers import show_information
from ceviz.draw.theme import colour
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip
from ceviz.panels.scene import Scene
from ceviz.panels.tables import tidy
from ceviz.store import Intent

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class Column(IntEnum):
    """The columns, in order."""

    SAMPLE = 0
    TRUE = 1
    PREDICTED = 2
    LOSS = 3


@guarded
class SampleModel(QAbstractTableModel):
    """Rows are samples; numbers come from :func:`~ceviz.document.batch.per_sample`."""

    def __init__(self, scene: Scene, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._columns: PerSample | None = None
        self._count = 0

    def refresh(self) -> None:
        """Read the scene's document anew."""
        document = self._scene.state.document
        measured = self._scene.store.measured
        self._columns = per_sample(document.samples, document.temperature, measured)
        if len(document.samples) != self._count:
            self.beginResetModel()
            self._count = len(document.samples)
            self.endResetModel()
        elif self._count:
            last = self.index(self._count - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def forget(self) -> None:
        """Have no rows: those there were belong to another document."""
        if self._count:
            self.beginResetModel()
            self._columns, self._count = None, 0
            self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many samples the document has."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """How many columns :class:`Column` names."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles of the columns; rows have none."""
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return ("sample", "true", "predicted", f"loss ({self._scene.state.unit})")[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; wrong predictions are marked with ✗ and a colour."""
        if self._columns is None:
            return None
        row, column = index.row(), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._text(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.LOSS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.PREDICTED:
            theme, plain = self._scene.theme, self._columns.correct[row] or self._columns.tied[row]
            tint: QColor = colour(theme.ink if plain else theme.danger)
            return tint
        return None

    def _text(self, row: int, column: Column) -> str:
        document, columns = self._scene.state.document, self._columns
        assert columns is not None
        sample = document.samples[row]
        match column:
            case Column.SAMPLE:
                edited = " •" if row in document.samples.edited else ""
                return (sample.name or str(row + 1)) + edited
            case Column.TRUE:
                return document.classes.names[sample.true]
            case Column.PREDICTED:
                name = document.classes.names[int(columns.predicted[row])]
                if columns.tied[row]:
                    return f"{name}, a tie"
                return name if columns.correct[row] else f"✗ {name}"
            case Column.LOSS:
                return show_information(
                    float(columns.cross_entropy[row]) * self._scene.state.per_nat
                )


class SampleList(QWidget):
    """A table of samples under a line with their mean loss and accuracy; hidden for one sample.

    Signals:
        edited(Intent): for the store.
    """

    edited = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_list")
        self._scene, self._showing = scene, False
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.table = QTableView(self)
        self.table.setAccessibleName("Samples")
        self._model = SampleModel(scene, self)
        self.table.setModel(self._model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(Column.SAMPLE, QHeaderView.ResizeMode.Stretch)
        tidy(self.table, (80, 38, 76, 86))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.summary)
        layout.addWidget(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        scene.document_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Follow the document; setting the current row here is not the user choosing it."""
        state = self._scene.state
        samples = state.document.samples
        # The rows of a file have a table of their own, which holds a million.
        several = len(samples) > 1 and samples.rows.task is None
        if several == self.isHidden():
            self.setVisible(several)
        self._showing = True
        try:
            if not several:
                self._model.forget()
                return
            self._model.refresh()
            batch = state.analysis.batch
            mean = show_information(batch.cross_entropy * state.per_nat)
            self.summary.setText(
                f"mean loss <b>{mean} {state.unit}</b> · "
                f"accuracy <b>{batch.accuracy:.1%}</b> ({batch.correct} of {batch.count})"
            )
            if self.table.currentIndex().row() != state.document.selected:
                self.table.setCurrentIndex(self._model.index(state.document.selected, 0))
        finally:
            self._showing = False

    def _choose(self, current: QModelIndex) -> None:
        if self._showing or not current.isValid():
            return
        edit = partial(edits.select_sample, row=current.row())
        self.edited.emit(Intent(f"Show sample {current.row() + 1}", edit, looking=True))
