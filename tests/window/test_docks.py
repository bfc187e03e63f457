"""The docks of the views: their titles can be read, and which one is on top can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QTabBar

from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.panels.view_frame import SideView
from ceviz.window.main_window import MainWindow

MANY = ("areas", "sums", "simplex", "plane", "losses", "jacobian")


def tab_bar(window: MainWindow) -> QTabBar:
    """The tabs of the docks that lie behind one another."""
    assert window.docks is not None
    for name in MANY:
        window.docks.open(name)
    QApplication.processEvents()
    (bar,) = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    return bar


def test_many_titles_are_whole_and_scroll(window: MainWindow) -> None:
    bar = tab_bar(window)
    assert bar.count() == len(MANY)
    assert bar.elideMode() == Qt.TextElideMode.ElideNone
    assert bar.usesScrollButtons()
    for i in range(bar.count()):
        words = bar.fontMetrics().horizontalAdvance(bar.tabText(i))
        assert bar.tabRect(i).width() > words, bar.tabText(i)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_view_on_top_has_a_tab_of_its_own_look(window: MainWindow, theme: Theme) -> None:
    window.appearance.choose_theme(theme.name)
    bar = tab_bar(window)
    picture = bar.grab().toImage()
    ground = {}
    for i in (bar.currentIndex() - 1, bar.currentIndex()):
        place = bar.tabRect(i)
        line = picture.pixelColor(place.center().x(), place.top() + 1).name()
        ground[i] = picture.pixelColor(place.left() + 4, place.center().y()).name()
        assert (line == theme.accent.lower()) == (i == bar.currentIndex())
    assert len(set(ground.values())) == 2


def test_a_view_that_floats_is_filled_without_a_complaint(window: MainWindow) -> None:
    """Qt complains about docks to be made wider that are not in the window."""
    assert window.docks is not None
    dock = window.findChild(QDockWidget, "view_areas")
    assert isinstance(dock, QDockWidget)
    dock.setFloating(True)
    window.docks.open("areas")
    QApplication.processEvents()
    assert dock.isFloating()
    assert isinstance(dock.widget(), SideView)
