"""A drag: from a press on a handle to its release, Esc or the right button."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from ceviz.draw.picture import Handle

#: Fine dragging moves this many times slower.
FINE = 10.0


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

    def _reach(self, pointer: QPointF) -> QPointF:
        moved = pointer - self.anchor
        return self.reached + (moved / FINE if self.fine else moved)
