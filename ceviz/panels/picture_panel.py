"""A widget around a painted picture: pixmap for what holds still, gestures, keys, focus."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ceviz.document.edits import DRAG_MAX, DRAG_MIN
from ceviz.draw.picture import Picture
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.draw.tip import draw_tip, lines_for
from ceviz.panels import keys
from ceviz.panels.gestures import Drag
from ceviz.panels.scene import Scene
from ceviz.panels.value_editor import ValueEditor

#: How many still layers are kept: a drag goes to and fro between "right" and "wrong".
STILL = 2

_CURSORS = {
    "x": Qt.CursorShape.SizeHorCursor,
    "y": Qt.CursorShape.SizeVerCursor,
    "xy": Qt.CursorShape.SizeAllCursor,
}


class PicturePanel(QWidget):
    """Shows a :class:`~ceviz.draw.picture.Picture` of the scene and lets it be handled.

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
        super().__init__(parent)
        self.name = name
        self.picture = picture
        self.kind = kind
        self._scene = scene
        self._drag: Drag | None = None
        self._pointer: QPointF | None = None
        self._still: dict[Hashable, QPixmap] = {}
        self._last_still: tuple[Hashable, QPixmap] | None = None
        self._focused: tuple[State, State] | None = None
        self._measured: tuple[State, Theme, QSize, Any] | None = None
        self._editor: ValueEditor | None = None
        self._menu_due = True
        self._asking = False
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(getattr(picture, "title", name))
        self.setAccessibleDescription(description)
        if kind:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scene.repaint.connect(self.refresh)
        scene.store.gesture_changed.connect(self._let_go)
        scene.document_changed.connect(self._let_go)

    # What is shown

    def refresh(self) -> None:
        """Something shown is new: paint it with the next frame."""
        self.update()

    def set_picture(self, picture: Picture) -> None:
        """Show another picture, or the same with other options."""
        self.picture = picture
        self._still.clear()
        self._last_still = None
        self._measured = None
        self.update()

    @property
    def scene(self) -> Scene:
        """What all panels show."""
        return self._scene

    @property
    def state(self) -> State:
        """The scene's state, with this panel's keyboard focus."""
        state = self._scene.state
        if not self.hasFocus():
            return state
        if self._focused is None or self._focused[0] is not state:
            self._focused = (state, replace(state, focused=True))
        return self._focused[1]

    def geometry_now(self) -> Any:
        """The picture's geometry for the present state and size; measured once for each."""
        theme = self._scene.theme
        kept, size = self._measured, self.size()
        if kept is None or kept[0] is not self._scene.state or kept[1:3] != (theme, size):
            measured = self.picture.geometry(QRectF(self.rect()), self.state, theme)
            kept = self._measured = (self._scene.state, theme, size, measured)
        return kept[3]

    def sizeHint(self) -> QSize:
        """Room for a few bars."""
        return QSize(320, 260)

    def minimumSizeHint(self) -> QSize:
        """Small, but not nothing."""
        return QSize(40, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The kept layer, the live layer, the note by the pointer."""
        state, theme, geometry = self.state, self._scene.theme, self.geometry_now()
        # Ended whatever happens: Qt does not survive a painter that outlives its device.
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still_layer(geometry, state))
            self.picture.draw_live(painter, geometry, state, theme)
            words = self.note(state)
            if words and self._pointer is not None:
                painter.setClipping(False)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                numbers = getattr(self.picture, "numbers", None)
                kept = [] if numbers is None else numbers(geometry, state, theme)
                draw_tip(painter, QRectF(self.rect()), self._pointer, words, theme, kept)

    def note(self, state: State) -> list[str]:
        """What the note by the pointer says; nothing for none. The first line is its title."""
        index = self._tip_class()
        return [] if index is None else self.tip_lines(index, state)

    def tip_lines(self, index: int, state: State) -> list[str]:
        """What the note says of class ``index``."""
        return lines_for(index, state)

    def _still_layer(self, geometry: Any, state: State) -> QPixmap:
        theme, ratio = self._scene.theme, self.devicePixelRatioF()
        key = (self.picture.still_key(geometry, state), theme, self.size(), ratio)
        # Equal to the last one: found without hashing it, which is half of what looking costs.
        if self._last_still is not None and self._last_still[0] == key:
            return self._last_still[1]
        pixmap = self._still.get(key)
        if pixmap is None:
            # Rounded up: at 1.5 a truncated pixmap leaves a black edge.
            pixmap = QPixmap(
                int(np.ceil(self.width() * ratio)), int(np.ceil(self.height() * ratio))
            )
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(colour(theme.background))
            with QPainter(pixmap) as painter:
                self.picture.draw_still(painter, geometry, state, theme)
            if len(self._still) >= STILL:
                del self._still[next(iter(self._still))]
            self._still[key] = pixmap
        self._last_still = (key, pixmap)
        return pixmap

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
