"""Keeps what a window has not saved in its journal, step by step."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.errors import CevizError
from ceviz.storage.journal.records import Moment
from ceviz.storage.journal.writer import Journal
from ceviz.store import Store, Why
from ceviz.window.files.files import Files
from ceviz.window.state_folder import journals


class Keeper(QObject):
    """Hands every finished step of a window to its journal; nothing of a gesture under way.

    Attributes:
        came_from: the journal that the document was restored from, or empty.

    Signals:
        refused(CevizError): what is not saved cannot be kept.
    """

    refused = Signal(object)

    def __init__(self, store: Store, files: Files, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._files = store, files
        self._journal = Journal(journals(), self._tell)
        self.came_from = ""
        self._last: tuple[object, ...] = ()
        self._opening = False
        # Owned, so that it never rings for a window that is gone.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.settle)
        # After the files, which know by then what is saved.
        store.history.indexChanged.connect(self.note)
        store.history.cleanChanged.connect(self.note)
        store.changed.connect(self._follow)
        files.renamed.connect(self.note)

    def note(self) -> None:
        """Keep what is shown, if that is another than what was kept."""
        if self._opening or self._store.in_gesture:
            return
        document, file = self._store.document, self._store.file
        rows = document.samples.rows
        # Rows without a file, which a program handed over, are nobody's to be kept.
        ours = rows.task is None or (file is not None and file.on_disk is not None)
        unsaved = self._files.has_unsaved and ours
        now = (document, self._files.path, self._files.contents) if unsaved else ()
        if [*map(id, now)] == [*map(id, self._last)]:
            return
        self._last = now
        self._journal.keep(self._moment() if unsaved else None)

    def settle(self) -> None:
        """Whatever was opened is there with all that belongs to it."""
        self._soon.stop()
        self._opening = False
        self.note()

    def wait(self, seconds: float) -> bool:
        """Whether all is on the disk, in so many seconds; from any thread."""
        return self._journal.wait(seconds)

    def finish(self, *, keep: bool) -> None:
        """The window is gone: what is not saved is kept for the next start, or nobody wants it."""
        self.settle()
        self._journal.finish(keep=keep)

    def _moment(self) -> Moment:
        store, files = self._store, self._files
        return Moment(
            store.document,
            store.file,
            files.path,
            files.contents,
            store.history.index(),
            time.time(),
            self.came_from,
        )

    def _follow(self, document: Document, analysis: Analysis, why: Why) -> None:
        if why is Why.OPENED:
            # It is known in a moment which file it is of; whatever it was before is no longer.
            self._opening = True
            self._soon.start(0)
        elif why is Why.LOOKING:
            self.note()

    def _tell(self, refusal: CevizError) -> None:
        """From the thread that writes: the signal crosses over."""
        self.refused.emit(refusal)
