"""A gesture: a drag, a slider or a playing descent, from the press to its end."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ceviz.document.model import Document
from ceviz.store.intents import Intent


class End(StrEnum):
    """Why a gesture ended."""

    RELEASED = "released"
    #: Another edit, another gesture, or saving: what was reached is kept, then that happens.
    SUPERSEDED = "superseded"
    ESCAPED = "escaped"
    RIGHT_BUTTON = "right button"
    #: The window has lost the keyboard, or what was held is no longer to be seen.
    FOCUS_LOST = "focus lost"
    #: Undo takes back what is being done before it takes back what was done.
    UNDONE = "undone"
    #: Another document was opened.
    REPLACED = "replaced"

    @property
    def keeps(self) -> bool:
        """Whether what was reached stays, as a step of the history."""
        return self in (End.RELEASED, End.SUPERSEDED)


class Gesture(QObject):
    """What a user is about to do: shown at every move, and one named undo step at its end.

    Every preview is computed from the document at the press, never from the last frame: no
    drift, and out and back is the identity. :meth:`Store.begin` makes it, and there is one at
    most; who began it holds it, and hears from it when it is over, whoever ended it.

    Attributes:
        base: the document at the press.
        intent: the last one that was shown, whose label names the step; None before the first.
        moving: whether it has been asked for anything: a press alone changes nothing.
        over: whether it has ended; from then on it does nothing.

    Signals:
        previewed(Intent): it is shown, also where the document stays equal.
        ended(End): it is over, for this reason, and the document is what that left.
    """

    previewed = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        base: Document,
        show: Callable[[Gesture, Intent], bool],
        conclude: Callable[[Gesture, End], None],
    ) -> None:
        super().__init__()
        self.base = base
        self.intent: Intent | None = None
        self.moving = self.over = False
        self._show, self._conclude = show, conclude

    def preview(self, intent: Intent) -> bool:
        """Show ``intent`` done to the document at the press; False if it was refused."""
        if self.over or not self._show(self, intent):
            return False
        self.previewed.emit(intent)
        return True

    def end(self, reason: End) -> None:
        """Keep what was reached or give it back, as ``reason`` says; only the first end counts."""
        if not self.over:
            self._conclude(self, reason)
