"""Typing numbers: a line that refuses in place, and the helpers editors share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolTip, QWidget

from ceviz.document.text.numbers import parse_number
from ceviz.errors import CevizError
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip

#: Qt's own lines are as wide as so many letters x.
_QT_LETTERS = 17

_Key = QKeySequence.StandardKey


def refuse(field: QLineEdit, refusal: CevizError) -> None:
    """Mark ``field`` and say why, right below it; the text stays to be mended."""
    if not field.property("refused"):
        field.setProperty("hint", field.toolTip())
    field.setProperty("refused", True)
    field.style().polish(field)
    field.setProperty("reason", str(refusal))
    field.setToolTip(plain_tooltip(str(refusal)))
    QToolTip.showText(field.mapToGlobal(QPoint(0, field.height())), field.toolTip(), field)


def accept(field: QLineEdit, *_: object) -> None:
    """Take the mark of a refusal off again."""
    if field.property("refused"):
        field.setProperty("refused", False)
        field.style().polish(field)
        field.setToolTip(field.property("hint"))
        QToolTip.hideText()


@guarded
class DocumentLine(QLineEdit):
    """A line of text about the document.

    Undo, Redo and Esc are the text's while it differs from what was shown, and Delete while
    there is something to delete; else they go on to the window, whose steps they are about.
    """

    def shown(self) -> str:
        """The text as it stands when nothing is typed."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Before a shortcut is looked for, Qt asks whether the line wants the key itself."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if self.text() == self.shown():
            if _is_step(event):
                # Typed back to what it was: it must show what the step brings.
                self.setModified(False)
                event.ignore()
                return True
            if event.matches(_Key.Delete) and self._ends_here():
                event.ignore()
                return True
        elif _is_redo(event) or event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Y is Redo on every platform, as in the menu."""
        if _is_redo(event) and self.text() != self.shown():
            self.redo()
        else:
            super().keyPressEvent(event)

    def _ends_here(self) -> bool:
        return not self.hasSelectedText() and self.cursorPosition() == len(self.text())


def _is_redo(event: QKeyEvent) -> bool:
    control = Qt.KeyboardModifier.ControlModifier
    return event.key() == Qt.Key.Key_Y and event.modifiers() == control


def _is_step(event: QKeyEvent) -> bool:
    return event.matches(_Key.Undo) or event.matches(_Key.Redo) or _is_redo(event)


@guarded
class NumberField(DocumentLine):
    """A line for one number.

    Shows what it is told; while the user types it is left alone. Enter or leaving emits the
    number, if ``check`` takes it. A refused text is marked, explained and kept to be mended;
    who leaves it is told what stays instead. With ``keep`` it stays even so: in a form that
    waits for all its fields.

    Attributes:
        letters: it is as wide as so many digits, whatever their size.

    Signals:
        entered(float): a number the user typed and ``check`` took.
    """

    entered = Signal(float)
    letters = 9

    def __init__(
        self,
        name: str,
        check: Callable[[float], object],
        parent: QWidget | None = None,
        *,
        parse: Callable[[str], float] = parse_number,
        keep: bool = False,
    ) -> None:
        super().__init__(parent)
        self._check, self._parse, self._keep = check, parse, keep
        self._shown = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(lambda _: accept(self))
        self.editingFinished.connect(self._finish)

    def sizeHint(self) -> QSize:
        """Room for so many digits; less where there is less."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        beside = hint.width() - _QT_LETTERS * metrics.horizontalAdvance("x")
        return QSize(self.letters * metrics.horizontalAdvance("0") + beside, hint.height())

    def shown(self) -> str:
        """The number it was told."""
        return self._shown

    def show_number(self, text: str) -> None:
        """Show ``text``, unless something is being typed."""
        if text != self._shown or not self.isModified():
            self._shown = text
            if not self.isModified():
                self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts back what was shown."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._put_back()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A refused text does not stay over a number that is another one."""
        super().focusOutEvent(event)
        elsewhere = event.reason() not in (
            Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason,
        )  # fmt: skip
        if elsewhere and self.isModified() and not self._keep:
            why = str(self.property("reason"))
            self._put_back()
            # Qt takes a tip away when the focus moves, which it still does.
            QTimer.singleShot(0, self, lambda: self._tell(f"It stays {self._shown}: {why}"))

    def _tell(self, words: str) -> None:
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), plain_tooltip(words), self)

    def _put_back(self) -> None:
        accept(self)
        self.setModified(False)
        self.setText(self._shown)

    def _finish(self) -> None:
        if not self.isModified():
            return
        try:
            value = self._parse(self.text())
            self._check(value)
        except CevizError as refusal:
            refuse(self, refusal)
            return
        accept(self)
        self.setModified(False)
        self.entered.emit(value)
        self.setText(self._shown)
