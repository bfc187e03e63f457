"""A picture on the clipboard, for whoever pastes it: pixels, vectors or cells."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from ceviz.document.analysis import analyse
from ceviz.document.cells import write_cells
from ceviz.document.model import Document
from ceviz.draw.state import View
from ceviz.export.page import PLAIN, Page
from ceviz.export.render import render_bytes, render_image
from ceviz.views import rows as data


@dataclass(frozen=True)
class Copied:
    """One picture in every form that programs paste; made in any thread.

    Attributes:
        image: for documents and chats.
        svg: for drawing programs.
        cells: its numbers, tab-separated, for spreadsheets.
    """

    image: QImage
    svg: bytes
    cells: str

    @classmethod
    def of(cls, document: Document, plot: str, page: Page) -> Copied:
        """``plot`` of ``document``; raises as :func:`~ceviz.export.render.render_image` does."""
        return cls(
            render_image(document, plot, page),
            render_bytes(document, plot, "svg", page),
            write_cells(data.rows(document, analyse(document), plot, page.view)),
        )

    def mime(self) -> QMimeData:
        """All of them in one; for the GUI thread."""
        mime = QMimeData()
        mime.setImageData(self.image)
        mime.setData("image/svg+xml", self.svg)
        mime.setText(self.cells)
        return mime


def copy_plot(
    document: Document,
    plot: str,
    *,
    theme: str = "light",
    view: View = PLAIN,
    selected: int | None = None,
) -> None:
    """Put ``plot`` of ``document`` on the clipboard in its usual size; for the GUI thread.

    Raises:
        InvalidInput: an unknown plot or theme.
    """
    page = Page.of(document, plot, theme=theme, view=view, selected=selected)
    QGuiApplication.clipboard().setMimeData(Copied.of(document, plot, page).mime())
