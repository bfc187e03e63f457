"""A painted picture that can be handled: gestures, keys, focus, the note by the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ceviz.document.edits import DRAG_MAX, DRAG_MIN
from ceviz.draw.picture import Picture
from ceviz.draw.state import State
from ceviz.draw.tooltip import lines_for
from ceviz.panels import keys
from ceviz.panels.gestures import Drag
from ceviz.panels.painted_panel import PaintedPanel
from ceviz.panels.scene import Scene
from ceviz.panels.value_editor import ValueEditor

_CURSORS = {
    "x": Qt.CursorShape.SizeHorCursor,
    "y": Qt.CursorShape.SizeVerCursor,
    "xy": Qt.CursorShape.SizeAllCursor,
}


class PicturePanel(PaintedPanel):
    """Shows a picture of the scene and lets it be handled.

    Attributes:
        kind: what typing and nudging set in this picture ("q" or "z"), or empty for none.

    Signals:
        edited(Intent), previewed(Intent), committed(), cancelled(): for the store.
        export_wanted(str): the user asked to export this picture.
    """

    edited = Signal(object)
    previewed = Signal(object)
    committed = Signal()
    cancelled = Signal()
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
        self._drag: Drag | None = None
        self._editor: ValueEditor | None = None
        self._menu_due = True
        self._asking = False
        self.setMouseTracking(True)
        if kind:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scene.store.gesture_changed.connect(self._let_go)
        scene.document_changed.connect(self._let_go)

    def note(self, state: State) -> list[str]:
        """What the note by the pointer says; nothing for none. The first line is its title."""
        index = self._tip_class()
        return [] if index is None else self.tip_lines(index, state)

    def tip_lines(self, index: int, state: State) -> list[str]:
        """What the note says of class ``index``."""
        return lines_for(index, state)

    def _tip_class(self) -> int | None:
        if self._drag is not None:
            return self._drag.handle.index
        if not self.kind or self._pointer is None:
            return None
        return self.picture.class_at(self.geometry_now(), self._pointer, self.state)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left grabs, right gives back what was grabbed."""
        point = event.position()
        if self._drag is not None:
            if event.button() == Qt.MouseButton.RightButton:
                self._end(keep=False)
                # The same click is about to ask for a menu.
                self._menu_due = False
            return
        self._menu_due = True
        if event.button() != Qt.MouseButton.LeftButton:
            return
        geometry, state = self.geometry_now(), self.state
        index = self.picture.class_at(geometry, point, state)
        handle = self.picture.handle_at(geometry, point, state)
        if handle is not None:
            self._drag = Drag.start(handle, point, fine=_fine(event))
            index = handle.index
        if index is not None:
            self._scene.spotlight.select(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is grabbed, or light what is under the pointer."""
        self._pointer = event.position()
        if self._drag is not None:
            self._follow(self._pointer, fine=_fine(event))
            return
        geometry, state = self.geometry_now(), self.state
        self._scene.spotlight.hover(self.picture.class_at(geometry, self._pointer, state))
        handle = self.picture.handle_at(geometry, self._pointer, state)
        shape = Qt.CursorShape.ArrowCursor if handle is None else _CURSORS[handle.along]
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was reached."""
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self._end(keep=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type a value."""
        index = self.picture.class_at(self.geometry_now(), event.position(), self.state)
        if index is not None and self.kind:
            self._scene.spotlight.select(index)
            self.open_editor(index)

    def leaveEvent(self, event: object) -> None:
        """Nothing is under the pointer any more."""
        self._pointer = None
        if self._drag is None:
            self._scene.spotlight.hover(None)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button ends a drag; at rest it offers the export."""
        from ceviz.panels.context import show_context_menu

        if self._drag is None and self._menu_due:
            show_context_menu(self, event)
        self._menu_due = True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag whose window loses the keyboard is given back, not left hanging."""
        if self._drag is not None and event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self._end(keep=False)
        super().focusOutEvent(event)

    def _follow(self, pointer: QPointF, *, fine: bool) -> None:
        assert self._drag is not None
        handle, geometry, state = self._drag.handle, self.geometry_now(), self.state
        base = self._scene.store.base
        intent = self._drag.intent(
            pointer,
            lambda reached: self.picture.intent_at(geometry, handle, reached, state, base),
            fine=fine,
        )
        self._asking = True
        self.previewed.emit(intent)
        self._asking = False

    def _let_go(self) -> None:
        """A gesture that someone else ended (undo, a step) leaves nothing in the hand."""
        if not self._asking and not self._scene.store.in_gesture:
            self._drag = None

    def _end(self, *, keep: bool) -> None:
        self._drag = None
        if keep:
            self.committed.emit()
        else:
            self.cancelled.emit()
        self.update()

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, nudge, type, lock, make true; Esc gives a drag back."""
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._end(keep=False)
        elif not self.kind or self._drag is not None or not self._handle_key(event):
            super().keyPressEvent(event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        state = self.state
        spotlight, selected = self._scene.spotlight, self._scene.spotlight.selected
        key = Qt.Key(event.key())
        chosen = keys.chosen_class(key, selected, len(state.document.classes))
        ends = self.value_ends()
        intent = keys.intent_for(event.keyCombination(), self.kind, selected, state, ends)
        if chosen is not None:
            spotlight.select(chosen)
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
        self._editor = ValueEditor(self, self._scene, self.kind, index, first)
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


def _fine(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
