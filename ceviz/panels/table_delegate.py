"""Paints the class table's cells straight from the state, and edits them in place.

Direct painting takes half the time of the default delegate, which asks the model for seven
roles a cell on every frame.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ceviz.document import classes, edits
from ceviz.document.model import Document
from ceviz.document.numbers import parse_number
from ceviz.document.targets import Free, OneHot
from ceviz.draw import primitives, text
from ceviz.draw.theme import TEXT, colour
from ceviz.errors import CevizError
from ceviz.panels.fields import refuse, welcome
from ceviz.panels.table_model import ClassTableModel, Column
from ceviz.store import Intent, moves

if TYPE_CHECKING:
    from ceviz.panels.class_table import ClassTable

Index = QModelIndex | QPersistentModelIndex


class ClassTableDelegate(QStyledItemDelegate):
    """Painter and editor of the class table."""

    def __init__(self, table: ClassTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model: ClassTableModel = self._table.model()
        state, theme = model.state, self._table.theme
        row, column = index.row(), Column(index.column())
        rect = QRectF(option.rect)
        if row == state.hovered:
            painter.fillRect(rect, colour(theme.accent, 0.12))
        elif row == state.selected:
            painter.fillRect(rect, colour(theme.accent, 0.07))
        if self._table.hasFocus() and index == self._table.currentIndex():
            painter.setPen(primitives.line(colour(theme.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1.0, 1.0, -1.5, -1.5))
        if column is Column.COLOUR:
            slot = state.document.classes.colours[row]
            dot = QRectF(rect.center().x() - 6.0, rect.center().y() - 6.0, 12.0, 12.0)
            painter.fillRect(dot, theme.class_colour(slot))
            return
        if column is Column.LOCK:
            _draw_lock(painter, rect, row in state.document.classes.locked, self._table)
            return
        words = model.text(row, column)
        true = row == state.analysis.true
        quiet = column is Column.P and state.analysis.p[row] == 0.0
        tint = colour(theme.muted if quiet else theme.ink)
        align = text.LEFT if column is Column.NAME else text.RIGHT
        bold = column is Column.NAME and true
        if bold:
            words += "  ✓ true"
        text.put(
            painter, rect.adjusted(5.0, 0.0, -7.0, 0.0), words, tint, theme,
            size=TEXT, bold=bold, align=align, elide=column is Column.NAME,
        )  # fmt: skip

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        """A line with the exact number; no spin box, which would round it."""
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setAutoFillBackground(True)
        editor.setAccessibleName(
            f"{self._table.model().headerData(index.column(), Qt.Orientation.Horizontal)}"
        )
        editor.textEdited.connect(partial(welcome, editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill in the number, unless the user is already typing."""
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():
            model: ClassTableModel = self._table.model()
            editor.setText(model.exact_text(index.row(), Column(index.column())))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Emit what was typed, if it was, and if the document takes it."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            try:
                self._table.edited.emit(self._intent(editor.text(), index))
            except CevizError as refusal:
                self._table.refused.emit(refusal)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab on a bad entry keep the editor open and say why."""
        if (
            isinstance(event, QKeyEvent)
            and isinstance(editor, QLineEdit)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
            and editor.isModified()
        ):
            try:
                self._intent(editor.text(), self._table.currentIndex())
            except CevizError as refusal:
                refuse(editor, refusal)
                return True
        return super().eventFilter(editor, event)

    def _intent(self, typed: str, index: Index) -> Intent:
        """The typed cell as an intent; raises if the document would refuse it."""
        document = self._table.model().state.document
        intent = cell_intent(typed, index.row(), Column(index.column()), document)
        intent.edit(document)
        return intent


def cell_intent(typed: str, row: int, column: Column, document: Document) -> Intent:
    """What typing ``typed`` into a cell means.

    A target probability typed into a one-hot target makes the target free, except 1, which
    names the true class.
    """
    if column is Column.NAME:
        return Intent(
            f"Rename {document.classes.names[row]} to {typed.strip()}",
            partial(classes.rename_class, i=row, name=typed),
        )
    value = parse_number(typed)
    if column is Column.P and not isinstance(document.sample.target, Free):
        if value == 1.0 and isinstance(document.sample.target, OneHot):
            return moves.true_intent(row, document)
        name = document.classes.names[row]
        return Intent(
            f"Set p[{name}] to {moves.show('p', value)}",
            partial(edits.set_target_mass_freely, i=row, value=value),
        )
    kind = {Column.P: "p", Column.Z: "z", Column.Q: "q"}[column]
    return moves.typed_intent(kind, row, value, document)


def _draw_lock(painter: QPainter, rect: QRectF, locked: bool, table: ClassTable) -> None:
    """A padlock, closed and dark or open and faint."""
    theme = table.theme
    tint = colour(theme.ink if locked else theme.muted, 1.0 if locked else 0.35)
    middle = rect.center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(primitives.line(tint, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lift = 0.0 if locked else -2.0
    arch = QRectF(middle.x() - 3.0, middle.y() - 6.0 + lift, 6.0, 8.0)
    painter.drawArc(arch, 0, 180 * 16)
    painter.drawLine(QPointF(arch.left(), arch.center().y()), QPointF(arch.left(), middle.y()))
    if locked:
        painter.drawLine(
            QPointF(arch.right(), arch.center().y()), QPointF(arch.right(), middle.y())
        )
    painter.fillRect(QRectF(middle.x() - 4.5, middle.y() - 0.5, 9.0, 6.5), tint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
