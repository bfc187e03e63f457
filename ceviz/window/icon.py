"""The program's icon: the curve −log q with a point on it, drawn from ``resources/icons/``."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from ceviz.storage import resources

#: The sizes desktops ask for, in pixels; each is drawn, none is scaled.
SIZES = (16, 24, 32, 48, 64, 128, 256)


def program_icon() -> QIcon:
    """The icon in every size of :data:`SIZES`; needs a QGuiApplication."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(resources.read_bytes("icons/ceviz.svg"))
    icon = QIcon()
    for size in SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            drawing.render(painter, QRectF(0, 0, size, size))
        icon.addPixmap(pixmap)
    return icon
