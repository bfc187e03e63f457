"""Class names of a hundred letters, as ImageNet has them, and the room the window asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.document.class_columns import NAME
from ceviz.document.edits import set_policy
from ceviz.document.model import Policy
from ceviz.store import Intent
from ceviz.views import registry
from ceviz.window.main_window import MainWindow
from tests.helpers.files import load, write_npz
from tests.helpers.fixtures import show_window

#: Names of a hundred letters without a place to break them.
LONG = np.array([f"n{k:02}_" + "W" * 96 for k in range(5)])


def opened(window: MainWindow, path: Path) -> MainWindow:
    """``window`` with the predictions of ``path`` and a partner to choose."""
    window.complete()
    window.store.open_file(load(path))
    window.store.apply(Intent("p", lambda d: set_policy(d, policy=Policy.PARTNER, partner=1)))
    return window


def test_the_pipeline_fits_a_small_screen_whatever_the_names(
    qtbot: QtBot, tmp_path: Path
) -> None:  # fmt: skip
    window = opened(show_window(qtbot), write_npz(tmp_path / "z.npz", class_names=LONG))
    assert window.views is not None
    window.views.go_to("lab")
    window.resize(1024, 700)
    QApplication.processEvents()
    assert window.size() == QSize(1024, 700)


@pytest.mark.parametrize("name", [spec.name for spec in registry.VIEWS])
def test_no_view_asks_for_more_room_for_long_names(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:  # fmt: skip
    widths = []
    for names in (np.array(list("abcde")), LONG):
        path = write_npz(tmp_path / f"{len(names[0])}.npz", class_names=names)
        window = opened(show_window(qtbot), path)
        assert window.views is not None
        view = window.views.open(name)
        qtbot.waitUntil(lambda window=window: window.isVisible())  # type: ignore[misc]
        QApplication.processEvents()
        QApplication.processEvents()
        widths.append(max(view.minimumSizeHint().width(), 340))
    assert widths[1] == widths[0]


def test_the_class_table_has_whole_names_in_its_tool_tips(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(show_window(qtbot), write_npz(tmp_path / "z.npz", class_names=LONG))
    tip = window.table.cell(0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == LONG[0]
