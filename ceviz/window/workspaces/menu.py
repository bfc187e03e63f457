"""The View menu's first part: workspaces, and the views by what they are about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from ceviz.views import registry
from ceviz.window.workspaces.table import WORKSPACES

if TYPE_CHECKING:
    from ceviz.window.workspaces.views import Views


def fill_views(menu: QMenu, views: Views) -> None:
    """Checkable entries that follow what is shown, and the keys that arrange it."""
    group = QActionGroup(menu)
    marks = []
    places = menu.addMenu("&Workspace")
    for workspace in WORKSPACES:
        action = places.addAction(workspace.title)
        action.setCheckable(True)
        action.setStatusTip(workspace.tip)
        action.setShortcut(QKeySequence(workspace.key))
        action.triggered.connect(partial(_go_to, views, workspace.name))
        group.addAction(action)
        marks.append((action, partial(_is_here, views, workspace.name)))
    on = places.addAction("Next &workspace")
    on.setShortcut(QKeySequence("Ctrl+Tab"))
    on.triggered.connect(lambda: views.go_on())
    reset = places.addAction("&Reset arrangement")
    reset.setStatusTip("This workspace as it first was")
    reset.triggered.connect(lambda: views.reset())
    for title, specs in registry.groups():
        about = menu.addMenu(title)
        for spec in specs:
            action = about.addAction(spec.title)
            action.setCheckable(True)
            action.setStatusTip(spec.tip)
            action.setShortcut(QKeySequence(spec.key))
            action.triggered.connect(partial(_toggle, views, spec.name))
            marks.append((action, partial(views.is_shown, spec.name)))
    menu.addSeparator()

    def mark() -> None:
        for action, holds in marks:
            action.setChecked(holds())

    views.arranged.connect(mark)
    mark()


def _go_to(views: Views, name: str, _: bool = False) -> None:
    views.go_to(name)
    views.arranged.emit()


def _toggle(views: Views, name: str, _: bool = False) -> None:
    views.toggle(name)
    views.arranged.emit()


def _is_here(views: Views, name: str) -> bool:
    return views.workspace.name == name
