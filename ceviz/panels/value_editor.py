"""A small field over a bar for typing its value; bad entries are refused in place."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.errors import CevizError, InvalidInput
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label
from ceviz.panels.scene import Scene
from ceviz.store import Intent, Why, moves

#: How far below the top of its picture it opens, in pixels.
TOP = 36


@guarded
class ValueEditor(QFrame):
    """Types a class's probability, score or surprise, or the loss.

    It opens with the number as it is shown; what is not edited keeps every digit it has.
    Enter accepts, Esc leaves, and leaving with the mouse accepts what is good. A refusal stays
    open with its reason under the text; one that is left with the mouse is told elsewhere.

    Signals:
        accepted(Intent): the typed value; refused ones are never emitted.
        refused(CevizError): what was typed went with the editor, and why.
        closed(): it is gone.
    """

    accepted = Signal(object)
    refused = Signal(object)
    closed = Signal()

    def __init__(
        self, parent: QWidget, scene: Scene, kind: str, index: int, first: str = ""
    ) -> None:
        super().__init__(parent)
        self._scene, self._kind, self._index = scene, kind, index
        self._open = True
        self._percent = scene.state.view.percent and kind in moves.SHARED
        self._classes = scene.state.document.classes.names
        # Owned by the editor, so that it never rings for one that is gone.
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self._leave)
        scene.document_changed.connect(self._follow)
        document, name = scene.state.document, self._classes[index]
        sign = moves.sign(kind, document)
        self._what = sign if kind == "loss" else f"{sign}({name})"
        unit = f", {document.unit}" if kind in ("loss", "surprise") else ""
        unit = ", %" if self._percent else unit
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(sign if kind == "loss" else f"{sign} of {name}")
        self.field.setPlaceholderText(moves.example(kind, percent=self._percent))
        self.reason = plain_label(self)
        self.reason.setWordWrap(True)
        self.reason.hide()
        caption = plain_label(self, self._what + unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.setSpacing(3)
        for widget in (caption, self.field, self.reason):
            layout.addWidget(widget)
        self._fill(first)
        self.field.installEventFilter(self)

    def open_at(self, x: float) -> None:
        """Show the field centred on ``x`` of the parent, and take the keyboard."""
        self._centre = x
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_quietly(self) -> None:
        """Close without accepting anything."""
        if self._open:
            self._open = False
            # Told while the field still has the keyboard, if it has it.
            self.closed.emit()
            self.hide()
            self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter accepts, Esc leaves; nothing goes through to the bars."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()

    def accept(self) -> bool:
        """Emit what was typed if the document takes it; else say why not and stay."""
        if not self.field.isModified():
            self.close_quietly()
            return True
        document = self._scene.state.document
        try:
            value = moves.typed_value(self._kind, self.field.text(), percent=self._percent)
            intent: Intent = moves.typed_intent(self._kind, self._index, value, document)
            intent.edit(document)
        except CevizError as refusal:
            self.reason.setText(str(refusal))
            self.reason.setForegroundRole(self.reason.foregroundRole())
            self.reason.show()
            self.field.selectAll()
            self._place()
            return False
        self.accepted.emit(intent)
        self.close_quietly()
        return True

    def eventFilter(self, watched: object, event: object) -> bool:
        """Losing the keyboard accepts what is good and drops what is not."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and self._open:
            # After the event: the field must not go while it is being told.
            self._leaving.start(0)
        return False

    def _follow(self, document: Document, analysis: Analysis, why: Why) -> None:
        """Of another document, or with other classes, there is no telling whose number it is."""
        if why is Why.OPENED or self._scene.state.document.classes.names != self._classes:
            self.close_quietly()

    def _leave(self) -> None:
        if self._open and not self.field.hasFocus() and not self.accept():
            reason = self.reason.text()
            self.close_quietly()
            self.refused.emit(InvalidInput(reason, where=f"{self._what} stays as it was"))

    def _fill(self, first: str) -> None:
        state = self._scene.state
        value = moves.value_of(self._kind, self._index, state.document, state.analysis)
        shown = state.share(value) if self._kind in moves.SHARED else moves.show(self._kind, value)
        self.field.setText(first or shown)
        self.field.setModified(bool(first))
        if not first:
            self.field.selectAll()

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        width = max(min(190, parent.width() - 8), 0)  # a panel may be folded away
        self.setFixedWidth(width)
        self.adjustSize()
        # A reason breaks into more lines than its hint of a size reckons with.
        height = max(self.sizeHint().height(), self.heightForWidth(width))
        left = int(min(max(4, self._centre - width / 2), parent.width() - width - 4))
        self.setGeometry(QRect(left, max(0, min(TOP, parent.height() - height)), width, height))
