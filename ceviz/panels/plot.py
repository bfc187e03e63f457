"""Zoomable charts: pyqtgraph's view and axes, ceviz's data layer.

The layer paints with the chart's own functions, the same that the exporter uses, and takes
mouse presses itself: pyqtgraph's drag starts after five pixels and only sees every tenth move.

Importing this imports pyqtgraph, which takes longer than all the rest of a start:
:class:`~ceviz.panels.plot_panel.PlotPanel` does it after the first paint.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import (
    QGraphicsSceneContextMenuEvent,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QMenu,
    QStyleOptionGraphicsItem,
    QWidget,
)

from ceviz.document.numbers import minus
from ceviz.draw.chart import NUMBERS, Axes, Chart
from ceviz.draw.scales import Scale
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.draw.tip import draw_tip
from ceviz.panels.gestures import Drag
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

# Drags of our own are not limited, but zooming and panning would drop moves (pyqtgraph #1399).
pg.setConfigOption("mouseRateLimit", -1)

#: How far, in pixels, a point may reach over the view's edge.
RIM = 12.0


class Plot(pg.PlotWidget):
    """Wheel zooms, dragging the background pans, a double click shows everything again.

    Attributes:
        chart: what is shown.
        zoomed: the user chose the ranges; they stay when the chart's own change.
        linked: the plots over the same x axis, this one among them; they zoom together.

    Signals:
        export_wanted(): from the context menu.
    """

    export_wanted = Signal()

    def __init__(
        self, chart: Chart, panel: PicturePanel, scene: Scene, *, lowest: bool = True
    ) -> None:
        axes = {side: _Numbers(side) for side in ("left", "bottom")}
        super().__init__(parent=panel, axisItems=axes)
        self.chart, self.panel, self._scene, self._lowest = chart, panel, scene, lowest
        self._shown: tuple[Hashable, Hashable] | None = None
        self.zoomed = False
        self.linked: tuple[Plot, ...] = (self,)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Room for half a tick's label beyond the ends of the axes.
        self.getPlotItem().setContentsMargins(0.0, 8.0, 12.0, 0.0)
        self.layer = Layer(self, scene)
        self.addItem(self.layer, ignoreBounds=True)
        self.getViewBox().sigRangeChangedManually.connect(self._note_zoom)
        scene.repaint.connect(self.follow)
        scene.restyled.connect(self._restyle)
        self._restyle(scene.theme)
        self.follow()

    def set_chart(self, chart: Chart) -> None:
        """Show another chart, or the same with other options."""
        self.chart = chart
        self.layer.forget()
        self.follow()

    def follow(self) -> None:
        """Repaint the layer; move the ranges only when they are at rest and not the user's."""
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
        self.layer.update()

    def reset_zoom(self) -> None:
        """Show everything."""
        self.zoomed = False
        state, chart, box = self.panel.state, self.chart, self.getViewBox()
        log_x, log_y = chart.logs(state)
        self.getAxis("bottom").setLogMode(log_x, False)
        self.getAxis("left").setLogMode(False, log_y)
        box.setAspectLocked(chart.square)
        x, y = chart.view_ranges(state)
        box.setLimits(**chart.view_limits(state))
        box.setRange(xRange=x, yRange=y, padding=0)

    def axes(self) -> Axes:
        """Where values lie in the view's pixels, zoomed as it is."""
        box = self.getViewBox()
        (x0, x1), (y0, y1) = box.viewRange()
        area = box.sceneBoundingRect()
        log_x, log_y = self.chart.logs(self.panel.state)
        if log_x:
            x0, x1 = 10.0**x0, 10.0**x1
        if log_y:
            y0, y1 = 10.0**y0, 10.0**y1
        return Axes(
            Scale(x0, x1, area.left(), area.right(), log_x),
            Scale(y0, y1, area.bottom(), area.top(), log_y),
            area,
        )

    def show_everything(self) -> None:
        """Undo the zoom of all linked plots."""
        for plot in self.linked:
            plot.reset_zoom()

    def _note_zoom(self) -> None:
        for plot in self.linked:
            plot.zoomed = True

    def _restyle(self, theme: Theme) -> None:
        self.setBackground(colour(theme.surface))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            # Points reach over the axes, so they are in every frame; as pixmaps they cost
            # 0.01 ms of it, replayed by pyqtgraph 0.08.
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
            # Numbers are what they are: no axis in "nats (x0.001)".
            axis.enableAutoSIPrefix(False)
            axis.setPen(pg.mkPen(colour(theme.muted)))
            axis.setTextPen(pg.mkPen(colour(theme.muted)))
            axis.setStyle(
                hideOverlappingLabels=False,
                tickFont=theme.font(SMALL),
                tickLength=4,
                maxTickLevel=0,
            )
        self._label(theme)

    def _label(self, theme: Theme) -> None:
        across, up = self.chart.labels(self.panel.state)
        style = {"color": theme.muted, "font-size": f"{round(SMALL * theme.scale)}px"}
        bottom, left = self.getAxis("bottom"), self.getAxis("left")
        bottom.setStyle(showValues=self._lowest)
        if self._lowest and across:
            bottom.setLabel(across, **style)
        # All charts of a picture leave the same room, so that their plots are as wide.
        line = theme.metrics(SMALL).height() if self.panel_is_named() else 0.0
        left.setWidth((NUMBERS + 2.0) * theme.scale + line)
        if up:
            left.setLabel(up, **style)

    def panel_is_named(self) -> bool:
        """Whether any chart of the picture names its y axis."""
        charts = getattr(self.panel.picture, "charts", (self.chart,))
        return any(chart.labels(self.panel.state)[1] for chart in charts)


