"""Docks for the views beside the pipeline: made when first wanted, arranged as the user left it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from ceviz.draw.picture import Exported
from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import SideView, ViewFrame
from ceviz.views import registry
from ceviz.views.registry import ViewSpec
from ceviz.window.alone import Alone

#: How wide a view opens, in pixels, beside a pipeline that keeps the rest.
WIDTH = 340


class Docks(QObject):
    """One dock a view, closed and empty at first.

    Signals:
        export_wanted(str): from a view's context menu.
        read_wanted(Path, ReadOptions): a view wants a file read, or read anew in another way.
    """

    export_wanted = Signal(str)
    read_wanted = Signal(object, object)

    def __init__(self, window: QMainWindow, scene: Scene, data: DataScene, alone: Alone) -> None:
        super().__init__(window)
        self._window, self._scene, self._data, self._alone = window, scene, data, alone
        self._docks: dict[str, QDockWidget] = {}
        self._views: dict[str, SideView] = {}
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        for spec in registry.VIEWS:
            self._docks[spec.name] = self._empty_dock(spec)

    def fill_menu(self, menu: QMenu) -> None:
        """A checkable entry a view."""
        for spec in registry.VIEWS:
            # Qt's own toggling action would close a view that lies behind another.
            action = menu.addAction(spec.title)
            action.setCheckable(True)
            action.setChecked(self._docks[spec.name].isVisible())
            action.setStatusTip(spec.tip)
            action.setShortcut(QKeySequence(spec.key))
            action.triggered.connect(partial(self._toggle, spec.name, action))
            self._docks[spec.name].visibilityChanged.connect(action.setChecked)

    def open(self, name: str) -> QDockWidget:
        """Show a view, making it if need be."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        if name in self._views:
            self._alone.use(self._views[name])
        return dock

    def open_for_file(self) -> None:
        """Show what a file of predictions is looked at with first."""
        for spec in registry.VIEWS:
            if spec.first:
                self.open(spec.name)

    def toggle(self, name: str) -> None:
        """Bring a view to the front, also from behind another; away again if it is there."""
        dock = self._docks[name]
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            dock.hide()
        else:
            self.open(name)

    def _toggle(self, name: str, action: QAction, _: bool = False) -> None:
        self.toggle(name)
        action.setChecked(self._docks[name].isVisible())

    def view(self, name: str) -> SideView:
        """A view that was opened before."""
        return self._views[name]

    def pictures(self) -> dict[str, Exported]:
        """What the views that were opened paint, with the options they have, by their names."""
        shown = self._views.values()
        return {view.name: view.picture for view in shown if isinstance(view, ViewFrame)}

    def _empty_dock(self, spec: ViewSpec) -> QDockWidget:
        dock = QDockWidget(spec.title, self._window)
        dock.setObjectName(f"view_{spec.name}")
        dock.setWidget(QWidget(dock))
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        first = next(iter(self._docks.values()), None)
        if first is not None:
            self._window.tabifyDockWidget(first, dock)
        dock.hide()
        dock.visibilityChanged.connect(partial(self._fill, spec, dock))
        return dock

    def _fill(self, spec: ViewSpec, dock: QDockWidget, visible: bool) -> None:
        """Put the view into its dock the first time it is seen."""
        if not visible:
            return
        if spec.name not in self._views:
            view = self._views[spec.name] = spec.make(self._scene, self._data)
            self._alone.offer(view)
            if spec.data:
                self._data.want()
            view.export_wanted.connect(self.export_wanted)
            view.read_wanted.connect(self.read_wanted)
            dock.setWidget(view)
            if not dock.isFloating() and dock.width() > 0:
                # Qt complains about docks that are not in its layout.
                self._window.resizeDocks([dock], [WIDTH], Qt.Orientation.Horizontal)
        self._alone.use(self._views[spec.name])
