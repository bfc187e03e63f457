"""A box of names: no wider for long ones, which are cut on it and whole beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from ceviz.panels.name_box import NameBox
from tests.helpers.fixtures import show
from tests.helpers.images import pixels

LONG = "W" * 100


def box_of(qtbot: QtBot, *names: str) -> NameBox:
    box = NameBox()
    box.set_names(names)
    show(qtbot, box, 120, 30)
    return box


def painted(box: NameBox, name: str) -> NDArray[np.uint8]:
    box.set_names([name])
    return pixels(box.grab().toImage())


def test_a_box_is_no_wider_for_long_names(qtbot: QtBot) -> None:
    short, long = box_of(qtbot, "cat", "dog"), box_of(qtbot, LONG, "dog")
    assert long.minimumSizeHint() == short.minimumSizeHint()
    assert long.sizeHint() == short.sizeHint()


def test_a_box_is_as_high_as_qts_own(qtbot: QtBot) -> None:
    plain = QComboBox()
    plain.addItem("cat")
    qtbot.addWidget(plain)
    assert box_of(qtbot, "cat").sizeHint().height() == plain.sizeHint().height()


def test_a_name_is_cut_with_an_ellipsis(qtbot: QtBot) -> None:
    """It looks as the name that ends in the ellipsis, not as one whose letters end at the edge."""
    name = "black-and-tan coonhound"
    box = box_of(qtbot, name)
    box.setFixedWidth(90)
    cut = pixels(box.grab().toImage())
    shortened = [name[:length] + "…" for length in range(2, len(name))]
    assert any(np.array_equal(cut, painted(box, other)) for other in shortened)


def test_whole_names_are_in_the_tool_tips(qtbot: QtBot) -> None:
    box = box_of(qtbot, "<b>cat</b>", LONG)
    box.setCurrentIndex(1)
    assert box.toolTip() == LONG
    assert box.itemData(1, Qt.ItemDataRole.ToolTipRole) == LONG
    assert "&lt;b&gt;" in box.itemData(0, Qt.ItemDataRole.ToolTipRole)


def test_the_open_list_has_room_for_a_name_but_not_for_any(qtbot: QtBot) -> None:
    box = box_of(qtbot, "black-and-tan coonhound", LONG * 3)
    box.showPopup()
    width = box.view().width()
    box.hidePopup()
    metrics = box.view().fontMetrics()
    assert metrics.horizontalAdvance("black-and-tan coonhound") < width
    assert width < metrics.horizontalAdvance(LONG)
