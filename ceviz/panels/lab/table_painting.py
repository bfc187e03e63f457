"""Paints the class table's visible cells straight from the state.

Qt's item machinery asks the model for seven roles a cell on every frame, through Python; ten
rows painted here take a third of that.
"""

from __future__ import annotations

from collections.abc import Collection
from math import floor

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView

from ceviz.document import class_columns
from ceviz.document.analysis import Analysis
from ceviz.document.class_columns import COLOUR, LOCK, NAME, Column, Number
from ceviz.document.text.numbers import NBSP
from ceviz.draw import figures, primitives, text
from ceviz.draw.state import State
from ceviz.draw.theme import TEXT, Theme, colour

#: What stands for ``100 − 3e−5 %`` and for ``2.8e−11 %`` where their column is too narrow; the tool
#: tip has all of it.
NEARLY, HARDLY = f">99.99{NBSP}%", f"<0.01{NBSP}%"

#: In narrower columns "1 − 8e−7" is written without its spaces.
AIRY = 66

#: What lies between a number and the right edge of its column.
MARGIN = 7.0

#: The side of a class's square of colour.
DOT = 12.0

#: Where the columns on a frame lie: left pixel and width of each.
Edges = dict[Column, tuple[int, int]]


def only_numbers(before: State, after: State) -> bool:
    """Whether nothing but numbers in the table's columns can be different."""
    return (
        before.hovered == after.hovered
        and before.selected == after.selected
        and np.array_equal(before.analysis.truths, after.analysis.truths)
        and before.document.classes is after.document.classes
        and before.document.unit is after.document.unit
        and before.view == after.view
    )


def fresh_columns(before: Analysis, after: Analysis) -> list[Number]:
    """The columns with a number that is not what it was."""
    fresh = []
    for column in class_columns.numbers():
        old, new = column.values(before), column.values(after)
        if old is not new and (old != new).any():
            fresh.append(column)
    return fresh


def paint_table(
    painter: QPainter,
    table: QTableView,
    dirty: QRect,
    chosen: Collection[int],
    state: State,
    theme: Theme,
) -> None:
    """The cells of ``table`` within ``dirty``, both in its viewport's coordinates.

    Its columns are those of :data:`~ceviz.document.class_columns.COLUMNS`, its rows the classes
    of ``state``; ``chosen`` are the selected rows.
    """
    painter.fillRect(dirty, colour(theme.surface))
    count = table.model().rowCount()
    first = max(0, table.rowAt(dirty.top()))
    last = table.rowAt(dirty.bottom())
    last = count - 1 if last < 0 else last
    edges: Edges = {}
    for section, column in enumerate(class_columns.COLUMNS):
        left, width = table.columnViewportPosition(section), table.columnWidth(section)
        if width and left <= dirty.right() and left + width > dirty.left():
            edges[column] = left, width
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
    table: QTableView,
    first: int,
    last: int,
    edges: Edges,
    state: State,
    theme: Theme,
) -> None:
    """All numbers of a tint in one call."""
    a, unit, rows = state.analysis, state.document.unit, slice(first, last + 1)
    metrics = theme.metrics(TEXT)
    drop = (table.rowHeight(first) - metrics.height()) / 2.0 + metrics.ascent()
    baselines = [table.rowViewportPosition(row) + drop for row in range(first, last + 1)]
    ink, muted = _Stamped(), _Stamped()
    for column, (left, width) in edges.items():
        if not isinstance(column, Number):
            continue
        texts = column.texts(a, unit, rows, percent=state.view.percent)
        if width < AIRY * theme.scale:
            texts = [words.replace(" ", "") for words in texts]
        if column.share and state.view.percent:
            texts = [_within(words, width, theme) for words in texts]
        right = left + width - MARGIN * theme.scale
        if not column.quiet:
            ink.add(texts, right, baselines)
            continue
        zeros = (column.values(a)[rows] == 0.0).tolist()
        for tint, quiet in ((muted, True), (ink, False)):
            some = [row for row, zero in enumerate(zeros) if zero is quiet]
            tint.add([texts[row] for row in some], right, [baselines[row] for row in some])
    muted.put(painter, theme.muted, theme)
    ink.put(painter, theme.ink, theme)


def _within(words: str, width: int, theme: Theme) -> str:
    """A share in percent that does not reach into the next column: only its bound if need be."""
    exact = any(sign in words for sign in "e−")
    if not exact or theme.width(words, TEXT) <= width - MARGIN * theme.scale:
        return words
    return NEARLY if words.startswith("100") else HARDLY


class _Stamped:
    """Numbers of one tint, where they end and on which baselines."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.rights: list[float] = []
        self.baselines: list[float] = []

    def add(self, words: list[str], right: float, baselines: list[float]) -> None:
        """A column of them."""
        self.words += words
        self.rights += [right] * len(words)
        self.baselines += baselines

    def put(self, painter: QPainter, tint: str, theme: Theme) -> None:
        """Stamp all the texts that were collected, in one colour."""
        figures.put_figures(
            painter, self.words, self.rights, self.baselines, colour(tint), theme,
            align=figures.UP_TO,
        )  # fmt: skip


def _paint_class(
    painter: QPainter,
    row: int,
    top: int,
    height: int,
    edges: Edges,
    state: State,
    theme: Theme,
) -> None:
    """What a class is, whatever the numbers: name, colour, padlock."""
    classes = state.document.classes
    if NAME in edges:
        cell = QRectF(*_box(edges[NAME], top, height)).adjusted(5.0, 0.0, -5.0, 0.0)
        truths = state.analysis.truths
        true = row in truths
        name = classes.names[row]
        # Of equals, such as the sides of a fair coin, none is the true one.
        if true and len(truths) == 1:
            marked = f"{name}  ✓ true"
            fits = theme.width(marked, TEXT, bold=True) <= cell.width()
            name = marked if fits else f"✓ {name}"
        text.put(painter, cell, name, colour(theme.ink), theme, bold=true)
    if COLOUR in edges:
        middle = QRectF(*_box(edges[COLOUR], top, height)).center()
        side = DOT * theme.scale
        dot = QRectF(middle.x() - side / 2.0, middle.y() - side / 2.0, side, side)
        painter.fillRect(dot, theme.class_colour(classes.colours[row]))
    if LOCK in edges:
        box = QRectF(*_box(edges[LOCK], top, height))
        _draw_lock(painter, box, row in classes.locked, theme)


def _box(span: tuple[int, int], top: int, height: int) -> tuple[int, int, int, int]:
    return span[0], top, span[1], height


def _draw_lock(painter: QPainter, rect: QRectF, locked: bool, theme: Theme) -> None:
    """A padlock, closed and dark or open and faint."""
    tint = colour(theme.ink if locked else theme.muted, 1.0 if locked else 0.35)
    middle, k = rect.center(), theme.scale
    lift = 0.0 if locked else -2.0 * k
    # Not round(): it goes to even numbers, so that every other padlock hung a pixel lower.
    x, foot = floor(middle.x() + 0.5), floor(middle.y() + 0.5)
    left, right, top = x - 3.0 * k, x + 3.0 * k, foot - 6.0 * k + lift
    sides = [(left, top, left, foot), (left, top, right, top)]
    sides.append((right, top, right, foot if locked else top + 3.0 * k))
    primitives.draw_lines(painter, np.array(sides), primitives.line(tint, 1.6 * k))
    painter.fillRect(QRectF(left - 1.5 * k, foot - 0.5, 9.0 * k, 6.5 * k), tint)
