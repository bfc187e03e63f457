"""A card over the window for what was refused and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from ceviz.errors import CevizError
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label

#: How far from the sides and the head it stays, in pixels.
MARGIN = 8

#: How far from the foot: little, so that one line of words lies on the status line alone.
FOOT = 1


@guarded
class Notice(QWidget):
    """Shows one refusal until the next change or until it is dismissed; never blocks.

    It lies over what is there, so that nothing moves, at the foot of its room, and grows
    upwards; at the head only if it would cover at the foot what has the keyboard.
    """

    def __init__(
        self, parent: QWidget | None = None, room: Callable[[], QRect] | None = None
    ) -> None:
        """``room`` says which part of ``parent`` it may lie on; all of it if there is none."""
        super().__init__(parent)
        self._room = room
        self.setObjectName("notice")
        self.setAccessibleName("Notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.message = plain_label(self)
        self.message.setWordWrap(True)
        self.action = QPushButton(self)
        self.action.clicked.connect(self._act)
        self._do: Callable[[], object] | None = None
        dismiss = QToolButton(self)
        dismiss.setText("×")
        dismiss.setAccessibleName("Dismiss")
        dismiss.setAutoRaise(True)
        dismiss.clicked.connect(self.hide)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 6, 2)
        layout.addWidget(self.message, 1)
        layout.addWidget(self.action)
        layout.addWidget(dismiss)
        self.hide()
        if parent is not None:
            parent.installEventFilter(self)

    def tell(self, refusal: CevizError) -> None:
        """Say what was refused."""
        self.say(str(refusal))

    def say(self, words: str) -> None:
        """Say anything else that is to be known."""
        self.action.hide()
        self._show(words)

    def offer(self, what: CevizError | str, label: str, do: Callable[[], object]) -> None:
        """Say what was refused, or went wrong, and offer one way out."""
        self._do = do
        self.action.setText(label)
        self.action.show()
        self._show(str(what))

    def showEvent(self, event: QShowEvent) -> None:
        """On top of what is there, where it belongs now."""
        super().showEvent(event)
        self._place()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is another size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _show(self, words: str) -> None:
        self.message.setText(words)
        self.show()
        self._place()

    def _place(self) -> None:
        parent, layout = self.parentWidget(), self._row
        if parent is None:
            return
        room = (parent.rect() if self._room is None else self._room()).adjusted(
            MARGIN, MARGIN, -MARGIN, -FOOT
        )
        layout.activate()
        words = self.message.fontMetrics().horizontalAdvance(self.message.text())
        beside = layout.sizeHint().width() - self.message.sizeHint().width()
        # A pixel more, for what a label rounds.
        width = min(room.width(), words + beside + 2)
        card = QRect(0, 0, width, layout.totalHeightForWidth(width))
        # Where the caption under it ends, rather than where it begins.
        card.moveBottomRight(room.bottomRight())
        if _in_use(parent).intersects(card):
            card.moveTop(room.top())
        self.setGeometry(card)

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()


def _in_use(window: QWidget) -> QRect:
    """Where the widget with the keyboard lies on ``window``; of a table, its current cell."""
    focus = window.window().focusWidget()
    if not window.isAncestorOf(focus):
        return QRect()
    if isinstance(focus, QAbstractItemView) and focus.currentIndex().isValid():
        cell, seen = focus.visualRect(focus.currentIndex()), focus.viewport()
        return QRect(seen.mapTo(window, cell.topLeft()), cell.size())
    return QRect(focus.mapTo(window, QPoint(0, 0)), focus.size())
