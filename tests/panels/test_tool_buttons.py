"""Buttons with an icon of the family: it says what a press does, in the theme's colours."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ceviz.draw.theme import DARK, LIGHT
from ceviz.panels.scene import Scene
from ceviz.panels.tool_buttons import FreezeButton, PlayButton
from tests.helpers.fixtures import show


def test_what_plays_offers_to_pause_with_another_icon(scene: Scene, qtbot: QtBot) -> None:
    button = show(qtbot, PlayButton(scene), 60, 40)

    def seen() -> bytes:
        return bytes(button.icon().pixmap(24).toImage().constBits())

    plays = seen()
    assert button.accessibleName() == "Play"
    button.show_playing(True)
    assert button.accessibleName() == "Pause"
    assert seen() != plays
    button.show_playing(False)
    assert seen() == plays
    scene.set_theme(DARK)
    assert seen() != plays


def test_icons_grow_with_the_type(scene: Scene, qtbot: QtBot) -> None:
    button = show(qtbot, FreezeButton(scene), 160, 40)
    before = button.iconSize().width()
    scene.set_theme(LIGHT.scaled(2.0))
    assert button.iconSize().width() == 2 * before
