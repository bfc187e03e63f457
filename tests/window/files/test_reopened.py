"""A start without a file opens what was shown last, in its workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz.app import _reopened
from ceviz.storage import session
from ceviz.storage.settings import loads
from ceviz.window.main_window import MainWindow
from ceviz.window.recovery.open_elsewhere import OpenElsewhere
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
