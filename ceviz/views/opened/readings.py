"""Other readings of the file beside the present one, with what each would give."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.text.numbers import RATE, show_percent
from ceviz.panels.plain_text import plain_label
from ceviz.panels.tables import end_heads, numeric, tidy
from ceviz.views.opened.weighing import Weighed

#: Longer values are cut; a table that is wider than its view hides the numbers.
LONGEST = 22

#: Before the present reading where another one seems to be meant.
MARK = "⚠"


class ReadingsTable(QWidget):
    """Hidden where there is nothing to weigh.

    Attributes:
        caption: on how many rows they were weighed.
        table: a row a reading: what it decides, how, accuracy and loss.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption = plain_label(self)
        self.caption.setWordWrap(True)
        self.table = QTableWidget(0, 3, self)
        self.table.setAccessibleName("other readings")
        self.table.setHorizontalHeaderLabels(["read as", "accuracy", "loss (nats)"])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustToContents)
        tidy(self.table)
        end_heads(self.table, (1, 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.caption)
        column.addWidget(self.table)

    def show_readings(self, readings: Sequence[Weighed]) -> None:
        """Show these instead, the present one of each guess in bold."""
        self.setVisible(bool(readings))
        self.table.setRowCount(len(readings))
        if not readings:
            return
        rows = readings[0].fit.rows
        of = "the first row that counts" if rows == 1 else f"the first {rows:,} rows that count"
        words = f"How well this reading (bold) and others fit, on {of}."
        if any(reading.suspicious for reading in readings):
            words += f" {MARK}: another one seems to be meant."
        self.caption.setText(words)
        for row, reading in enumerate(readings):
            for column, words in enumerate(_cells(reading)):
                self.table.setItem(row, column, self._item(reading, column, words))
        self.table.resizeColumnsToContents()

    def _item(self, reading: Weighed, column: int, words: str) -> QTableWidgetItem:
        item = QTableWidgetItem(words)
        if column > 0:
            numeric(item)
        if reading.present:
            font = self.table.font()
            font.setBold(True)
            item.setFont(font)
        return item


def _cells(reading: Weighed) -> tuple[str, ...]:
    value = reading.value
    mark = f"{MARK} " if reading.suspicious else ""
    short = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
    return (
        f"{reading.field}: {mark}{short}" if reading.present else short,
        show_percent(reading.fit.accuracy, RATE),
        f"{reading.fit.loss:.4g}".replace("inf", "∞"),
    )
