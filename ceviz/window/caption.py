"""The line below everything: what to see in what was opened, then what was done last."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from ceviz.document.model import Document
from ceviz.panels.plain_text import ElidedLabel, plain_tooltip
from ceviz.store import Store

#: What is said while something is dragged.
HELD = "Esc gives it back, Shift makes it ten times finer."

#: The sentences of so many opened documents are remembered.
CAPTIONS = 16


class Caption(ElidedLabel):
    """What to see in a document as it was opened, however it is looked at.

    Once it is another, what was done last and how to take it back; in a gesture, how to give it
    back and how to be exact.
    """

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(8, 0, 8, 2)
        self._store = store
        self._known: list[tuple[Document, str]] = []
        store.changed.connect(self._show)
        store.gesture_changed.connect(self._show)
        # Told of a step, the history does not have it yet.
        store.history.undoTextChanged.connect(self._show)

    def take(self, sentence: str) -> None:
        """``sentence`` is about the document that was just opened."""
        # Undoing leads back to examples that were left, and to nothing before a file.
        left = self._known[: CAPTIONS - 1] if self._store.history.count() else []
        self._known = [(self._store.document, sentence), *left]
        self._show()

    def _show(self, *_: object) -> None:
        now = self._store.document
        sentences = (
            sentence
            for then, sentence in self._known
            if now.same_as(replace(then, unit=now.unit, selected=now.selected))
        )
        words = HELD if self._store.in_gesture else next(sentences, None) or self._last()
        if words != self.text():
            self.setText(words)
            self.setToolTip(plain_tooltip(words))
        self.setVisible(bool(words))

    def _last(self) -> str:
        """What was done last, and the key that takes it back."""
        done = self._store.history.undoText()
        key = QKeySequence(QKeySequence.StandardKey.Undo)
        return (
            f"{done}. {key.toString(key.SequenceFormat.NativeText)} takes it back." if done else ""
        )
