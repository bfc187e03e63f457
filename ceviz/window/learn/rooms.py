"""What a lesson names, in this window: its panels, its views, and where a class stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from ceviz.lessons.format import Look
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.terms.explain import labelled

if TYPE_CHECKING:
    from ceviz.panels.lab.lab import Lab
    from ceviz.window.workspaces.views import Views


class Rooms:
    """Finds what a lesson names."""

    def __init__(self, lab: Lab, views: Views) -> None:
        self._views = views
        pipeline = lab.pipeline
        self._panels: dict[str, QWidget] = {
            **{panel.name: panel for panel in pipeline.panels()},
            "table": lab.table,
            "target": lab.controls.target,
            "temperature": lab.controls.temperature,
            "controls": lab.controls,
            "readouts": lab.readouts,
            "samples": lab.samples,
        }

    def panel(self, name: str) -> QWidget | None:
        """The widget called ``name``; None for a view that is not open."""
        if name in self._panels:
            return self._panels[name]
        return self._views.view(name) if self._views.is_shown(name) else None

    def open(self, name: str) -> None:
        """Show the view called so."""
        self._views.open(name)

    def show_only(self, names: list[str], every: list[str]) -> None:
        """Of ``every`` view just those of ``names``."""
        for name in every:
            if name not in names and self._views.is_shown(name):
                self._views.close(name)
        for name in names:
            self._views.open(name)

    def set_ground(self, data: bool | None) -> None:
        """All samples under the views, or the lab; None for what the workspace has."""
        self._views.set_ground(data)

    def shown(self, every: list[str]) -> frozenset[str]:
        """Which of ``every`` view are to be seen."""
        return frozenset(name for name in every if self._views.is_shown(name))

    def boxes(self, look: Look, root: QWidget) -> Iterator[tuple[QRect, bool]]:
        """Where ``look`` is in the pixels of ``root``, and whether it is a part of a panel."""
        widget = self.panel(look.panel)
        if widget is None or not widget.isVisible():
            return
        corner = widget.mapTo(root, QPoint())
        whole = QRect(corner, widget.size())
        yield whole, False
        if look.of:
            part = class_box(widget, look.of)
            if part is not None:
                yield part.translated(corner).intersected(whole), True
        if look.term:
            for found in labelled(widget):
                if found.term.key == look.term:
                    yield found.box.translated(corner), True


def class_box(widget: QWidget, name: str) -> QRect | None:
    """The column of class ``name`` in a picture of columns; None elsewhere."""
    if not isinstance(widget, PicturePanel):
        return None
    names = widget.state.document.classes.names
    columns = getattr(widget.geometry_now(), "columns", None)
    if columns is None or name not in names:
        return None
    column = columns.column_of(names.index(name))
    if column is None:
        return None
    left = columns.centre(column) - columns.pitch / 2.0
    frame = widget.geometry_now().frame
    top, height = frame.plot.top(), frame.rect.bottom() - frame.plot.top()
    return QRect(round(left), round(top), round(columns.pitch), round(height) - 2)
