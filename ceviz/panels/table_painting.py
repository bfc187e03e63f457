"""Paints the class table's visible cells straight from the state.

Qt's item machinery asks the model for seven roles a cell on every frame, through Python; ten
rows painted here take a third of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.state import State
from ceviz.draw.theme import TEXT, Theme, colour
from ceviz.panels.table_model import Column

if TYPE_CHECKING:
    from ceviz.panels.class_table import ClassTable

#: Columns of plain numbers, painted right-aligned.
_NUMBERS = (
    Column.P, Column.Z, Column.Q, Column.SURPRISE, Column.CONTRIBUTION, Column.GRADIENT,
)  # fmt: skip


def paint_table(painter: QPainter, table: ClassTable, state: State, theme: Theme) -> None:
    """All visible cells of ``table``, in its viewport's coordinates."""
    painter.fillRect(table.viewport().rect(), colour(theme.surface))
    count = table.model().rowCount()
    first = max(0, table.rowAt(0))
    last = table.rowAt(table.viewport().height() - 1)
    last = count - 1 if last < 0 else last
    edges = {column: _span(table, column) for column in Column}
    chosen = set(table.chosen_rows()) if table.selectionModel().hasSelection() else set()
    for row in range(first, last + 1):
        top, height = table.rowViewportPosition(row), table.rowHeight(row)
        strip = QRectF(0.0, top, table.viewport().width(), height)
        if row == state.hovered:
            painter.fillRect(strip, colour(theme.accent, 0.16))
        elif row in chosen or row == state.selected:
            painter.fillRect(strip, colour(theme.accent, 0.1))
        _paint_numbers(painter, table, row, top, height, edges, state, theme)
        _paint_name(painter, row, QRectF(*_box(edges[Column.NAME], top, height)), state, theme)
        slot = state.document.classes.colours[row]
        middle = QRectF(*_box(edges[Column.COLOUR], top, height)).center()
        dot = QRectF(middle.x() - 6.0, middle.y() - 6.0, 12.0, 12.0)
        painter.fillRect(dot, theme.class_colour(slot))
        locked = row in state.document.classes.locked
        _draw_lock(painter, QRectF(*_box(edges[Column.LOCK], top, height)), locked, theme)
    if table.hasFocus():
        painter.setPen(primitives.line(colour(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = QRectF(table.visualRect(table.currentIndex()))
        painter.drawRect(ring.adjusted(1.0, 1.0, -1.5, -1.5))


def _paint_numbers(
    painter: QPainter,
    table: ClassTable,
    row: int,
    top: int,
    height: int,
    edges: dict[Column, tuple[int, int]],
    state: State,
    theme: Theme,
) -> None:
    model = table.model()
    painter.setFont(theme.font(TEXT))
    painter.setPen(colour(theme.ink))
    for column in _NUMBERS:
        left, width = edges[column]
        quiet = column is Column.P and state.analysis.p[row] == 0.0
        if quiet:
            painter.setPen(colour(theme.muted))
        words = model.text(row, column)
        painter.drawText(QRectF(left, top, width - 7.0, height), text.RIGHT, words)
        if quiet:
            painter.setPen(colour(theme.ink))


def _paint_name(painter: QPainter, row: int, cell: QRectF, state: State, theme: Theme) -> None:
    true = row == state.analysis.true
    name = state.document.classes.names[row]
    text.put(
        painter, cell.adjusted(5.0, 0.0, -5.0, 0.0), f"{name}  ✓ true" if true else name,
        colour(theme.ink), theme, bold=true,
    )  # fmt: skip


def _span(table: ClassTable, column: Column) -> tuple[int, int]:
    return table.columnViewportPosition(column), table.columnWidth(column)


def _box(span: tuple[int, int], top: int, height: int) -> tuple[int, int, int, int]:
    return span[0], top, span[1], height


def _draw_lock(painter: QPainter, rect: QRectF, locked: bool, theme: Theme) -> None:
    """A padlock, closed and dark or open and faint."""
    tint = colour(theme.ink if locked else theme.muted, 1.0 if locked else 0.35)
    middle = rect.center()
    lift = 0.0 if locked else -2.0
    left, right = round(middle.x()) - 3.0, round(middle.x()) + 3.0
    top, foot = round(middle.y()) - 6.0 + lift, round(middle.y())
    sides = [(left, top, left, foot), (left, top, right, top)]
    sides.append((right, top, right, foot if locked else top + 3.0))
    primitives.draw_lines(painter, np.array(sides), primitives.line(tint, 1.6))
    painter.fillRect(QRectF(left - 1.5, foot - 0.5, 9.0, 6.5), tint)
