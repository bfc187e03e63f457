"""Work beside the window, and the end of the program while some is going on."""

from __future__ import annotations

import gc
import weakref
from threading import Event

from PySide6.QtCore import QCoreApplication, QThreadPool
from pytestqt.qtbot import QtBot

from ceviz.panels import background
from ceviz.panels.background import Job
from tests.helpers.hearing import Told


class Heeding(Job):
    """Goes on until it is cancelled."""

    def __init__(self) -> None:
        super().__init__(lambda _: self.stopped.wait(20))
        self.stopped = Event()

    def cancel(self) -> None:
        super().cancel()
        self.stopped.set()


def test_the_end_of_the_program_cancels_what_it_waits_for(qtbot: QtBot) -> None:
    job = Heeding()
    told = [Told(job.done), Told(job.failed)]
    job.start()
    background._wait()
    QCoreApplication.processEvents()
    assert job.cancelled
    assert told == [[], []]


def test_a_job_that_is_kept_keeps_nothing_alive(qtbot: QtBot) -> None:
    class File:
        pass

    file = File()
    gone = weakref.ref(file)

    def work(_: Job, about: File = file) -> None:
        """Its default is what it is about."""

    job = Job(work)
    with qtbot.waitSignal(job.done):
        job.start()
    del file, work
    QThreadPool.globalInstance().waitForDone()
    gc.collect()
    assert gone() is None
