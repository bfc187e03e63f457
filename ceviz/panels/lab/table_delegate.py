"""Edits the class table's cells in place; a bad entry keeps its editor open and says why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ceviz.document import classes, edits
from ceviz.document.model import Document
from ceviz.document.numbers import parse_number
from ceviz.document.targets import Free, OneHot
from ceviz.errors import CevizError
from ceviz.panels.fields import accept, refuse
from ceviz.panels.lab.table_model import ClassTableModel, Column
from ceviz.store import Intent, moves

if TYPE_CHECKING:
    from ceviz.panels.lab.class_table import ClassTable

Index = QModelIndex | QPersistentModelIndex

_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class ClassTableDelegate(QStyledItemDelegate):
    """Editors of the class table; the table paints its cells itself."""

    def __init__(self, table: ClassTable) -> None:
        super().__init__(table)
        self._table = table

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
        editor.textEdited.connect(partial(accept, editor))
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
            and event.key() in _LEAVING
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
