"""The whole window in every size, with every document that asks for another arrangement."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QEventLoop, QRectF
from PySide6.QtWidgets import QApplication

from ceviz.app import open_window
from ceviz.panels.painted_panel import PaintedPanel
from ceviz.panels.plot.panel import PlotPanel
from ceviz.store import End
from ceviz.window.main_window import MainWindow
from tests.collisions.counting import collisions
from tests.collisions.plots import plot_collisions
from tests.collisions.recorder import Recorder
from tests.collisions.widgets import is_seen, widget_faults
from tests.helpers.documents import many

#: Windows, in logical pixels, and factors on all type.
WINDOWS = ((1024, 700), (1280, 800), (1920, 1080), (2560, 1440))
SIZES = (0.8, 1.0, 1.6, 2.2, 2.5)

SOURCES = ("fruit", "ten classes", "1,000 classes", "digits")

WORKSPACES = ("lab", "data", "learn")

#: What the lab has beside it: nothing, or a view by its name.
BESIDE = ("", "simplex", "losses", "jacobian", "confusion")


@dataclass(frozen=True, slots=True)
class WindowWay:
    """One arrangement of the window."""

    source: str
    workspace: str
    beside: str
    window: tuple[int, int]
    size: float
    simple: bool

    def __str__(self) -> str:
        width, height = self.window
        level = "Simple" if self.simple else "Full"
        beside = f" with {self.beside}" if self.beside else ""
        return (
            f"{self.workspace}{beside} of {self.source}, {width}×{height}, "
            f"text {self.size:g}, {level}"
        )


def window_ways() -> list[WindowWay]:
    """All of them; one window shows those of one source."""
    return [
        WindowWay(source, workspace, beside, window, size, simple)
        for source in SOURCES
        for workspace in WORKSPACES
        for beside in (BESIDE if workspace == "lab" else ("",))
        for window in WINDOWS
        for size in SIZES
        for simple in (True, False)
    ]


def window_share(count: int, seed: int) -> list[WindowWay]:
    """``count`` of :func:`window_ways`, in their order."""
    every = window_ways()
    return [every[k] for k in sorted(random.Random(seed).sample(range(len(every)), count))]


def window_faults(some: list[WindowWay]) -> Iterator[tuple[WindowWay, list[str]]]:
    """What is cut or collides in each; nothing is told of those in which nothing does."""
    window: MainWindow | None = None
    source = ""
    for way in some:
        if window is None or way.source != source:
            _end(window)
            window, source = _opened(way.source), way.source
        arrange(window, way)
        if found := [*widget_faults(window), *_painted_faults(window, way.size)]:
            yield way, found
    _end(window)


def arrange(window: MainWindow, way: WindowWay) -> None:
    """Make ``window``, which shows the way's source, what the way says."""
    views = window.views
    assert views is not None
    window.scene.set_view(replace(window.scene.view, simple=way.simple))
    window.appearance.choose_text_size(way.size)
    window.resize(*way.window)
    views.go_to(way.workspace)
    views.reset()
    if way.beside:
        views.open(way.beside)
    several = len(window.store.document.samples) > 1
    while way.workspace == "data" and several and window.scene.state.data is None:
        _turn()
    # Sentences and layouts follow one after the other.
    for _ in range(4):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _opened(source: str) -> MainWindow:
    window = open_window(None if source.endswith("classes") else source)
    window.show()
    while window.views is None:
        _turn()
    if source == "ten classes":
        window.store.open(many(10))
    elif source == "1,000 classes":
        window.store.open(many(1000))
    return window


def _turn() -> None:
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _end(window: MainWindow | None) -> None:
    if window is not None:
        window.store.end_gesture(End.REPLACED)
        window.store.history.setClean()
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _painted_faults(window: MainWindow, size: float) -> list[str]:
    return [fault for panel in panels_of(window) for fault in painted_faults(panel, size)]


def panels_of(window: MainWindow) -> list[PaintedPanel]:
    """The painted panels that are seen."""
    return [each for each in window.findChildren(PaintedPanel) if is_seen(each, window)]


def painted_faults(panel: PaintedPanel, scale: float) -> list[str]:
    """What collides in a panel as it is now."""
    if isinstance(panel, PlotPanel) and panel.plots:
        faults = plot_collisions(panel, scale)
    else:
        state, geometry, theme = panel.state, panel.geometry_now(), panel.scene.theme
        painter = Recorder()
        try:
            panel.picture.draw_background(painter, geometry, state, theme)
            panel.picture.draw_foreground(painter, geometry, state, theme)
        finally:
            painter.end()
        faults = collisions(painter.recording, QRectF(panel.rect()), scale)
    room = f"{panel.width()}×{panel.height()}"
    return [f"{panel.name} of {room}: {f.kind}, “{f.words}” by {f.by}" for f in faults]
