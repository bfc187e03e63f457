"""Where a view stands: a slim head with its name and what can be done with it, and the view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import ElidedLabel
from ceviz.panels.view_frame import SideView, ViewFrame
from ceviz.views.registry import ViewSpec

#: A slot may be as small as this, whatever its view asks for: no window is larger than its screen.
LEAST = QSize(120, 120)


@guarded
class Slot(QWidget):
    """One view at home in the window.

    Attributes:
        spec, view: what stands here; None while it is empty.

    Signals:
        beside_wanted(), alone_wanted(), torn_wanted(), closed(): the buttons in its head.
    """

    beside_wanted = Signal()
    alone_wanted = Signal()
    torn_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, fixed: bool = False) -> None:
        """A ``fixed`` one belongs to its workspace: it cannot be closed, and has no neighbour."""
        super().__init__(parent)
        self.spec: ViewSpec | None = None
        self.view: SideView | None = None
        self.title = ElidedLabel(self)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 2, 0)
        head.setSpacing(0)
        head.addWidget(self.title, 1)
        buttons = (
            ("◫", "Keep it, and open the next view beside it", self.beside_wanted, not fixed),
            ("⤢", "Fill the window with it, or give the rest back (F8)", self.alone_wanted, True),
            ("❐", "In a window of its own", self.torn_wanted, not fixed),
            ("×", "Close", self.closed, not fixed),
        )
        for sign, tip, signal, offered in buttons:
            if offered:
                head.addWidget(_button(self, sign, tip, signal.emit))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)

    def put(self, spec: ViewSpec, view: SideView) -> None:
        """Show ``view``, wherever it was."""
        self.spec, self.view = spec, view
        # Pictures are titled themselves.
        titled = isinstance(view, ViewFrame)
        self.title.setText(spec.tip if titled else spec.title)
        self.title.setProperty("heading", not titled)
        self.title.setProperty("quiet", titled)
        self.title.style().polish(self.title)
        self.title.setToolTip(spec.tip)
        self._column.addWidget(view, 1)
        view.show()

    def take(self) -> SideView | None:
        """Let go of the view, hidden; the slot is empty then."""
        view, self.spec, self.view = self.view, None, None
        if view is not None:
            view.hide()
            self._column.removeWidget(view)
        return view

    def minimumSizeHint(self) -> QSize:
        """Little: a view gives way before the window grows."""
        return LEAST


@guarded
class TornOff(QWidget):
    """A view in a window of its own; closing it closes the view.

    Signals:
        closed(str): the view's name.
    """

    closed = Signal(str)

    def __init__(self, spec: ViewSpec, view: SideView, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.spec, self.view = spec, view
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{spec.title} — ceviz")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view)
        view.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The view outlives its window."""
        self.closed.emit(self.spec.name)
        event.accept()


def _button(parent: QWidget, sign: str, tip: str, do: Callable[[], object]) -> QToolButton:
    button = QToolButton(parent)
    button.setText(sign)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda: do())
    return button
