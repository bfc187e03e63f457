"""What a panel said, in order."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import SignalInstance

from ceviz.panels.scene import EditSignals
from ceviz.store import Intent


class Heard:
    """Writes down every signal by which a panel asks for something.

    Attributes:
        said: "edited", "previewed", "committed", "cancelled", in the order they came.
        intents: what came with the first two.
    """

    def __init__(self, panel: EditSignals) -> None:
        self.said: list[str] = []
        self.intents: list[Intent] = []
        panel.edited.connect(lambda intent: self._note("edited", intent))
        panel.previewed.connect(lambda intent: self._note("previewed", intent))
        panel.committed.connect(lambda: self._note("committed"))
        panel.cancelled.connect(lambda: self._note("cancelled"))

    def _note(self, word: str, intent: Intent | None = None) -> None:
        self.said.append(word)
        if intent is not None:
            self.intents.append(intent)

    @property
    def one(self) -> Intent:
        """The intent, if exactly one was edited and nothing else was said."""
        assert self.said == ["edited"], self.said
        return self.intents[0]


class Told(list[Any]):
    """What came with a signal, each time it came; QSignalSpy does not keep Python's objects."""

    def __init__(self, signal: SignalInstance) -> None:
        super().__init__()
        signal.connect(self.append)
