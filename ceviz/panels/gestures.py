"""A drag: from a press on a handle to its release, Esc or the right button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF

from ceviz.document.model import Document
from ceviz.draw.picture import Handle
from ceviz.store import Intent

#: Fine dragging moves this many times slower.
FINE = 10.0

#: Nearer to its place than this, in pixels, a handle is back: rounding reaches no further.
HOME = 1e-6


@dataclass
class Drag:
    """One handle from press to release, Esc or the right button.

    The pointer is followed with the offset of the press; while Shift is held it is followed
    ten times slower, and switching Shift on or off moves nothing.
    """

    handle: Handle
    anchor: QPointF
    reached: QPointF
    fine: bool = False

    @classmethod
    def start(cls, handle: Handle, pointer: QPointF, *, fine: bool = False) -> Drag:
        """A drag that begins with ``pointer`` on ``handle``."""
        return cls(handle, QPointF(pointer), QPointF(handle.at), fine)

    def follow(self, pointer: QPointF, *, fine: bool) -> QPointF:
        """Where the handle is when the pointer is at ``pointer``."""
        if fine != self.fine:
            self.reached = self._reach(pointer)
            self.anchor = QPointF(pointer)
            self.fine = fine
        return self._reach(pointer)

    def intent(
        self, pointer: QPointF, intent_at: Callable[[QPointF], Intent], *, fine: bool
    ) -> Intent:
        """What the drag asks for with the pointer at ``pointer``; back at the press, nothing.

        Pixels do not read back as the very number they were painted for, so it is not asked
        for again.
        """
        reached = self.follow(pointer, fine=fine)
        intent, away = intent_at(reached), reached - self.handle.at
        gone = {"x": abs(away.x()), "y": abs(away.y())}
        if all(gone[way] < HOME for way in self.handle.along):
            return replace(intent, edit=_nothing)
        return intent

    def _reach(self, pointer: QPointF) -> QPointF:
        moved = pointer - self.anchor
        return self.reached + (moved / FINE if self.fine else moved)


def _nothing(document: Document) -> Document:
    return document
