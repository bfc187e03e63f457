"""Sessions: a small one is there at once, a large one is read beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ceviz.errors import CevizError
from ceviz.window.files.on_disk import ReadSession
from ceviz.window.files.prediction_files import PredictionFiles

if TYPE_CHECKING:
    from ceviz.window.files.loader import Loader

#: From this many bytes on a session is read beside the window: what is smaller takes a blink.
LARGE = 500_000


class SessionFiles(QObject):
    """Reads sessions, the newest one asked for.

    Signals:
        refused(CevizError): it cannot be opened; nothing else happened.
    """

    refused = Signal(object)

    def __init__(self, predictions: PredictionFiles) -> None:
        """``predictions`` are dropped when a session is wanted instead, and the other way round."""
        super().__init__(predictions)
        self._predictions = predictions
        self._loader: Loader | None = None

    def load_with(self, loader: Loader) -> None:
        """From now on large ones are read beside the window, by what reads all files."""
        self._loader = loader

    def read(self, path: Path, take: Callable[[ReadSession], object]) -> None:
        """Give ``take`` what is in ``path``, now or when it is read."""
        if self._loader is not None and _size(path) >= LARGE:
            self._predictions.give_way()
            self._loader.load_session(path, take, self.refused.emit)
            return
        try:
            found = ReadSession.of(path)
        except CevizError as refusal:
            self.refused.emit(refusal)
        else:
            take(found)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0  # reading says why
