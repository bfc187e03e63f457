"""The numbers beside the pictures: information, prediction, batch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from math import isinf
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.numbers import exact, show_information, show_probability
from ceviz.draw import text
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Unhandled
from ceviz.draw.primitives import sides
from ceviz.draw.rows import Rows, class_names
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TITLE, Theme, colour


class Readout(NamedTuple):
    """A named number.

    Attributes:
        tone: a theme colour's name.
        about: the class it names, or None.
        steady: it is the same through most of a drag, so it is kept with what holds still.
    """

    name: str
    value: str
    tone: str = "ink"
    about: int | None = None
    steady: bool = False


@dataclass(frozen=True, slots=True)
class ReadoutGeometry:
    """The card and a cell a readout."""

    rect: QRectF
    cells: tuple[tuple[Readout, Cell], ...]


class Cell(NamedTuple):
    """Where a readout is, and where in it name and value stand."""

    whole: QRectF
    name: QRectF
    value: QRectF


class Readouts(Unhandled):
    """H(p), H(p,q), KL(p‖q), perplexity; predicted class, confidence, right or wrong, 0/1."""

    title = "Readouts"
    columns = 4

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> ReadoutGeometry:
        """Cells in a grid, row by row."""
        items = readouts(state)
        cells = _grid(*sides(rect), len(items), self.columns)
        return ReadoutGeometry(rect, tuple(zip(items, cells, strict=True)))

    def background_key(self, geometry: ReadoutGeometry, state: State) -> Hashable:
        """The names, and the values that seldom change."""
        return tuple(item.value if item.steady else item.name for item, _ in geometry.cells)

    def draw_background(
        self, painter: QPainter, g: ReadoutGeometry, state: State, theme: Theme
    ) -> None:
        """Paint the card, the names and the numbers that hold still."""
        draw_card(painter, g.rect, theme)
        for item, cell in g.cells:
            text.put(painter, cell.name, item.name, colour(theme.muted), theme, size=SMALL)
            if item.steady:
                _put_value(painter, item, cell, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: ReadoutGeometry, state: State, theme: Theme
    ) -> None:
        """Values that follow every move."""
        for item, cell in g.cells:
            if not item.steady:
                _put_value(painter, item, cell, state, theme)

    def rows(self, state: State) -> Rows:
        """A named number a row."""
        a, per_nat, unit = state.analysis, state.per_nat, state.unit
        names = class_names(state)
        return [
            ["readout", "value", "unit"],
            ["entropy H(p)", exact(a.entropy * per_nat), unit],
            ["cross-entropy H(p,q)", exact(a.cross_entropy * per_nat), unit],
            ["KL(p‖q)", exact(a.kl * per_nat), unit],
            ["perplexity", exact(a.perplexity), ""],
            ["predicted", names[a.predicted], ""],
            ["truth", names[a.true], ""],
            ["confidence", exact(a.confidence), ""],
            ["accuracy", str(int(a.correct)), ""],
        ]

    def class_at(self, g: ReadoutGeometry, point: QPointF, state: State) -> int | None:
        """The predicted class, over its name."""
        for item, cell in g.cells:
            if item.about is not None and cell.whole.contains(point):
                return item.about
        return None


@lru_cache(maxsize=4)
def _grid(
    left: float, top: float, width: float, height: float, count: int, columns: int
) -> tuple[Cell, ...]:
    """``count`` cells in rows; the same for every move."""
    rows = -(-count // columns)
    across, down = (width - 20.0) / columns, (height - 12.0) / rows
    cells = []
    for place in range(count):
        x, y = left + 12.0 + place % columns * across, top + 6.0 + place // columns * down
        whole = QRectF(x, y, across - 6.0, down)
        name = QRectF(x, y, across - 6.0, 0.48 * down)
        cells.append(Cell(whole, name, QRectF(x, y + 0.42 * down, across - 6.0, 0.54 * down)))
    return tuple(cells)


def _put_value(painter: QPainter, item: Readout, cell: Cell, state: State, theme: Theme) -> None:
    tint, words = colour(getattr(theme, item.tone)), item.value
    if theme.width(words, TITLE, bold=True) > cell.value.width():
        # The unit stands in the loss card too; the figures must be whole.
        words = words.removesuffix(f" {state.unit}")
    number = not item.steady
    text.put(painter, cell.value, words, tint, theme, size=TITLE, bold=True, figures=number)


def readouts(state: State) -> list[Readout]:
    """All readouts, in reading order."""
    a, unit, scale = state.analysis, state.unit, state.per_nat
    return [
        Readout("entropy H(p)", f"{show_information(a.entropy * scale)} {unit}", steady=True),
        Readout("cross-entropy H(p,q)", f"{show_information(a.cross_entropy * scale)} {unit}"),
        Readout("KL(p‖q)", f"{show_information(a.kl * scale)} {unit}"),
        Readout("perplexity", _perplexity(a)),
        Readout("predicted", state.document.classes.names[a.predicted], "ink", a.predicted, True),
        Readout("confidence", show_probability(a.confidence)),
        Readout(
            "right or wrong",
            "✓ right" if a.correct else "✗ wrong",
            "good" if a.correct else "danger",
            steady=True,
        ),
        Readout("accuracy, 0 or 1", "1" if a.correct else "0", steady=True),
    ]


def _perplexity(a: Analysis) -> str:
    """As the power it is where no float64 is large enough for it."""
    beyond = isinf(a.perplexity) and not isinf(a.cross_entropy)
    return f"e^{show_information(a.cross_entropy)}" if beyond else show_information(a.perplexity)
