"""Nothing is cut and nothing collides in the window: a few arrangements here, all by command."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.collisions.widgets import widget_faults
from tests.collisions.windows import WindowWay, arrange, painted_faults, panels_of
from tests.helpers.documents import many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import _nothing_remembered as _nothing_remembered
from tests.helpers.fixtures import show, show_window

#: What is looked at of each example: the smallest with the largest type, and what is usual.
ARRANGED = (
    ((1280, 800), 1.0, True), ((1280, 800), 1.6, False), ((1280, 800), 2.5, True),
    ((1920, 1080), 1.6, False), ((1024, 700), 1.0, True),
)  # fmt: skip


@pytest.mark.parametrize("source", ["fruit", "ten-digits", "soft-target"])
def test_nothing_collides_in_the_window(qtbot: QtBot, source: str) -> None:
    window = show_window(qtbot, source)
    found: dict[str, list[str]] = {}
    for room, size, simple in ARRANGED:
        way = WindowWay(source, "lab", "", room, size, simple)
        arrange(window, way)
        faults = widget_faults(window)
        for panel in panels_of(window):
            faults += painted_faults(panel, size)
        if faults:
            found[str(way)] = faults
    assert not found, found


#: What collided once in this window: narrow views in large type, the strip, tiny plots.
ONCE = (
    ("lab", "losses", (1024, 700), 2.5), ("lab", "jacobian", (1024, 700), 2.5),
    ("lab", "jacobian", (1920, 1080), 0.8), ("lab", "simplex", (1024, 700), 2.2),
    ("learn", "", (1024, 700), 1.6), ("learn", "", (1280, 800), 1.6),
    ("data", "", (1024, 700), 1.6), ("lab", "", (1024, 700), 0.8),
)  # fmt: skip


@pytest.mark.parametrize("classes", [10, 1000])
def test_nothing_collides_in_large_type_beside_narrow_views(qtbot: QtBot, classes: int) -> None:
    window = show_window(qtbot)
    window.store.open(many(classes))
    found: dict[str, list[str]] = {}
    for workspace, beside, room, size in ONCE:
        way = WindowWay(f"{classes} classes", workspace, beside, room, size, True)
        arrange(window, way)
        faults = widget_faults(window)
        for panel in panels_of(window):
            faults += painted_faults(panel, size)
        if faults:
            found[str(way)] = faults
    assert not found, found


def host(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    parent = QWidget()
    for widget in widgets:
        widget.setParent(parent)
    return show(qtbot, parent, 300, 120)


def test_what_is_cut_is_found(qtbot: QtBot) -> None:
    label, button = QLabel("many words in a label"), QPushButton("press")
    parent = host(qtbot, label, button)
    button.move(0, 60)
    label.resize(label.sizeHint())
    button.resize(button.sizeHint())
    assert widget_faults(parent) == []
    label.resize(label.sizeHint() - QSize(20, 0))
    (fault,) = widget_faults(parent)
    assert "many words" in fault
    label.resize(label.sizeHint())
    button.move(280, 60)
    assert any("reaches over" in fault for fault in widget_faults(parent))
    button.move(4, 4)
    assert any("lies on" in fault for fault in widget_faults(parent))
