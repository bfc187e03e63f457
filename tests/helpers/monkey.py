"""A user without a plan: keys, clicks, drags, wheels, views and sizes by chance, from a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from shiboken6 import isValid

from ceviz.storage import presets
from ceviz.views.registry import VIEWS
from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.slots import TornOff
from ceviz.window.workspaces.views import Views

Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier

_PLAIN = (
    Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End,
    Key.Key_PageUp, Key.Key_PageDown, Key.Key_Return, Key.Key_Escape, Key.Key_Tab,
    Key.Key_Backtab, Key.Key_Space, Key.Key_Delete, Key.Key_Backspace, Key.Key_F2, Key.Key_L,
    Key.Key_T, Key.Key_0, Key.Key_1, Key.Key_5, Key.Key_9, Key.Key_Period, Key.Key_Minus,
    Key.Key_Plus, Key.Key_Percent, Key.Key_A,
)  # fmt: skip

#: With Ctrl. Not Q and W, which end the program, nor what writes into the user's folders.
_CONTROL = (
    Key.Key_Z, Key.Key_Y, Key.Key_C, Key.Key_V, Key.Key_D, Key.Key_A, Key.Key_N, Key.Key_E,
    Key.Key_0, Key.Key_1, Key.Key_4, Key.Key_7, Key.Key_Plus, Key.Key_Minus,
)  # fmt: skip

_MODIFIERS = (Modifier.NoModifier, Modifier.NoModifier, Modifier.ShiftModifier)


class Monkey:
    """Does one thing after another in ``window``, whatever is there.

    Attributes:
        done: how often it did what.
    """

    def __init__(self, window: MainWindow, seed: int, files: tuple[Path, ...] = ()) -> None:
        self._window, self._random, self._files = window, Random(seed), files
        self.done: Counter[str] = Counter()
        # Menus and dialogs run event loops of their own, out of which nothing else leads.
        self._way_out = QTimer(interval=20)
        self._way_out.timeout.connect(leave_dialogs)
        self._acts: dict[Callable[[], None], int] = {
            self.key: 30, self.control: 8, self.click: 20, self.drag: 14, self.wheel: 6,
            self.context: 2, self.double_click: 3, self.resize: 4, self.toggle: 6, self.tear_off: 2,
            self.alone: 3, self.workspace: 3, self.theme: 2, self.undo: 5, self.redo: 2,
            self.unit: 2, self.preset: 1, self.open: 1, self.view: 2, self.wait: 2,
        }  # fmt: skip

    def act(self, count: int) -> None:
        """Do ``count`` things."""
        acts, weights = list(self._acts), list(self._acts.values())
        self._way_out.start()
        try:
            for act in self._random.choices(acts, weights, k=count):
                self.done[act.__name__] += 1
                act()
                QApplication.processEvents()
        finally:
            self._way_out.stop()
            leave_dialogs()

    # The keyboard

    def key(self) -> None:
        """A key that types, moves or edits."""
        self._strike(self._random.choice(_PLAIN), self._random.choice(_MODIFIERS))

    def control(self) -> None:
        """A command."""
        self._strike(self._random.choice(_CONTROL), Modifier.ControlModifier)

    def alone(self) -> None:
        """One view fills the window, or gives it back."""
        self._strike(Key.Key_F8, Modifier.NoModifier)

    def _strike(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        top = self._top()
        QTest.keyPress(_window_of(top), key, modifier)
        QTest.keyRelease(_window_of(self._still(top)), key, modifier)

    # The mouse

    def click(self, button: Qt.MouseButton = Button.LeftButton) -> None:
        """Anywhere."""
        top, modifier = self._top(), self._random.choice(_MODIFIERS)
        at = self._place(top)
        QTest.mousePress(_window_of(top), button, modifier, at)
        self._release(top, at, button)

    def double_click(self) -> None:
        """Anywhere."""
        top = self._top()
        at = self._place(top)
        QTest.mouseDClick(_window_of(top), Button.LeftButton, Modifier.NoModifier, at)

    def context(self) -> None:
        """The right button."""
        self.click(Button.RightButton)

    def drag(self) -> None:
        """Press, move, perhaps something else meanwhile, release."""
        top = self._top()
        at = self._place(top)
        QTest.mousePress(_window_of(top), Button.LeftButton, Modifier.NoModifier, at)
        for _ in range(self._random.randrange(1, 6)):
            at += QPoint(self._random.randrange(-60, 61), self._random.randrange(-60, 61))
            top = self._still(top)
            at = _within(at, top)
            QTest.mouseMove(_window_of(top), at)
            QApplication.processEvents()
        if self._random.random() < 0.2:
            self._random.choice([self.key, self.undo, self.context, self.toggle, self.resize])()
        self._release(top, at, Button.LeftButton)

    def _release(self, top: QWidget, at: QPoint, button: Qt.MouseButton) -> None:
        top = self._still(top)
        QTest.mouseRelease(_window_of(top), button, Modifier.NoModifier, _within(at, top))

    def wheel(self) -> None:
        """A few steps."""
        window = self._top()
        at = QPointF(self._place(window))
        event = QWheelEvent(
            at, window.mapToGlobal(at), QPoint(), QPoint(0, 120 * self._random.randrange(-3, 4)),
            Button.NoButton, Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        under = window.childAt(at.toPoint()) or window
        QApplication.sendEvent(under, event)

    # The window

    def resize(self) -> None:
        """As large as it likes, seldom as small as it can be."""
        if self._random.random() < 0.2:
            self._top().resize(1, 1)
        else:
            size = self._random.randrange(200, 1800), self._random.randrange(150, 1100)
            self._top().resize(*size)

    def toggle(self) -> None:
        """Open or close a view."""
        name = self._random.choice(VIEWS).name
        if self._random.random() < 0.3 and not self._views.is_shown(name):
            self._views.open(name, beside=True)
        else:
            self._views.toggle(name)

    def tear_off(self) -> None:
        """Take a view out of the window, or close one that is out."""
        torn = self.torn_off()
        if torn and self._random.random() < 0.6:
            self._random.choice(torn).close()
        else:
            own = self._views.tear_off(self._random.choice(VIEWS).name)
            if self._random.random() < 0.3:
                own.resize(self._random.randrange(1, 400), self._random.randrange(1, 400))

    def workspace(self) -> None:
        """Another one, seldom as it first was."""
        if self._random.random() < 0.2:
            self._views.reset()
        else:
            self._views.go_on()

    def theme(self) -> None:
        """The other one."""
        self._window.appearance.toggle_theme()

    def view(self) -> None:
        """The largest classes only, or a logarithmic axis."""
        scene, view = self._window.scene, self._window.scene.view
        field = self._random.choice(["log_q", "top"])
        scene.set_view(
            type(view)(not view.log_q, view.top)
            if field == "log_q"
            else type(view)(view.log_q, None if view.top else 2)
        )

    def wait(self) -> None:
        """What is done beside the window gets a moment."""
        QTest.qWait(self._random.randrange(150))

    # The document

    def undo(self) -> None:
        """A step back."""
        self._window.store.undo()

    def redo(self) -> None:
        """A step forth."""
        self._window.store.redo()

    def unit(self) -> None:
        """Nats or bits."""
        self._window.toggle_unit()

    def preset(self) -> None:
        """An example."""
        self._window.files.open_preset(self._random.choice(presets.presets()).id)

    def open(self) -> None:
        """A file, if there is one."""
        if self._files:
            self._window.files.open_path(self._random.choice(self._files))

    # Where

    @property
    def _views(self) -> Views:
        assert self._window.views is not None
        return self._window.views

    def torn_off(self) -> list[TornOff]:
        """The views that are out of the window."""
        return self._views.torn_off()

    def _top(self) -> QWidget:
        """The window, or that of a view."""
        torn_off = [
            torn for torn in self.torn_off() if torn.isVisible() and torn.windowHandle() is not None
        ]
        if torn_off and self._random.random() < 0.3:
            return self._random.choice(torn_off)
        return self._window

    def _still(self, top: QWidget) -> QWidget:
        """``top``, or the main window where it has gone meanwhile.

        The window of a view that came home is closed, and Qt deletes it when it next comes to it:
        between a press and its release, too.
        """
        there = isValid(top) and top.isVisible() and top.windowHandle() is not None
        return top if there else self._window

    def _place(self, top: QWidget) -> QPoint:
        return QPoint(self._random.randrange(top.width()), self._random.randrange(top.height()))


def _window_of(widget: QWidget) -> QWindow:
    handle = widget.windowHandle()
    assert handle is not None
    return handle


def _within(at: QPoint, widget: QWidget) -> QPoint:
    return QPoint(min(max(at.x(), 0), widget.width() - 1), min(max(at.y(), 0), widget.height() - 1))


def leave_dialogs() -> None:
    """Close what waits for an answer: a menu, then a dialog."""
    menu, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
    if menu is not None:
        menu.close()
    elif isinstance(dialog, QMessageBox):
        # Nothing is worth keeping.
        found = [b for b in dialog.buttons() if b.text().endswith("Discard")]
        (found[0].click if found else dialog.reject)()
    elif isinstance(dialog, QDialog):
        dialog.reject()
