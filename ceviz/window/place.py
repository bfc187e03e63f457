"""Where a window stands, as plain numbers: kept when it closes, checked when it comes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

#: How large a window opens the first time, where the screen has so much room.
SIZE = QSize(1280, 800)

#: Left, top, width, height, and whether it fills its screen.
NUMBERS = 5


def place_of(window: QWidget) -> tuple[int, ...]:
    """The numbers of ``window``, as it is when it does not fill its screen."""
    usual = window.normalGeometry()
    return usual.x(), usual.y(), usual.width(), usual.height(), int(window.isMaximized())


def put(window: QWidget, numbers: Sequence[int]) -> None:
    """Put ``window`` where it was, whole on a screen that is there; else as it opens first."""
    if len(numbers) != NUMBERS or min(numbers[2:4]) < 1:
        window.resize(SIZE.boundedTo(window.screen().availableSize()))
        return
    left, top, width, height, maximized = numbers
    kept = QRect(QPoint(left, top), QSize(width, height))
    screen = QGuiApplication.screenAt(kept.center()) or window.screen()
    room = screen.availableGeometry()
    kept.setSize(kept.size().boundedTo(room.size()))
    kept.moveRight(min(kept.right(), room.right()))
    kept.moveBottom(min(kept.bottom(), room.bottom()))
    kept.moveLeft(max(kept.left(), room.left()))
    kept.moveTop(max(kept.top(), room.top()))
    window.setGeometry(kept)
    if maximized:
        window.setWindowState(Qt.WindowState.WindowMaximized)
