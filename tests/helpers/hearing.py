"""What a panel said, in order, and what reached the excepthook."""

from __future__ import annotations

import sys
from typing import Any, Protocol

import pytest
from PySide6.QtCore import SignalInstance

from ceviz.panels.scene import Scene
from ceviz.store import End, Intent


class Speaking(Protocol):
    """A panel, or what speaks to the store like one; most of them have ``edited``, too."""

    _scene: Scene


class Heard:
    """Writes down everything by which the user of a panel asks for something.

    Attributes:
        said: "edited"; "previewed", and at the end of the gesture its reason: "released",
            "escaped" …, in the order they came.
        intents: what came with the first two.
    """

    def __init__(self, panel: Speaking) -> None:
        self.said: list[str] = []
        self.intents: list[Intent] = []
        self._store = panel._scene.store
        if hasattr(panel, "edited"):
            panel.edited.connect(lambda intent: self._note("edited", intent))
        self._store.gesture_changed.connect(self._attend)

    def _attend(self, moving: bool) -> None:
        if moving:
            assert self._store.gesture is not None
            self._store.gesture.previewed.connect(lambda intent: self._note("previewed", intent))
            self._store.gesture.ended.connect(self._note_end)

    def _note_end(self, reason: End) -> None:
        self.said.append(reason.value)

    def _note(self, word: str, intent: Intent) -> None:
        self.said.append(word)
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


class Hooked(list[BaseException]):
    """What reaches ``sys.excepthook`` from now on; it fails no test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        monkeypatch.setattr(sys, "excepthook", lambda _, exception, __: self.append(exception))
