"""Edits the class table's cells in place; a bad entry keeps its editor open and says why."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ceviz.document import classes
from ceviz.document.class_columns import NAME, Column, Entry, P
from ceviz.document.model import Document
from ceviz.document.targets import OneHot
from ceviz.document.text.numbers import parse_number, parse_share
from ceviz.errors import CevizError
from ceviz.panels.fields import accept, refuse
from ceviz.panels.lab.table_model import ClassTableModel, Index
from ceviz.panels.overrides import guarded
from ceviz.store import Intent, moves

_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


@guarded
class ClassTableDelegate(QStyledItemDelegate):
    """Editors over a :class:`ClassTableModel`; the table paints its cells itself.

    Signals:
        edited(Intent): what was typed, for the store.
        refused(CevizError): what was typed and left, and cannot be.
    """

    edited = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cell = QPersistentModelIndex()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QLineEdit:
        """A line with the number as shown; no spin box, which would round what is typed."""
        self._cell = QPersistentModelIndex(index)
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setAutoFillBackground(True)
        editor.setAccessibleName(
            f"{index.model().headerData(index.column(), Qt.Orientation.Horizontal)}"
        )
        editor.textEdited.connect(partial(accept, editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill in the number, unless the user is already typing."""
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Emit what was typed, if it was, and if the document takes it."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            try:
                self.edited.emit(intent_of(editor.text(), index))
            except CevizError as refusal:
                self.refused.emit(refusal)

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
                intent_of(editor.text(), self._cell)
            except CevizError as refusal:
                refuse(editor, refusal)
                return True
        return super().eventFilter(editor, event)


def intent_of(typed: str, index: Index) -> Intent:
    """What typing ``typed`` into a cell of a :class:`ClassTableModel` means.

    Raises:
        CevizError: as :func:`cell_intent` does.
    """
    model = index.model()
    assert isinstance(model, ClassTableModel)
    state = model.state
    return cell_intent(
        typed, index.row(), model.column(index), state.document, percent=state.view.percent
    )


def cell_intent(
    typed: str, row: int, column: Column, document: Document, *, percent: bool
) -> Intent:
    """What typing ``typed`` into a cell means, where probabilities are shown in ``percent``.

    Raises:
        CevizError: it is not a number, has two readings, or the document refuses it.
    """
    name = document.classes.names[row]
    if column is NAME:
        rename = partial(classes.rename_class, i=row, name=typed)
        rename(document)
        return Intent(f"Rename {name} to {typed.strip()}", rename)
    assert isinstance(column, Entry)
    value = parse_share(typed, percent=percent) if column.share else parse_number(typed)
    if column is P and value == 1.0 and isinstance(document.sample.target, OneHot):
        return moves.true_intent(row, document)
    set_number = column.edit

    def edit(document: Document) -> Document:
        return set_number(document, row, value)

    edit(document)
    sign = column.heading(document.unit, narrow=True)
    return Intent(f"Set {sign}[{name}] to {column.write(value)}", edit)
