"""The program's icon is drawn in every size, and worn once the window is there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from ceviz.draw.theme import LIGHT
from ceviz.window.icon import SIZES, program_icon
from ceviz.window.main_window import MainWindow
from tests.helpers.images import pixels


@pytest.mark.parametrize("size", SIZES)
def test_every_size_is_drawn(size: int) -> None:
    icon = program_icon()
    assert QSize(size, size) in icon.availableSizes()
    picture = pixels(icon.pixmap(size).toImage())
    assert len({tuple(pixel) for row in picture.tolist() for pixel in row}) > 8
    blue = icon.pixmap(size).toImage().pixelColor(size // 2, round(0.1 * size))
    assert blue.name() == LIGHT.accent


def test_the_window_wears_it(window: MainWindow) -> None:
    assert not window.windowIcon().isNull()
