"""Icons drawn from ``resources/icons/``: the program's, and the family of its tools."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from ceviz.draw.theme import Theme
from ceviz.storage import resources

#: The sizes desktops ask for, in pixels; each is drawn, none is scaled.
SIZES = (16, 24, 32, 48, 64, 128, 256)

#: The tools that have an icon; each is a file of ``icons/tools/``, all in one line width.
TOOLS = (
    "new", "open", "save", "export", "copy", "undo", "redo", "add", "lock", "label",
    "glossary",
)  # fmt: skip

#: The sizes a tool's icon is drawn in, in pixels: beside text of 80 to 250 %, and on fine screens.
TOOL_SIZES = (16, 20, 24, 32, 40, 48, 64, 80)


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


def tool_icon(name: str, theme: Theme) -> QIcon:
    """The icon of the tool ``name``, in the colours of the theme's text; needs a QGuiApplication.

    Raises:
        KeyError: there is none of that name in :data:`TOOLS`.
    """
    if name not in TOOLS:
        raise KeyError(name)
    drawing = resources.read_text(f"icons/tools/{name}.svg")
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, theme.ink), (QIcon.Mode.Disabled, theme.muted)):
        tinted = drawing.replace("currentColor", tint).encode("utf-8")
        for size in TOOL_SIZES:
            icon.addPixmap(QPixmap.fromImage(_drawn(size, tinted)), mode)
    return icon


def _drawn(size: int, drawing: bytes = b"") -> QImage:
    """An SVG, that of the program unless told otherwise."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(drawing or resources.read_bytes("icons/ceviz.svg"))
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        renderer.render(painter, QRectF(0, 0, size, size))
    return image
