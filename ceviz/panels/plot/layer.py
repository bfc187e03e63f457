"""What a zoomable plot shows: the whole chart as one item, which takes the mouse itself.

It paints with the chart's own functions, the same that the exporter uses. pyqtgraph's own drag
starts after five pixels and only sees every tenth move.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

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

from ceviz.draw.chart import Axes
from ceviz.draw.theme import colour
from ceviz.draw.tooltip import draw_tip
from ceviz.panels.gestures import Drag
from ceviz.panels.scene import Scene

if TYPE_CHECKING:
    from ceviz.panels.plot.plot import Plot

#: How far, in pixels, a point may reach over the view's edge.
RIM = 12.0


class Layer(pg.GraphicsObject):
    """The whole chart as one item.

    Attributes:
        bare: paint the ground only.
    """

    bare = False

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
        axes = self._plot.axes()
        painter.resetTransform()
        painter.drawPixmap(axes.area.toAlignedRect().topLeft(), self.back_pixmap(axes))
        if not self.bare:
            self.paint_data(painter)

    def paint_data(self, painter: QPainter) -> None:
        """What follows the numbers, and the note by the pointer."""
        chart, axes = self._plot.chart, self._plot.axes()
        state, theme = self._plot.panel.state, self._scene.theme
        chart.draw_foreground(painter, axes, state, theme)
        if self._pointer is not None:
            index = self._drag.handle.index if self._drag else state.hovered
            lines = chart.tip(axes, self._pointer, index, state)
            if lines:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                draw_tip(painter, axes.area, self._pointer, lines, theme)

    def back_pixmap(self, axes: Axes) -> QPixmap:
        """The plot's ground; opaque, which is painted in half the time."""
        ratio, area = self._plot.devicePixelRatioF(), axes.area.toAlignedRect()
        state, theme, chart = self._plot.panel.state, self._scene.theme, self._plot.chart
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
        panel.take(handle)
        self._drag = Drag.start(handle, event.scenePos(), fine=_fine(event))
        event.accept()

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """The handle follows."""
        if self._drag is None:
            event.ignore()
            return
        self._pointer = event.scenePos()
        self._asking = True
        self._plot.panel.pull(self._plot, self._drag, self._pointer, fine=_fine(event))
        self._asking = False

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Keep what was reached."""
        if self._drag is not None and event.button() == Qt.MouseButton.LeftButton:
            self.end(keep=True)

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Type a class's value; on the background, show everything.

        On a handle that has no value to type, the second press of two quick ones is a press.
        """
        panel, chart, axes = self._plot.panel, self._plot.chart, self._plot.axes()
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
        axes, state = self._plot.axes(), self._plot.panel.state
        handle = self._plot.chart.handle_at(axes, self._pointer, state)
        self._scene.spotlight.hover(self._plot.chart.class_at(axes, self._pointer, state))
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
        assert self._drag is not None
        handle, self._drag = self._drag.handle, None
        self._plot.panel.let_go(handle, keep=keep)
        self.update()

    def _let_go(self) -> None:
        """A gesture that someone else ended (undo, a step) leaves nothing in the hand."""
        others = self._plot.panel.edits and not self._scene.store.in_gesture
        if others and not self._asking:
            self._drag = None


def _fine(event: QGraphicsSceneMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
