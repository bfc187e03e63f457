"""The numbers beside the pictures: information, prediction, batch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text import readouts as document_readouts
from ceviz.document.text.readouts import Readout
from ceviz.draw import text
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Named, Unhandled
from ceviz.draw.primitives import sides
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TITLE, Theme, colour
from ceviz.memo import value_memo

#: A name and its value stand together, also in a high card: pixels before type scaling.
TALLEST = 54.0


class Written(NamedTuple):
    """A readout as it is now.

    Attributes:
        value: with the unit, if it has one.
        tone: a theme colour's name.
        about: the class it names, or None.
    """

    readout: Readout
    value: str
    tone: str = "ink"
    about: int | None = None


@dataclass(frozen=True, slots=True)
class ReadoutGeometry:
    """The card and a cell a readout."""

    rect: QRectF
    cells: tuple[tuple[Written, Cell], ...]


class Cell(NamedTuple):
    """Where a readout is, and where in it name and value stand."""

    whole: QRectF
    name: QRectF
    value: QRectF


class Readouts(Unhandled):
    """The readouts of the window, :data:`~ceviz.document.text.readouts.READOUTS`, in a grid."""

    title = "Readouts"
    columns = 4

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> ReadoutGeometry:
        """Cells in a grid, row by row."""
        items = written(state)
        columns = 2 if state.view.simple else self.columns
        cells = _grid(*sides(rect), len(items), columns, TALLEST * theme.scale)
        return ReadoutGeometry(rect, tuple(zip(items, cells, strict=True)))

    def background_key(self, geometry: ReadoutGeometry, state: State) -> Hashable:
        """The names, and the values that seldom change."""
        shown = (item.value if item.readout.steady else item.readout for item, _ in geometry.cells)
        return state.view.simple, *shown

    def draw_background(
        self, painter: QPainter, g: ReadoutGeometry, state: State, theme: Theme
    ) -> None:
        """Paint the card, the names and the numbers that hold still."""
        draw_card(painter, g.rect, theme)
        for item, cell in g.cells:
            titles = _titles(item.readout, state)
            room = cell.name.width()
            title = next((t for t in titles if theme.width(t, SMALL) <= room), titles[-1])
            text.put(painter, cell.name, title, colour(theme.muted), theme, size=SMALL)
            if item.readout.steady:
                _put_value(painter, item, cell, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: ReadoutGeometry, state: State, theme: Theme
    ) -> None:
        """Values that follow every move."""
        for item, cell in g.cells:
            if not item.readout.steady:
                _put_value(painter, item, cell, state, theme)

    def rows(self, state: State) -> Rows:
        """A named number a row."""
        return document_readouts.readout_rows(state.document, state.analysis)

    def value_at(self, g: ReadoutGeometry, point: QPointF, state: State) -> Named | None:
        """The readout of the cell under the point."""
        for item, cell in g.cells:
            if cell.whole.contains(point):
                title = _titles(item.readout, state)[0]
                return Named(f"{title} = {item.value}", item.readout.key)
        return None

    def class_at(self, g: ReadoutGeometry, point: QPointF, state: State) -> int | None:
        """The predicted class, over its name."""
        for item, cell in g.cells:
            if item.about is not None and cell.whole.contains(point):
                return item.about
        return None


def _titles(readout: Readout, state: State) -> list[str]:
    """What it is called, the fullest first."""
    title = (readout.plainly if state.view.simple else "") or readout.title
    noted = [] if state.view.simple else [readout.title + readout.note]
    return [*noted, title, readout.short or title]


@value_memo(most=4)
def _grid(
    left: float, top: float, width: float, height: float, count: int, columns: int, most: float
) -> tuple[Cell, ...]:
    """``count`` cells in rows, ``most`` high at most; the same for every move."""
    rows = -(-count // columns)
    across, down = (width - 20.0) / columns, min((height - 12.0) / rows, most)
    cells = []
    for place in range(count):
        x, y = left + 12.0 + place % columns * across, top + 6.0 + place // columns * down
        whole = QRectF(x, y, across - 6.0, down)
        name = QRectF(x, y, across - 6.0, 0.48 * down)
        cells.append(Cell(whole, name, QRectF(x, y + 0.42 * down, across - 6.0, 0.54 * down)))
    return tuple(cells)


def _put_value(painter: QPainter, item: Written, cell: Cell, state: State, theme: Theme) -> None:
    tint, words = colour(getattr(theme, item.tone)), item.value
    if theme.width(words, TITLE, bold=True) > cell.value.width():
        # The unit stands in the loss card too; the figures must be whole.
        words = words.removesuffix(f" {state.unit}")
    number = not item.readout.steady
    text.put(painter, cell.value, words, tint, theme, size=TITLE, bold=True, figures=number)


def written(state: State) -> list[Written]:
    """All readouts of the window, in reading order."""
    document, a = state.document, state.analysis
    found = []
    simple = state.view.simple
    for readout in document_readouts.loss_first() if simple else document_readouts.READOUTS:
        if readout.in_window and (not simple or readout.plain(a)):
            value = readout.words(document, a, percent=state.view.percent)
            found.append(
                Written(
                    readout,
                    f"{value} {state.unit}" if readout.information else value,
                    readout.tone(a) if readout.tone else "ink",
                    readout.about(a) if readout.about else None,
                )
            )
    return found
