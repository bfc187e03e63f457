"""What was shown last is looked for beside the start: a disk that never answers stops nobody."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from ceviz.errors import CevizError
from ceviz.panels.background import hand_over
from ceviz.storage import session
from ceviz.storage.presence import BLINK
from ceviz.window.files.on_disk import ReadSession
from ceviz.window.recovery.open_elsewhere import is_open

if TYPE_CHECKING:
    from ceviz.document.model import Document
    from ceviz.window.main_window import MainWindow

#: How long it is said that nothing was found yet, in milliseconds.
SAID = 10_000

#: A session; a file of predictions that is there; why there is neither; None for nothing to show.
Found: TypeAlias = ReadSession | Path | Exception | None


class LastShown(QObject):
    """Looks at the file that was shown last, in a thread that nobody waits for at the end.

    A session that is open elsewhere is not opened twice unasked; one that is gone is not missed.

    Attributes:
        path, workspace: what was shown, and where.
        found: what there is to show, once it is known.

    Signals:
        known(): that it is.
    """

    known = Signal()

    def __init__(self, path: Path, workspace: str) -> None:
        super().__init__()
        self.path, self.workspace = path, workspace
        self.found: Found = None
        self._ready = Event()
        Thread(target=self._look, daemon=True).start()

    def in_time(self) -> bool:
        """Whether it is known before the first frame, which waits for a blink."""
        return self._ready.wait(BLINK)

    def show_in(self, window: MainWindow) -> None:
        """Show it in ``window``, which is on something else, once it is known.

        Where that is in use by then, it is offered.
        """
        self.setParent(window)
        at_first = window.store.document
        self.known.connect(partial(self._show, window, at_first))
        if self._ready.is_set():
            self._show(window, at_first)
        else:
            said = f"Looking for {self.path.name}, which was shown last…"
            window.statusBar().showMessage(said, SAID)

    def _look(self) -> None:
        """In the thread of its own."""
        try:
            self.found = self._there()
        except Exception as problem:  # told in the thread that waits for it
            self.found = problem
        self._ready.set()
        with suppress(RuntimeError):  # the window has gone meanwhile
            self.known.emit()

    def _there(self) -> Found:
        try:
            if not self.path.is_file() or is_open(self.path):
                return None
        except OSError:
            return None  # in a folder that cannot be looked into
        if self.path.suffix.lower() != session.SUFFIX:
            return self.path
        return ReadSession.of(self.path)

    def _show(self, window: MainWindow, at_first: Document) -> None:
        found, self.found = self.found, None  # told twice, it is shown once
        window.statusBar().clearMessage()
        if found is None:
            return
        busy = window.store.document is not at_first or window.store.in_gesture
        if isinstance(found, CevizError):
            window.notice.tell(found)
        elif isinstance(found, Exception):
            hand_over(found)
        elif busy or QApplication.activeModalWidget() is not None:
            do = partial(window.files.open_path, self.path)
            window.notice.offer(f"{self.path.name} was shown last.", "Open it", do)
        elif isinstance(found, Path):
            window.files.open_path(found)
        else:
            window.files.open_read(self.path, found)
            assert window.views is not None
            window.views.go_to(self.workspace)