class Layer(pg.GraphicsObject):
    """The whole chart as one item."""

    def __init__(self, plot: Plot, scene: Scene) -> None:
        super().__init__()
        self._plot, self._scene = plot, scene
        self._drag: Drag | None = None
        self._pointer: QPointF | None = None
        self._back: tuple[Hashable, QPixmap] | None = None
        self._bounds: QRectF | None = None
        self._menu_due = True
        self._asking = False
        self.setAcceptHoverEvents(True)
        self.setZValue(10)
        scene.store.gesture_changed.connect(self._let_go)
        scene.document_changed.connect(self._let_go)

    def boundingRect(self) -> QRectF:
        """All that is in view, and the rim that points at the edges reach over."""
        if self._bounds is None:
            box = self._plot.getViewBox()
            across, up = (RIM * size for size in box.viewPixelSize())
            self._bounds = QRectF(box.viewRect()).adjusted(-across, -up, across, up)
        return self._bounds

    def viewRangeChanged(self) -> None:
        """Zoomed or panned: the bounds are new."""
        self.prepareGeometryChange()
        self._bounds = None

    def viewTransformChanged(self) -> None:
        """Resized: a pixel is as much as another part of the view."""
        self.viewRangeChanged()

    def forget(self) -> None:
        """The chart is another one: nothing kept is its own."""
        self._back = None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """In the view's pixels, not in data units: text and points keep their size."""
        chart, axes = self._plot.chart, self._plot.axes()
        state, theme = self._plot.panel.state, self._scene.theme
        painter.resetTransform()
        painter.drawPixmap(QPointF(0.0, 0.0), self._back_pixmap(axes))
        chart.draw_data(painter, axes, state, theme)
        if self._pointer is not None:
            index = self._drag.handle.index if self._drag else state.hovered
            lines = chart.tip(axes, self._pointer, index, state)
            if lines:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                draw_tip(painter, axes.area, self._pointer, lines, theme)

    def _back_pixmap(self, axes: Axes) -> QPixmap:
        ratio, size = self._plot.devicePixelRatioF(), self._plot.viewport().size()
        state, theme, chart = self._plot.panel.state, self._scene.theme, self._plot.chart
        key = (chart.back_key(axes, state), axes.x, axes.y, theme, size, ratio)
        if self._back is None or self._back[0] != key:
            pixmap = QPixmap(
                int(np.ceil(size.width() * ratio)), int(np.ceil(size.height() * ratio))
            )
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setClipRect(axes.area)
            chart.draw_back(painter, axes, state, theme)
            painter.end()
            self._back = (key, pixmap)
        return self._back[1]

    # The mouse

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """A press on a handle grabs it; elsewhere it is the view's, to pan."""
        if self._drag is not None:
            if event.button() == Qt.MouseButton.RightButton:
                self.end(keep=False)
                # The same click is about to ask for a menu.
                self._menu_due = False
            event.accept()
            return
        self._menu_due = True
        panel = self._plot.panel
        handle = self._plot.chart.handle_at(self._plot.axes(), event.scenePos(), panel.state)
        panel.setFocus(Qt.FocusReason.MouseFocusReason)
        if handle is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._scene.spotlight.select(handle.index)
        self._drag = Drag.start(handle, event.scenePos(), fine=_fine(event))
        event.accept()

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """The handle follows."""
        if self._drag is None:
            event.ignore()
            return
        self._pointer = event.scenePos()
        handle, panel, chart = self._drag.handle, self._plot.panel, self._plot.chart
        base, axes, state = self._scene.store.base, self._plot.axes(), panel.state
        intent = self._drag.intent(
            self._pointer,
            lambda reached: chart.intent_at(axes, handle, reached, state, base),
            fine=_fine(event),
        )
        self._asking = True
        panel.previewed.emit(intent)
        self._asking = False

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Keep what was reached."""
        if self._drag is not None and event.button() == Qt.MouseButton.LeftButton:
            self.end(keep=True)

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Type a class's value; on the background, show everything."""
        panel = self._plot.panel
        index = self._plot.chart.class_at(self._plot.axes(), event.scenePos(), panel.state)
        if index is None or not panel.kind:
            self._plot.show_everything()
        else:
            panel.open_editor(index)

    def hoverMoveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Light the class that is near; the note follows the pointer."""
        self._pointer = event.scenePos()
        axes, state = self._plot.axes(), self._plot.panel.state
        handle = self._plot.chart.handle_at(axes, self._pointer, state)
        self._scene.spotlight.hover(self._plot.chart.class_at(axes, self._pointer, state))
        self.setCursor(
            Qt.CursorShape.ArrowCursor if handle is None else Qt.CursorShape.PointingHandCursor
        )
        self.update()

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Nothing is under the pointer any more."""
        self._pointer = None
        if self._drag is None:
            self._scene.spotlight.hover(None)
        self.update()

    def contextMenuEvent(self, event: QGraphicsSceneContextMenuEvent) -> None:
        """Zoom and export; a right button that ended a drag asks for nothing more."""
        event.accept()
        if self._drag is not None or not self._menu_due:
            self._menu_due = True
            return
        menu = QMenu(self._plot)
        menu.addAction(self._plot.chart.whole).triggered.connect(self._plot.show_everything)
        menu.addAction("Export this picture…").triggered.connect(self._plot.export_wanted)
        menu.exec(event.screenPos())
        menu.deleteLater()

    @property
    def dragging(self) -> bool:
        """Whether a handle is held."""
        return self._drag is not None

    def end(self, *, keep: bool) -> None:
        """Let go of the handle."""
        self._drag = None
        panel = self._plot.panel
        (panel.committed if keep else panel.cancelled).emit()
        self.update()

    def _let_go(self) -> None:
        """A gesture that someone else ended (undo, a step) leaves nothing in the hand."""
        if not self._asking and not self._scene.store.in_gesture:
            self._drag = None


class _Numbers(pg.AxisItem):
    """An axis whose negative numbers have a real minus sign, like everywhere else."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """As pyqtgraph writes them, but for the sign."""
        return [minus(words) for words in super().tickStrings(values, scale, spacing)]


def _fine(event: QGraphicsSceneMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
