"""Typing numbers: a line that refuses in place, and the helpers editors share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolTip, QWidget

from ceviz.document.numbers import parse_number
from ceviz.errors import CevizError
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_tooltip

#: Qt's own lines are as wide as so many letters x.
_QT_LETTERS = 17


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
class NumberField(QLineEdit):
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
