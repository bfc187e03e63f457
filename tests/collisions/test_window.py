"""Nothing collides in the pictures of the window, as large as it makes them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ceviz.draw.theme import LIGHT
from ceviz.panels.painted_panel import PaintedPanel
from ceviz.storage.presets import load_preset
from tests.collisions.counting import collisions
from tests.collisions.pictures import SIZES
from tests.collisions.recorder import Recorder
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import show_window


def found_in(panel: PaintedPanel, scale: float) -> list[str]:
    """What collides in a panel as it is now."""
    state, geometry, theme = panel.state, panel.geometry_now(), panel.scene.theme
    painter = Recorder()
    try:
        panel.picture.draw_background(painter, geometry, state, theme)
        panel.picture.draw_foreground(painter, geometry, state, theme)
    finally:
        painter.end()
    faults = collisions(painter.recording, QRectF(panel.rect()), scale)
    size = f"{panel.width()}×{panel.height()}"
    return [f"{panel.name} of {size}: {f.kind}, “{f.words}” by {f.by}" for f in faults]


@pytest.mark.parametrize("source", ["fruit", "ten-digits", "soft-target"])
def test_nothing_collides_in_the_window(qtbot: QtBot, source: str) -> None:
    window = show_window(qtbot, source)
    assert window.scene.state.document.title == load_preset(source).title
    found: dict[str, list[str]] = {}
    counted = set()
    for size in SIZES:
        window.scene.set_theme(LIGHT.scaled(size))
        for width, height in ((1280, 800), (1920, 1080)):
            window.resize(width, height)
            QApplication.processEvents()
            for panel in window.findChildren(PaintedPanel):
                if not panel.isVisible():
                    continue
                counted.add(panel.name)
                if faults := found_in(panel, size):
                    found.setdefault(f"{width}×{height}, text {size:g}", []).extend(faults)
    assert counted >= {"scores", "bars", "loss", "sentence", "equation"}
    assert not found, found
