"""Paints the class table's visible cells straight from the state.

Qt's item machinery asks the model for seven roles a cell on every frame, through Python; ten
rows painted here take a third of that.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.document.analysis import Analysis
from ceviz.draw import figures, primitives, text
from ceviz.draw.state import State
from ceviz.draw.theme import TEXT, Theme, colour
from ceviz.panels.lab.table_model import Column

if TYPE_CHECKING:
    from ceviz.panels.lab.class_table import ClassTable

#: In narrower columns "1 − 8e−7" is written without its spaces.
AIRY = 66

#: Columns of plain numbers, painted right-aligned, and where they are in an analysis.
_NUMBERS = {
    Column.P: "p", Column.Z: "z", Column.Q: "q", Column.SURPRISE: "surprisal",
    Column.CONTRIBUTION: "contribution", Column.GRADIENT: "gradient",
}  # fmt: skip


def only_numbers(before: State, after: State) -> bool:
    """Whether nothing but numbers in the table's columns can be different."""
    return (
        before.hovered == after.hovered
        and before.selected == after.selected
        and before.analysis.true == after.analysis.true
        and before.document.classes is after.document.classes
        and before.document.unit is after.document.unit
    )


def fresh_columns(before: Analysis, after: Analysis) -> list[Column]:
    """The columns with a number that is not what it was."""
    pairs = {column: (getattr(before, n), getattr(after, n)) for column, n in _NUMBERS.items()}
    return [c for c, (old, new) in pairs.items() if old is not new and (old != new).any()]


def paint_table(
    painter: QPainter, table: ClassTable, dirty: QRect, state: State, theme: Theme
) -> None:
    """The cells of ``table`` within ``dirty``, both in its viewport's coordinates."""
    painter.fillRect(dirty, colour(theme.surface))
    count = table.model().rowCount()
    first = max(0, table.rowAt(dirty.top()))
    last = table.rowAt(dirty.bottom())
    last = count - 1 if last < 0 else last
    edges = {
        column: (left, width)
        for column, (left, width) in ((c, _span(table, c)) for c in Column)
        if left <= dirty.right() and left + width > dirty.left()
    }
    chosen = set(table.chosen_rows()) if table.selectionModel().hasSelection() else set()
    for row in range(first, last + 1):
        top, height = table.rowViewportPosition(row), table.rowHeight(row)
        if row == state.hovered:
            painter.fillRect(0, top, table.viewport().width(), height, colour(theme.accent, 0.16))
        elif row in chosen or row == state.selected:
            painter.fillRect(0, top, table.viewport().width(), height, colour(theme.accent, 0.1))
        _paint_class(painter, row, top, height, edges, state, theme)
    if first <= last:
        _paint_numbers(painter, table, first, last, edges, state, theme)
    if table.hasFocus():
        painter.setPen(primitives.line(colour(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = QRectF(table.visualRect(table.currentIndex()))
        painter.drawRect(ring.adjusted(1.0, 1.0, -1.5, -1.5))


def _paint_numbers(
    painter: QPainter,
    table: ClassTable,
    first: int,
    last: int,
    edges: dict[Column, tuple[int, int]],
    state: State,
    theme: Theme,
) -> None:
    model, metrics = table.model(), theme.metrics(TEXT)
    drop = (table.rowHeight(first) - metrics.height()) / 2.0 + metrics.ascent()
    baselines = [table.rowViewportPosition(row) + drop for row in range(first, last + 1)]
    words: list[str] = []
    rights: list[float] = []
    for column in _NUMBERS:
        if column in edges:
            left, width = edges[column]
            texts = model.texts(column, first, last)
            words += [text.replace(" ", "") for text in texts] if width < AIRY else texts
            rights += [left + width - 7.0] * len(baselines)
    levels = baselines * (len(words) // len(baselines))
    if Column.P in edges:
        # The masses come first; those of 0 are quiet.
        masses = state.analysis.p[first : last + 1].tolist()
        none = [row for row, mass in enumerate(masses) if mass == 0.0]
        _stamp(painter, none, words, rights, levels, colour(theme.muted), theme)
        rest = [i for i in range(len(words)) if i >= len(masses) or masses[i] != 0.0]
        _stamp(painter, rest, words, rights, levels, colour(theme.ink), theme)
    else:
        ink = colour(theme.ink)
        figures.put_figures(painter, words, rights, levels, ink, theme, align=figures.UP_TO)


def _stamp(
    painter: QPainter,
    some: list[int],
    words: list[str],
    rights: list[float],
    levels: list[float],
    tint: QColor,
    theme: Theme,
) -> None:
    """Those of the words that ``some`` names."""
    figures.put_figures(
        painter, [words[i] for i in some], [rights[i] for i in some], [levels[i] for i in some],
        tint, theme, align=figures.UP_TO,
    )  # fmt: skip


def _paint_class(
    painter: QPainter,
    row: int,
    top: int,
    height: int,
    edges: dict[Column, tuple[int, int]],
    state: State,
    theme: Theme,
) -> None:
    """What a class is, whatever the numbers: name, colour, padlock."""
    classes = state.document.classes
    if Column.NAME in edges:
        cell = QRectF(*_box(edges[Column.NAME], top, height)).adjusted(5.0, 0.0, -5.0, 0.0)
        true = row == state.analysis.true
        name = classes.names[row]
        if true:
            marked = f"{name}  ✓ true"
            fits = theme.width(marked, TEXT, bold=True) <= cell.width()
            name = marked if fits else f"✓ {name}"
        text.put(painter, cell, name, colour(theme.ink), theme, bold=true)
    if Column.COLOUR in edges:
        middle = QRectF(*_box(edges[Column.COLOUR], top, height)).center()
        dot = QRectF(middle.x() - 6.0, middle.y() - 6.0, 12.0, 12.0)
        painter.fillRect(dot, theme.class_colour(classes.colours[row]))
    if Column.LOCK in edges:
        box = QRectF(*_box(edges[Column.LOCK], top, height))
        _draw_lock(painter, box, row in classes.locked, theme)


def _span(table: ClassTable, column: Column) -> tuple[int, int]:
    return table.columnViewportPosition(column), table.columnWidth(column)


def _box(span: tuple[int, int], top: int, height: int) -> tuple[int, int, int, int]:
    return span[0], top, span[1], height


def _draw_lock(painter: QPainter, rect: QRectF, locked: bool, theme: Theme) -> None:
    """A padlock, closed and dark or open and faint."""
    tint = colour(theme.ink if locked else theme.muted, 1.0 if locked else 0.35)
    middle = rect.center()
    lift = 0.0 if locked else -2.0
    # Not round(): it goes to even numbers, so that every other padlock hung a pixel lower.
    x, foot = floor(middle.x() + 0.5), floor(middle.y() + 0.5)
    left, right, top = x - 3.0, x + 3.0, foot - 6.0 + lift
    sides = [(left, top, left, foot), (left, top, right, top)]
    sides.append((right, top, right, foot if locked else top + 3.0))
    primitives.draw_lines(painter, np.array(sides), primitives.line(tint, 1.6))
    painter.fillRect(QRectF(left - 1.5, foot - 0.5, 9.0, 6.5), tint)
