"""Files, read and measured beside the window, installed only when all went well."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from ceviz.errors import CevizError
from ceviz.panels.background import Job, Latest
from ceviz.storage.memory import refusing_memory
from ceviz.storage.opened import OpenedFile
from ceviz.storage.parts.together import read_as_one
from ceviz.storage.readers import ReadOptions, read
from ceviz.window.files.on_disk import ReadSession

T = TypeVar("T")

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
        loaded(OpenedFile): predictions are read and measured.
        refused(CevizError): predictions were refused; nothing else happened.
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
        """Begin to load predictions, ``path``."""
        self._begin(lambda job: self._work(job, path, options), self.loaded.emit, self.refused.emit)

    def load_session(
        self,
        path: Path,
        take: Callable[[ReadSession], object],
        refuse: Callable[[CevizError], object],
    ) -> None:
        """Begin to load session ``path``, for ``take`` or ``refuse``."""
        self._begin(lambda job: ReadSession.of(path, _Telling(job)), take, refuse)

    def _begin(
        self,
        work: Callable[[Job], T],
        take: Callable[[T], object],
        refuse: Callable[[CevizError], object],
    ) -> None:
        self.cancel()
        self.latest.start(work, partial(self._hand_over, take), partial(self._hand_over, refuse))

    def cancel(self) -> None:
        """Stop; what is on screen stays."""
        if self.latest.busy:
            self.latest.cancel()
            self.ended.emit()

    def _work(self, job: Job, path: Path, options: ReadOptions | None) -> OpenedFile:
        """In the other thread: signals cross over, nothing else is touched."""
        tell = _Telling(job)

        def reading(share: float) -> None:
            tell(READING * share)

        def measuring(done: int, rows: int) -> None:
            tell(READING + (1.0 - READING) * done / max(rows, 1))

        def cancelled() -> bool:
            return job.cancelled

        with refusing_memory(path.name):
            if options is not None and options.more:
                predictions = read_as_one(path, options, progress=reading, cancelled=cancelled)
            else:
                predictions = read(path, options, progress=reading, cancelled=cancelled)
            return OpenedFile.measured(
                predictions, path, options, progress=measuring, cancelled=cancelled
            )

    def _hand_over(self, take: Callable[[T], object], outcome: T) -> None:
        self.ended.emit()
        take(outcome)


class _Telling:
    """Says how far a job is, in words that are worth waking the window for."""

    def __init__(self, job: Job) -> None:
        self._job, self._furthest = job, 0.0

    def __call__(self, share: float) -> None:
        """``share`` is done, 0 to 1."""
        # A reader looks at some arrays twice; a bar that goes back says nothing.
        if share >= self._furthest + STEP or share == 1.0 > self._furthest:
            self._furthest = share
            self._job.report(share)
