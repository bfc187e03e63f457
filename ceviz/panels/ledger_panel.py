"""The ledger under mouse and keys: its handle sets an option, not the document."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.ledger import Ledger
from ceviz.draw.lorenz import curve
from ceviz.draw.state import State
from ceviz.panels.gestures import Drag
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

#: What an arrow key multiplies the worst samples by, and a page key.
STEP, PAGE = 1.1, 10.0


class LedgerPanel(PicturePanel):
    """Left and right move the handle, up and down choose a bar, Enter selects its samples.

    Signals:
        moved(float): the handle is at another share of the samples.
        settled(): and stays there.
        chosen(int): the keyboard is at another bar.
        picked(int): the samples of a bar are wanted.
    """

    moved = Signal(float)
    settled = Signal()
    chosen = Signal(int)
    picked = Signal(int)

    def __init__(self, picture: Ledger, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "ledger", picture, scene, parent=parent,
            description="Which share of the loss the worst samples make. Left and right move the "
            "handle, up and down choose a group, Enter selects its samples.",
        )  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pull: Drag | None = None

    @property
    def ledger(self) -> Ledger:
        """The picture."""
        return cast(Ledger, self.picture)

    def note(self, state: State) -> list[str]:
        """What the group under the pointer costs."""
        if self._pointer is None or self._pull is not None:
            return []
        accounts = self.ledger.accounts
        place = accounts.place_at(self.geometry_now().accounts, self._pointer)
        return [] if place is None else accounts.words(place, state)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left grabs the handle or picks a bar; right gives the handle back."""
        point = event.position()
        if self._pull is not None:
            if event.button() == Qt.MouseButton.RightButton:
                self._give_back()
                self._menu_due = False
            return
        self._menu_due = True
        if event.button() != Qt.MouseButton.LeftButton:
            return
        geometry = self.geometry_now()
        handle = self.ledger.grip_at(geometry, point, self.state)
        place = self.ledger.accounts.place_at(geometry.accounts, point)
        if handle is not None:
            self._pull = Drag.start(handle, point, fine=_fine(event))
        elif place is not None:
            self.picked.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows; elsewhere the note does."""
        self._pointer = event.position()
        if self._pull is None:
            handle = self.ledger.grip_at(self.geometry_now(), self._pointer, self.state)
            shape = Qt.CursorShape.ArrowCursor if handle is None else Qt.CursorShape.SizeHorCursor
            if self.cursor().shape() != shape:
                self.setCursor(shape)
            self.update()
            return
        reached = self._pull.follow(self._pointer, fine=_fine(event))
        self._move_to(reached)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where it was let go it stays."""
        if event.button() == Qt.MouseButton.LeftButton and self._pull is not None:
            self._pull = None
            self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick ones is a press."""
        self.mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag whose window loses the keyboard is given back, not left hanging."""
        if self._pull is not None and event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self._give_back()
        super().focusOutEvent(event)

    def _move_to(self, point: QPointF) -> None:
        self.moved.emit(self._clamped(self.ledger.fraction_at(self.geometry_now(), point)))

    def _give_back(self) -> None:
        assert self._pull is not None
        fraction, self._pull = self._pull.handle.value, None
        self.moved.emit(fraction)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the handle, choose a bar, select."""
        if self._pull is not None:
            if event.key() == Qt.Key.Key_Escape:
                self._give_back()
        elif self._samples() == 0 or not self._handle_key(event):
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
            self._choose(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.ledger.chosen is None:
                self.settled.emit()
            else:
                self.picked.emit(self.ledger.chosen)
        else:
            return False
        return True

    def _nudge(self, factor: float) -> None:
        """To so many times the samples, at least one sample further."""
        every = self._samples()
        count = max(1, round(self.ledger.fraction * every))
        wanted = count * factor
        wanted = min(wanted, count - 1.0) if factor < 1.0 else max(wanted, count + 1.0)
        whole = round(min(max(wanted, 1.0), float(every)))
        self.moved.emit(whole / every)
        self.settled.emit()

    def _choose(self, step: int) -> None:
        shown, chosen = self.geometry_now().accounts.shown, self.ledger.chosen
        if shown:
            place = (0 if step > 0 else shown - 1) if chosen is None else chosen + step
            self.chosen.emit(min(max(place, 0), shown - 1))

    def _clamped(self, fraction: float) -> float:
        return min(max(fraction, 1.0 / max(1, self._samples())), 1.0)

    def _samples(self) -> int:
        data = self._scene.state.data
        return 0 if data is None else curve(data.evaluation).samples


def _fine(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
