"""The Learn panel at the left of the window, while its workspace is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from ceviz.panels.style import in_type
from ceviz.window.workspaces.table import WORKSPACES
from ceviz.window.workspaces.views import Views

if TYPE_CHECKING:
    from ceviz.draw.theme import Theme
    from ceviz.lessons.library import Wanted
    from ceviz.lessons.proof import Scene as Step
    from ceviz.panels.lab.lab import Lab
    from ceviz.panels.scene import Scene
    from ceviz.window.learn.panel import LearnPanel
    from ceviz.window.learn.player import Opener

#: How wide it opens, in pixels at the usual size of type.
WIDTH = 330


class LearnDock(QDockWidget):
    """Empty until lessons are wanted; there as long as the workspace is.

    Signals:
        refused(CevizError): a lesson or what it needs could not be opened.
    """

    refused = Signal(object)

    def __init__(
        self, window: QMainWindow, views: Views, lab: Lab, files: Opener, stage: Scene
    ) -> None:
        super().__init__("Learn", window)
        self.setObjectName("learn_dock")
        self.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.setTitleBarWidget(QWidget(self))
        self._window, self._views = window, views
        self._needs = lab, files, stage
        self._panel: LearnPanel | None = None
        self.setWidget(QWidget(self))
        self.hide()
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self)
        self.hide()
        views.arranged.connect(self._follow)
        self._scale = stage.theme.scale
        stage.restyled.connect(self._widen)

    @property
    def panel(self) -> LearnPanel:
        """The lessons; read when they are first wanted."""
        if self._panel is None:
            from ceviz.window.learn.panel import LearnPanel

            lab, files, stage = self._needs
            self._panel = LearnPanel(self._window, lab, self._views, files, stage)
            self._panel.refused.connect(self.refused)
            self.setWidget(self._panel)
        return self._panel

    @property
    def played(self) -> tuple[str, tuple[Step, ...], int] | None:
        """Title, steps and present step of the lesson that is played, or None."""
        player = None if self._panel is None else self._panel.player
        if player is None or player.lesson is None:
            return None
        return player.lesson.title, player.scenes, player.index

    def begin(self, lesson: Wanted) -> None:
        """Play ``lesson``, beside the lab; of several, list them."""
        from ceviz.lessons.library import Library

        self._views.go_to(next(each.name for each in WORKSPACES if each.learn))
        if isinstance(lesson, Library):
            self.panel.list_also(lesson)
        else:
            self.panel.begin(lesson)

    def _widen(self, theme: Theme) -> None:
        """Larger type, a wider column: what is asked keeps its lines."""
        width, self._scale = self.width() * theme.scale / self._scale, theme.scale
        if not self.isHidden():
            self._window.resizeDocks([self], [round(width)], Qt.Orientation.Horizontal)

    def _follow(self) -> None:
        """It comes and goes with its workspace; what is left plays nothing."""
        here = self._views.workspace.learn
        if here and self.isHidden():
            _ = self.panel
            self.show()
            width = in_type(self._window, QSize(WIDTH, 1)).width()
            self._window.resizeDocks([self], [width], Qt.Orientation.Horizontal)
        elif not here and not self.isHidden():
            self.hide()
            self.panel.leave()
