"""Where ceviz keeps what it remembers by itself: the log, lessons, journals."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def state_folder() -> Path:
    """The user's folder of state, ``~/.local/state/ceviz/ceviz`` on Linux; it may not exist yet."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.StateLocation)
    return Path(where) if where else Path.home()


def journals() -> Path:
    """The folder of what all windows have not saved."""
    return state_folder() / "journals"
