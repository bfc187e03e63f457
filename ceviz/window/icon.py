"""The program's icon: the curve −log q with a point on it, drawn from ``resources/icons/``."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from ceviz.storage import resources

#: The sizes desktops ask for, in pixels; each is drawn, none is scaled.
SIZES = (16, 24, 32, 48, 64, 128, 256)


def program_icon() -> QIcon:
    """The icon in every size of :data:`SIZES`; needs a QGuiApplication."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(QPixmap.fromImage(_drawn(size)))
    return icon


def png(size: int) -> bytes:
    """The icon as a PNG file, ``size`` pixels wide and high; needs no application."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    _drawn(size).save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(buffer.data().data())


def _drawn(size: int) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(resources.read_bytes("icons/ceviz.svg"))
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        drawing.render(painter, QRectF(0, 0, size, size))
    return image
