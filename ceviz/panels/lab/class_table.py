"""The class table: every number of every class, four columns of them editable."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from ceviz.draw.state import State
from ceviz.draw.theme import TEXT, Theme
from ceviz.panels.lab.class_verbs import VerbTable
from ceviz.panels.lab.table_columns import TableColumns
from ceviz.panels.lab.table_delegate import ClassTableDelegate
from ceviz.panels.lab.table_model import EDITABLE, ClassTableModel, Column, Index
from ceviz.panels.lab.table_painting import fresh_columns, only_numbers, paint_table
from ceviz.panels.scene import Scene


class ClassTable(VerbTable):
    """K rows; Space or a click locks, T makes true, Ctrl+C and Ctrl+V speak spreadsheet.

    The signals are those of :class:`VerbTable`.
    """

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setObjectName("class_table")
        self.setAccessibleName("Class table")
        self.setModel(ClassTableModel(scene, self))
        self.setItemDelegate(ClassTableDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers()
        self._painted: tuple[State, Theme] | None = None
        scene.repaint.connect(self._refresh)
        scene.spotlight.moved.connect(self._follow_spotlight)
        # After the model: rows that came or went took the current one along.
        scene.document_changed.connect(self._follow_spotlight)
        self._follow_spotlight()

    @property
    def theme(self) -> Theme:
        """What cells are painted with."""
        return self._scene.theme

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, remove, lock; the rest is Qt's."""
        if self.state() == QAbstractItemView.State.EditingState:
            event.ignore()  # an Enter that the editor has dealt with
            return
        editable = self.currentIndex().column() in EDITABLE
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_classes()
        elif event.key() == Qt.Key.Key_Space or (not editable and event.key() == Qt.Key.Key_L):
            self.toggle_lock()
        elif not editable and event.key() == Qt.Key.Key_T:
            self.make_true()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and editable:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, straight from the state."""
        self._painted = (self._scene.state, self.theme)
        with QPainter(self.viewport()) as painter:
            paint_table(painter, self, event.rect(), self._scene.state, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns give way before anything is out of sight."""
        super().resizeEvent(event)
        self._columns.fit(self.viewport().width())

    def _refresh(self) -> None:
        """Repaint the columns whose numbers are new; all if it is more than numbers."""
        viewport, (before, theme) = self.viewport(), self._painted or (None, None)
        after = self._scene.state
        if before is None or theme is not self.theme or not only_numbers(before, after):
            viewport.update()
            return
        fresh = fresh_columns(before.analysis, after.analysis)
        if fresh:
            left = self.columnViewportPosition(fresh[0])
            right = self.columnViewportPosition(fresh[-1]) + self.columnWidth(fresh[-1])
            viewport.update(left, 0, right - left, viewport.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a padlock locks."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.column() == Column.LOCK and event.button() == Qt.MouseButton.LeftButton:
            self.toggle_lock()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the class under the pointer everywhere."""
        row = self.rowAt(event.position().toPoint().y())
        self._scene.spotlight.hover(row if row >= 0 else None)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the pointer any more."""
        self._scene.spotlight.hover(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show what can be done with the table's classes as a menu."""
        menu = QMenu(self)
        for action in self.verbs(menu):
            menu.addAction(action)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The current row is the selected class everywhere."""
        super().currentChanged(current, previous)
        if current.isValid():
            self._scene.spotlight.select(current.row())

    def _follow_spotlight(self) -> None:
        row = self._scene.spotlight.selected
        if row != self.currentIndex().row() and row < self.model().rowCount():
            column = max(Column.NAME, self.currentIndex().column())
            self.setCurrentIndex(self.model().index(row, column))

    def _set_up_headers(self) -> None:
        self._columns = TableColumns(self)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round(self.theme.metrics(TEXT).height() + 9))

    def visible_point(self, row: int, column: Column) -> QPoint:
        """The middle of a cell, for tools that click."""
        return self.visualRect(self.model().index(row, column)).center()
