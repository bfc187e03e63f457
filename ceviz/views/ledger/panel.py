"""The ledger's two cards under mouse and keys: its handle sets an option, not the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.chart import Chart
from ceviz.draw.picture import Picture
from ceviz.draw.state import State
from ceviz.panels.deferred_panel import DeferredPanel
from ceviz.panels.overrides import guarded
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.store import End
from ceviz.views.ledger.accounts import Accounts
from ceviz.views.ledger.lorenz import LorenzPicture
from ceviz.views.ledger.picture import Ledger

if TYPE_CHECKING:
    from ceviz.panels.plot.plot import Plot

#: What an arrow key multiplies the worst samples by, and a page key.
STEP, PAGE = 1.1, 10.0


@guarded
class AccountsPanel(DeferredPanel):
    """The bars: a click picks one.

    Signals:
        picked(int): the samples of a bar are wanted.
    """

    picture: Accounts

    picked = Signal(int)

    @property
    def accounts(self) -> Accounts:
        """The picture of bars that the panel shows."""
        return self.picture

    @property
    def shown(self) -> int:
        """How many bars there are."""
        return int(self.geometry_now().shown)

    def note(self, state: State) -> list[str]:
        """What the group under the pointer costs."""
        place = None if self._pointer is None else self._place_at(self._pointer)
        return [] if place is None else self.accounts.words(place, state)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left picks a bar."""
        super().mousePressEvent(event)
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self.picked.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick ones is a press."""
        self.mousePressEvent(event)

    def _place_at(self, point: QPointF) -> int | None:
        return self.accounts.place_at(self.geometry_now(), point)


@guarded
class LorenzPanel(DeferredPanel, PlotPanel):
    """The curve, and the keyboard of both cards.

    Left and right move the handle, up and down choose a bar, Enter selects its samples.

    Signals:
        moved(float): the handle is at another share of the samples.
        settled(): and stays there.
        stepped(int): the keyboard goes to the next bar, 1, or to the one before, −1.
        entered(): what the keyboard is at is wanted.
    """

    picture: LorenzPicture

    moved = Signal(float)
    settled = Signal()
    stepped = Signal(int)
    entered = Signal()

    def __init__(
        self, picture: LorenzPicture, scene: Scene, accounts: AccountsPanel,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(
            "ledger", picture, scene, parent=parent,
            description="Which share of the loss the worst samples make. Left and right move the "
            "handle, up and down choose a group, Enter selects its samples, plus and minus zoom.",
        )  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._accounts = accounts
        self.setAccessibleName(Ledger.title)
        accounts.setAccessibleName("the loss by group")
        accounts.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        accounts.setFocusProxy(self)

    # The handle

    def pull(
        self, picture: Picture | Chart, geometry: Any, pointer: QPointF, *, fine: bool
    ) -> None:
        """Let the share of the samples follow; the document stays as it is."""
        assert self.drag is not None
        reached = self.drag.follow(pointer, fine=fine)
        share = self.picture.chart.fraction_at(geometry, reached)
        self.moved.emit(max(share, 1.0 / max(1, self._samples())))

    def _let_go(self, reason: End) -> None:
        """Where it was let go it stays."""
        assert self.drag is not None
        taken = self.drag.handle.value
        super()._let_go(reason)
        if reason.keeps:
            self.settled.emit()
        else:
            self.moved.emit(taken)

    # The keyboard

    def focal_point(self, plot: Plot) -> QPointF | None:
        """The handle, while it is in view."""
        picture, state = self.picture, self.state
        if self._samples() == 0:
            return None
        point = picture.chart.handle_point(plot.axes(), state)
        return point if plot.axes().area.contains(point) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring around the chosen bar shows that keys move it."""
        super().focusInEvent(event)
        self._accounts.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring of the keyboard off the chosen bar."""
        super().focusOutEvent(event)
        self._accounts.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the handle, choose a bar, select; Esc gives a drag back."""
        if self.drag is not None or self._samples() == 0 or not self._handle_key(event):
            super().keyPressEvent(event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        factors = {
            Qt.Key.Key_Left: 1.0 / STEP, Qt.Key.Key_Right: STEP,
            Qt.Key.Key_PageDown: 1.0 / PAGE, Qt.Key.Key_PageUp: PAGE,
            Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: float("inf"),
        }  # fmt: skip
        if key in factors:
            self._nudge(factors[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered.emit()
        else:
            return False
        return True

    def _nudge(self, factor: float) -> None:
        """To so many times the samples, at least one sample further."""
        every, chart = self._samples(), self.picture.chart
        count = max(1, round(chart.fraction * every))
        wanted = count * factor
        wanted = min(wanted, count - 1.0) if factor < 1.0 else max(wanted, count + 1.0)
        whole = round(min(max(wanted, 1.0), float(every)))
        self.moved.emit(whole / every)
        self.settled.emit()

    def _samples(self) -> int:
        data = self.state.data
        return 0 if data is None else data.evaluation.summary.counted
