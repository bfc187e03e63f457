"""A start without a file opens what was shown last, in its workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.app import _reopened
from ceviz.document.edits import set_score
from ceviz.storage import session
from ceviz.storage.settings import loads
from ceviz.store import Intent
from ceviz.window import reopening
from ceviz.window.main_window import MainWindow
from ceviz.window.program import Program
from ceviz.window.recovery.open_elsewhere import OpenElsewhere, is_open
from ceviz.window.signals import Ending
from tests.helpers import settings
from tests.helpers.documents import free_fruit
from tests.helpers.files import write_npz
from tests.helpers.fixtures import show, show_window


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A session."""
    session.save(tmp_path / "mine.ceviz", free_fruit())
    return tmp_path / "mine.ceviz"


def restarted(qtbot: QtBot) -> MainWindow | None:
    """The window of the next start."""
    window = _reopened()
    if window is not None:
        show(qtbot, window, 1280, 800)
        qtbot.waitUntil(lambda: window.views is not None, timeout=60_000)
    return window


def test_a_session_comes_back_in_its_workspace(qtbot: QtBot, path: Path) -> None:
    first = show_window(qtbot, str(path))
    assert first.views is not None
    first.views.go_to("learn")
    first.remember()
    window = restarted(qtbot)
    assert window is not None
    assert window.views is not None
    assert (window.files.path, window.views.workspace.name) == (path, "learn")
    assert not window.isWindowModified()


def test_predictions_come_back(qtbot: QtBot, tmp_path: Path) -> None:
    path = write_npz(tmp_path / "file.npz", rows=20)
    settings.remember(last=str(path), workspace="data")
    window = restarted(qtbot)
    assert window is not None
    qtbot.waitUntil(lambda: window.store.file is not None, timeout=60_000)
    assert window.store.file is not None
    assert window.store.file.on_disk == path


def test_of_an_example_nothing_is_reopened(qtbot: QtBot, path: Path) -> None:
    window = show_window(qtbot, str(path))
    assert settings.remembered().last == ""  # nothing was written yet
    window.remember()
    assert settings.remembered().last == str(path)
    window.files.open_preset("spam")
    window.remember()
    assert settings.remembered().last == ""
    assert restarted(qtbot) is None


@pytest.mark.parametrize("what", ["switched off", "gone", "open elsewhere"])
def test_it_is_not_reopened_if_it_is(qtbot: QtBot, path: Path, what: str) -> None:
    settings.remember(last=str(path), reopens=what != "switched off")
    other = None
    if what == "gone":
        path.unlink()
    elif what == "open elsewhere":
        other = OpenElsewhere(show_window(qtbot, str(path)))
    assert restarted(qtbot) is None
    if other is not None:
        other.release()


def test_what_cannot_be_opened_is_told(qtbot: QtBot, path: Path) -> None:
    path.write_text("no session")
    settings.remember(last=str(path))
    window = restarted(qtbot)
    assert window is not None
    assert window.files.path is None
    assert "mine.ceviz" in window.notice.message.text()


def test_the_file_menu_switches_it(qtbot: QtBot) -> None:
    window = show_window(qtbot)
    (action,) = [a for a in window.menus.file.actions() if a.text() == "Reopen at s&tart"]
    window.menus.file.aboutToShow.emit()
    assert action.isChecked()
    action.trigger()
    assert not window.memory.reopens
    window.memory.write()
    assert not settings.remembered().reopens


def test_damaged_settings_reopen_nothing(qtbot: QtBot) -> None:
    settings.write(b"damaged")
    assert restarted(qtbot) is None


def test_settings_of_the_version_before_are_read() -> None:
    assert loads(b'{"ceviz_settings": 1, "theme": "dark"}', "it").theme == "dark"


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The disk answers when it is opened."""
    opened = Event()

    def wait(path: Path) -> bool:
        assert opened.wait(60)
        return is_open(path)

    monkeypatch.setattr(reopening, "is_open", wait)
    yield opened
    opened.set()


def test_the_first_frame_does_not_wait_for_a_slow_disk(
    qtbot: QtBot, path: Path, gate: Event
) -> None:
    settings.remember(last=str(path), workspace="learn")
    window = restarted(qtbot)
    assert window is not None
    assert window.files.path is None
    assert "mine.ceviz" in window.statusBar().currentMessage()
    gate.set()
    qtbot.waitUntil(lambda: window.files.path == path, timeout=60_000)
    assert window.store.document.same_as(session.load(path))
    assert window.views is not None
    assert window.views.workspace.name == "learn"
    assert window.statusBar().currentMessage() == ""
    assert not window.isWindowModified()


def test_a_window_that_is_in_use_is_left_alone(qtbot: QtBot, path: Path, gate: Event) -> None:
    settings.remember(last=str(path))
    window = restarted(qtbot)
    assert window is not None
    window.store.apply(Intent("edit", lambda now: set_score(now, 0, 3.25)))
    mine = window.store.document
    gate.set()
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=60_000)
    assert window.notice.message.text() == "mine.ceviz was shown last."
    assert window.store.document is mine
    window.notice.action.click()
    assert window.files.path == path
    window.store.undo()
    assert window.store.document.same_as(mine)
    window.store.history.setClean()


@pytest.mark.parametrize("slow", [False, True])
def test_one_that_is_broken_is_told_in_the_window(
    qtbot: QtBot, path: Path, gate: Event, slow: bool
) -> None:
    settings.remember(last=str(path))
    path.write_text("{")
    if not slow:
        gate.set()
    window = restarted(qtbot)
    assert window is not None
    gate.set()
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=60_000)
    assert "mine.ceviz, line 1: ends too early" in window.notice.message.text()
    assert window.files.path is None


def test_what_turns_out_to_be_gone_is_not_missed(qtbot: QtBot, path: Path, gate: Event) -> None:
    settings.remember(last=str(path))
    window = restarted(qtbot)
    assert window is not None
    other = OpenElsewhere(show_window(qtbot, str(path)))
    gate.set()
    qtbot.waitUntil(lambda: not window.statusBar().currentMessage(), timeout=60_000)
    assert window.files.path is None
    assert not window.notice.isVisible()
    other.release()


def test_nothing_at_the_start_asks_for_a_file_itself(
    qtbot: QtBot, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.remember(last=str(path), recent=(str(path), str(tmp_path / "recent.npz")))
    asked: list[str] = []

    def watched(name: str) -> None:
        real = getattr(os, name)

        def call(where: Any, *args: Any, **more: Any) -> Any:
            if current_thread() is main_thread() and str(where).startswith(str(tmp_path)):
                asked.append(f"{name} {where}")
            return real(where, *args, **more)

        monkeypatch.setattr(os, name, call)

    gate = Event()
    monkeypatch.setattr(reopening, "is_open", lambda _: gate.wait(60))
    for name in ("stat", "lstat", "open", "readlink", "scandir", "listdir", "access"):
        watched(name)
    window = restarted(qtbot)
    assert window is not None
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ending = Ending()
    program = Program(application, ending, lambda: window)
    program.add(window)
    program.sweep()
    program.finish()
    program.deleteLater()
    ending.stop()
    assert asked == []
    gate.set()
