"""Unexpected exceptions: logged, shown once with "Copy details", and the program goes on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ceviz.window.state_folder import state_folder

#: The log is started anew when it has grown beyond this many bytes.
LOG_MOST = 1_000_000

#: What is said of an exception that nobody expected, and of one that the machine is the reason of.
WRONG = "Something went wrong inside ceviz. Your document is as it was; you can go on."
SHORT = (
    "There was not enough memory for that. Your document is as it was; "
    "close other programs to go on."
)


def install() -> None:
    """Catch what no slot caught; PySide would only print it."""
    sys.excepthook = ExceptHook()


def log_path() -> Path:
    """Where unexpected exceptions are written."""
    return state_folder() / "ceviz.log"


class ExceptHook:
    """The excepthook: every exception is logged, each place it happens is shown once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def __call__(
        self,
        kind: type[BaseException],
        exception: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log ``exception``; show it if nothing from the same line was shown before."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, exception, trace)
            return
        import traceback

        details = "".join(traceback.format_exception(kind, exception, trace))
        _write(details)
        frames = traceback.extract_tb(trace)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else kind.__name__
        if place not in self._told and QApplication.instance() is not None:
            self._told.add(place)
            short = issubclass(kind, MemoryError)
            _show(SHORT if short else WRONG, f"{kind.__name__}: {exception}", details)


def _show(words: str, what: str, details: str) -> None:
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QApplication.activeWindow())
    box.setWindowTitle("Something went wrong")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.setInformativeText(f"{what}\n\nIt was written to {log_path()}")
    copy = box.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
    box.addButton(QMessageBox.StandardButton.Close)
    # Not modal, and not at once: the exception may have left Qt in the middle of an event.
    box.setModal(False)
    box.finished.connect(box.deleteLater)
    QTimer.singleShot(0, box, box.show)


def _write(details: str) -> None:
    """Append to the log; a disk that takes nothing is no reason for another exception."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        grown = path.exists() and path.stat().st_size > LOG_MOST
        with path.open("w" if grown else "a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {details}\n")
    except OSError:
        return
