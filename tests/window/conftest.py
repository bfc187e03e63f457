"""The program's window, and answers to its questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from ceviz.window.main_window import MainWindow
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import show_window

Answer = QMessageBox.StandardButton


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """The window on the fruit."""
    return show_window(qtbot)


class Answers:
    """Stands in for the dialogs.

    Attributes:
        save_changes: what the unsaved question is answered with.
        name: the file that is chosen; empty for none.
        more: those that are chosen with it where several can be.
        asked: the questions and dialogs, in order.
        offered: the kinds of file that the last dialog offered.
    """

    def __init__(self) -> None:
        self.save_changes = Answer.Cancel
        self.name = ""
        self.more: list[str] = []
        self.asked: list[str] = []
        self.offered = ""

    def question(self, _: object, title: str, text: str, *more: object) -> Answer:
        self.asked.append(f"{title}: {text}")
        return self.save_changes

    def choose(self, _: object, title: str, folder: str, offered: str) -> tuple[str, str]:
        self.asked.append(f"{title} in {Path(folder).name}")
        self.offered = offered
        return self.name, ""

    def choose_several(
        self, window: object, title: str, folder: str, offered: str
    ) -> tuple[list[str], str]:
        name, kind = self.choose(window, title, folder, offered)
        return [*filter(None, (name, *self.more))], kind


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Dialogs that answer at once."""
    made = Answers()
    monkeypatch.setattr(QMessageBox, "question", made.question)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", made.choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", made.choose_several)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", made.choose)
    return made
