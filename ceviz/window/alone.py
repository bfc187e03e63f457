"""One view or picture alone in the window, and everything back as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ceviz.panels.notice import Notice
from ceviz.panels.overrides import guarded


@guarded
class Alone(QObject):
    """Lends one of the window's panels to a stage that covers all the others.

    What it covers is not laid out anew: a stand-in of the same wishes keeps the panel's place,
    so that coming back is the identity.

    Attributes:
        shown: the panel on the stage, or None.

    Signals:
        changed(bool): something stands alone now, or no longer.
    """

    changed = Signal(bool)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._offered: list[QWidget] = []
        self._used: list[QWidget] = []
        self._stage = _Stage(window)
        self._stage.back.clicked.connect(self.toggle)
        self._stage.left.connect(self.toggle)
        self._stand_in = _StandIn(self._stage)
        self._give_back: Callable[[], None] | None = None
        self._focus: QWidget | None = None
        self.shown: QWidget | None = None
        handle = window.windowHandle()
        assert handle is not None, "show the window first"
        handle.installEventFilter(self)
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_keyboard)

    def offer(self, panel: QWidget) -> None:
        """From now on ``panel`` can be shown alone."""
        self._offered.append(panel)

    def use(self, panel: QWidget) -> None:
        """``panel`` was opened or clicked: it is the one to show, at once if another is alone."""
        self._remember(panel)
        if self.shown is not None and self.shown is not panel:
            self._return()
            self._show(panel)
        elif self.shown is not None:
            self._raise()

    def latest(self, panels: Iterable[QWidget]) -> QWidget | None:
        """The one of ``panels`` that was opened or clicked last; None if none ever was."""
        among = list(panels)
        return next((panel for panel in reversed(self._used) if panel in among), None)

    def toggle(self) -> None:
        """The panel in use fills the window; if one does, everything comes back."""
        if self.shown is not None:
            self._return()
            self.changed.emit(False)
        elif (panel := self._in_use()) is not None:
            self._show(panel)
            self.changed.emit(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Presses go through the window's handle first; the stage follows the window's size."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            under = self._window.childAt(event.position().toPoint())
            panel = self._offered_above(under)
            if panel is not None:
                self._remember(panel)
        elif kind == QEvent.Type.Resize and watched is self._window and self.shown is not None:
            self._stage.setGeometry(self._room())
        return False

    def _follow_keyboard(self, before: QWidget | None, now: QWidget | None) -> None:
        """Going to a panel by Tab is using it; coming back to the window is not."""
        if before is not None and now is not None and self._is_here(before) and self._is_here(now):
            panel = self._offered_above(now)
            if panel is not None and self.shown is None:
                self._remember(panel)

    def _in_use(self) -> QWidget | None:
        """The last one used that is still there; else the one with the keyboard, or the first.

        What was torn off has a window of its own, and stays in it.
        """
        with_keyboard = self._offered_above(self._window.focusWidget())
        likely: list[QWidget | None] = [*reversed(self._used), with_keyboard, *self._offered]
        there = (panel for panel in likely if panel and panel.isVisible())
        return next((panel for panel in there if self._is_here(panel)), None)

    def _is_here(self, widget: QWidget) -> bool:
        """Whether ``widget`` is in the window, not in one that was torn off."""
        return widget.window() is self._window

    def _remember(self, panel: QWidget) -> None:
        """The latest is at the end."""
        self._used = [*(each for each in self._used if each is not panel), panel]

    def _offered_above(self, widget: QWidget | None) -> QWidget | None:
        while widget is not None and widget not in self._offered:
            widget = widget.parentWidget()
        return widget

    def _show(self, panel: QWidget) -> None:
        focus = self._focus = self._window.focusWidget()
        kept = focus is panel or panel.isAncestorOf(focus)
        self._give_back = lend(panel, self._stand_in)
        self.shown = panel
        self._stage.take(panel)
        self._stage.setGeometry(self._room())
        self._stage.show()
        self._raise()
        (focus if kept else self._stage.reachable()[0]).setFocus()

    def _raise(self) -> None:
        """Over all, but for what is told."""
        self._stage.raise_()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for notice in self._window.findChildren(Notice, options=direct):
            notice.raise_()

    def _return(self) -> None:
        assert self._give_back is not None
        self._give_back()
        self._give_back, self.shown = None, None
        self._stand_in.setParent(self._stage)
        self._stage.hide()
        # A field over a bar or in a table is gone once it has lost the keyboard.
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self._focus = None

    def _room(self) -> QRect:
        """All between the menus and the status line."""
        window = self._window
        top = window.menuBar().geometry().bottom() + 1
        foot = window.statusBar().geometry().top()
        return QRect(0, top, window.width(), foot - top)


@guarded
class _Stage(QWidget):
    """Covers the window: the way back, and the panel.

    Signals:
        left(): Esc was pressed, and nothing on the stage had a use for it.
    """

    left = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setAutoFillBackground(True)
        self.back = QToolButton(self)
        self.back.setText("Show everything (Esc)")
        self.back.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.back)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 4)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self.hide()

    def take(self, panel: QWidget) -> None:
        """Show ``panel``; it is given back by its parent's changing."""
        self._column.addWidget(panel, 1)
        panel.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back; a drag or a field that is given up has taken it before."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on the stage: what it covers is not seen."""
        # Not by nextInFocusChain: PySide 6.11 takes what that returns for a child of the widget
        # it was asked of, to be kept and to go with it.
        order, now = self.reachable(), self.window().focusWidget()
        at = next((i for i, each in enumerate(order) if each is now), None)
        if at is None:
            return False
        reason = Qt.FocusReason
        order[(at + (1 if forward else -1)) % len(order)].setFocus(
            reason.TabFocusReason if forward else reason.BacktabFocusReason
        )
        return True

    def reachable(self) -> list[QWidget]:
        """What Tab goes to, the way back last."""
        inside = (each for each in self.findChildren(QWidget) if each is not self.back)
        return [each for each in (*inside, self.back) if _takes_tab(each)]


