"""What a step is about stays lit; the rest of the window is dimmed a little."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QMainWindow, QWidget

from ceviz.draw import primitives
from ceviz.draw.theme import colour
from ceviz.lessons.format import Look
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.scene import Scene
from ceviz.window.learn.rooms import Rooms

#: How much of the background's colour lies over what is not meant.
DIM = 0.45

#: Events after which things stand elsewhere.
_MOVES = (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Hide)


@guarded
class Spotlight(QWidget):
    """Lies over the window and takes no event of it.

    Attributes:
        looks: what is lit; nothing is dimmed while there is none.
        covered: the rest is not to be seen at all: it would give an answer away.
    """

    def __init__(self, window: QMainWindow, spared: QWidget, stage: Scene, rooms: Rooms) -> None:
        super().__init__(window)
        self._window, self._spared, self._stage, self._rooms = window, spared, stage, rooms
        self.looks: tuple[Look, ...] = ()
        self.covered = False
        self._drawn: list[tuple[QRect, bool]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._follow)
        window.installEventFilter(self)
        spared.installEventFilter(self)
        stage.repaint.connect(self._soon)

    def light(self, looks: Sequence[Look], *, covered: bool = False) -> None:
        """Light these; of none nothing is dimmed. The rest is dimmed, or ``covered``."""
        self.looks, self.covered = tuple(looks), covered
        self._follow()
        self.update()

    def boxes(self) -> list[tuple[QRect, bool]]:
        """What is lit now, in the window's pixels, and whether it is a part of a panel."""
        return [box for look in self.looks for box in self._rooms.boxes(look, self._window)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """All but what is meant, under a veil; a ring around a part that is meant."""
        theme = self._stage.theme
        with painting(self, theme) as painter:
            veiled = QRegion(self._room())
            for box, part in self._drawn:
                if not part:
                    veiled -= QRegion(box)
            painter.setClipRegion(veiled)
            painter.fillRect(event.rect(), colour(theme.background, 1.0 if self.covered else DIM))
            painter.setClipping(False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box, part in self._drawn:
                pen = primitives.line(colour(theme.accent, 1.0 if part else 0.55), 2.0)
                painter.setPen(pen)
                painter.drawRoundedRect(QRectF(box).adjusted(1.0, 1.0, -1.0, -1.0), 6.0, 6.0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window or what it spares is laid out anew."""
        if event.type() in _MOVES:
            self._soon()
        return False

    def _soon(self) -> None:
        if self.looks and not self._due.isActive():
            self._due.start(0)

    def _follow(self) -> None:
        drawn = self.boxes()
        if not drawn:
            self._drawn = drawn
            self.hide()
            return
        if self.geometry() != self._window.rect():
            self.setGeometry(self._window.rect())
        if drawn != self._drawn or self.isHidden():
            self._drawn = drawn
            self.show()
            self.raise_()
            self.update()

    def _room(self) -> QRect:
        """The window without menus and without what is spared, which is at its left or right."""
        room = self.rect()
        room.setTop(self._window.menuBar().geometry().bottom() + 1)
        if self._spared.isVisible():
            left = self._spared.mapTo(self._window, QPoint()).x()
            if left < room.center().x():
                room.setLeft(left + self._spared.width())
            else:
                room.setRight(left - 1)
        return room
