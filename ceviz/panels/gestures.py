"""A drag: a handle in the hand, and what moving it does to the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, Qt

from ceviz.document.model import Document
from ceviz.draw.picture import Handle
from ceviz.store import Gesture, Intent

#: Fine dragging moves this many times slower.
FINE = 10.0

#: Nearer to its place than this, in pixels, a handle is back: rounding reaches no further.
HOME = 1e-6


@dataclass
class Drag:
    """One handle from press to release, Esc or the right button.

    The pointer is followed with the offset of the press; while Shift is held it is followed
    ten times slower, and switching Shift on or off moves nothing.

    Attributes:
        handle: what was taken, as it was at the press.
        gesture: what becomes of the document.
        anchor: where the pointer was when it was last looked at whether Shift is held.
        reached: where the handle was then.
    """

    handle: Handle
    gesture: Gesture
    anchor: QPointF
    reached: QPointF
    fine: bool = False

    @classmethod
    def start(
        cls, handle: Handle, gesture: Gesture, pointer: QPointF, *, fine: bool = False
    ) -> Drag:
        """A drag that begins with ``pointer`` on ``handle``."""
        return cls(handle, gesture, QPointF(pointer), QPointF(handle.at), fine)

    def follow(self, pointer: QPointF, *, fine: bool) -> QPointF:
        """Where the handle is when the pointer is at ``pointer``."""
        if fine != self.fine:
            self.reached = self._reach(pointer)
            self.anchor = QPointF(pointer)
            self.fine = fine
        return self._reach(pointer)

    def preview(
        self, pointer: QPointF, intent_at: Callable[[QPointF], Intent], *, fine: bool
    ) -> None:
        """Show what the handle means with the pointer at ``pointer``; back at the press, nothing.

        Pixels do not read back as the very number they were painted for, so it is not asked
        for again.
        """
        reached = self.follow(pointer, fine=fine)
        intent, away = intent_at(reached), reached - self.handle.at
        gone = {"x": abs(away.x()), "y": abs(away.y())}
        if all(gone[way] < HOME for way in self.handle.along):
            intent = replace(intent, edit=_nothing)
        self.gesture.preview(intent)

    def _reach(self, pointer: QPointF) -> QPointF:
        moved = pointer - self.anchor
        return self.reached + (moved / FINE if self.fine else moved)


def is_fine(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether Shift is held."""
    return bool(modifiers & Qt.KeyboardModifier.ShiftModifier)


def _nothing(document: Document) -> Document:
    return document
