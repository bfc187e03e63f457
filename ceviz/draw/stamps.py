"""Small ready pictures, stamped by the hundred in one call.

Only where a unit of drawing is a pixel of a window: files and screens at other scales are
painted stroke by stroke, and look the same.
"""

from __future__ import annotations

import threading
from math import ceil, floor

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPen, QPixmap

from ceviz.memo import value_memo

#: Stamps are ready for each so many parts of a pixel, across and down.
PARTS = 4

_RASTER = QPaintEngine.Type.Raster


def can_stamp(painter: QPainter) -> bool:
    """Whether a unit of drawing is a pixel of the window's, and lies on it."""
    # A pixmap is the GUI thread's; exports paint on images, beside it.
    if threading.current_thread() is not threading.main_thread():
        return False
    way = painter.deviceTransform()
    if way.isScaling() or not (way.dx().is_integer() and way.dy().is_integer()):
        return False
    return painter.paintEngine().type() == _RASTER


class Stamps:
    """A sheet of cells of one size, and room for where to stamp them.

    Attributes:
        pixmap: the cells, side by side.
        cell: how wide one is, in pixels; even, so that its middle is a whole pixel.
    """

    def __init__(self, pixmap: QPixmap, cell: int) -> None:
        self.pixmap, self.cell = pixmap, cell
        self._grow(256)

    def room(self, count: int) -> NDArray[np.float64]:
        """For ``count`` stamps: (count, 10) as QPainter.PixmapFragment has it.

        To be filled in: the middle's x and y, in columns 0 and 1, and the cell's left end on the
        sheet, in column 2.
        """
        if count > len(self._places):
            self._grow(2 * count)
        return self._places[:count]

    def put(self, painter: QPainter, count: int) -> None:
        """Stamp the first ``count``."""
        painter.drawPixmapFragments(self._wrapped, count, self.pixmap)  # type: ignore[arg-type]

    def _grow(self, count: int) -> None:
        self._places = np.empty((count, 10))
        # x, y, left and top on the sheet, width, height, scale across and down, turn, opacity
        height = self.pixmap.height()
        self._places[:] = (0.0, 0.0, 0.0, 0.0, self.cell, height, 1.0, 1.0, 0.0, 1.0)
        address = self._places.ctypes.data
        self._wrapped = shiboken6.wrapInstance(address, QPainter.PixmapFragment)


def stamp_dots(painter: QPainter, points: NDArray[np.float64], size: float, tint: QColor) -> None:
    """Round dots of diameter ``size`` around ``points``, (n, 2), to a quarter of a pixel."""
    sheet = _dots(size, tint.rgba())
    parts = np.floor(PARTS * points + 0.5)
    whole = np.floor(parts / PARTS)
    rest = parts - PARTS * whole
    places = sheet.room(len(points))
    places[:, :2] = whole
    places[:, 2] = sheet.cell * (PARTS * rest[:, 1] + rest[:, 0])
    sheet.put(painter, len(points))


def stamp_disc(
    painter: QPainter, x: float, y: float, radius: float, edge: QPen, fill: QColor | None
) -> None:
    """A circle around (x, y), to a quarter of a pixel, filled unless ``fill`` is None."""
    across, down = floor(PARTS * x + 0.5), floor(PARTS * y + 0.5)
    (left, right), (top, bottom) = divmod(across, PARTS), divmod(down, PARTS)
    inside = None if fill is None else fill.rgba()
    ready = _disc(radius, edge.color().rgba(), edge.widthF(), inside, right, bottom)
    reach = ready.width() // 2
    painter.drawPixmap(left - reach, top - reach, ready)


@value_memo(most=256)
def _disc(
    radius: float, edge: int, width: float, fill: int | None, right: int, down: int
) -> QPixmap:
    """A circle so many parts of a pixel right of and below the middle of its pixmap."""
    reach = ceil(radius + width) + 2
    pixmap = QPixmap(2 * reach, 2 * reach)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor.fromRgba(edge), width))
        inside = Qt.BrushStyle.NoBrush if fill is None else QColor.fromRgba(fill)
        painter.setBrush(inside)
        painter.drawEllipse(QPointF(reach + right / PARTS, reach + down / PARTS), radius, radius)
    return pixmap


@value_memo(most=32)
def _dots(size: float, rgba: int) -> Stamps:
    """A dot in the middle of its cell, and by so many parts of a pixel right of and below it."""
    cell = 2 * int(np.ceil(size / 2.0 + 2.0))
    pixmap = QPixmap(cell * PARTS * PARTS, cell)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        ink = QBrush(QColor.fromRgba(rgba))
        painter.setPen(QPen(ink, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for down in range(PARTS):
            for across in range(PARTS):
                left = cell * (PARTS * down + across)
                x, y = left + cell / 2.0 + across / PARTS, cell / 2.0 + down / PARTS
                painter.drawPoint(QPointF(x, y))
    return Stamps(pixmap, cell)
