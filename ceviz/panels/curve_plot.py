"""The zoomable −log q plot: pyqtgraph's view and axes, ceviz's data layer.

The layer paints with :func:`ceviz.draw.curve.draw_data`, the same function the exporter
uses, and takes mouse presses itself: pyqtgraph's own drag starts after five pixels and only
sees every tenth move.
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

from ceviz.draw import curve
from ceviz.draw.curve import Plane
from ceviz.draw.picture import Handle
from ceviz.draw.scales import Scale
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.draw.tip import draw_tip, lines_for
from ceviz.panels.gestures import Drag
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

# Drags of our own are not limited, but zooming and panning would drop moves (pyqtgraph #1399).
pg.setConfigOption("mouseRateLimit", -1)

#: Room beyond q = 0 and q = 1, so that points at the ends are whole.
AIR = 0.03

#: How far, in pixels, a point may reach over the view's edge.
RIM = 12.0


class CurvePlot(pg.PlotWidget):
    """Wheel zooms, dragging the background pans, a double click shows everything again.

    Signals:
        export_wanted(): from the context menu.
    """

    export_wanted = Signal()

    def __init__(self, panel: PicturePanel, scene: Scene) -> None:
        super().__init__(parent=panel)
        self.panel, self._scene = panel, scene
        self._shown: Hashable = None
        self.zoomed = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        # Room for half a tick's label beyond the ends of the axes.
        self.getPlotItem().setContentsMargins(0.0, 8.0, 12.0, 0.0)
        self.layer = CurveLayer(self, scene)
        self.addItem(self.layer, ignoreBounds=True)
        self.getViewBox().sigRangeChangedManually.connect(self._note_zoom)
        scene.repaint.connect(self.follow)
        scene.restyled.connect(self._restyle)
        self._restyle(scene.theme)
        self.follow()

    def follow(self) -> None:
        """Repaint the layer; move the ranges only when they are at rest and not the user's."""
        state = self._scene.state
        key = (curve.limits(state), state.view.log_q, state.unit)
        if key != self._shown:
            if self._shown is None or key[1:] != self._shown[1:]:  # type: ignore[index]
                self.zoomed = False
            self._shown = key
            if not self.zoomed:
                self.reset_zoom()
        self.layer.update()

    def reset_zoom(self) -> None:
        """Show the whole curve."""
        self.zoomed = False
        (x0, x1), (y0, y1) = curve.limits(self._scene.state)
        log = self._scene.view.log_q
        if log:
            x0, x1 = np.log10(x0), np.log10(x1)
        air = AIR * (x1 - x0)
        self.getAxis("bottom").setLogMode(log, False)
        box = self.getViewBox()
        box.setLimits(xMin=x0 * 3 - 1 if log else -0.1, xMax=0.1 if log else 1.1, yMin=-y1 * 0.05)
        box.setRange(xRange=(x0 - air, x1 + air), yRange=(y0, y1), padding=0)

    def plane(self) -> Plane:
        """Where q and surprise lie in the view's pixels."""
        box = self.getViewBox()
        (x0, x1), (y0, y1) = box.viewRange()
        area = box.sceneBoundingRect()
        log = self._scene.view.log_q
        low, high = (10.0**x0, 10.0**x1) if log else (x0, x1)
        return Plane(
            Scale(low, high, area.left(), area.right(), log),
            Scale(y0, y1, area.bottom(), area.top()),
            area,
        )

    def _note_zoom(self) -> None:
        self.zoomed = True

    def _restyle(self, theme: Theme) -> None:
        self.setBackground(colour(theme.surface))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(colour(theme.muted)))
            axis.setTextPen(pg.mkPen(colour(theme.muted)))
            axis.setStyle(
                hideOverlappingLabels=False,
                tickFont=theme.font(SMALL),
                tickLength=4,
                maxTickLevel=0,
            )
        self.getAxis("left").setWidth(36 * theme.scale)
        label = {"color": theme.muted, "font-size": f"{round(SMALL * theme.scale)}px"}
        self.getAxis("bottom").setLabel("probability q", **label)


