"""Which file each stretch of the history belongs to.

Another example is opened as a step like others. What is saved then belongs to it, and not to the
one that undoing goes back to.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QUndoStack


class FileHistory:
    """Stretches of the history from one opened document to the next, each with its file or none."""

    def __init__(self, history: QUndoStack) -> None:
        self._history = history
        self._paths: dict[int, Path | None] = {0: None}

    def restart(self, path: Path | None) -> None:
        """The history is a new one, of a document from ``path``."""
        self._paths = {0: path}

    def begin(self, path: Path | None) -> None:
        """The last step opened another document, from ``path`` or of no file yet."""
        self._forget_undone()
        self._paths[self._history.index()] = path

    @property
    def path(self) -> Path | None:
        """The file of what is shown now."""
        return self._paths[self._start()]

    @path.setter
    def path(self, path: Path | None) -> None:
        self._forget_undone()
        self._paths[self._start()] = path

    def _start(self) -> int:
        index = self._history.index()
        return max(start for start in self._paths if start <= index)

    def _forget_undone(self) -> None:
        """Stretches that no redo leads to any more."""
        count = self._history.count()
        self._paths = {start: path for start, path in self._paths.items() if start <= count}