@guarded
class _StandIn(QWidget):
    """Nothing, with the wishes of the panel whose place it keeps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._hint = self._least = QSize()
        self.hide()

    def take_after(self, panel: QWidget) -> None:
        """Wish for what ``panel`` wishes for."""
        self._hint, self._least = panel.sizeHint(), panel.minimumSizeHint()
        self.setMinimumSize(panel.minimumSize())
        self.setMaximumSize(panel.maximumSize())
        self.setSizePolicy(panel.sizePolicy())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """That of the panel."""
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """That of the panel."""
        return self._least


def lend(panel: QWidget, stand_in: _StandIn) -> Callable[[], None]:
    """Take ``panel`` out of where it lies; the call that puts it back there.

    ``stand_in`` keeps its place in a splitter or a layout. A parent without a layout
    places its children in its ``resizeEvent``, and is asked to when the panel is back.
    """
    parent = panel.parentWidget()
    assert parent is not None
    layout = parent.layout()
    laid_out = layout is not None and layout.indexOf(panel) >= 0
    if not isinstance(parent, QSplitter) and not laid_out:
        return _lend_from_hand(panel, parent)
    stand_in.take_after(panel)
    visible = panel.isVisibleTo(parent)

    def swap(out: QWidget, into: QWidget) -> None:
        if isinstance(parent, QSplitter):
            sizes = parent.sizes()
            parent.replaceWidget(parent.indexOf(out), into)
            parent.setSizes(sizes)
        else:
            assert layout is not None
            layout.replaceWidget(out, into)
        into.setVisible(visible)

    swap(panel, stand_in)
    return lambda: swap(stand_in, panel)


def _lend_from_hand(panel: QWidget, parent: QWidget) -> Callable[[], None]:
    siblings = [each for each in parent.children() if isinstance(each, QWidget)]
    above = siblings[siblings.index(panel) + 1 :]

    def give_back() -> None:
        panel.setParent(parent)
        if above:
            panel.stackUnder(above[0])
        QApplication.sendEvent(parent, QResizeEvent(parent.size(), parent.size()))
        panel.show()

    return give_back


def _takes_tab(widget: QWidget) -> bool:
    tab = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(tab) and widget.isVisible() and widget.isEnabled()