class CurveLayer(pg.GraphicsObject):
    """Everything that follows the numbers, as one item."""

    def __init__(self, plot: CurvePlot, scene: Scene) -> None:
        super().__init__()
        self._plot, self._scene = plot, scene
        self._drag: Drag | None = None
        self._pointer: QPointF | None = None
        self._line: tuple[Hashable, QPixmap] | None = None
        self.setAcceptHoverEvents(True)
        self.setZValue(10)

    def boundingRect(self) -> QRectF:
        """All that is in view, and the rim that points at the edges reach over."""
        box = self._plot.getViewBox()
        across, up = box.viewPixelSize()
        return QRectF(box.viewRect()).adjusted(-RIM * across, -RIM * up, RIM * across, RIM * up)

    def viewRangeChanged(self) -> None:
        """Zoomed or panned: the bounds are new."""
        self.prepareGeometryChange()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """In the view's pixels, not in data units: text and points keep their size."""
        state, theme, plane = self._scene.state, self._scene.theme, self._plot.plane()
        painter.resetTransform()
        painter.drawPixmap(QPointF(0.0, 0.0), self._curve_pixmap(plane))
        curve.draw_data(painter, plane, state, theme)
        index = self._drag.handle.index if self._drag else state.hovered
        if index is not None and self._pointer is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            draw_tip(painter, plane.area, self._pointer, lines_for(index, state), theme)

    def _curve_pixmap(self, plane: Plane) -> QPixmap:
        """The curve itself, kept: a thick antialiased steep line costs 1 ms."""
        ratio = self._plot.devicePixelRatioF()
        size = self._plot.viewport().size()
        state, theme = self._scene.state, self._scene.theme
        key = (plane.x, plane.y, state.unit, theme, size, ratio)
        if self._line is None or self._line[0] != key:
            pixmap = QPixmap(
                int(np.ceil(size.width() * ratio)), int(np.ceil(size.height() * ratio))
            )
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setClipRect(plane.area)
            curve.draw_line(painter, plane, state, theme)
            painter.end()
            self._line = (key, pixmap)
        return self._line[1]

    # The mouse

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """A press on a point grabs it; elsewhere it is the view's, to pan."""
        if self._drag is not None:
            if event.button() == Qt.MouseButton.RightButton:
                self.end(keep=False)
            event.accept()
            return
        plane, state = self._plot.plane(), self._scene.state
        handle = curve.handle_at(plane, event.scenePos(), state)
        self._plot.panel.setFocus(Qt.FocusReason.MouseFocusReason)
        if handle is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._scene.spotlight.select(handle.index)
        self._drag = Drag.start(handle, event.scenePos(), fine=_fine(event))
        event.accept()

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """The point follows along the curve."""
        if self._drag is None:
            event.ignore()
            return
        self._pointer = event.scenePos()
        reached = self._drag.follow(self._pointer, fine=_fine(event))
        handle: Handle = self._drag.handle
        base, state = self._scene.store.base, self._scene.state
        self._plot.panel.previewed.emit(
            curve.drag_along(self._plot.plane(), handle, reached, state, base)
        )

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Keep what was reached."""
        if self._drag is not None and event.button() == Qt.MouseButton.LeftButton:
            self.end(keep=True)

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Type a point's probability; on the background, show everything."""
        index = curve.point_at(self._plot.plane(), event.scenePos(), self._scene.state)
        if index is None:
            self._plot.reset_zoom()
        else:
            self._plot.panel.open_editor(index)

    def hoverMoveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Light the class whose point is near."""
        self._pointer = event.scenePos()
        index = curve.point_at(self._plot.plane(), event.scenePos(), self._scene.state)
        self._scene.spotlight.hover(index)
        self.setCursor(
            Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor
        )

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Nothing is under the pointer any more."""
        self._pointer = None
        if self._drag is None:
            self._scene.spotlight.hover(None)

    def contextMenuEvent(self, event: QGraphicsSceneContextMenuEvent) -> None:
        """Zoom and export."""
        menu = QMenu(self._plot)
        menu.addAction("Show the whole curve").triggered.connect(self._plot.reset_zoom)
        menu.addAction("Export this picture…").triggered.connect(self._plot.export_wanted)
        menu.exec(event.screenPos())
        menu.deleteLater()
        event.accept()

    @property
    def dragging(self) -> bool:
        """Whether a point is held."""
        return self._drag is not None

    def end(self, *, keep: bool) -> None:
        """Let go of the point."""
        self._drag = None
        panel = self._plot.panel
        (panel.committed if keep else panel.cancelled).emit()
        self.update()


def _fine(event: QGraphicsSceneMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
