"""The sentence below everything: what to see in the document that was opened."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from ceviz.document.model import Document
from ceviz.panels.plain_text import ElidedLabel
from ceviz.store import Store

#: The sentences of so many opened documents are remembered.
CAPTIONS = 16


class Caption(ElidedLabel):
    """Shown as long as its document is as it was opened, however it is looked at."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(8, 0, 8, 2)
        self._store = store
        self._known: list[tuple[Document, str]] = []
        store.changed.connect(self._show)
        store.gesture_changed.connect(self._show)

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
        sentence = None if self._store.in_gesture else next(sentences, None)
        if sentence is not None:
            self.setText(sentence)
            self.setToolTip(sentence)
        self.setVisible(sentence is not None)
