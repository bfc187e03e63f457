"""A card over the window for what was refused and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from ceviz.errors import CevizError
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label, show_elided

#: How far from the sides and the head it stays, in pixels.
MARGIN = 8

#: Between it and what it is about, in pixels.
GAP = 4

#: What is so many times as high as the card is a whole picture or table, with a heading.
LARGE = 3

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)

#: How far from the foot: little, so that one line of words lies on the status line alone.
FOOT = 1


@guarded
class Notice(QWidget):
    """Shows one refusal until the next change or until it is dismissed; never blocks.

    It lies over what is there, so that nothing moves: of an edit that was refused by what has
    the keyboard, which it does not cover; else at the foot of its room, growing upwards. Its
    words can be selected, and what is to be run elsewhere copied.

    Attributes:
        lasting: whether it stays until it is answered, whatever else is done.
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
        self.message.setTextInteractionFlags(_SELECTABLE)
        self.sign = _Sign(self)
        self._near = False
        self._recipe = self._words = ""
        self.copy = QPushButton("&Copy", self)
        self.copy.setToolTip("What is to be run")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._recipe))
        self.action = QPushButton(self)
        self.action.clicked.connect(self._act)
        self._do: Callable[[], object] | None = None
        self._more: list[QPushButton] = []
        self.lasting = False
        dismiss = QToolButton(self)
        dismiss.setText("×")
        dismiss.setAccessibleName("Dismiss")
        dismiss.setAutoRaise(True)
        dismiss.clicked.connect(self.hide)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 6, 2)
        layout.setSpacing(8)
        layout.addWidget(self.sign)
        layout.addWidget(self.message, 1)
        layout.addWidget(self.copy)
        layout.addWidget(self.action)
        layout.addWidget(dismiss)
        self.hide()
        if parent is not None:
            parent.installEventFilter(self)

    def tell(self, refusal: CevizError) -> None:
        """Say what was refused."""
        self.action.hide()
        self._show(refusal)

    def tell_here(self, refusal: CevizError) -> None:
        """Say that an edit was refused, close to where it was made."""
        self.action.hide()
        self._show(refusal, near=True)

    def say(self, words: str) -> None:
        """Say anything else that is to be known."""
        self.action.hide()
        self._show(words)

    def offer(
        self,
        what: CevizError | str,
        label: str,
        do: Callable[[], object],
        *more: tuple[str, Callable[[], object]],
        lasting: bool = False,
    ) -> None:
        """Say what was refused, or went wrong, and offer one way out, or several."""
        self._do = do
        self.action.setText(label)
        self.action.show()
        self._show(what, more, lasting=lasting)

    def showEvent(self, event: QShowEvent) -> None:
        """On top of what is there, where it belongs now."""
        super().showEvent(event)
        self._place()
        self.raise_()

    def event(self, event: QEvent) -> bool:
        """Larger type, or other words, need other room."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is another size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _show(
        self,
        what: CevizError | str,
        more: Sequence[tuple[str, Callable[[], object]]] = (),
        *,
        near: bool = False,
        lasting: bool = False,
    ) -> None:
        is_refusal = isinstance(what, CevizError)
        self.lasting = lasting
        self._set_more(more)
        self._near, self._recipe = near, what.recipe if isinstance(what, CevizError) else ""
        self._words = what.sentence if isinstance(what, CevizError) else what
        self.message.setText(self._words)
        self.sign.show_refusal(is_refusal)
        self.copy.setVisible(bool(self._recipe))
        self.show()
        self._place()

    def _set_more(self, more: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Buttons beside the first one, in their order."""
        for button in self._more:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._more = []
        for place, (label, do) in enumerate(more, self._row.indexOf(self.action) + 1):
            button = QPushButton(label, self)
            button.clicked.connect(self.hide)
            button.clicked.connect(do)
            self._row.insertWidget(place, button)
            self._more.append(button)

    def _place(self) -> None:
        parent, layout = self.parentWidget(), self._row
        if parent is None:
            return
        room = (parent.rect() if self._room is None else self._room()).adjusted(
            MARGIN, MARGIN, -MARGIN, -FOOT
        )
        layout.activate()
        beside = layout.sizeHint().width() - self.message.sizeHint().width()
        show_elided(self.message, self._words, room.width() - beside - 2)
        metrics, lines = self.message.fontMetrics(), self.message.text().splitlines()
        words = max(map(metrics.horizontalAdvance, lines), default=0)
        # A pixel more, for what a label rounds.
        width = min(room.width(), words + beside + 2)
        card = QRect(0, 0, width, layout.totalHeightForWidth(width))
        # Where the caption under it ends, rather than where it begins.
        card.moveBottomRight(room.bottomRight())
        used = QRect() if self.isAncestorOf(parent.window().focusWidget()) else _in_use(parent)
        if self._near and used.isValid():
            card = _beside(card, used, room)
        elif used.intersects(card):
            card.moveTop(room.top())
        self.setGeometry(card)

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()


@guarded
class _Sign(QWidget):
    """A disc with "!" for what was refused, or "i" for what is to be known, as high as a line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._letter, self._role = "i", QPalette.ColorRole.Highlight

    def show_refusal(self, refused: bool) -> None:
        """Which of the two it is."""
        role = QPalette.ColorRole
        self._letter, self._role = ("!", role.BrightText) if refused else ("i", role.Highlight)
        self.setAccessibleName("refused" if refused else "to be known")
        self.update()

    def sizeHint(self) -> QSize:
        """A square beside the first line."""
        side = self.fontMetrics().height() + 2
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """It is never less."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc and its letter, in the theme's colours."""
        side = self.sizeHint().width()
        disc = QRect(0, 0, side, side)
        disc.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(self._role))
        painter.drawEllipse(disc)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.HighlightedText))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.end()


def _beside(card: QRect, used: QRect, room: QRect) -> QRect:
    """``card`` below ``used``, or above; on a whole picture or table it lies on the heading."""
    card.moveTopLeft(used.bottomLeft() + QPoint(0, GAP))
    if card.bottom() > room.bottom():
        card.moveBottom(used.top() - GAP)
    if card.top() < room.top() or used.height() > LARGE * card.height():
        card.moveTop(max(used.top(), room.top()))
    card.moveLeft(max(room.left(), min(card.left(), room.right() - card.width() + 1)))
    return card


def _in_use(window: QWidget) -> QRect:
    """Where the widget with the keyboard lies on ``window``; of a table, its current cell."""
    focus = window.window().focusWidget()
    if not window.isAncestorOf(focus):
        return QRect()
    if isinstance(focus, QAbstractItemView) and focus.currentIndex().isValid():
        cell, seen = focus.visualRect(focus.currentIndex()), focus.viewport()
        return QRect(seen.mapTo(window, cell.topLeft()), cell.size())
    return QRect(focus.mapTo(window, QPoint(0, 0)), focus.size())
