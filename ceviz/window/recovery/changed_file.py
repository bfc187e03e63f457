"""Says when the file that is open was changed by another program, and offers to open it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from ceviz.document.model import Document
from ceviz.errors import CevizError
from ceviz.panels.background import Latest
from ceviz.storage.opened import OpenedFile
from ceviz.storage.origins import reopened
from ceviz.store import Intent
from ceviz.window.files.on_disk import left_out

if TYPE_CHECKING:
    from ceviz.window.main_window import MainWindow

#: How long nothing more may happen to a file before it is looked at, in milliseconds.
QUIET = 300

AGAIN = "Open again"


@dataclass(frozen=True)
class _Changed:
    """A file that is another now, by size and time, or by contents."""

    path: Path
    stamp: tuple[int, int]


class ChangedFile(QObject):
    """Watches what ``window`` shows: by the system's news, and whenever the program is used again.

    A file is looked at beside the window; what is there is another by its contents if it is a
    session, by size and time if it is large. Each change is told once.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._files, self._store = window, window.files, window.store
        self._told: _Changed | None = None
        self._waiting: tuple[OpenedFile, Document] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(self.look)
        self._looking = Latest(self)
        self._watcher.fileChanged.connect(lambda _: self._quiet.start())
        self._watcher.directoryChanged.connect(lambda _: self._quiet.start())
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._use)
        self._files.renamed.connect(self._watch)
        self._files.file_opened.connect(self._watch)
        self._files.file_opened.connect(self._take_edits)
        self._files.predictions.refused.connect(self._forget)
        self._files.predictions.dropped.connect(self._forget)
        self._watch()

    @property
    def path(self) -> Path | None:
        """The file that is shown, or None."""
        file = self._store.file
        return self._files.path if file is None else file.on_disk

    def look(self) -> None:
        """See whether it is another now."""
        self._watch()
        path = self.path
        if path is not None:
            self._looking.start(lambda _: self._changed(path), self._tell, self._keep_quiet)

    def open_again(self) -> None:
        """What is in the file now, with the edits of those rows that are the same."""
        file, path = self._store.file, self._files.path
        if file is not None:
            self._open_predictions(file)
        elif path is not None:
            self._files.reload(path, with_edits=True)

    def _use(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._quiet.start()

    def _watch(self, *_: object) -> None:
        """The file, and its folder: one that is replaced is another file."""
        path = self.path
        wanted = set() if path is None else {str(path), str(path.parent)}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if fresh := [name for name in wanted - watched if Path(name).exists()]:
            self._watcher.addPaths(fresh)

    def _changed(self, path: Path) -> _Changed | None:
        """In another thread: what there is to tell."""
        try:
            status = path.stat()
        except OSError:
            return None  # gone, or just being replaced: there is nothing to open again
        now = _Changed(path, (status.st_size, status.st_mtime_ns))
        file = self._store.file
        if file is not None and file.path == path:
            try:
                file.predictions.check()
            except CevizError:
                return now
            return None
        return now if self._files.is_foreign(path) else None

    def _tell(self, changed: _Changed | None) -> None:
        if changed is None or changed == self._told or changed.path != self.path:
            return
        self._told = changed
        edits = self._store.document.samples.edited or self._files.has_unsaved
        keeps = " Opened again, edits stay where rows are the same." if edits else ""
        self._window.notice.offer(
            f"{changed.path.name} was changed by another program.{keeps}",
            AGAIN,
            self.open_again,
            lasting=True,
        )

    def _keep_quiet(self, _: CevizError) -> None:
        """What cannot be looked at is nothing to open again."""

    def _open_predictions(self, file: OpenedFile) -> None:
        mine = self._store.document
        self._files.predictions.open(file.path, file.options, asked=True)
        self._waiting = file, mine  # opening anything forgets what was waited for

    def _forget(self, *_: object) -> None:
        self._waiting = None

    def _take_edits(self, now: OpenedFile) -> None:
        """Another file may have been opened instead."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or now.path != waiting[0].path:
            return
        before, mine = waiting
        document, lost = reopened(mine, before.document, now.document)
        self._store.apply(Intent("Keep the edits", lambda _: document))
        if lost:
            self._files.predictions.tell_first(left_out(now.path.name, lost))
