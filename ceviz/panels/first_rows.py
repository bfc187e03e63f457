"""The first rows of a file as it is read, or as it could be, in tables that only show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QLabel, QTableWidget, QTableWidgetItem, QWidget

from ceviz.errors import CevizError
from ceviz.panels.background import Latest
from ceviz.panels.plain_text import plain_label, plain_tooltip
from ceviz.panels.tables import tidy
from ceviz.storage.readers import Preview, ReadOptions, sniff

#: No column is wider than these pixels, whatever it is called.
WIDEST = 240

#: More tables than this are too narrow to be compared.
MOST_BESIDE = 3

#: The longest title of a table, in characters; its tooltip has all of it.
_LONGEST = 28


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


class RowsBeside(QWidget):
    """A table for every reading, under its title; the chosen one's is bold.

    Attributes:
        titles, tables: one a reading, in their order.
    """

    def __init__(
        self,
        path: Path,
        readings: Sequence[tuple[str, ReadOptions]],
        parent: QWidget | None = None,
    ) -> None:
        """``readings`` are at most :data:`MOST_BESIDE` titles and options for reading ``path``."""
        super().__init__(parent)
        self.titles: list[QLabel] = []
        self.tables: list[FirstRows] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setRowStretch(1, 1)
        for place, (title, options) in enumerate(readings):
            short = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
            label, table = plain_label(self, short), FirstRows(self)
            label.setToolTip(plain_tooltip(title))
            table.setAccessibleName(f"first rows, read so: {title}")
            grid.addWidget(label, 0, place)
            grid.addWidget(table, 1, place)
            grid.setColumnStretch(place, 1)
            self.titles.append(label)
            self.tables.append(table)
            self._look(path, options, label, table)

    def choose(self, place: int) -> None:
        """Show which of them is chosen; none, if there is no such one."""
        for each, title in enumerate(self.titles):
            font = title.font()
            font.setBold(each == place)
            title.setFont(font)

    def _look(self, path: Path, options: ReadOptions, title: QLabel, table: FirstRows) -> None:
        """Look at the first rows beside the window: they may need all of the file."""

        def refuse(refusal: CevizError) -> None:
            title.setToolTip(plain_tooltip(str(refusal)))

        Latest(table).start(lambda _: sniff(path, options), table.show_preview, refuse)
