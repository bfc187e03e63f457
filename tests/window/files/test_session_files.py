"""Large sessions are read beside the window, small ones at once; both alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QCoreApplication, QThreadPool
from pytestqt.qtbot import QtBot

from ceviz.document.edits import select_sample, set_score
from ceviz.document.measurements import columns_of
from ceviz.document.model import Document
from ceviz.storage import session, sources
from ceviz.store import Intent
from ceviz.window.files import on_disk, session_files
from ceviz.window.main_window import MainWindow
from tests.helpers.documents import batch
from tests.helpers.files import write_npz
from tests.helpers.hearing import Told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session of a few samples."""
    session.save(tmp_path / "mine.ceviz", batch())
    return tmp_path / "mine.ceviz"


class Reading:
    """Sessions are large, and read when the gate is opened.

    Attributes:
        gate: to be opened.
        beside: whether each was read in another thread.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate, self.beside = Event(), list[bool]()
        self._open = sources.open_source
        monkeypatch.setattr(on_disk, "open_source", self._wait)
        monkeypatch.setattr(session_files, "LARGE", 1)

    def _wait(self, text: str, *, progress: Callable[[float], None]) -> Document:
        self.beside.append(current_thread() is not main_thread())
        assert self.gate.wait(20)
        return self._open(text, progress=progress)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    return Reading(monkeypatch)


def settle() -> None:
    """All threads have ended, and what they said has been heard."""
    QThreadPool.globalInstance().waitForDone()
    QCoreApplication.processEvents()


def test_a_small_one_is_there_at_once(window: MainWindow, path: Path) -> None:
    window.files.open_path(path)
    assert window.store.document.same_as(batch())


def test_a_large_one_arrives_when_it_is_read(
    qtbot: QtBot, window: MainWindow, path: Path, reading: Reading
) -> None:
    before = window.store.document
    shares = Told(window.files.predictions._loader.progressed)  # type: ignore[union-attr]
    window.files.open_path(path)
    assert window.store.document is before
    # An edit meanwhile is of what is there meanwhile; it is a step, and Undo brings it back.
    window.store.apply(Intent("edit", lambda now: set_score(now, 0, 3.25)))
    edited = window.store.document
    reading.gate.set()
    qtbot.waitUntil(lambda: window.files.path == path)
    assert reading.beside == [True]
    assert window.store.document.same_as(batch())
    assert shares[-1] == 1.0
    assert not window.isWindowModified()
    assert window.memory.recent[0] == path
    window.store.undo()
    assert window.store.document.same_as(edited)


def test_what_a_frame_needs_of_it_was_measured_beside_the_window(
    qtbot: QtBot, window: MainWindow, path: Path, reading: Reading
) -> None:
    reading.gate.set()
    before = columns_of.made()
    threads: list[bool] = []
    window.store.changed.connect(lambda *_: threads.append(columns_of.made() == before + 1))
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.files.path == path)
    assert threads
    assert all(threads)


def test_a_large_one_that_is_broken_is_refused_with_its_place(
    qtbot: QtBot, window: MainWindow, path: Path, reading: Reading
) -> None:
    before = window.store.document
    path.write_bytes(path.read_bytes().replace(b'"scores": [', b'"scores": [[', 1))
    reading.gate.set()
    refused = Told(window.files.refused)
    window.files.open_path(path)
    qtbot.waitUntil(lambda: len(refused) == 1)
    assert "mine.ceviz, line 15: is not JSON" in str(refused[0])
    assert window.store.document is before
    assert window.files.path is None


def test_what_is_wanted_last_is_what_comes(
    qtbot: QtBot, window: MainWindow, path: Path, tmp_path: Path, reading: Reading
) -> None:
    table = write_npz(tmp_path / "z.npz")
    window.files.open_path(path)
    window.files.open_path(table)
    reading.gate.set()
    qtbot.waitUntil(lambda: window.store.file is not None)
    settle()
    assert window.store.file is not None
    assert window.files.path is None
    dropped: list[bool] = []
    window.files.predictions.dropped.connect(lambda: dropped.append(True))
    window.files.open_path(path)
    assert len(dropped) == 1
    qtbot.waitUntil(lambda: window.files.path == path)


def test_what_another_program_writes_meanwhile_is_not_overwritten(
    qtbot: QtBot, window: MainWindow, path: Path, reading: Reading
) -> None:
    window.files.open_path(path)
    qtbot.waitUntil(lambda: reading.beside == [True])
    session.save(path, replace(batch(), title="by another program"))
    reading.gate.set()
    qtbot.waitUntil(lambda: window.files.path == path)
    assert window.files.is_foreign(path)


def test_a_large_one_is_reloaded_under_the_edits(
    qtbot: QtBot, window: MainWindow, path: Path, reading: Reading
) -> None:
    reading.gate.set()
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.files.path == path)
    for row in (0, 1):
        window.store.apply(Intent("select", partial(select_sample, row=row)))
        window.store.apply(Intent("edit", lambda now: set_score(now, 0, 3.25)))
    other = batch()
    changed = set_score(select_sample(other, 1), 1, -2.0)
    session.save(path, replace(changed, title="changed"))
    left = Told(window.files.left)
    window.files.reload(path, with_edits=True)
    qtbot.waitUntil(lambda: len(left) == 1)
    assert left[0] == "mine.ceviz has changed: an edit is left out, as its row is another now."
    assert window.store.document.title == "changed"
    assert window.store.document.samples[0].scores[0] == 3.25
    assert window.store.document.samples[1].same_as(changed.samples[1])


def test_a_document_opened_meanwhile_is_not_reloaded(
    window: MainWindow, path: Path, reading: Reading, tmp_path: Path
) -> None:
    reading.gate.set()
    window.files.open_path(path)
    settle()
    reading.gate.clear()
    window.files.reload(path)
    window.files.open_preset("spam")
    shown = window.store.document
    reading.gate.set()
    settle()
    assert window.store.document is shown
