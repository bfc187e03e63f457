"""A user: mouse and keys as the platform delivers them, to the window and not to the widget.

Sent to the window, a press gives the keyboard to what it hits, a right press asks for a
context menu and a key finds its shortcut, as on a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGraphicsView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QWidget,
)

Key: TypeAlias = Qt.Key
Button: TypeAlias = Qt.MouseButton
Modifier: TypeAlias = Qt.KeyboardModifier

D = TypeVar("D", bound=QDialog)


def press(
    widget: QWidget, at: QPointF, *, button: Button = Button.LeftButton, shift: bool = False
) -> None:
    """A button goes down on ``at`` of ``widget``."""
    QTest.mousePress(_handle(widget), button, _modifier(shift), _there(widget, at))


def move(widget: QWidget, at: QPointF, *, shift: bool = False) -> None:
    """The pointer goes to ``at`` of ``widget``; a button that is down stays down."""
    handle = _handle(widget)
    if not shift:
        QTest.mouseMove(handle, _there(widget, at))
        return
    # QTest moves the pointer without modifiers only.
    place = QPointF(_there(widget, at))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(handle.mapToGlobal(place)),
        Button.NoButton,
        Button.LeftButton,
        Modifier.ShiftModifier,
    )
    QCoreApplication.sendEvent(handle, event)


def release(
    widget: QWidget, at: QPointF, *, button: Button = Button.LeftButton, shift: bool = False
) -> None:
    """A button goes up on ``at`` of ``widget``."""
    QTest.mouseRelease(_handle(widget), button, _modifier(shift), _there(widget, at))


def click(
    widget: QWidget, at: QPointF, *, button: Button = Button.LeftButton, shift: bool = False
) -> None:
    """Down and up."""
    press(widget, at, button=button, shift=shift)
    release(widget, at, button=button, shift=shift)


def double_click(widget: QWidget, at: QPointF) -> None:
    """Twice down and up, quickly."""
    QTest.mouseDClick(_handle(widget), Button.LeftButton, Modifier.NoModifier, _there(widget, at))


def drag(widget: QWidget, start: QPointF, *stops: QPointF, shift: bool = False) -> None:
    """Press on ``start``, visit ``stops``, let go on the last."""
    press(widget, start, shift=shift)
    for stop in stops:
        move(widget, stop, shift=shift)
    release(widget, stops[-1], shift=shift)


def wheel(plot: QGraphicsView, at: QPointF, steps: int) -> None:
    """Turn the wheel over ``at`` of a plot's canvas; up is in."""
    event = QWheelEvent(
        at, plot.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120 * steps),
        Button.NoButton, Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(plot.viewport(), event)


def key(widget: QWidget, which: Key, modifier: Modifier = Modifier.NoModifier) -> None:
    """A key, to whatever has the keyboard in the window of ``widget``; what it starts is done."""
    QTest.keyClick(_handle(widget), which, modifier)
    QApplication.processEvents()


def write(widget: QWidget, text: str) -> None:
    """Type ``text``, in ASCII, into whatever has the keyboard in the window of ``widget``."""
    for letter in text:
        QTest.keyClick(_handle(widget), letter)  # type: ignore[call-overload]


def select_all(widget: QWidget) -> None:
    """Ctrl+A."""
    key(widget, Key.Key_A, Modifier.ControlModifier)


def menu(window: QMainWindow, *names: str) -> QMenu:
    """The menu ``names`` lead to, filled as if it were opened."""
    found: QMenu | None = None
    actions = window.menuBar().actions()
    for name in names:
        action = next(a for a in actions if a.text().replace("&", "") == name)
        found = action.menu()  # type: ignore[assignment]
        assert isinstance(found, QMenu)
        found.aboutToShow.emit()
        actions = found.actions()
    assert found is not None
    return found


def entries(menu: QMenu) -> list[str]:
    """What a menu offers, without separators and marks of keys."""
    return [a.text().replace("&", "") for a in menu.actions() if not a.isSeparator()]


def trigger(menu: QMenu, name: str) -> None:
    """Choose an entry."""
    next(a for a in menu.actions() if a.text().replace("&", "") == name).trigger()


def leave(widget: QWidget) -> None:
    """The pointer goes out of the window."""
    QCoreApplication.sendEvent(_handle(widget), QEvent(QEvent.Type.Leave))


def typing_in(widget: QWidget) -> str:
    """The accessible name of the line that has the keyboard, or what else has it."""
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.window() is widget.window()
    is_line = isinstance(focused, QLineEdit)
    return focused.accessibleName() if is_line else f"({type(focused).__name__})"


def new_document(window: QMainWindow, classes: str = "") -> None:
    """Ctrl+N, so many classes or as many as it suggests, Enter."""
    key(window, Key.Key_N, Modifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    write(dialog, classes)
    key(dialog, Key.Key_Return)
    # The platform would; without a screen nobody does.
    window.activateWindow()
    QApplication.processEvents()


@contextmanager
def meeting(kind: type[D], deal: Callable[[D], object]) -> Iterator[list[D]]:
    """Let ``deal`` answer every modal window of a ``kind`` that opens meanwhile; those it met."""
    timer, met, failed = QTimer(interval=5), list[D](), list[Exception]()

    def look() -> None:
        asking = QApplication.activeModalWidget()
        if isinstance(asking, kind) and asking not in met and asking.isActiveWindow():
            met.append(asking)
            QApplication.processEvents()
            try:
                deal(asking)
            except Exception as failure:
                failed.append(failure)
                asking.reject()

    timer.timeout.connect(look)
    timer.start()
    try:
        yield met
    finally:
        timer.stop()
    if failed:
        raise failed[0]


def lose_keyboard(widget: QWidget) -> None:
    """Another program comes to the front."""
    focused = QApplication.focusWidget() or widget
    reason = Qt.FocusReason.ActiveWindowFocusReason
    QCoreApplication.sendEvent(focused, QFocusEvent(QEvent.Type.FocusOut, reason))


def middle(widget: QWidget) -> QPointF:
    """The middle of ``widget``."""
    return QPointF(widget.rect().center())


def _handle(widget: QWidget) -> QWindow:
    handle = widget.window().windowHandle()
    assert handle is not None, "show the window first"
    return handle


def _there(widget: QWidget, at: QPointF) -> QPoint:
    return widget.mapTo(widget.window(), at.toPoint())


def _modifier(shift: bool) -> Modifier:
    return Modifier.ShiftModifier if shift else Modifier.NoModifier
