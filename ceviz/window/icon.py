"""The program's icon, drawn from ``resources/icons/``."""

from __future__ import annotations

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QIcon, QPixmap

from ceviz.panels.style import drawn
from ceviz.storage.resources import read_bytes

#: The sizes desktops ask for, in pixels; each is drawn, none is scaled.
SIZES = (16, 24, 32, 48, 64, 128, 256)


def program_icon() -> QIcon:
    """The icon in every size of :data:`SIZES`; needs a QGuiApplication."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(QPixmap.fromImage(drawn(size, read_bytes("icons/ceviz.svg"))))
    return icon


def png(size: int) -> bytes:
    """The icon as a PNG file, ``size`` pixels wide and high; needs no application."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image = drawn(size, read_bytes("icons/ceviz.svg"))
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(buffer.data().data())
