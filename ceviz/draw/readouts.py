"""The numbers beside the pictures: information, prediction, batch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.numbers import show_information, show_probability
from ceviz.draw import text
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TITLE, Theme, colour


@dataclass(frozen=True, slots=True)
class Readout:
    """A named number.

    Attributes:
        tone: a theme colour's name.
        index: the class it names, or None.
        steady: it is the same through most of a drag, so it is kept with what holds still.
    """

    name: str
    value: str
    tone: str = "ink"
    index: int | None = None
    steady: bool = False


@dataclass(frozen=True, slots=True)
class ReadoutGeometry:
    """The card and a cell a readout."""

    rect: QRectF
    cells: tuple[tuple[Readout, QRectF], ...]


class Readouts(Unhandled):
    """H(p), H(p,q), KL(p‖q), perplexity; predicted class, confidence, right or wrong, 0/1."""

    title = "Readouts"
    columns = 4

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> ReadoutGeometry:
        """Cells in a grid, row by row."""
        items = readouts(state)
        inner = rect.adjusted(12.0, 6.0, -8.0, -6.0)
        rows = -(-len(items) // self.columns)
        width, height = inner.width() / self.columns, inner.height() / rows
        cells = tuple(
            (
                item,
                QRectF(
                    inner.left() + (i % self.columns) * width,
                    inner.top() + (i // self.columns) * height,
                    width - 6.0,
                    height,
                ),
            )
            for i, item in enumerate(items)
        )
        return ReadoutGeometry(rect, cells)

    def still_key(self, geometry: ReadoutGeometry, state: State) -> Hashable:
        """The names, and the values that seldom change."""
        return tuple(item.value if item.steady else item.name for item, _ in geometry.cells)

    def draw_still(self, painter: QPainter, g: ReadoutGeometry, state: State, theme: Theme) -> None:
        """Card and names."""
        draw_card(painter, g.rect, theme)
        for item, cell in g.cells:
            upper = QRectF(cell.left(), cell.top(), cell.width(), cell.height() * 0.48)
            text.put(painter, upper, item.name, colour(theme.muted), theme, size=SMALL)
            if item.steady:
                _put_value(painter, item, cell, state, theme)

    def draw_live(self, painter: QPainter, g: ReadoutGeometry, state: State, theme: Theme) -> None:
        """Values that follow every move."""
        for item, cell in g.cells:
            if not item.steady:
                _put_value(painter, item, cell, state, theme)

    def class_at(self, g: ReadoutGeometry, point: QPointF, state: State) -> int | None:
        """The predicted class, over its name."""
        for item, cell in g.cells:
            if item.index is not None and cell.contains(point):
                return item.index
        return None


def _put_value(painter: QPainter, item: Readout, cell: QRectF, state: State, theme: Theme) -> None:
    lower = QRectF(
        cell.left(), cell.top() + cell.height() * 0.42, cell.width(), cell.height() * 0.54
    )
    tint, words = colour(getattr(theme, item.tone)), item.value
    if theme.width(words, TITLE, bold=True) > lower.width():
        # The unit stands in the loss card too; the figures must be whole.
        words = words.removesuffix(f" {state.unit}")
    text.put(painter, lower, words, tint, theme, size=TITLE, bold=True)


def readouts(state: State) -> list[Readout]:
    """All readouts, in reading order."""
    a, unit, scale = state.analysis, state.unit, state.per_nat
    return [
        Readout("entropy H(p)", f"{show_information(a.entropy * scale)} {unit}", steady=True),
        Readout("cross-entropy H(p,q)", f"{show_information(a.cross_entropy * scale)} {unit}"),
        Readout("KL(p‖q)", f"{show_information(a.kl * scale)} {unit}"),
        Readout("perplexity", show_information(a.perplexity)),
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
