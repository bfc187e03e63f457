"""The workspaces as tabs at the top of the window: one click changes to another."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QTabBar, QWidget

from ceviz.window.workspaces.table import WORKSPACES
from ceviz.window.workspaces.views import Views


class WorkspaceTabs(QTabBar):
    """A tab a workspace."""

    def __init__(self, views: Views, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspaces")
        self.setAccessibleName("Workspaces")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._views = views
        for workspace in WORKSPACES:
            tab = self.addTab(workspace.title)
            self.setTabToolTip(tab, f"{workspace.tip} ({workspace.key}, Ctrl+Tab)")
        self.currentChanged.connect(self._choose)
        views.arranged.connect(self._follow)
        self._follow()

    def _choose(self, tab: int) -> None:
        self._views.go_to(WORKSPACES[tab].name)

    def _follow(self) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(WORKSPACES.index(self._views.workspace))
