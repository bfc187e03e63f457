"""How wide the class table's columns are: comfortable, or as narrow as four digits allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHeaderView

from ceviz.panels.lab.table_model import Column

if TYPE_CHECKING:
    from ceviz.panels.lab.class_table import ClassTable

_WIDE = {
    Column.COLOUR: 26, Column.LOCK: 40, Column.P: 78, Column.Z: 78, Column.Q: 82,
    Column.SURPRISE: 82, Column.CONTRIBUTION: 82, Column.GRADIENT: 84,
}  # fmt: skip

#: Room for "0.9088", "−10.55", "2.1e−13" and "1−8e−7", apart from what is beside them; the
#: headers are short there.
_NARROW = {
    Column.COLOUR: 20, Column.LOCK: 22, Column.P: 51, Column.Z: 52, Column.Q: 58,
    Column.SURPRISE: 58, Column.CONTRIBUTION: 68, Column.GRADIENT: 68,
}  # fmt: skip

#: What is kept for the names before the other columns give way.
NAMES = 72

#: Below this share of the way from narrow to wide the long headers do not fit.
LONG = 0.7


class TableColumns(QObject):
    """Fits the columns into the table; those that the user has set stay as they are."""

    def __init__(self, table: ClassTable) -> None:
        super().__init__(table)
        self._table = table
        self._users: set[int] = set()
        self._fitting = True
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(min(_NARROW.values()))
        for column, width in _WIDE.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._resized)
        self._fitting = False

    def fit(self, width: int) -> None:
        """Columns for a viewport of ``width`` pixels."""
        least, most = sum(_NARROW.values()), sum(_WIDE.values())
        share = min(max((width - NAMES - least) / (most - least), 0.0), 1.0)
        self._fitting = True
        for column, wide in _WIDE.items():
            if column not in self._users:
                narrow = _NARROW[column]
                self._table.setColumnWidth(column, int(narrow + share * (wide - narrow)))
        self._fitting = False
        self._table.model().shorten(share < LONG)

    def _resized(self, column: int) -> None:
        if not self._fitting and column != Column.NAME:
            self._users.add(column)
