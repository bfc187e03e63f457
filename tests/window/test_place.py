"""Where the window comes back: where it was, but whole, and on a screen that is there."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ceviz.window.place import NUMBERS, SIZE, place_of, put


def test_it_comes_back_as_it_was(qtbot: QtBot) -> None:
    first, again = QWidget(), QWidget()
    for widget in (first, again):
        qtbot.addWidget(widget)
    put(first, (30, 40, 500, 300, 0))
    assert place_of(first) == (30, 40, 500, 300, 0)
    put(again, place_of(first))
    assert again.geometry() == first.geometry()


@pytest.mark.parametrize(
    "numbers", [(-9000, 99999, 400, 300, 0), (-50, -50, 400, 300, 0), (700, 700, 99999, 99999, 0)]
)
def test_it_is_whole_on_a_screen(qtbot: QtBot, numbers: tuple[int, ...]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    put(window, numbers)
    assert window.screen().availableGeometry().contains(window.geometry())


@pytest.mark.parametrize("numbers", [(), (1, 2, 3), (0, 0, 0, 300, 0), (0, 0, 9, -5, 1)])
def test_nonsense_is_the_first_start(qtbot: QtBot, numbers: tuple[int, ...]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    put(window, numbers)
    assert window.size() == SIZE.boundedTo(window.screen().availableSize())
    assert len(place_of(window)) == NUMBERS
