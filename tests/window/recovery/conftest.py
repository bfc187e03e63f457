"""A window whose steps are kept, and what windows that are gone left."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document.model import Document
from ceviz.storage.journal.left import left_in
from ceviz.storage.journal.records import Moment
from ceviz.storage.journal.writer import Journal
from ceviz.window.main_window import MainWindow
from ceviz.window.recovery.keeper import Keeper
from ceviz.window.recovery.offer import Offer
from ceviz.window.state_folder import journals
from tests.helpers.fixtures import show_window
from tests.window.conftest import Answers as Answers
from tests.window.conftest import answers as answers

SECONDS = 60.0


@pytest.fixture(autouse=True)
def _no_journals() -> Iterator[None]:
    """None is there before, and none stays."""
    shutil.rmtree(journals(), ignore_errors=True)
    yield
    shutil.rmtree(journals(), ignore_errors=True)


@pytest.fixture
def kept_window(qtbot: QtBot) -> Iterator[tuple[MainWindow, Keeper]]:
    """The window on the fruit with its keeper."""
    window = show_window(qtbot)
    keeper = Keeper(window.store, window.files, window)
    yield window, keeper
    keeper.finish(keep=False)
    # What still waits for the journal to be written holds on to the window.
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()


@pytest.fixture
def leave() -> Callable[..., None]:
    """Leaves a journal as a window does that was killed."""

    def leave_it(document: Document, **more: object) -> None:
        complaints: list[object] = []
        made = Journal(journals(), complaints.append)
        made.keep(Moment(document, **more))  # type: ignore[arg-type]
        made.finish(keep=True, seconds=SECONDS)
        assert complaints == []

    return leave_it


def offered(qtbot: QtBot, window: MainWindow, keeper: Keeper, more: list[MainWindow]) -> Offer:
    """What is offered to ``window``; those opened beside it are put to ``more``."""

    def another() -> tuple[MainWindow, Keeper]:
        beside = show_window(qtbot)
        more.append(beside)
        its = Keeper(beside.store, beside.files, beside)
        beside.closed.connect(lambda: its.finish(keep=False))
        return beside, its

    offer = Offer(window, keeper, another)
    with qtbot.waitSignal(offer.looked, timeout=60_000):
        offer.look()
    return offer


def left_documents() -> list[Document]:
    """What is left in the folder, which stays there."""
    found = left_in(journals())
    documents = [left.kept.document(left.title) for left in found]
    for left in found:
        left.release()
    return documents
