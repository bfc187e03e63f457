"""The program's window with the lessons open, whose hand is quick."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ceviz.window.learn import ghost
from ceviz.window.learn.panel import LearnPanel
from ceviz.window.learn.player import progress_path
from ceviz.window.main_window import MainWindow
from ceviz.window.state_folder import state_folder
from tests.helpers import user
from tests.helpers.fixtures import show_window
from tests.helpers.user import Key
from tests.window.conftest import Answers as Answers
from tests.window.conftest import answers as answers


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A State folder of this test's own."""
    monkeypatch.setattr("ceviz.window.learn.player.state_folder", lambda: tmp_path)
    assert state_folder() != tmp_path
    assert progress_path().parent == tmp_path
    return tmp_path


@pytest.fixture
def window(qtbot: QtBot, state: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window, large, with Learn open."""
    monkeypatch.setattr(ghost, "TAKES", 40)
    monkeypatch.setattr(ghost, "LIES", 0)
    monkeypatch.setattr(ghost, "RESTS", 0)
    made = show_window(qtbot)
    made.resize(1600, 1000)
    user.key(made, Key.Key_3, user.Modifier.AltModifier)
    assert made.learn is not None
    assert made.learn.isVisible()
    return made


@pytest.fixture
def learn(window: MainWindow) -> LearnPanel:
    """The lessons in it."""
    assert window.learn is not None
    return window.learn.panel
