"""The N samples of a document: choose one, see which are wrong and what they cost.

Samples made by hand are added, duplicated and deleted here, too.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ceviz.document import edits, handmade
from ceviz.document.batch import per_sample
from ceviz.document.measurements import PerSample
from ceviz.document.text.numbers import RATE, show_information, show_percent
from ceviz.draw.theme import colour
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip
from ceviz.panels.scene import Scene
from ceviz.panels.tables import BORDER, take_own_viewport, tidy
from ceviz.store import Intent

#: So many names of samples and classes decide how wide their columns are.
MEASURED = 100

#: Beside the words of a cell and of a head, in pixels; the style pads heads.
AIR, HEAD_AIR = 10, 15

#: Between the list and what is over and under it, in pixels.
GAP = 4

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
        said = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if not said or orientation == Qt.Orientation.Vertical:
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


@guarded
class SampleTable(QTableView):
    """The table; Insert, Ctrl+D and Delete are about its samples while it has the keyboard.

    Signals:
        struck(QKeySequence): one of ``keys`` was pressed.
        resized(): it has another size, or its type has.
    """

    struck = Signal(QKeySequence)
    resized = Signal()
    keys = tuple(QKeySequence(key) for key in ("Ins", "Ctrl+D", "Del"))

    def event(self, event: QEvent) -> bool:
        """In the window two of them are about classes: here the table wants them itself."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _key_of(event) in self.keys:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns are fitted anew."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of its keys; the rest is Qt's."""
        key = _key_of(event)
        if key in self.keys:
            self.struck.emit(key)
        else:
            super().keyPressEvent(event)


def _key_of(event: QKeyEvent) -> QKeySequence:
    return QKeySequence(event.keyCombination())


@guarded
class SampleList(QWidget):
    """A table of samples under a line with their mean loss and accuracy; hidden for one sample.

    Attributes:
        summary, table: what it says of all of them, and of each.
        add, duplicate, delete: buttons for what can be done with the samples.

    Signals:
        edited(Intent): for the store.
    """

    edited = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_list")
        self._scene, self._showing = scene, False
        self._fitted: Hashable = None
        self._do = (self.add_sample, self.duplicate_sample, self.delete_sample)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.table = SampleTable(self)
        take_own_viewport(self.table)
        self.table.setAccessibleName("Samples")
        self._model = SampleModel(scene, self)
        self.table.setModel(self._model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(Column.SAMPLE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(1)
        tidy(self.table)
        self.table.resized.connect(self._fit_columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.summary)
        layout.addWidget(self.table)
        layout.addLayout(self._make_buttons())
        self.table.struck.connect(self._strike)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        scene.document_changed.connect(self._show)
        self._show()

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.add, self.duplicate, self.delete = (
            QPushButton(label, self) for label in ("Add", "Duplicate", "Delete")
        )
        buttons = (self.add, self.duplicate, self.delete)
        for button, verb, key in zip(buttons, self._do, SampleTable.keys, strict=True):
            button.setAccessibleName(f"{button.text()} sample")
            button.setToolTip(f"{button.text()} a sample ({key.toString()} in the list)")
            button.clicked.connect(verb)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def need(self, most: int) -> int:
        """The height in which up to ``most`` samples are seen without scrolling."""
        table = self.table
        rows = min(len(self._scene.state.document.samples), most)
        whole = (
            rows * table.verticalHeader().defaultSectionSize()
            + table.horizontalHeader().sizeHint().height()
            + 2 * (table.frameWidth() + BORDER)
        )
        return whole + sum(part.sizeHint().height() + GAP for part in (self.summary, self.add))

    # What can be done with the samples

    def add_sample(self) -> None:
        """A sample at the end, undecided, and shown."""
        self.edited.emit(Intent("Add sample", handmade.add_sample))

    def duplicate_sample(self) -> None:
        """The shown sample once more."""
        row = self._scene.state.document.selected
        self.edited.emit(
            Intent(f"Duplicate sample {row + 1}", partial(handmade.duplicate_sample, row=row))
        )

    def delete_sample(self) -> None:
        """All but the shown sample."""
        row = self._scene.state.document.selected
        self.edited.emit(
            Intent(f"Delete sample {row + 1}", partial(handmade.remove_sample, row=row))
        )

    def verbs(self, parent: QWidget) -> list[QAction]:
        """Actions for menus, with the keys that they have in the whole window."""
        made = []
        named = (
            ("Add sample", "Ctrl+Alt+N"),
            ("Duplicate sample", "Ctrl+Alt+D"),
            ("Delete sample", ""),
        )
        for (label, key), verb in zip(named, self._do, strict=True):
            action = QAction(label, parent)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(verb)
            made.append(action)
        return made

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the samples, as a menu."""
        menu = QMenu(self)
        menu.addActions(self.verbs(menu))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _fit_columns(self) -> None:
        """As wide as names and numbers ask; where there is no room the widest give way first.

        Not by what is predicted just now: nothing moves aside during a drag.
        """
        document = self._scene.state.document
        names = document.classes.names[:MEASURED]
        width, type_size = self.table.viewport().width(), self.table.fontMetrics().height()
        key = names, len(document.samples), document.unit, width, type_size
        if key == self._fitted:
            return
        self._fitted = key
        # A splitter asks nobody how high words are that wrap.
        self.summary.setMinimumHeight(max(self.summary.heightForWidth(self.width()), 0))
        advance = self.table.fontMetrics().horizontalAdvance
        across = Qt.Orientation.Horizontal
        heads = [str(self._model.headerData(column, across)) for column in Column]
        first = (self._model.index(row, Column.SAMPLE) for row in range(MEASURED))
        words = {
            Column.SAMPLE: [str(index.data()) for index in first if index.isValid()],
            Column.TRUE: names,
            Column.PREDICTED: [f"✗ {name}" for name in names],
            Column.LOSS: ["00.0000"],
        }
        needs = {
            column: max(HEAD_AIR + advance(heads[column]), AIR + max(map(advance, words[column])))
            for column in Column
            if words[column]
        }
        loss = needs.pop(Column.LOSS)
        self.table.setColumnWidth(Column.LOSS, loss)
        rest = width - loss
        for place, column in enumerate(sorted(needs, key=lambda each: needs[each])):
            given = min(needs[column], max(rest, 0) // (len(needs) - place))
            rest -= given
            if column is not Column.SAMPLE:
                self.table.setColumnWidth(column, given)

    def _strike(self, key: QKeySequence) -> None:
        self._do[SampleTable.keys.index(key)]()

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
            self._fit_columns()
            batch = state.analysis.batch
            mean = show_information(batch.cross_entropy * state.per_nat)
            self.summary.setText(
                f"mean loss <b>{mean} {state.unit}</b> · accuracy "
                f"<b>{show_percent(batch.accuracy, RATE)}</b> ({batch.correct} of {batch.count})"
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
