"""A slider whose drag is a gesture of the store, like any other handle's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSlider, QWidget

from ceviz.document.model import Document
from ceviz.panels.overrides import guarded
from ceviz.store import End, Gesture, Intent, Store


@guarded
class GestureSlider(QSlider):
    """A slider whose drag is a gesture: previews, and one step at its end.

    Esc, the right button, a window that loses the keyboard and whoever else ends the gesture
    take the handle out of the hand. Only signals that users cause are listened to, so moving it
    in code asks for nothing.

    Signals:
        nudged(int): keys, or a click beside the handle, have gone to a step of the slider.
        let_go(): the handle is no longer held; it may lie elsewhere than the document.
    """

    nudged = Signal(int)
    let_go = Signal()

    def __init__(
        self,
        store: Store,
        intent_at: Callable[[int, Document], Intent],
        parent: QWidget | None = None,
    ) -> None:
        """``intent_at``: what a step of the slider means for the document at the press."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._store, self._intent_at = store, intent_at
        self._gesture: Gesture | None = None
        self._taken = (0.0, 0)
        self._menu_due = True
        self.sliderPressed.connect(self._grab)
        self.sliderMoved.connect(self._pull)
        self.sliderReleased.connect(lambda: self._end(End.RELEASED))
        self.actionTriggered.connect(self._nudge)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the handle is taken; the right button gives it back."""
        self._menu_due = True
        if self.isSliderDown() and event.button() == Qt.MouseButton.RightButton:
            # The same click is about to ask for a menu.
            self._menu_due = False
            self._end(End.RIGHT_BUTTON)
            return
        super().mousePressEvent(event)
        self._taken = (event.position().x(), self.sliderPosition())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing follows a hand whose drag has ended; out and back is no move."""
        pixel, place = self._taken
        if self.isSliderDown() and event.position().x() == pixel:
            # There may be fewer pixels than steps: Qt would round to another one.
            self.setSliderPosition(place)
        elif self.isSliderDown():
            super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right button that has given a drag back asks for nothing more."""
        event.setAccepted(not self._menu_due)
        self._menu_due = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the drag back."""
        if event.key() == Qt.Key.Key_Escape and self.isSliderDown():
            self._end(End.ESCAPED)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag whose window loses the keyboard is given back, not left hanging."""
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self._end(End.FOCUS_LOST)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody hears of the release of what is hidden."""
        self._end(End.FOCUS_LOST)
        super().hideEvent(event)

    def _grab(self) -> None:
        self._gesture = self._store.begin()
        self._gesture.ended.connect(self._let_go)

    def _pull(self, place: int) -> None:
        if self._gesture is not None:
            self._gesture.preview(self._intent_at(place, self._gesture.base))

    def _end(self, reason: End) -> None:
        if self._gesture is not None:
            self._gesture.end(reason)

    def _let_go(self) -> None:
        self._gesture = None
        self.setSliderDown(False)
        self.let_go.emit()

    def _nudge(self, action: int) -> None:
        """Not while it is held, and not by dragging."""
        if not self.isSliderDown() and action != QSlider.SliderAction.SliderMove.value:
            self.nudged.emit(self.sliderPosition())
