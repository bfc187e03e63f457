"""Zoomable plots with pyqtgraph's axes, as they are on the screen: recorded and counted.

What is painted into files has axes of our own (:mod:`tests.collisions.pictures`); in the window
the numbers are pyqtgraph's, in rooms as narrow as the window makes them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QWidget

from ceviz.draw.frame import draw_title
from ceviz.draw.theme import LIGHT, SMALL, colour
from ceviz.panels.data_scene import DataScene
from ceviz.panels.lab.curve_panel import CurvePanel
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.store import Store
from ceviz.views import registry
from tests.collisions.counting import Collision, collisions
from tests.collisions.documents import DOCUMENTS
from tests.collisions.pictures import SIZES
from tests.collisions.recorder import Recorder

#: Rooms, in logical pixels: the lab's narrowest, a slot beside it, one view alone.
ROOMS = ((200, 160), (330, 300), (540, 420), (1000, 560))


@dataclass(frozen=True, slots=True)
class PlotWay:
    """A view with plots, and what its layout depends on."""

    view: str
    document: str
    room: tuple[int, int]
    size: float

    def __str__(self) -> str:
        width, height = self.room
        return f"plots of {self.view}, “{self.document}”, {width}×{height}, text {self.size:g}"


def plot_ways() -> list[PlotWay]:
    """All of them, document by document."""
    return [
        PlotWay(view, document, room, size)
        for document in DOCUMENTS
        for view in plotted()
        for room in ROOMS
        for size in SIZES
    ]


def plotted() -> list[str]:
    """The views with zoomable plots, and the lab's curve."""
    return ["curve", "plane", "losses", "descent", "histogram", "ledger", "reliability",
            "confusion", "compare"]  # fmt: skip


def plot_share(count: int, seed: int) -> list[PlotWay]:
    """``count`` of :func:`plot_ways`, in their order."""
    every = plot_ways()
    return [every[k] for k in sorted(random.Random(seed).sample(range(len(every)), count))]


def plot_faults(some: list[PlotWay]) -> Iterator[tuple[PlotWay, list[Collision]]]:
    """Those in which anything collides; each document is opened once."""
    shown: dict[str, PlotPanel] = {}
    host, opened = QWidget(), ""
    scene: Scene | None = None
    for way in some:
        if way.document != opened or scene is None:
            host.deleteLater()
            opened, shown, host = way.document, {}, QWidget()
            scene = Scene(Store(DOCUMENTS[way.document](), host), host)
            data = DataScene(scene, host)
        if way.view not in shown:
            shown[way.view] = _panel(way.view, scene, data, host)
        panel = shown[way.view]
        scene.set_theme(LIGHT.scaled(way.size))
        host.resize(*way.room)
        panel.window().resize(*way.room)
        panel.setGeometry(0, 0, *way.room)
        host.show()
        panel.show()
        # pyqtgraph measures its numbers while it paints, and then lays out anew.
        for _ in range(2):
            QApplication.processEvents()
            for plot in panel.plots:
                plot.grab()
        QApplication.processEvents()
        if found := plot_collisions(panel, way.size):
            yield way, found
        panel.hide()
    host.deleteLater()


def _panel(name: str, scene: Scene, data: DataScene, host: QWidget) -> PlotPanel:
    if name == "curve":
        panel: PlotPanel = CurvePanel(scene, host)
        scene.listen(panel)
    else:
        spec = next(spec for spec in registry.VIEWS if spec.name == name)
        view = spec.make(scene, data)
        if spec.data:
            data.want()
        assert isinstance(view, ViewFrame)
        assert isinstance(view.panel, PlotPanel)
        panel = view.panel
        view.setParent(host)
        view.hide()
        panel.setParent(host)
    panel.load_plot()
    return panel


def plot_collisions(panel: PlotPanel, scale: float) -> list[Collision]:
    """What collides in a panel with plots as it is now."""
    painter = Recorder(colour(panel.scene.theme.surface))
    try:
        _record(panel, painter)
    finally:
        painter.end()
    return collisions(painter.recording, QRectF(panel.rect()), scale)


def _record(panel: PlotPanel, painter: Recorder) -> None:
    state, theme = panel.state, panel.scene.theme
    picture = panel.picture
    draw_title(painter, panel.geometry_now().frame, picture.heading(state), picture.note, theme)
    for plot in panel.plots:
        painter.save()
        painter.translate(plot.pos())
        axes = plot.axes()
        if not axes.area.isEmpty():
            painter.save()
            painter.setClipRect(axes.area)
            plot.chart.draw_background(painter, axes, state, theme)
            painter.restore()
        for axis in plot.axis_items():
            painter.save()
            _record_axis(axis, painter)
            painter.restore()
        if not axes.area.isEmpty():
            painter.save()
            plot.chart.draw_foreground(painter, axes, state, theme)
            painter.restore()
        painter.restore()


def _record_axis(axis: pg.AxisItem, painter: Recorder) -> None:
    write = getattr(axis, "write", None)
    if isinstance(write, partial):
        write(painter)
        return
    place = axis.scenePos()
    painter.translate(place)
    specs = axis.generateDrawSpecs(painter)
    if specs is not None:
        axis.drawPicture(painter, *specs)
        painter.setClipping(False)
    words = axis.label.toPlainText().strip()
    if words and axis.label.isVisible():
        way = painter.combinedTransform()
        box = axis.mapRectFromItem(axis.label, axis.label.boundingRect())
        margin = axis.label.document().documentMargin() + 1.0
        line = axis.theme.metrics(SMALL)
        air = margin + (line.height() - line.ascent() + line.descent()) / 4.0
        flat = axis.orientation == "bottom"
        across, up = (margin, air) if flat else (air, margin)
        ink = way.mapRect(box.adjusted(across, up, -across, -up))
        painter.note(words, ink, SMALL * axis.theme.scale, axis.label.defaultTextColor())
