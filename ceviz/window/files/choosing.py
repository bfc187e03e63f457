"""The dialogs in which files are chosen: to be opened, and to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ceviz.storage import sources
from ceviz.storage.apart import expect

_SESSIONS = "ceviz sessions (*.ceviz)"
_OPENED = "Sessions, predictions and figures ({});;All files (*)"


def ask(window: QWidget, folder: Path) -> list[Path]:
    """The files that the user chooses, looking first into ``folder``; none if they give up."""
    expect(folder)
    kinds = _OPENED.format(" ".join(sources.patterns()))
    names, _ = QFileDialog.getOpenFileNames(window, "Open", str(folder), kinds)
    return [Path(name) for name in names]


def ask_save(window: QWidget, suggestion: Path) -> Path | None:
    """The file to save as; None if the user gives up."""
    name, _ = QFileDialog.getSaveFileName(window, "Save as", str(suggestion), _SESSIONS)
    return Path(name) if name else None
