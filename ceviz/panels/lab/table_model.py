"""The class table as Qt's model: a thin adapter over one frozen state."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ceviz.document import class_columns
from ceviz.document.class_columns import NAME, Column, Number
from ceviz.draw.state import State
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip
from ceviz.panels.scene import Scene
from ceviz.panels.terms.explain import rich, rich_value
from ceviz.storage import glossary

Index = QModelIndex | QPersistentModelIndex

NO_INDEX = QModelIndex()


@guarded
class ClassTableModel(QAbstractTableModel):
    """Rows are classes, columns those of :mod:`ceviz.document.class_columns`.

    Painting reads the state; Qt and screen readers read ``data``.
    """

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._count = len(scene.state.document.classes)
        self._unit = scene.state.document.unit
        self._narrow = False
        self.columns = class_columns.COLUMNS
        scene.document_changed.connect(self._follow)

    def column(self, index: Index) -> Column:
        """The column of an index; the first for none."""
        return self.columns[max(0, index.column())]

    def section(self, column: Column) -> int:
        """Where a column stands."""
        return self.columns.index(column)

    @property
    def state(self) -> State:
        """The state whose classes the table shows."""
        return self._scene.state

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many classes the document has."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be selected, names and some numbers edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.column(index).editable else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles with the unit's logarithm; row numbers."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            left = section <= self.section(NAME)
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading(self._unit, narrow=self._narrow)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explained(self.columns[section])
        return None

    def _explained(self, column: Column) -> str:
        """What the column is for, and what its term means."""
        term = glossary.term(column.key) if isinstance(column, Number) else None
        if term is None:
            return column.hint
        return rich(term).replace("</qt>", f"<br><br>{escape(column.hint)}</qt>")

    def _told(self, row: int, column: Number) -> str | None:
        """What a number of a class is, and what that means."""
        term, name = glossary.term(column.key), self.state.document.classes.names[row]
        unit = f" {self._unit}" if column.information else ""
        said = f"{name}: {column.heading(self._unit)} = {self.text(row, column)}{unit}"
        return None if term is None else rich_value(said, term)

    def narrow(self, narrow: bool) -> None:
        """Whether the headers are the signs alone."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._announce_headers()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text as shown, also for editors; words for screen readers."""
        row, column = index.row(), self.column(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.EditRole and column.editable:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column is NAME:
            return plain_tooltip(self.text(row, column))
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(column, Number):
            return self._told(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self.state.document.classes.names[row]
            return f"{column.heading(self._unit)} of {name}: {self.text(row, column)}"
        return None

    def text(self, row: int, column: Column) -> str:
        """A cell as people read it."""
        document = self.state.document
        if isinstance(column, Number):
            percent = self.state.view.percent
            return column.texts(self.state.analysis, document.unit, [row], percent=percent)[0]
        return column.text(document, row) if column.text else ""

    def _follow(self) -> None:
        """Only a new number of rows is the model's news; the rest is painted from the state."""
        count = len(self.state.document.classes)
        if count != self._count:
            self.beginResetModel()
            self._count = count
            self.endResetModel()
        if self.state.document.unit != self._unit:
            self._unit = self.state.document.unit
            self._announce_headers()

    def _announce_headers(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
