"""The files of a run: found, measured one after the other beside the window, and watched.

A file that is still being written is not believed: it is read once size and time have stood still
between two looks, and its reader refuses what is cut short. One that cannot be read is tried again
when the folder is looked at next, and named after a few times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from ceviz.document.run import Run, Step
from ceviz.errors import CevizError
from ceviz.maths.arrays import mapped
from ceviz.panels.background import Job, Latest
from ceviz.storage.memory import refusing_memory
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers import ReadOptions
from ceviz.storage.runs import Dump, dumps, measured_step, opened_step, title_of

#: Milliseconds between two looks at the folder while it is followed, where no news come of it.
EVERY = 2000

#: And after news of it: who writes goes on for a while.
QUIET = 250

#: How often a file is tried before it is named as one that cannot be read.
TRIES = 4

#: Bytes of files that are kept as they were opened, so that the film goes on without reading.
KEPT = 256 << 20


@dataclass
class _Known:
    """A file that was found.

    Attributes:
        dump: as it was found last.
        settled: it was the same at two looks; one that has just changed may still be written.
        measured: it is in the run as it is.
        tries: how often it was read in vain since it changed.
        refusal: why it cannot be read; told once it was tried often enough.
    """

    dump: Dump
    settled: bool = True
    measured: bool = False
    tries: int = 0
    refusal: CevizError | None = None


class Checkpoints(QObject):
    """Finds, measures and watches the files of one run.

    Attributes:
        run: the checkpoints that are measured.
        folder: where they lie, or None before one was opened.
        following: whether the folder is watched.

    Signals:
        changed(): ``run``, what is still to be done, or what cannot be read is new.
        opened(Dump, OpenedFile): the file that was wanted last.
        refused(CevizError): the folder that was asked for holds no run, or a file of it that
            was wanted cannot be read.
    """

    changed = Signal()
    opened = Signal(object, object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run = Run()
        self.folder: Path | None = None
        self.following = False
        self._place: Path | None = None
        self._options: ReadOptions | None = None
        self._known: dict[str, _Known] = {}
        self._kept: dict[str, tuple[tuple[int, int], OpenedFile]] = {}
        self.finding, self.measuring, self.opening = Latest(self), Latest(self), Latest(self)
        self._quiet = _timer(self, QUIET, self.look)
        self._poll = _timer(self, EVERY, self.look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._quiet.start())

    # Finding

    def open(self, path: Path, options: ReadOptions | None = None) -> None:
        """Take the run in the folder ``path``, or the one that the file ``path`` is of."""
        self.finding.start(
            lambda _: dumps(path), lambda found: self._begin(path, options, found), self._refuse
        )

    def follow(self, on: bool) -> None:
        """Watch the folder for more checkpoints, or no longer."""
        self.following = on
        watched = self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self._poll.stop()
        if on and self.folder is not None:
            self._watcher.addPath(str(self.folder))  # where it cannot, there is the timer
            self.look()

    def look(self) -> None:
        """Look into the folder, beside the window; not twice at a time."""
        place = self._place
        if place is None or self.finding.busy:
            return
        self.finding.start(lambda _: dumps(place), self._take, self._find_nothing)

    def _begin(self, path: Path, options: ReadOptions | None, found: tuple[Dump, ...]) -> None:
        self.measuring.cancel()
        self.opening.cancel()
        self._options = options
        # From now on by one of its files: another series in the folder may grow longer.
        self._place = found[0].path
        self.folder = self._place.parent
        self.run = Run(title_of(self._place.name))
        self._known = {dump.path.name: _Known(dump) for dump in found}
        self._kept = {}
        self._go_on()
        self.follow(self.following)

    def _take(self, found: tuple[Dump, ...]) -> None:
        """The folder as it is now."""
        names = {dump.path.name for dump in found}
        for name in self._known.keys() - names:
            del self._known[name]
            self.run = self.run.without(name)
        for dump in found:
            known = self._known.get(dump.path.name)
            if known is None or known.dump.stamp != dump.stamp:
                # New, or still growing: believed if it is the same at the next look.
                self._known[dump.path.name] = _Known(dump, settled=False)
                self._quiet.start()
            else:
                known.settled = True
                if known.tries < TRIES:
                    known.refusal = None
        self._go_on()
        self._rest()

    def _find_nothing(self, refusal: CevizError) -> None:
        """All files are gone, or the folder is for the moment."""
        self._take(())

    def _rest(self) -> None:
        if self.following:
            self._poll.start()

    def _refuse(self, refusal: CevizError) -> None:
        self.refused.emit(refusal)

    # Measuring

    @property
    def waiting(self) -> int:
        """How many files are still to be measured."""
        return sum(_is_due(known) for known in self._known.values())

    @property
    def unreadable(self) -> list[tuple[str, CevizError]]:
        """The files that were tried often enough, and why each cannot be read."""
        often = TRIES if self.following else 1
        return [
            (name, known.refusal)
            for name, known in sorted(self._known.items())
            if known.refusal is not None and known.tries >= often
        ]

    def _go_on(self) -> None:
        """Measure the next file, if there is one."""
        due = [known for known in self._known.values() if _is_due(known)]
        if due and not self.measuring.busy:
            due.sort(key=lambda known: (known.dump.number, known.dump.path.name))
            dump, options = due[0].dump, self._options

            def work(job: Job) -> tuple[Dump, OpenedFile, Step]:
                with refusing_memory(dump.path.name):
                    return (dump, *measured_step(dump, options, lambda: job.cancelled))

            self.measuring.start(work, self._take_step, lambda r: self._fail(dump, r))
        self.changed.emit()

    def _take_step(self, result: tuple[Dump, OpenedFile, Step]) -> None:
        dump, file, step = result
        known = self._known.get(dump.path.name)
        if known is not None and known.dump.stamp == dump.stamp:
            known.measured, known.refusal, known.tries = True, None, 0
            self.run = self.run.with_step(step)
            self._keep(dump, file)
        self._go_on()

    def _fail(self, dump: Dump, refusal: CevizError) -> None:
        known = self._known.get(dump.path.name)
        if known is not None:
            known.tries += 1
            known.refusal = refusal
        self._go_on()

    # Opening one

    def want(self, at: int) -> None:
        """Open the checkpoint at place ``at``; whatever was wanted before no longer is."""
        known = self._known.get(self.run.steps[at].name)
        if known is None:
            return
        dump, options = known.dump, self._options
        kept = self._kept.get(dump.path.name)
        self.opening.cancel()
        if kept is not None and kept[0] == dump.stamp:
            self.opened.emit(dump, kept[1])
            return

        def work(job: Job) -> OpenedFile:
            with refusing_memory(dump.path.name):
                return opened_step(dump, options, lambda: job.cancelled)

        def take(file: OpenedFile) -> None:
            self._keep(dump, file)
            self.opened.emit(dump, file)

        self.opening.start(work, take, self._refuse)

    def _keep(self, dump: Dump, file: OpenedFile) -> None:
        """As far as there is room; the ones that were opened first go."""
        self._kept.pop(dump.path.name, None)
        self._kept[dump.path.name] = (dump.stamp, file)
        while len(self._kept) > 1 and sum(_bytes(f) for _, f in self._kept.values()) > KEPT:
            del self._kept[next(iter(self._kept))]


def _is_due(known: _Known) -> bool:
    return known.settled and not known.measured and known.refusal is None


def _bytes(file: OpenedFile) -> int:
    """What a file takes of the memory: its scores, unless they lie in the file, and its columns."""
    scores = file.predictions.scores
    held = 0 if mapped(scores) or file.predictions.recorded is not None else scores.nbytes
    return held + 60 * file.evaluation.columns.rows


def _timer(parent: QObject, milliseconds: int, do: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(do)
    return timer
