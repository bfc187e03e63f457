"""What a zoomable plot shows: the whole chart as one item, which takes the mouse itself.

It paints with the chart's own functions, the same that the exporter uses. pyqtgraph's own drag
starts after five pixels and only sees every tenth move.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import (
    QGraphicsSceneContextMenuEvent,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QMenu,
    QStyleOptionGraphicsItem,
    QWidget,
)

from ceviz.draw.chart import Axes, Chart
from ceviz.draw.theme import colour
from ceviz.draw.tooltip import draw_tip
from ceviz.panels.gestures import is_fine
from ceviz.panels.overrides import draw_sentence, guarded, tell_once
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.store import End

#: How far, in pixels, a point may reach over the view's edge.
RIM = 12.0


class Plotted(Protocol):
    """What a layer asks of the plot that it lies in."""

    chart: Chart

    def axes(self) -> Axes:
        """Where values lie in the view's pixels, zoomed as it is."""

    def show_everything(self) -> None:
        """Show the whole of the chart again."""

    def devicePixelRatioF(self) -> float:
        """The screen's pixels, to one of the view's."""


@guarded
class Layer(pg.GraphicsObject):
    """The whole chart as one item; its handles are dragged by the panel.

    Attributes:
        bare: paint the ground only.
    """

    bare = False

    def __init__(self, plot: Plotted, panel: PicturePanel, scene: Scene) -> None:
        super().__init__()
        self._plot, self._panel, self._scene = plot, panel, scene
        self._pointer: QPointF | None = None
        self._back: tuple[Hashable, QPixmap] | None = None
        self._bounds: QRectF | None = None
        self.setAcceptHoverEvents(True)
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        """All that is in view, and the rim that points at the edges reach over."""
        if self._bounds is None:
            box = self.getViewBox()
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
        painter.resetTransform()
        try:
            axes = self._plot.axes()
            if axes.area.isEmpty():
                return
            painter.drawPixmap(axes.area.toAlignedRect().topLeft(), self.back_pixmap(axes))
            if not self.bare:
                self.paint_data(painter)
        except Exception as problem:
            draw_sentence(painter, self.getViewBox().sceneBoundingRect(), self._scene.theme)
            tell_once(self, problem)

    def paint_data(self, painter: QPainter) -> None:
        """What follows the numbers, and the note by the pointer."""
        chart, axes = self._plot.chart, self._plot.axes()
        state, theme = self._panel.state, self._scene.theme
        chart.draw_foreground(painter, axes, state, theme)
        if self._pointer is not None:
            drag = self._panel.drag
            index = state.hovered if drag is None else drag.handle.index
            lines = chart.tip(axes, self._pointer, index, state)
            if lines:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                draw_tip(painter, axes.area, self._pointer, lines, theme)

    def back_pixmap(self, axes: Axes) -> QPixmap:
        """The plot's ground; opaque, which is painted in half the time."""
        ratio, area = self._plot.devicePixelRatioF(), axes.area.toAlignedRect()
        state, theme, chart = self._panel.state, self._scene.theme, self._plot.chart
        key = (chart.background_key(axes, state), axes.x, axes.y, area.getRect(), theme, ratio)
        if self._back is None or self._back[0] != key:
            size = QSize(int(np.ceil(area.width() * ratio)), int(np.ceil(area.height() * ratio)))
            pixmap = QPixmap(size)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(colour(theme.surface))
            with QPainter(pixmap) as painter:
                painter.translate(-area.topLeft())
                painter.setClipRect(axes.area)
                chart.draw_background(painter, axes, state, theme)
            self._back = (key, pixmap)
        return self._back[1]

    # The mouse

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """A press on a handle grabs it; elsewhere it is the view's, to pan."""
        panel, button = self._panel, event.button()
        if not panel.takes_press(button):
            event.accept()
            return
        handle = self._plot.chart.handle_at(self._plot.axes(), event.scenePos(), panel.state)
        panel.setFocus(Qt.FocusReason.MouseFocusReason)
        if handle is None or button != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        panel.grab_handle(handle, event.scenePos(), fine=is_fine(event.modifiers()))
        event.accept()

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Let the handle that is held follow the pointer."""
        if self._panel.drag is None:
            event.ignore()
            return
        self._pointer, fine = event.scenePos(), is_fine(event.modifiers())
        self._panel.pull(self._plot.chart, self._plot.axes(), self._pointer, fine=fine)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Keep what was reached."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._panel.end_drag(End.RELEASED)

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Type a class's value; on the background, show everything.

        On a handle that has no value to type, the second press of two quick ones is a press.
        """
        panel, chart, axes = self._panel, self._plot.chart, self._plot.axes()
        index = chart.class_at(axes, event.scenePos(), panel.state)
        if panel.kind and index is not None:
            panel.open_editor(index)
        elif not panel.kind and chart.handle_at(axes, event.scenePos(), panel.state) is not None:
            self.mousePressEvent(event)
        else:
            self._plot.show_everything()

    def hoverMoveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Light the class that is near; the note follows the pointer."""
        self._pointer = event.scenePos()
        axes, state = self._plot.axes(), self._panel.state
        handle = self._plot.chart.handle_at(axes, self._pointer, state)
        self._scene.hover(self._plot.chart.class_at(axes, self._pointer, state))
        shape = Qt.CursorShape.PointingHandCursor
        if handle is None:
            shape = Qt.CursorShape.ArrowCursor
        elif handle.along == "x":
            shape = Qt.CursorShape.SizeHorCursor
        self.setCursor(shape)
        self.update()

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Nothing is under the pointer any more."""
        self._pointer = None
        if self._panel.drag is None:
            self._scene.hover(None)
        self.update()

    def contextMenuEvent(self, event: QGraphicsSceneContextMenuEvent) -> None:
        """Zoom and export; a right button that ended a drag asks for nothing more."""
        event.accept()
        if not self._panel.takes_menu():
            return
        menu = QMenu(self._panel)
        menu.addAction(self._plot.chart.whole).triggered.connect(self._plot.show_everything)
        menu.addAction("Export this picture…").triggered.connect(self._panel.ask_for_export)
        menu.exec(event.screenPos())
        menu.deleteLater()
