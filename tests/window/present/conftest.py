"""The program's window with scenes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.window.main_window import MainWindow
from ceviz.window.present.presentation import Presentation
from ceviz.window.present.verbs import Present
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import show_window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The window on the fruit; what it presents ends with the test."""
    made = show_window(qtbot)
    yield made
    assert made.present is not None
    if made.present.presentation is not None:
        made.present.presentation.close()
        QApplication.processEvents()


@pytest.fixture
def present(window: MainWindow) -> Present:
    """What is done with its scenes."""
    assert window.present is not None
    return window.present


def presented(qtbot: QtBot, present: Present, at: int = 0) -> Presentation:
    """All scenes on a screen of 1280 × 720."""
    present.start(at)
    shown = present.presentation
    assert shown is not None
    qtbot.waitExposed(shown)
    shown.showNormal()
    shown.resize(1280, 720)
    QApplication.processEvents()
    return shown
