"""A session that another window or program has written is never overwritten unasked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score
from ceviz.storage import session
from ceviz.store import Intent
from ceviz.window.files.on_disk import OnDisk
from ceviz.window.main_window import MainWindow
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import show_window
from tests.window.conftest import Answers


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session of the fruit."""
    session.save(tmp_path / "mine.ceviz", fruit())
    return tmp_path / "mine.ceviz"


def edited(qtbot: QtBot, path: Path) -> MainWindow:
    window = show_window(qtbot, str(path))
    window.store.apply(Intent("edit", lambda now: set_score(now, 0, 3.25)))
    return window


def choosing(window: MainWindow, label: str) -> Callable[[], list[str]]:
    """Choose ``label`` in the question that comes; what was asked."""
    asked: list[str] = []

    def answer() -> None:
        box = window.findChild(QMessageBox, "written elsewhere")
        assert box is not None
        asked.append(box.text())
        next(b for b in box.buttons() if b.text().replace("&", "") == label).click()

    QTimer.singleShot(0, answer)
    return lambda: asked


def test_contents_are_told_apart_whatever_their_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    known, then = OnDisk(), os.stat(path)
    assert not known.is_foreign(path)
    known.remember(path)
    path.write_bytes(b"two")
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert known.is_foreign(path)
    path.unlink()
    assert not known.is_foreign(path)


def test_what_nobody_else_wrote_is_saved_without_a_word(qtbot: QtBot, path: Path) -> None:
    window = edited(qtbot, path)
    assert window.files.save()
    window.store.apply(Intent("edit", lambda now: set_score(now, 0, 1.5)))
    assert window.files.save()
    assert session.load(path).same_as(window.store.document)
    path.unlink()
    assert window.files.save()


def test_the_second_of_two_windows_is_asked(qtbot: QtBot, path: Path) -> None:
    first, second = edited(qtbot, path), edited(qtbot, path)
    assert first.files.save()
    written = path.read_bytes()
    second.store.apply(Intent("edit", lambda now: set_score(now, 1, -2.0)))
    asked = choosing(second, "Cancel")
    assert not second.files.save()
    assert asked() == ["“mine.ceviz” was changed by another window or program."]
    assert path.read_bytes() == written
    assert not second.store.history.isClean()
    choosing(second, "Overwrite")
    assert second.files.save()
    assert session.load(path).same_as(second.store.document)
    assert second.store.history.isClean()


def test_both_are_kept_by_saving_as(qtbot: QtBot, path: Path, answers: Answers) -> None:
    window = edited(qtbot, path)
    session.save(path, many(3))
    answers.name = str(path.with_name("other.ceviz"))
    choosing(window, "Save as…")
    assert window.files.save()
    assert session.load(path).same_as(many(3))
    assert window.files.path == path.with_name("other.ceviz")
    assert session.load(window.files.path).same_as(window.store.document)


def test_reloading_is_a_step_that_undo_takes_back(qtbot: QtBot, path: Path) -> None:
    window = edited(qtbot, path)
    mine = window.store.document
    session.save(path, many(3))
    choosing(window, "Reload")
    assert not window.files.save()
    assert window.store.document.same_as(many(3))
    assert window.store.history.isClean()
    window.store.history.undo()
    assert window.store.document.same_as(mine)
    assert window.files.path == path
    assert window.files.save()
    assert session.load(path).same_as(mine)
