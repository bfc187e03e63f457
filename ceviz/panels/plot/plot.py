"""Zoomable charts: pyqtgraph's view and axes, ceviz's data layer.

Importing this imports pyqtgraph, which takes longer than all the rest of a start:
:class:`~ceviz.panels.plot.panel.PlotPanel` does it after the first paint.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsScene

from ceviz.draw.chart import EDGE, NUMBERS, Axes, Chart
from ceviz.draw.scales import Scale
from ceviz.draw.text import spread
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.plot.axes import NameAxis, NumberAxis, style
from ceviz.panels.plot.background import Background
from ceviz.panels.plot.layer import Layer
from ceviz.panels.scene import Scene

# Drags of our own are not limited, but zooming and panning would drop moves (pyqtgraph #1399).
pg.setConfigOption("mouseRateLimit", -1)

#: How far, in pixels before type scaling, what a chart of words says at an end of x may reach
#: beyond it, a number may, and how much is free above.
WORDS, BEYOND, ABOVE = 30, 12.0, 8.0

#: A plot lower than so many lines of type names no x axis; and one still lower has no numbers.
LEAST_NAMED, LEAST_NUMBERED = 6.5, 5.0


@guarded
class Plot(pg.PlotWidget):
    """Wheel zooms, dragging the background pans, a double click shows everything again.

    Attributes:
        chart: what is shown.
        zoomed: the user chose the ranges; they stay when the chart's own change.
        linked: the plots over the same x axis, this one among them; they zoom together.

    Signals:
        clicked(QPointF): the left button was pressed and let go, once, at that pixel of the view.
    """

    clicked = Signal(QPointF)

    def __init__(
        self,
        chart: Chart,
        panel: PicturePanel,
        scene: Scene,
        *,
        lowest: bool = True,
        name_room: Callable[[Chart], float] | None = None,
    ) -> None:
        self._below: tuple[bool, bool] | None = None
        self._sides = ("left", "top") if chart.named else ("left", "bottom")
        kind = NameAxis if chart.named else NumberAxis
        self.chart, self.panel, self._scene, self._lowest = chart, panel, scene, lowest
        self._name_room = name_room or (lambda each: each.name_room(panel.state, scene.theme))
        super().__init__(parent=panel, axisItems={side: kind(side) for side in self._sides})
        self._shown: tuple[Hashable, Hashable] | None = None
        self._ranged: tuple[object, ...] = ()
        self._drawn: Hashable = None
        self._axes: tuple[tuple[bool, bool], Axes] | None = None
        self.zoomed = False
        self.linked: tuple[Plot, ...] = (self,)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if chart.named:
            self.getPlotItem().setContentsMargins(0.0, 0.0, EDGE, EDGE)
            self.getPlotItem().layout.setContentsMargins(0.0, 0.0, 0.0, 0.0)
            self.hideAxis("bottom")
            for side in self._sides:
                self.getAxis(side).write = partial(self._write, side=side)
        else:
            self.getAxis("bottom").words = self._words_below
        # A dozen items need no tree to be found in, which items that follow the zoom unsettle.
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.layer = Layer(self, panel, scene)
        self.ground = Background(self, self.layer, self.axis_items(), scene)
        self.addItem(self.layer, ignoreBounds=True)
        # The layer clips itself: points reach over the edge, and must be wiped away there too.
        box = self.getViewBox()
        box.setFlag(box.GraphicsItemFlag.ItemClipsChildrenToShape, False)
        box.sigRangeChangedManually.connect(self._note_zoom)
        for moved in (box.sigRangeChanged, box.geometryChanged):
            moved.connect(self._forget_axes)
        self.scene().sigMouseClicked.connect(self._tell_click)
        scene.repaint.connect(self.follow)
        scene.restyled.connect(self._restyle)
        self._restyle(scene.theme)
        self.follow()

    def set_chart(self, chart: Chart) -> None:
        """Show another chart, or the same with other options."""
        self.chart = chart
        self.layer.forget()
        self.ground.forget()
        self._ranged, self._drawn = (), None
        self.follow()

    def follow(self) -> None:
        """Repaint the layer if it is another.

        The ranges move only when they are at rest and not the user's.
        """
        state, chart = self.panel.state, self.chart
        # Ranges are those at rest: while something is dragged nothing is worked out again.
        ranged = (
            chart, state.held, state.document.classes, state.document.temperature, state.unit,
            state.selected, state.view, state.data, chart.grown(state),
        )  # fmt: skip
        if ranged != self._ranged:
            self._ranged = ranged
            self.ground.forget()
            self._follow_ranges()
        data = chart.foreground_key(state)
        if data is None or (data, self._scene.theme) != self._drawn:
            self._drawn = (data, self._scene.theme)
            if not self.ground.is_enough(self.chart.background_key(self.axes(), state)):
                self.layer.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """In a gesture the data over what is kept; else all items, through Qt's scene."""
        if not self.ground.paint():
            super().paintEvent(event)

    def _follow_ranges(self) -> None:
        state, chart = self.panel.state, self.chart
        # The ranges of a logarithmic axis change with their meaning, so both are in the key.
        key = (chart.zoom_key(state), chart.view_ranges(state))
        if key != self._shown:
            if self._shown is None or key[0] != self._shown[0]:
                self.zoomed = False
                self._label(self._scene.theme)
            self._shown = key
            if not self.zoomed:
                self.reset_zoom()
        if chart.named:
            # Other samples may have put the classes into another order.
            for axis in self.axis_items():
                axis.update()

    def reset_zoom(self) -> None:
        """Show all of the chart and follow it again."""
        self.zoomed = False
        state, chart, box = self.panel.state, self.chart, self.getViewBox()
        log_x, log_y = chart.logs(state)
        self.getAxis("bottom").setLogMode(log_x, False)
        self.getAxis("left").setLogMode(False, log_y)
        box.setAspectLocked(chart.square)
        x, y = chart.view_ranges(state)
        box.setLimits(**chart.view_limits(state))
        box.setRange(xRange=x, yRange=y, padding=0)

    def axis_items(self) -> list[pg.AxisItem]:
        """Those with numbers or names."""
        return [self.getAxis(side) for side in self._sides]

    def axes(self) -> Axes:
        """Where values lie in the view's pixels, zoomed as it is."""
        logs = self.chart.logs(self.panel.state)
        if self._axes is None or self._axes[0] != logs:
            self._axes = (logs, self._axes_now(*logs))
        return self._axes[1]

    def _axes_now(self, log_x: bool, log_y: bool) -> Axes:
        box = self.getViewBox()
        (x0, x1), (y0, y1) = box.viewRange()
        area = box.sceneBoundingRect()
        if log_x:
            x0, x1 = 10.0**x0, 10.0**x1
        if log_y:
            y0, y1 = 10.0**y0, 10.0**y1
        return Axes(
            Scale(x0, x1, area.left(), area.right(), log_x),
            Scale(y0, y1, area.bottom(), area.top(), log_y),
            area,
        )

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """As the wheel does, around a pixel or the middle."""
        box = self.getViewBox()
        box.scaleBy((factor, factor), None if around is None else box.mapSceneToView(around))
        self._note_zoom()

    def show_everything(self) -> None:
        """Undo the zoom of all linked plots."""
        for plot in self.linked:
            plot.reset_zoom()

    def _forget_axes(self) -> None:
        self._axes = None
        self.ground.forget()

    def _tell_click(self, click: MouseClickEvent) -> None:
        single = click.button() == Qt.MouseButton.LeftButton and not click.double()
        if single and self.axes().area.contains(click.scenePos()):
            self.clicked.emit(QPointF(click.scenePos()))

    def _note_zoom(self) -> None:
        for plot in self.linked:
            plot.zoomed = True

    def _restyle(self, theme: Theme) -> None:
        self.setBackground(colour(theme.surface))
        for axis in self.axis_items():
            style(axis, theme)
        self._label(theme)

    def _label(self, theme: Theme) -> None:
        self.ground.forget()
        if self.chart.named:
            room = self._name_room(self.chart)
            self.getAxis("left").setWidth(room)
            self.getAxis("top").setHeight(room)
            return
        across, up = self.chart.labels(self.panel.state)
        # Room for half a tick's label beyond the ends of the axes.
        right = WORDS / 2.0 + 2.0 if self.chart.own_ticks else BEYOND
        self.getPlotItem().setContentsMargins(
            0.0, ABOVE * max(theme.scale, 1.0), right * theme.scale, 0.0
        )
        if self.chart.own_ticks:
            # Labels at the ends reach further out than numbers.
            self.getAxis("bottom").setStyle(hideOverlappingLabels=round(WORDS * theme.scale))
        look = {"color": theme.muted, "font-size": f"{round(SMALL * theme.scale)}px"}
        bottom, left = self.getAxis("bottom"), self.getAxis("left")
        named, numbered = self._below = self._room_below(theme)
        bottom.setStyle(showValues=self._lowest and numbered)
        bottom.setLabel(across, **look)
        bottom.showLabel(bool(self._lowest and across and named))
        # All charts of a picture leave the same room, so that their plots are as wide.
        line = theme.metrics(SMALL).height() if self.panel_is_named() else 0.0
        left.setWidth((NUMBERS + 2.0) * theme.scale + line)
        if up:
            left.setLabel(up, **look)

    def _room_below(self, theme: Theme) -> tuple[bool, bool]:
        """Whether what the x axis shows is named, and has numbers: in a low plot neither."""
        line, height = theme.metrics(SMALL).height(), self.height()
        return height >= LEAST_NAMED * line, height >= LEAST_NUMBERED * line

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Another height has room for other words below."""
        super().resizeEvent(event)
        if not self.chart.named and self._below not in (None, self._room_below(self._scene.theme)):
            self._label(self._scene.theme)
            self.getPlotItem().layout.activate()

    def make_room(self) -> None:
        """Names or theme are new: their axes are as wide as they need."""
        self._label(self._scene.theme)

    def _write(self, painter: QPainter, *, side: str) -> None:
        """Names along a side, in the canvas's pixels."""
        self.chart.draw_names(painter, self.axes(), self.panel.state, self._scene.theme, side)

    def _words_below(self, values: list[float]) -> list[str] | None:
        """What the chart says at the ticks of x, where there is room for it; or None."""
        if not self.chart.own_ticks:
            return None
        x, theme = self.axes().x, self._scene.theme
        # They come as view coordinates.
        values = [10.0**value if x.log else value for value in values]
        words = self.chart.ticks(x, values)
        # The shortest are the roundest; where nothing is said, no room is taken.
        told = [k for k in range(len(words)) if words[k]]
        order = sorted(told, key=lambda k: len(words[k]))
        widths = [theme.width(words[k], SMALL) for k in order]
        kept = {order[place] for place in spread([x.at(values[k]) for k in order], widths)}
        return [said if k in kept else "" for k, said in enumerate(words)]

    def panel_is_named(self) -> bool:
        """Whether any chart of the picture names its y axis."""
        charts = getattr(self.panel.picture, "charts", (self.chart,))
        return any(chart.labels(self.panel.state)[1] for chart in charts)
