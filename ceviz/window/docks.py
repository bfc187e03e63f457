"""Docks for the views beside the pipeline: made when first wanted, arranged as the user left it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from ceviz.draw.picture import Exported
from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views import registry
from ceviz.views.registry import ViewSpec

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

    def __init__(self, window: QMainWindow, scene: Scene, data: DataScene) -> None:
        super().__init__(window)
        self._window, self._scene, self._data = window, scene, data
        self._docks: dict[str, QDockWidget] = {}
        self._alone: str | None = None
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        for spec in registry.VIEWS:
            self._docks[spec.name] = self._empty_dock(spec)

    def fill_menu(self, menu: QMenu) -> None:
        """A checkable entry a view, and the key that shows one alone."""
        for spec in registry.VIEWS:
            # Qt's own toggling action would close a view that lies behind another.
            action = menu.addAction(spec.title)
            action.setCheckable(True)
            action.setChecked(self._docks[spec.name].isVisible())
            action.setStatusTip(spec.tip)
            action.setShortcut(QKeySequence(spec.key))
            action.triggered.connect(partial(self._toggle, spec.name, action))
            self._docks[spec.name].visibilityChanged.connect(action.setChecked)
        if registry.VIEWS:
            menu.addSeparator()
            alone = menu.addAction("Show this view &alone")
            alone.setShortcut(QKeySequence("F8"))
            alone.setStatusTip("The view in use fills the window; again brings the rest back")
            alone.triggered.connect(self.toggle_alone)

    def open(self, name: str) -> QDockWidget:
        """Show a view, making it if need be."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
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

    def pictures(self) -> dict[str, Exported]:
        """What the views that were opened paint, with the options they have, by their names."""
        views = (dock.widget() for dock in self._docks.values())
        return {view.name: view.picture for view in views if isinstance(view, ViewFrame)}

    def toggle_alone(self) -> None:
        """The view with the keyboard (or the one on top) fills the window, or gives it back."""
        name = None if self._alone is not None else self._in_use()
        self._alone = name
        centre = self._window.centralWidget()
        assert centre is not None
        centre.setVisible(name is None)
        if name is not None:
            self.open(name)

    def _in_use(self) -> str | None:
        shown = {name: dock for name, dock in self._docks.items() if dock.isVisible()}
        focus = self._window.focusWidget()
        for name, dock in shown.items():
            if dock.isAncestorOf(focus):
                return name
        on_top = [name for name, dock in shown.items() if not dock.visibleRegion().isEmpty()]
        return next(iter(on_top or shown), None)

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
        if visible and dock.property("filled") is None:
            view = spec.make(self._scene, self._data)
            dock.setProperty("filled", True)
            if spec.data:
                self._data.want()
            view.export_wanted.connect(self.export_wanted)
            view.read_wanted.connect(self.read_wanted)
            dock.setWidget(view)
            if not dock.isFloating() and dock.width() > 0:
                # Qt complains about docks that are not in its layout.
                self._window.resizeDocks([dock], [WIDTH], Qt.Orientation.Horizontal)
        if not visible and self._alone == spec.name and dock.isHidden():
            self.toggle_alone()
