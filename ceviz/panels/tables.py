"""How every table looks: rows as high as their line asks, no grid, heads over their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ceviz.draw.theme import LIGHT, TEXT
from ceviz.panels.overrides import guarded

#: Air above and below a row's line, in pixels at the usual size of type.
AIR = 9

#: What the style draws around a table, in pixels.
BORDER = 2

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def tidy(table: QTableView, widths: Sequence[int] = ()) -> Tidiness:
    """Give ``table`` the one style, and its first columns ``widths`` at the usual size of type.

    These columns grow with the type; others are left to whoever fits them.
    """
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.hide()
    rows.setMinimumSectionSize(1)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setHighlightSections(False)
    return Tidiness(table, widths)


def take_own_viewport(view: QAbstractScrollArea) -> None:
    """Give ``view`` a viewport of Python's own, which is as Qt's own is.

    Of the first widget that Qt made itself, PySide looks for the class: it makes Python's classes
    of all widgets there are, which takes longer than a table. Once there was a frame, it may.
    """
    viewport = QWidget()
    viewport.setObjectName("qt_scrollarea_viewport")
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    view.setViewport(viewport)
    viewport.lower()  # the first child, as it was: beneath all others, and gone before them


def size_of_type(table: QTableView) -> float:
    """The size of its letters, as a share of the usual one."""
    return table.fontMetrics().height() / LIGHT.metrics(TEXT).height()


def end_heads(table: QTableWidget, columns: Iterable[int]) -> None:
    """Let the heads of columns of numbers stand over their numbers."""
    for column in columns:
        head = table.horizontalHeaderItem(column)
        if head is not None:
            numeric(head)


def numeric(item: QTableWidgetItem) -> QTableWidgetItem:
    """``item``, of a cell or a head, ending where its column ends, as numbers do."""
    item.setTextAlignment(_RIGHT)
    return item


@guarded
class Tidiness(QObject):
    """Keeps rows and columns of a table at the size of its type.

    Attributes:
        row_height: of all rows, in pixels.
    """

    def __init__(self, table: QTableView, widths: Sequence[int]) -> None:
        super().__init__(table)
        self._table, self._size, self._given = table, 1.0, len(widths)
        for column, width in enumerate(widths):
            table.setColumnWidth(column, width)
        self.row_height = 0
        self._fit()
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another size of type."""
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        return False

    def _fit(self) -> None:
        """Rows for a line of text; columns as wide in letters as they were."""
        table, size = self._table, size_of_type(self._table)
        air = round(AIR * size)
        self.row_height = table.fontMetrics().height() + air
        table.verticalHeader().setDefaultSectionSize(self.row_height)
        grown, self._size = size / self._size, size
        header = table.horizontalHeader()
        if grown != 1.0:
            for column in range(min(self._given, header.count())):
                if header.sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive:
                    table.setColumnWidth(column, round(table.columnWidth(column) * grown))
