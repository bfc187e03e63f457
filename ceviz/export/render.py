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

from ceviz.document.analysis import analyse
from ceviz.document.model import Document
from ceviz.document.plots import PLOTS
from ceviz.draw.fonts import install_fonts
from ceviz.draw.picture import draw
from ceviz.draw.state import State, View
from ceviz.draw.theme import colour
from ceviz.errors import InvalidInput
from ceviz.export import pdf, svg
from ceviz.export.buffer import bytes_of, open_buffer
from ceviz.export.page import PLAIN, Page
from ceviz.storage.atomic import write_atomically
from ceviz.views import rows as data
from ceviz.views.registry import plot as plot_named
from ceviz.views.sample_rows import measured

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
    document: Document,
    plot: str,
    out: str | os.PathLike[str],
    *,
    width_mm: float | None = None,
    height_mm: float | None = None,
    dpi: float = 300.0,
    theme: str = "light",
    font_scale: float = 1.0,
    transparent: bool = False,
    view: View = PLAIN,
    selected: int | None = None,
    against: Document | None = None,
) -> None:
    """Write ``plot`` of ``document`` to ``out``, in the format its suffix names.

    The file is replaced as a whole or not at all. Parameters are those of
    :class:`~ceviz.export.page.Page`.

    Raises:
        InvalidInput: an unknown plot, suffix or theme; a size or resolution out of range.
        FileRefused: the file cannot be written.
    """
    kind = format_of(out)
    page = Page.of(
        document, plot, width_mm=width_mm, height_mm=height_mm, dpi=dpi, theme=theme,
        font_scale=font_scale, transparent=transparent, view=view, selected=selected,
        against=against,
    )  # fmt: skip
    write_atomically(out, render_bytes(document, plot, kind, page))


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


def render_bytes(document: Document, plot: str, kind: str, page: Page | None = None) -> bytes:
    """The whole file, in the format ``kind`` of :data:`FORMATS`; ``page`` None is the usual one.

    Raises:
        InvalidInput: an unknown plot or format, or an image too large.
    """
    page = page or Page.of(document, plot)
    match kind:
        case "csv":
            return data.csv_bytes(document, plot, page)
        case "png":
            return _png(render_image(document, plot, page))
        case "svg":
            paint, title = _painting(document, plot, page)
            return svg.svg_bytes(paint, page, title)
        case "pdf":
            paint, title = _painting(document, plot, page)
            return pdf.pdf_bytes(paint, page, title)
    raise InvalidInput(
        f"there is no format called “{kind}”", remedy=f"choose one of {', '.join(FORMATS)}"
    )


def render_image(document: Document, plot: str, page: Page | None = None) -> QImage:
    """The picture as pixels, with its resolution; opaque unless the page is transparent.

    Raises:
        InvalidInput: an unknown plot, or an image too large.
    """
    page = page or Page.of(document, plot)
    width, height = page.checked_pixels()
    paint, _ = _painting(document, plot, page)
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


def _painting(document: Document, plot: str, page: Page) -> tuple[Callable[[QPainter], None], str]:
    """What paints the page in logical units, and what it is called."""
    chosen = plot_named(plot)
    prepare()
    picture = page.shown.get(plot) or chosen.make()
    theme = replace(page.painted_with(), cards=chosen.composed, marks=False)
    analysis = analyse(document)
    selected = analysis.true if page.selected is None else page.selected
    data = (page.data or measured(document, page.against)) if chosen.data else None
    state = State.of(document, analysis, selected=selected, view=page.view, data=data)
    width, height = page.logical
    shrink = min(1.0, *(
        have / (least * page.font_scale)
        for have, least in zip((width, height), chosen.least, strict=True)
    ))  # fmt: skip
    whole = QRectF(0.0, 0.0, width / shrink, height / shrink)

    def paint(painter: QPainter) -> None:
        painter.scale(shrink, shrink)
        if not page.transparent:
            ground = theme.background if chosen.composed else theme.surface
            painter.fillRect(whole, colour(ground))
        draw(painter, picture, whole, state, theme)

    return paint, f"{document.title}: {PLOTS[plot]}" if document.title else PLOTS[plot]


def _png(image: QImage) -> bytes:
    buffer = open_buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes_of(buffer)


def prepare() -> None:
    """An application to paint in, if there is none, and the bundled fonts."""
    if QCoreApplication.instance() is None:
        # Without a display the platform's own plugin would abort; Windows always has one.
        plugin = [] if sys.platform == "win32" else ["-platform", "offscreen"]
        _applications.append(QGuiApplication(["ceviz", *plugin]))
    install_fonts()
