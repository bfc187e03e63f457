"""The program's icon is drawn in every size, and worn once the window is there."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QMenu

from ceviz.draw.theme import DARK, LIGHT, Theme, colour, contrast
from ceviz.panels.style import TOOL_SIZES, TOOLS, tool_icon
from ceviz.storage.resources import listing, read_text
from ceviz.window.icon import SIZES, program_icon
from ceviz.window.main_window import MainWindow
from ceviz.window.menus import ICONS
from tests.helpers.images import pixels

#: The tools that stand on buttons, by :mod:`ceviz.panels.tool_buttons` and the list of lessons.
ON_BUTTONS = {"learn", "freeze", "play", "pause"}


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


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_is_drawn_and_seen_on_every_ground(name: str, theme: Theme) -> None:
    """At every size, with 3:1 against what menus lie on, also where the tool is disabled."""
    icon = tool_icon(name, theme)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        for size in TOOL_SIZES:
            image = icon.pixmap(QSize(size, size), 1.0, mode).toImage()
            assert image.size() == QSize(size, size)
            shades = [
                image.pixelColor(x, y)
                for x in range(size)
                for y in range(size)
                if image.pixelColor(x, y).alpha() > 128
            ]
            # Lines, not a filling, and not nothing.
            assert 0.02 * size * size < len(shades) < 0.6 * size * size
            strongest = max(shades, key=QColor.alpha)
            for ground in (theme.background, theme.surface, theme.raised):
                assert contrast(over(strongest, colour(ground)), colour(ground)) >= 3.0


def over(line: QColor, ground: QColor) -> QColor:
    """What is seen where a line that is not quite opaque lies on ``ground``."""
    parts = zip(line.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
    share = line.alphaF()
    return QColor.fromRgbF(*(share * one + (1.0 - share) * other for one, other in parts))


def test_all_tools_are_one_family() -> None:
    """One grid, one line width, no colour of their own; and no drawing that nothing shows."""
    assert listing("icons/tools", ".svg") == sorted(f"icons/tools/{name}.svg" for name in TOOLS)
    assert set(ICONS.values()) | ON_BUTTONS == set(TOOLS)
    for name in TOOLS:
        drawing = ElementTree.fromstring(read_text(f"icons/tools/{name}.svg"))
        assert drawing.get("viewBox") == "0 0 24 24"
        assert drawing.get("stroke-width") == "1.75"
        assert drawing.get("stroke") == "currentColor"
        assert drawing.get("fill") == "none"
        assert {child.tag.split("}")[1] for child in drawing} == {"path"}
        assert all(set(child.attrib) == {"d"} for child in drawing)
    assert "MIT" in read_text("icons/LICENSE")


def test_verbs_have_their_icons_in_the_colours_of_the_theme(window: MainWindow) -> None:
    def inks() -> set[str]:
        found = set()
        for menu in window.menuBar().findChildren(QMenu):
            for action in menu.actions():
                if action.isEnabled() and not action.icon().isNull():
                    image = action.icon().pixmap(24).toImage()
                    middle = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
                    found |= {each.name() for each in middle if each.alpha() == 255}
        return found

    def tools() -> list[str]:
        menus = window.menuBar().findChildren(QMenu)
        return [a.text() for menu in menus for a in menu.actions() if not a.icon().isNull()]

    assert len(tools()) == len(ICONS)
    assert not any(
        action.isCheckable() and not action.icon().isNull()
        for menu in window.menuBar().findChildren(QMenu)
        for action in menu.actions()
    )
    light = inks()
    window.appearance.choose_theme("dark")
    dark = inks()
    assert LIGHT.ink in light
    assert DARK.ink in dark
    assert LIGHT.ink not in dark
