"""The dialog of File ▸ Open."""

from __future__ import annotations

from pathlib import Path

from ceviz.storage.sources import patterns
from ceviz.window.files import choosing
from ceviz.window.main_window import MainWindow
from tests.window.conftest import Answers


def test_every_kind_that_is_read_is_offered(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    assert choosing.ask(window, tmp_path) == []
    assert answers.asked == [f"Open in {tmp_path.name}"]
    for pattern in patterns():
        assert pattern in answers.offered
    answers.name, answers.more = "a.npz", ["b.npz"]
    assert choosing.ask(window, tmp_path) == [Path("a.npz"), Path("b.npz")]


def test_a_session_is_what_is_saved(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    assert choosing.ask_save(window, tmp_path / "a.ceviz") is None
    assert "*.ceviz" in answers.offered
    answers.name = "b.ceviz"
    assert choosing.ask_save(window, tmp_path / "a.ceviz") == Path("b.ceviz")
