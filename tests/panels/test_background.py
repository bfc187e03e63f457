"""Work beside the window: how it ends, that only the newest counts, and that nothing vanishes."""

from __future__ import annotations

import gc
import weakref
from functools import partial
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ceviz.errors import CevizError, InvalidInput
from ceviz.panels import background
from ceviz.panels.background import Job, Latest
from ceviz.panels.notice import Notice
from ceviz.panels.view_frame import SideView
from tests.helpers import user
from tests.helpers.fixtures import show
from tests.helpers.hearing import Hooked, Told


def break_down(_: Job) -> object:
    """What nobody expected."""
    raise ZeroDivisionError("nobody thought of this")


def give(number: int, _: Job) -> int:
    """What can be told from another's."""
    return number


def report(share: float, job: Job) -> None:
    """Says how far it is."""
    job.report(share)


def refuse(_: Job) -> object:
    """What is told to whoever asked."""
    raise InvalidInput("no")


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
    told = [Told(job.done), Told(job.refused)]
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


def settle() -> None:
    """All jobs end, and tell."""
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()


def test_only_the_newest_counts(qtbot: QtBot) -> None:
    latest, came = Latest(), list[int]()
    for n in (1, 2, 3):
        latest.start(partial(give, n), came.append)
    assert latest.busy
    settle()
    assert came == [3]
    assert not latest.busy
    latest.start(lambda _: 4, came.append)
    latest.cancel()
    settle()
    assert came == [3]


def test_only_the_newest_reports(qtbot: QtBot) -> None:
    latest, shares = Latest(), list[float]()
    latest.reported.connect(shares.append)
    for share in (0.25, 0.5):
        latest.start(partial(report, share), lambda _: None)
    settle()
    assert shares == [0.5]


def test_a_refusal_is_its_owners(qtbot: QtBot, hooked: Hooked) -> None:
    latest, refused = Latest(), list[CevizError]()
    latest.start(refuse, lambda _: None, refused.append)
    settle()
    assert [str(refusal) for refusal in refused] == ["no"]
    assert hooked == []


def test_a_refusal_without_an_owner_does_not_vanish(qtbot: QtBot, hooked: Hooked) -> None:
    latest = Latest()
    with qtbot.waitSignal(latest.failed):
        latest.start(refuse, lambda _: None)
    assert [str(refusal) for refusal in hooked] == ["no"]


@pytest.mark.parametrize("cancelled", [False, True])
def test_what_nobody_expected_reaches_the_excepthook(
    qtbot: QtBot, hooked: Hooked, cancelled: bool
) -> None:
    latest, told = Latest(), list[object]()
    latest.failed.connect(lambda: told.append("failed"))
    latest.start(break_down, told.append, told.append)
    if cancelled:
        latest.cancel()
    settle()
    assert told == ([] if cancelled else ["failed"])
    assert [str(each) for each in hooked] == ["nobody thought of this"]
    assert hooked[0].__traceback__ is not None


def test_nobody_is_told_who_is_gone(qtbot: QtBot) -> None:
    """A view that was closed gets no late answer."""
    latest, came, go_on = Latest(), list[object](), Event()
    latest.start(lambda _: go_on.wait(20), came.append)
    latest.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go_on.set()
    settle()
    assert came == []


def test_a_view_says_so_and_tries_again(qtbot: QtBot, hooked: Hooked) -> None:
    view, came, good = show(qtbot, SideView(), 400, 300), list[object](), list[bool]()
    latest = Latest(view)
    view.offer_again(latest, "The sums could not be done")

    def work(_: Job) -> int:
        return 7 if good else break_down(_)  # type: ignore[return-value]

    latest.start(work, came.append)
    settle()
    notice = view.findChild(Notice)
    assert isinstance(notice, Notice)
    assert notice.isVisible()
    assert notice.message.text() == "The sums could not be done: something went wrong."
    assert not latest.busy
    again = next(b for b in view.findChildren(QPushButton) if b.text() == "Try again")
    good.append(True)
    user.click(again, user.middle(again))
    settle()
    assert came == [7]
    assert not notice.isVisible()
    assert len(hooked) == 1
