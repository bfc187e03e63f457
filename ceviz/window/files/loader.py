"""Prediction files: read and measured beside the window, installed only when all went well."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ceviz.errors import CevizError
from ceviz.panels.background import Job, Latest
from ceviz.storage.memory import refusing_memory
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import ReadOptions, read

#: The share of the work that is reading; the rest is measuring.
READING = 0.7

#: How much more must be done before it is told: each word wakes the window.
STEP = 0.05


class Loader(QObject):
    """Loads one file at a time; a newer one drops the one before.

    Attributes:
        latest: the loading under way.

    Signals:
        progressed(float): 0 to 1, while one is loading.
        loaded(OpenedFile): it is read and measured.
        refused(CevizError): it was refused; nothing else happened.
        ended(): loading is over, one way or the other.
    """

    progressed = Signal(float)
    loaded = Signal(object)
    refused = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest = Latest(self)
        self.latest.reported.connect(self.progressed)
        self.latest.failed.connect(self.ended)

    @property
    def busy(self) -> bool:
        """Whether a file is being loaded."""
        return self.latest.busy

    def load(self, path: Path, options: ReadOptions | None = None) -> None:
        """Begin to load ``path``."""
        self.cancel()
        self.latest.start(lambda job: self._work(job, path, options), self._finish, self._refuse)

    def cancel(self) -> None:
        """Stop; what is on screen stays."""
        if self.latest.busy:
            self.latest.cancel()
            self.ended.emit()

    def _work(self, job: Job, path: Path, options: ReadOptions | None) -> OpenedFile:
        """In the other thread: signals cross over, nothing else is touched."""
        furthest = 0.0

        def tell(share: float) -> None:
            # A reader looks at some arrays twice; a bar that goes back says nothing.
            nonlocal furthest
            if share >= furthest + STEP or share == 1.0 > furthest:
                furthest = share
                job.report(furthest)

        def reading(share: float) -> None:
            tell(READING * share)

        def measuring(done: int, rows: int) -> None:
            tell(READING + (1.0 - READING) * done / max(rows, 1))

        def cancelled() -> bool:
            return job.cancelled

        with refusing_memory(path.name):
            predictions = read(path, options, progress=reading, cancelled=cancelled)
            return OpenedFile.measured(
                predictions, path, options, progress=measuring, cancelled=cancelled
            )

    def _finish(self, file: OpenedFile) -> None:
        self.ended.emit()
        self.loaded.emit(file)

    def _refuse(self, refusal: CevizError) -> None:
        self.ended.emit()
        self.refused.emit(refusal)
