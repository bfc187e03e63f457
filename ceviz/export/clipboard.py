"""A picture on the clipboard, for whoever pastes it: pixels, vectors or cells."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from ceviz.document.text.cells import write_cells
from ceviz.draw.plot import Figure
from ceviz.export.page import Page
from ceviz.export.render import render_bytes, render_image


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
    def of(cls, figure: Figure, page: Page) -> Copied:
        """``figure`` as ``page`` has it.

        Raises:
            InvalidInput: an image too large.
        """
        return cls(
            render_image(figure, page),
            render_bytes(figure, "svg", page),
            write_cells(figure.rows()),
        )

    def mime(self) -> QMimeData:
        """All of them in one; for the GUI thread."""
        mime = QMimeData()
        mime.setImageData(self.image)
        mime.setData("image/svg+xml", self.svg)
        mime.setText(self.cells)
        return mime


def copy_figure(figure: Figure, theme: str = "light") -> None:
    """Put ``figure`` on the clipboard in its usual size; for the GUI thread.

    Raises:
        InvalidInput: an unknown theme.
    """
    page = Page.of(figure.plot, figure.state.document, theme=theme)
    QGuiApplication.clipboard().setMimeData(Copied.of(figure, page).mime())
