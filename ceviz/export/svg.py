"""Pictures as SVG 1.1: vectors as vectors, text as text."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from ceviz.draw.theme import FAMILY
from ceviz.export.buffer import bytes_of, open_buffer
from ceviz.export.page import Page
from ceviz.storage.carried.svg import embed

#: Where the bundled face is missing: Verdana is of the same descent, and as wide.
FALLBACKS = f"{FAMILY}, Bitstream Vera Sans, Verdana, sans-serif"

#: Groups that Qt opens for a change of pen and then draws nothing in.
_EMPTY_GROUP = re.compile(r"<g [^<>]*>\s*</g>\s*")
_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')
#: What XML 1.0 cannot hold in any spelling.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def svg_bytes(
    paint: Callable[[QPainter], None], page: Page, title: str, carried: bytes = b""
) -> bytes:
    """What ``paint`` paints in logical units, as an SVG document of the page's size in mm.

    ``carried`` is the session that goes with it, if any.
    """
    width, height = page.logical
    buffer = open_buffer()
    # SVG Tiny 1.2, the default, ignores clipping.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(QSize(max(1, round(width)), max(1, round(height))))
    generator.setViewBox(QRectF(0.0, 0.0, width, height))
    generator.setTitle(title)
    generator.setDescription("Drawn by ceviz")
    with QPainter(generator) as painter:
        paint(painter)
    drawing = _tidied(bytes_of(buffer).decode("utf-8"), page)
    return (embed(drawing, carried) if carried else drawing).encode("utf-8")


def _tidied(text: str, page: Page) -> str:
    """The size in exact mm (Qt rounds it to pixels), spare faces, no empty groups."""
    size = f'<svg width="{_number(page.width_mm)}mm" height="{_number(page.height_mm)}mm"'
    text = _SIZE.sub(size, text, count=1)
    text = text.replace(f'font-family="{FAMILY}"', f'font-family="{FALLBACKS}"')
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", _EMPTY_GROUP.sub("", text))


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
