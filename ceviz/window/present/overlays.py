"""What a presenter lays over a slide: a ring around the pointer, and black."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QHoverEvent, QMouseEvent, QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QWidget

from ceviz.draw.primitives import line
from ceviz.draw.theme import colour
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.scene import Scene

#: The ring's outer radius and how thick it is, in pixels at the usual size of type.
RADIUS, THICK = 14.0, 2.5


@guarded
class Ring(QWidget):
    """A ring that goes with the pointer and is no hindrance to it.

    It is no larger than it has to be: moving it paints little.
    """

    def __init__(self, scene: Scene, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Pointer ring")
        self.hide()

    def follow(self, window: QWindow | None) -> None:
        """From now on go with the pointer over ``window``: before any widget hears of it."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def toggle(self, at: QPoint) -> None:
        """Show it around ``at``, or no longer."""
        self.setVisible(self.isHidden())
        self._move(QPointF(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the pointer goes, pressed or not; nothing is taken."""
        if isinstance(event, QMouseEvent | QHoverEvent):
            self._move(event.position())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the accent's colour, with the ground around it: it is seen on every colour."""
        theme = self._scene.theme
        k = theme.scale
        with painting(self, theme) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            middle = QRectF(self.rect()).center()
            for tint, thick in ((theme.surface, 2.0 * THICK), (theme.danger, THICK)):
                painter.setPen(line(colour(tint), thick * k))
                painter.drawEllipse(middle, (RADIUS - THICK) * k, (RADIUS - THICK) * k)

    def _move(self, at: QPointF) -> None:
        if self.isHidden():
            return
        radius = round((RADIUS + THICK) * self._scene.theme.scale)
        box = QRect(0, 0, 2 * radius, 2 * radius)
        box.moveCenter(at.toPoint())
        self.setGeometry(box)
        self.raise_()


class Black(QWidget):
    """Nothing to be seen, so that one is listened to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setStyleSheet("background: black;")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Black")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.hide()

    def toggle(self) -> None:
        """Cover everything, or nothing."""
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.setVisible(self.isHidden())
        self.raise_()
