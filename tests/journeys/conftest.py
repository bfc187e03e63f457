"""The window on the fruit, and a hand that finds things in it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ceviz.window.main_window import MainWindow
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import show_window


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """As it opens for the first time."""
    return show_window(qtbot)
