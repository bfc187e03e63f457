"""Pictures into files: the painters of the screen on an image, an SVG or a PDF.

Everything is painted in logical units of 1/96 inch, so all formats look the same; the same
document gives the same bytes. Works without a window, without a display and in any thread.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from ceviz.bootstrap import speak_utf8
from ceviz.document.text import cells
from ceviz.draw.fonts import install_fonts
from ceviz.draw.picture import draw
from ceviz.draw.plot import Figure
from ceviz.draw.theme import colour
from ceviz.errors import InvalidInput
from ceviz.export import pdf, svg
from ceviz.export.buffer import bytes_of, open_buffer
from ceviz.export.carry import carried_by
from ceviz.export.page import Page
from ceviz.storage.atomic import write_atomically
from ceviz.storage.carried import png

#: What can be written, by suffix.
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "png": "PNG image",
        "svg": "SVG drawing",
        "pdf": "PDF page",
        "csv": "CSV, the numbers behind it",
    }
)

_applications: list[QGuiApplication] = []


def render_file(
    figure: Figure,
    out: str | os.PathLike[str],
    page: Page | None = None,
    *,
    without_data: bool = False,
) -> None:
    """Write ``figure`` to ``out``, in the format its suffix names; a usual page unless told.

    The file is replaced as a whole or not at all. It carries its session, unless it is to be
    written ``without_data``.

    Raises:
        InvalidInput: an unknown suffix, or an image too large.
        FileRefused: the file cannot be written, or is one that what is shown was read from.
    """
    kind = format_of(out)
    carried = b"" if without_data else carried_by(figure, kind)
    write_atomically(out, render_bytes(figure, kind, page, carried), inputs=figure.inputs)


def format_of(out: str | os.PathLike[str]) -> str:
    """The format that the suffix of ``out`` names: a key of :data:`FORMATS`."""
    suffix = Path(out).suffix
    kind = suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        why = f"“{suffix}” is none of them" if suffix else "the name has none"
        raise InvalidInput(
            f"the suffix must be one of .{', .'.join(FORMATS)}", where=str(out), why=why
        )
    return kind


def render_bytes(
    figure: Figure, kind: str, page: Page | None = None, carried: bytes = b""
) -> bytes:
    """The whole file, in the format ``kind`` of :data:`FORMATS`; ``page`` None is the usual one.

    ``carried`` is the session that goes with it: :func:`~ceviz.export.carry.carried_by`.

    Raises:
        InvalidInput: an unknown format, or an image too large.
    """
    page = page or usual_page(figure)
    match kind:
        case "csv":
            return csv_bytes(figure)
        case "png":
            picture = _png(render_image(figure, page))
            return png.embed(picture, carried) if carried else picture
        case "svg":
            return svg.svg_bytes(painting(figure, page), page, figure.title, carried)
        case "pdf":
            return pdf.pdf_bytes([painting(figure, page)], page, figure.title, carried)
    raise InvalidInput(
        f"there is no format called “{kind}”", remedy=f"choose one of {', '.join(FORMATS)}"
    )


def csv_bytes(figure: Figure) -> bytes:
    """The numbers behind it as a CSV file."""
    return cells.csv_bytes(figure.rows())


def usual_page(figure: Figure) -> Page:
    """The page of a figure when nobody says how large it is to be."""
    return Page.of(figure.plot, figure.state.document)


def render_image(figure: Figure, page: Page | None = None) -> QImage:
    """The picture as pixels, with its resolution; opaque unless the page is transparent.

    Raises:
        InvalidInput: an image too large.
    """
    page = page or usual_page(figure)
    width, height = page.checked_pixels()
    paint = painting(figure, page)
    opaque, clear = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(width, height, clear if page.transparent else opaque)
    if image.isNull():
        raise InvalidInput(
            f"an image of {width:,} × {height:,} pixels does not fit into memory",
            remedy="choose a smaller size or a lower resolution",
        )
    image.fill(0)
    per_metre = round(page.dpi / 0.0254)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    with QPainter(image) as painter:
        # Sizes are rounded to whole pixels; the picture fills them to the edge.
        painter.scale(width / page.logical[0], height / page.logical[1])
        paint(painter)
    return image


def painting(figure: Figure, page: Page) -> Callable[[QPainter], None]:
    """What paints the page in logical units."""
    plot, state = figure.plot, figure.state
    prepare()
    theme = replace(page.painted_with(), cards=plot.composed, marks=False)
    width, height = page.logical
    shrink = min(1.0, *(
        have / (least * page.font_scale)
        for have, least in zip((width, height), plot.least, strict=True)
    ))  # fmt: skip
    whole = QRectF(0.0, 0.0, width / shrink, height / shrink)

    def paint(painter: QPainter) -> None:
        painter.scale(shrink, shrink)
        if not page.transparent:
            ground = theme.background if plot.composed else theme.surface
            painter.fillRect(whole, colour(ground))
        draw(painter, figure.picture, whole, state, theme)

    return paint


def _png(image: QImage) -> bytes:
    buffer = open_buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes_of(buffer)


def prepare() -> None:
    """An application to paint in, if there is none, and the bundled fonts."""
    if QCoreApplication.instance() is None:
        speak_utf8()
        # Without a display the platform's own plugin would abort; Windows always has one.
        plugin = [] if sys.platform == "win32" else ["-platform", "offscreen"]
        _applications.append(QGuiApplication(["ceviz", *plugin]))
    install_fonts()
