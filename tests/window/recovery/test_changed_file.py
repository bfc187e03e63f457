"""A file that another program changed is offered again, and edits stay where rows are the same."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.storage import session
from ceviz.store import Intent
from ceviz.window.main_window import MainWindow
from ceviz.window.recovery import changed_file
from ceviz.window.recovery.changed_file import AGAIN, ChangedFile
from tests.helpers.documents import batch
from tests.helpers.files import load, write_npz
from tests.helpers.fixtures import show_window
from tests.window.files.test_reading_dialog import TWO_TRUTHS, asked, dialog_of, written


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a file to be quiet."""
    monkeypatch.setattr(changed_file, "QUIET", 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session of four samples."""
    session.save(tmp_path / "mine.ceviz", batch())
    return tmp_path / "mine.ceviz"


def opened(qtbot: QtBot, path: Path) -> tuple[MainWindow, ChangedFile]:
    window = show_window(qtbot, str(path))
    return window, ChangedFile(window)


def edit(window: MainWindow, row: int, value: float) -> None:
    def change(document: object) -> object:
        return edits.set_score(edits.select_sample(document, row), 1, value)  # type: ignore[arg-type]

    window.store.apply(Intent("z", change))  # type: ignore[arg-type]


def offered(window: MainWindow) -> bool:
    shown = [b.text() for b in window.notice.findChildren(QPushButton) if b.isVisible()]
    return AGAIN in shown


def test_a_session_is_offered_again_with_the_edits_of_both(qtbot: QtBot, path: Path) -> None:
    window, _ = opened(qtbot, path)
    edit(window, 2, 9.0)
    mine = window.store.document
    theirs = edits.set_score(edits.select_sample(batch(), 0), 0, -4.0)
    session.save(path, theirs)
    qtbot.waitUntil(lambda: offered(window), timeout=60_000)
    assert window.notice.message.text().startswith("mine.ceviz was changed by another program.")
    window.notice.action.click()
    document = window.store.document
    assert document.samples[0].same_as(theirs.samples[0])
    assert document.samples[2].same_as(mine.samples[2])
    assert window.files.has_unsaved
    assert window.files.save()  # unasked: what is in the file is known now
    window.store.undo()
    assert window.store.document.same_as(mine)


def test_an_edit_of_a_sample_that_changed_is_left_out_and_told(qtbot: QtBot, path: Path) -> None:
    window, _ = opened(qtbot, path)
    edit(window, 2, 9.0)
    session.save(path, edits.set_score(edits.select_sample(batch(), 2), 0, -4.0))
    qtbot.waitUntil(lambda: offered(window), timeout=60_000)
    window.notice.action.click()
    assert "an edit is left out" in window.notice.message.text()
    assert window.store.document.samples[2].scores[0] == -4.0


def test_what_this_window_writes_is_no_change(qtbot: QtBot, path: Path) -> None:
    window, watch = opened(qtbot, path)
    edit(window, 2, 9.0)
    assert window.files.save()
    with qtbot.waitSignal(watch._looking.started, timeout=60_000):
        watch.look()
    qtbot.waitUntil(lambda: not watch._looking.busy, timeout=60_000)
    assert not offered(window)


def test_each_change_is_told_once(qtbot: QtBot, path: Path) -> None:
    window, watch = opened(qtbot, path)
    session.save(path, edits.set_temperature(batch(), 3.0))
    qtbot.waitUntil(lambda: offered(window), timeout=60_000)
    window.notice.hide()
    watch._use(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: not watch._quiet.isActive() and not watch._looking.busy, timeout=60_000)
    assert not offered(window)
    session.save(path, edits.set_temperature(batch(), 4.0))
    qtbot.waitUntil(lambda: offered(window), timeout=60_000)


def test_predictions_are_read_again_under_their_edits(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "file.npz"
    rng = np.random.default_rng(5)
    logits, labels = rng.normal(size=(20, 4)), rng.integers(0, 4, 20)
    np.savez(path, logits=logits, labels=labels)
    window = show_window(qtbot)
    ChangedFile(window)
    window.files.install_file(load(path))
    for row in (3, 11):
        edit(window, row, 9.0)
        assert window.store.document.samples.rows[row] is not None
    from ceviz.storage.origins import origins

    assert set(origins(window.store.document)) == {3, 11}
    logits[11, 2] += 1.0
    np.savez(tmp_path / "new.npz", logits=logits, labels=labels)
    shutil.move(tmp_path / "new.npz", path)
    qtbot.waitUntil(lambda: offered(window), timeout=60_000)
    with qtbot.waitSignal(window.files.file_opened, timeout=60_000):
        window.notice.action.click()
    document = window.store.document
    assert set(document.samples.edited) == {3}
    assert document.samples[11].scores[2] == logits[11, 2]
    # And what is found in the file, as on each opening: these labels have nothing to do with it.
    assert "an edit is left out" in window.notice.message.text()
    assert "The scores cost" in window.notice.message.text()


def test_a_file_that_cannot_be_read_again_leaves_what_is_shown(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = write_npz(tmp_path / "file.npz", rows=20)
    window = show_window(qtbot)
    watch = ChangedFile(window)
    window.files.install_file(load(path))
    edit(window, 3, 9.0)
    mine = window.store.document
    path.write_bytes(b"nothing that is read")
    qtbot.waitUntil(lambda: offered(window), timeout=60_000)
    with qtbot.waitSignal(window.files.predictions.refused, timeout=60_000):
        window.notice.action.click()
    assert window.store.document is mine
    assert watch._waiting is None


def test_another_document_is_watched_in_its_place(qtbot: QtBot, path: Path) -> None:
    window, watch = opened(qtbot, path)
    assert watch._watcher.files() == [str(path)]
    window.files.open_preset("fruit")
    assert watch.path is None
    assert watch._watcher.files() == []
    session.save(path, edits.set_temperature(batch(), 3.0))
    window.files.open_path(path)
    assert watch._watcher.files() == [str(path)]
    session.save(path, edits.set_temperature(batch(), 4.0))
    qtbot.waitUntil(partial(offered, window), timeout=60_000)


def test_a_question_that_is_cancelled_ends_the_waiting(qtbot: QtBot, tmp_path: Path) -> None:
    """Opened by hand later, the file is as it is."""
    path = write_npz(tmp_path / "file.npz", rows=20)
    window = show_window(qtbot)
    watch = ChangedFile(window)
    window.files.install_file(load(path))
    edit(window, 3, 9.0)
    mine, predictions = window.store.document, window.files.predictions
    watch.open_again()
    predictions._loader.latest.cancel()  # type: ignore[union-attr]
    assert watch._waiting is not None
    predictions._refuse(asked(written(tmp_path / "two.csv", TWO_TRUTHS)))
    dialog_of(qtbot, window).reject()
    assert watch._waiting is None
    watch.open_again()
    predictions.open(path, asked=True)
    assert watch._waiting is None
    predictions._loader.latest.cancel()
    assert window.store.document is mine
