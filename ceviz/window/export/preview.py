"""What will be written, as it will look: painted anew from the document at the size there is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from ceviz.document.text import cells
from ceviz.draw.plot import Figure
from ceviz.draw.primitives import saved
from ceviz.export.page import Page
from ceviz.export.render import render_image
from ceviz.panels.background import Latest
from ceviz.panels.overrides import guarded

#: Lines of a CSV file that are shown.
LINES = 200

MARGIN = 14

#: Squares of the pattern that stands for nothing.
SQUARE = 8


class Preview(QStackedWidget):
    """A page, or the first lines of a CSV file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PagePreview(self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("Preview of the file")
        self.text.setTabChangesFocus(True)
        self.addWidget(self.picture)
        self.addWidget(self.text)
        self._latest = Latest(self)
        self._latest.failed.connect(partial(self.text.setPlainText, "(something went wrong)"))

    def show_page(self, figure: Figure, page: Page) -> None:
        """The picture on its page."""
        self.leave()
        self.setCurrentWidget(self.picture)
        self.picture.show_page(figure, page)

    def show_data(self, figure: Figure) -> None:
        """The beginning of the numbers behind it, of which there may be millions: when it is made.

        Until then there is nothing to read.
        """
        self.setCurrentWidget(self.text)
        self.text.clear()
        self._latest.start(
            lambda _: _beginning(figure),
            self.text.setPlainText,
            lambda refusal: self.text.setPlainText(str(refusal)),
        )

    def leave(self) -> None:
        """What is still being made is not wanted any more."""
        self._latest.cancel()


def _beginning(figure: Figure) -> str:
    """The first rows of its CSV file, whole, as many as take :data:`LINES` lines.

    A cell with line ends makes one row of several lines.
    """
    rows, lines, whole = figure.rows(), list[str](), 0
    for row in rows[:LINES]:
        more = cells.csv_bytes([row]).decode("utf-8-sig").splitlines()
        if len(lines) + len(more) > LINES:
            break
        lines += more
        whole += 1
    left = len(rows) - whole
    return "\n".join([*lines, f"… and {left:,} more rows"] if left else lines)


@guarded
class PagePreview(QWidget):
    """A page fitted into the widget, on a pattern where it is transparent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(360, 280)
        self.setAccessibleName("Preview of the picture")
        self._shown: tuple[Figure, Page] | None = None
        self.image = QImage()

    def sizeHint(self) -> QSize:
        """Enough to read the small type of most plots."""
        return QSize(560, 420)

    def show_page(self, figure: Figure, page: Page) -> None:
        """Paint ``figure`` as ``page`` has it."""
        self._shown = (figure, page)
        self.setAccessibleDescription(
            f"{figure.plot.name}, {page.width_mm:.4g} by {page.height_mm:.4g} millimetres, "
            f"{page.theme}"
        )
        self._render()

    def page_rect(self) -> QRect:
        """Where the page lies in the widget."""
        if self._shown is None:
            return QRect()
        page = self._shown[1]
        room = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        scale = min(room.width() / page.width_mm, room.height() / page.height_mm)
        size = QSize(max(1, round(page.width_mm * scale)), max(1, round(page.height_mm * scale)))
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(room.center())
        return rect

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint it anew: a scaled image would blur the type."""
        super().resizeEvent(event)
        self._render()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page on a table."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.AlternateBase))
            if self._shown is not None:
                self._draw_page(painter, self._shown[1])

    def _draw_page(self, painter: QPainter, page: Page) -> None:
        rect = self.page_rect()
        if page.transparent:
            _draw_pattern(painter, rect, dark=page.theme == "dark")
        painter.drawImage(QRectF(rect), self.image)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def _render(self) -> None:
        if self._shown is None:
            return
        figure, page = self._shown
        pixels = self.page_rect().width() * self.devicePixelRatioF()
        self.image = render_image(
            figure, replace(page, dpi=max(0.1, pixels / page.width_mm * 25.4))
        )
        self.update()


def _draw_pattern(painter: QPainter, rect: QRect, *, dark: bool) -> None:
    one, other = ("#3a3d44", "#2c2f35") if dark else ("#ffffff", "#e4e6ea")
    with saved(painter):
        painter.setClipRect(rect)
        painter.fillRect(rect, QColor(one))
        painter.setPen(Qt.PenStyle.NoPen)
        for row, y in enumerate(range(rect.top(), rect.bottom() + 1, SQUARE)):
            for x in range(rect.left() + SQUARE * (row % 2), rect.right() + 1, 2 * SQUARE):
                painter.fillRect(QRect(x, y, SQUARE, SQUARE), QColor(other))
