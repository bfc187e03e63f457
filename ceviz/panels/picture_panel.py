"""A painted picture that can be handled: gestures, keys, focus, the note by the pointer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from ceviz.document.edits import DRAG_MAX, DRAG_MIN
from ceviz.draw.chart import Chart
from ceviz.draw.picture import Handle, Picture
from ceviz.draw.state import State
from ceviz.draw.tooltip import lines_for
from ceviz.panels import keys
from ceviz.panels.gestures import Drag, is_fine
from ceviz.panels.overrides import guarded
from ceviz.panels.painted_panel import PaintedPanel
from ceviz.panels.plain_text import without_mnemonic
from ceviz.panels.scene import Scene
from ceviz.panels.terms.explain import Hover
from ceviz.panels.value_editor import ValueEditor
from ceviz.store import End, moves

_CURSORS = {
    "x": Qt.CursorShape.SizeHorCursor,
    "y": Qt.CursorShape.SizeVerCursor,
    "xy": Qt.CursorShape.SizeAllCursor,
}


@guarded
class PicturePanel(PaintedPanel):
    """Shows a picture of the scene and lets it be handled.

    Attributes:
        kind: what nudging sets in this picture ("q", "z", "loss"), or empty for none.
        typed: what typing sets; the same unless told otherwise.
        drag: the handle that is held, or None.
        noted: whether a note stands by the pointer; not where many look on.

    Signals:
        edited(Intent): for the store.
        export_wanted(str): the user asked to export this picture.
    """

    edited = Signal(object)
    export_wanted = Signal(str)

    def __init__(
        self,
        name: str,
        picture: Picture,
        scene: Scene,
        *,
        kind: str = "",
        description: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, picture, scene, description=description, parent=parent)
        self.kind = kind
        self.typed = ""
        self.drag: Drag | None = None
        self.noted = True
        self._editor: ValueEditor | None = None
        self._menu_due = True
        self._hover = Hover(self)
        self.setMouseTracking(True)
        if kind:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def note(self, state: State) -> list[str]:
        """What the note by the pointer says; nothing for none. The first line is its title."""
        index = self._tip_class()
        return [] if index is None else self.tip_lines(index, state)

    def tip_lines(self, index: int, state: State) -> list[str]:
        """What the note says of class ``index``."""
        return lines_for(index, state)

    def _tip_class(self) -> int | None:
        if self.drag is not None and self.noted:
            return self.drag.handle.index
        if not self.noted or not self.kind or self._pointer is None:
            return None
        return self.picture.class_at(self.geometry_now(), self._pointer, self.state)

    # Dragging: whatever has handles in this panel is dragged by these

    def grab_handle(self, handle: Handle, pointer: QPointF, *, fine: bool) -> None:
        """Take hold of ``handle``: its class is selected, a gesture begins."""
        gesture = self._scene.store.begin()
        gesture.ended.connect(self._let_go)
        self.drag = Drag.start(handle, gesture, pointer, fine=fine)
        self._scene.select(handle.index)
        if handle.kind in ("q", "loss"):
            self._scene.pull(handle.index)

    def pull(
        self, picture: Picture | Chart, geometry: Any, pointer: QPointF, *, fine: bool
    ) -> None:
        """What is held follows the pointer: show what it means there in ``picture``."""
        assert self.drag is not None
        handle, state, base = self.drag.handle, self.state, self.drag.gesture.base
        self.drag.preview(
            pointer,
            lambda reached: picture.intent_at(geometry, handle, reached, state, base),
            fine=fine,
        )

    def end_drag(self, reason: End) -> None:
        """Let go of what is held, if anything is."""
        if self.drag is not None:
            self.drag.gesture.end(reason)

    def takes_press(self, button: Qt.MouseButton) -> bool:
        """Whether the hand that presses ``button`` is free to take something.

        If it holds something, the right button gives that back.
        """
        self._menu_due = True
        if self.drag is None:
            return True
        if button == Qt.MouseButton.RightButton:
            # The same click is about to ask for a menu.
            self._menu_due = False
            self.end_drag(End.RIGHT_BUTTON)
        return False

    def takes_menu(self) -> bool:
        """Whether the click that asks for a menu means one, and did not give something back."""
        due, self._menu_due = self._menu_due, True
        return due and self.drag is None

    def _let_go(self, reason: End) -> None:
        """The gesture is over, whoever ended it."""
        self.drag = None
        self._scene.pull(None)
        self.update()

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left grabs, right gives back what was grabbed."""
        self._hover.stop()
        if not self.takes_press(event.button()) or event.button() != Qt.MouseButton.LeftButton:
            return
        point, geometry, state = event.position(), self.geometry_now(), self.state
        handle = self.picture.handle_at(geometry, point, state)
        if handle is not None:
            self.grab_handle(handle, point, fine=is_fine(event.modifiers()))
        elif (index := self.picture.class_at(geometry, point, state)) is not None:
            self._scene.select(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is grabbed, or light what is under the pointer."""
        self._pointer = event.position()
        geometry, state = self.geometry_now(), self.state
        if self.drag is not None:
            self._hover.stop()
            self.pull(self.picture, geometry, self._pointer, fine=is_fine(event.modifiers()))
            return
        self._hover.move(self._pointer)
        self._scene.hover(self.picture.class_at(geometry, self._pointer, state))
        handle = self.picture.handle_at(geometry, self._pointer, state)
        shape = Qt.CursorShape.ArrowCursor if handle is None else _CURSORS[handle.along]
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was reached."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.end_drag(End.RELEASED)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the editor on the class under the pointer."""
        index = self.picture.class_at(self.geometry_now(), event.position(), self.state)
        if index is not None and self.kind:
            self._scene.select(index)
            self.open_editor(index)

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the pointer any more."""
        self._pointer = None
        self._hover.stop()
        if self.drag is None:
            self._scene.hover(None)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done to the class, and the export, unless the button ended a drag."""
        if not self.takes_menu():
            return
        menu = QMenu(self)
        index = self.picture.class_at(self.geometry_now(), event.pos().toPointF(), self.state)
        if self.kind and index is not None:
            self._offer_verbs(menu, index)
        menu.addAction("Export this picture…").triggered.connect(self.ask_for_export)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def ask_for_export(self) -> None:
        """The user wants this picture as a file."""
        self.export_wanted.emit(self.name)

    def _offer_verbs(self, menu: QMenu, index: int) -> None:
        """Lock, make true and type for class ``index``."""
        document = self.state.document
        name = without_mnemonic(document.classes.names[index])
        wanted = "the loss" if self.kind == "loss" else f"a value for {name}"
        menu.addAction(f"Type {wanted}…").triggered.connect(lambda: self.open_editor(index))
        for intent in (moves.true_intent(index, document), moves.lock_intent(index, document)):
            menu.addAction(without_mnemonic(intent.label)).triggered.connect(
                lambda _=False, wanted=intent: self.edited.emit(wanted)
            )
        menu.addSeparator()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag whose window loses the keyboard is given back, not left hanging."""
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self.end_drag(End.FOCUS_LOST)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody hears of the release of what is hidden, and nothing of it is explained."""
        self._hover.stop()
        self.end_drag(End.FOCUS_LOST)
        super().hideEvent(event)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, nudge, type, lock, make true; Esc gives a drag back."""
        if event.key() == Qt.Key.Key_Escape and self.drag is not None:
            self.end_drag(End.ESCAPED)
        elif not self.kind or self.drag is not None or not self._handle_key(event):
            super().keyPressEvent(event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        state = self.state
        selected = self._scene.state.selected
        key = Qt.Key(event.key())
        chosen = keys.chosen_class(key, selected, len(state.document.classes))
        ends = self.value_ends()
        intent = keys.intent_for(event.keyCombination(), self.kind, selected, state, ends)
        if chosen is not None:
            self._scene.select(chosen)
        elif intent is not None:
            self.edited.emit(intent)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.open_editor(selected)
        elif event.text() and event.text() in "0123456789.,-+":
            self.open_editor(selected, event.text())
        else:
            return False
        return True

    def open_editor(self, index: int, first: str = "") -> None:
        """Type the value of class ``index``, starting with ``first`` or the present value."""
        if self._editor is not None:
            self._editor.close_quietly()
        self._editor = ValueEditor(self, self._scene, self.typed or self.kind, index, first)
        self._editor.accepted.connect(self.edited)
        self._editor.refused.connect(self._scene.store.refused)
        self._editor.closed.connect(self._forget_editor)
        self._editor.open_at(self.anchor(index))

    def anchor(self, index: int) -> float:
        """Where class ``index`` stands, in pixels from the left."""
        columns = self.geometry_now().columns
        column = columns.column_of(index)
        return float(columns.centre(0 if column is None else column))

    def value_ends(self) -> tuple[float, float]:
        """Where Home and End go."""
        if self.kind == "z":
            scale = self.geometry_now().scale
            return scale.low, scale.high
        return DRAG_MIN, DRAG_MAX

    def _forget_editor(self) -> None:
        if self._editor is not None and self._editor.field.hasFocus():
            self.setFocus()
        self._editor = None
