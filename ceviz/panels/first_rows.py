"""The first rows of a file as it is read, in a table that only shows."""

from __future__ import annotations

from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from ceviz.panels.plain_text import plain_tooltip
from ceviz.panels.tables import tidy
from ceviz.storage.readers import Preview

#: No column is wider than these pixels, whatever it is called.
WIDEST = 240


class FirstRows(QTableWidget):
    """The label and the scores of a preview's rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("first rows")
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        tidy(self)
        self.horizontalHeader().setMaximumSectionSize(WIDEST)

    def show_preview(self, preview: Preview) -> None:
        """Show the rows that a look at a file has found."""
        self.setColumnCount(len(preview.columns))
        for place, column in enumerate(preview.columns):
            head = QTableWidgetItem(column)
            head.setToolTip(plain_tooltip(column))
            self.setHorizontalHeaderItem(place, head)
        self.setRowCount(len(preview.rows))
        for r, row in enumerate(preview.rows):
            for c, cell in enumerate(row):
                self.setItem(r, c, QTableWidgetItem(cell))
        self.resizeColumnsToContents()

    def clear_rows(self) -> None:
        """Empty the table until there is something to show."""
        self.setRowCount(0)
        self.setColumnCount(0)
