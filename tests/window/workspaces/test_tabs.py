"""The workspaces as tabs: seen at the top, changed by a click, following what changes elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from ceviz.window.main_window import MainWindow
from ceviz.window.workspaces.table import WORKSPACES
from ceviz.window.workspaces.tabs import WorkspaceTabs
from tests.helpers import user


def test_a_click_changes_the_workspace(window: MainWindow) -> None:
    (tabs,) = window.findChildren(WorkspaceTabs)
    assert tabs.isVisible()
    assert [tabs.tabText(k) for k in range(tabs.count())] == [each.title for each in WORKSPACES]
    assert window.views is not None
    user.click(tabs, QPointF(tabs.tabRect(1).center()))
    assert window.views.workspace is WORKSPACES[1]
    window.views.go_on()
    QApplication.processEvents()
    assert tabs.currentIndex() == 2
    window.views.go_on()
    QApplication.processEvents()
    assert tabs.currentIndex() == 0
