"""A user without a plan finds no exception, and nothing that Qt complains about."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.views.registry import VIEWS
from tests.helpers.files import write_npz
from tests.helpers.fixtures import show_window
from tests.helpers.monkey import Monkey


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_done_nothing_breaks(qtbot: QtBot, tmp_path: Path, seed: int) -> None:
    """With all views open; exceptions and Qt's warnings fail every test."""
    window = show_window(qtbot)
    window.resize(1600, 1000)
    assert window.views is not None
    for spec in VIEWS:
        window.views.open(spec.name)
        QApplication.processEvents()
    monkey = Monkey(window, seed, (write_npz(tmp_path / "file.npz", rows=200),))
    monkey.act(500)
    window.setVisible(True)
    assert window.isVisible()
    assert len(monkey.done) > 15
    for torn in monkey.torn_off():
        torn.close()
