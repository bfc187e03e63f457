"""The class table as a picture: what the window shows in cells, for a slide or a page."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.class_columns import (
    COLOUR,
    LOCK,
    NAME,
    Number,
    numbers,
    table_rows,
    yielding,
)
from ceviz.draw import primitives, text
from ceviz.draw.columns import Columns, columns
from ceviz.draw.frame import PAD, draw_card, draw_title
from ceviz.draw.frame import Frame as _Frame
from ceviz.draw.lab.bar_names import REST
from ceviz.draw.marks import LOCK_WIDTH, draw_lock
from ceviz.draw.picture import Unhandled
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour
from ceviz.maths.arrays import FloatArray

#: Heights in logical pixels before type scaling.
TITLE_ROW, HEADER, ROW = 34.0, 38.0, 24.0

#: The smallest table still has this many rows, the rest as one of them.
FEWEST = 2

#: The part of the width that names may take before the first column of numbers goes.
MOST_NAMES = 0.5

#: Left of a number, in pixels.
AIR = 8.0

#: Before a name, for the patch; behind it, for the padlock: in pixels before type scaling.
PATCH, PADLOCK = 20.0, 16.0

#: What patch, name and padlock take, in the measure of the columns' least widths in the window.
NAMES = COLOUR.widths[0] + NAME.widths[0] + LOCK.widths[0]


@dataclass(frozen=True, eq=False)
class TableGeometry:
    """Where the cells lie.

    Attributes:
        rect: the card.
        title: the strip on top.
        names: the left and right pixel of the first column.
        numbers: the columns of numbers that there is room for.
        edges: their right pixels, where their text ends.
        rows: which class each row shows; with ``rows.rest`` there is one more row.
        top, height: of the first row; the sums lie below the last.
    """

    rect: QRectF
    title: QRectF
    names: tuple[float, float]
    numbers: tuple[Number, ...]
    edges: tuple[float, ...]
    rows: Columns
    top: float
    height: float

    def row(self, index: int) -> QRectF:
        """The strip of row ``index``, from margin to margin."""
        return QRectF(
            self.title.left(), self.top + index * self.height, self.title.width(), self.height
        )


class Table(Unhandled):
    """Colour, name, lock and the columns of numbers of every class, and what they add up to.

    Where the rows do not fit, the largest classes stay and the rest is one row.
    """

    title = "Classes"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> TableGeometry:
        """Rows of one height from the top; as many as fit."""
        k = theme.scale
        title = QRectF(rect.left() + PAD, rect.top() + 4.0, rect.width() - 2 * PAD, 26.0 * k)
        top = rect.top() + (TITLE_ROW + HEADER) * k
        fit = max(FEWEST, int((rect.bottom() - 4.0 - top) / (ROW * k) + 1e-6) - 1)
        limit = fit - 1 if state.top is None else min(state.top, fit - 1)
        fitting = replace(state, view=replace(state.view, top=limit))
        rows = columns(0.0, 1.0, fitting)
        shown, widths = _fitted(title.width(), rows, state, theme)
        ends = title.right() - widths.sum() + widths.cumsum()
        names = (title.left(), title.right() - float(widths.sum()))
        return TableGeometry(rect, title, names, shown, tuple(ends.tolist()), rows, top, ROW * k)

    def background_key(self, geometry: TableGeometry, state: State) -> Hashable:
        """The header, the classes and which of them are shown."""
        shown = tuple(geometry.rows.classes.tolist())
        return (state.document.classes, state.unit, state.analysis.true, shown, geometry.edges)

    def draw_background(
        self, painter: QPainter, g: TableGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, header, lines, names."""
        draw_card(painter, g.rect, theme)
        note = f"information in {state.unit}"
        draw_title(painter, _Frame(g.rect, g.title, g.rect, g.rect), self.title, note, theme)
        self._draw_header(painter, g, state, theme)
        count = g.rows.count
        lines = [(r.left(), r.top(), r.right(), r.top()) for r in map(g.row, range(1, count))]
        primitives.draw_lines(painter, lines, primitives.line(colour(theme.faint)))
        rules = [(r.left(), r.top(), r.right(), r.top()) for r in (g.row(0), g.row(count))]
        primitives.draw_lines(painter, rules, primitives.line(colour(theme.muted)))
        for row, index in enumerate(g.rows.classes.tolist()):
            self._draw_name(painter, g, row, index, state, theme)
        if g.rows.rest is not None:
            words = f"{REST} ({len(g.rows.rest):,})"
            text.put(
                painter, self._name_box(g, count - 1, theme), words, colour(theme.muted), theme,
                italic=True,
            )  # fmt: skip
        text.put(painter, self._name_box(g, count, theme), "Σ", colour(theme.ink), theme, bold=True)

    def draw_foreground(
        self, painter: QPainter, g: TableGeometry, state: State, theme: Theme
    ) -> None:
        """The hovered row's light, the numbers, the sums."""
        if state.hovered is not None and (row := g.rows.column_of(state.hovered)) is not None:
            painter.fillRect(g.row(row), colour(theme.accent, 0.12))
        a, unit, shown = state.analysis, state.document.unit, g.numbers
        percent = state.view.percent
        texts = [column.texts(a, unit, g.rows.classes, percent=percent) for column in shown]
        for row, of_class in enumerate(zip(*texts, strict=True)):
            self._draw_numbers(painter, g, row, of_class, theme)
        if g.rows.rest is not None:
            rest = [column.sum_text(a, unit, g.rows.rest, percent=percent) for column in shown]
            self._draw_numbers(painter, g, g.rows.count - 1, rest, theme, tint="muted")
        sums = [column.sum_text(a, unit, slice(None), percent=percent) for column in shown]
        self._draw_numbers(painter, g, g.rows.count, sums, theme, bold=True)

    def rows(self, state: State) -> Rows:
        """Every column; information in the unit shown."""
        return table_rows(state.document, state.analysis)

    def class_at(self, g: TableGeometry, point: QPointF, state: State) -> int | None:
        """The class of the row under the point."""
        row = int(np.floor((point.y() - g.top) / g.height))
        inside = 0 <= row < len(g.rows.classes) and g.row(row).contains(point)
        return int(g.rows.classes[row]) if inside else None

    def _draw_header(self, painter: QPainter, g: TableGeometry, state: State, theme: Theme) -> None:
        """A word over each column and under it what it stands for."""
        middle = g.top - HEADER * theme.scale / 2.0
        muted, ink = colour(theme.muted), colour(theme.ink)
        starts = (g.names[1], *g.edges)
        for start, edge, column in zip(starts, g.edges, g.numbers, strict=False):
            left = start + 4.0
            over = QRectF(left, middle - 18.0 * theme.scale, edge - left, 18.0 * theme.scale)
            if theme.width(column.word, SMALL) <= over.width():
                text.put(painter, over, column.word, muted, theme, size=SMALL, align=text.RIGHT)
            under = over.translated(0.0, 16.0 * theme.scale)
            sign = column.heading(state.document.unit, narrow=True)
            text.put(painter, under, sign, ink, theme, size=SMALL, bold=True, align=text.RIGHT)

    def _draw_name(
        self, painter: QPainter, g: TableGeometry, row: int, index: int, state: State, theme: Theme
    ) -> None:
        """A patch of its colour, the name, and a lock if it is held."""
        classes = state.document.classes
        box, k = self._name_box(g, row, theme), theme.scale
        patch = (g.names[0] + 2.0, box.center().y() - 5.0 * k, 10.0 * k, 10.0 * k)
        primitives.fill_rects(painter, [patch], theme.class_colour(classes.colours[index]))
        if index in classes.locked:
            draw_lock(painter, box.right() - (LOCK_WIDTH + 1.0) * k, box.center().y(), theme)
            box.setRight(box.right() - 14.0 * k)
        true = index == state.analysis.true
        text.put(painter, box, classes.names[index], colour(theme.ink), theme, bold=true)

    def _name_box(self, g: TableGeometry, row: int, theme: Theme) -> QRectF:
        left = g.names[0] + PATCH * theme.scale
        return QRectF(left, g.row(row).top(), max(10.0, g.names[1] - left), g.height)

    def _draw_numbers(
        self,
        painter: QPainter,
        g: TableGeometry,
        row: int,
        words: Sequence[str],
        theme: Theme,
        *,
        tint: str = "ink",
        bold: bool = False,
    ) -> None:
        """Numbers, each ending at its column's edge."""
        box = g.row(row)
        metrics = theme.metrics(TEXT, bold=bold)
        painter.setFont(theme.font(TEXT, bold=bold))
        base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2.0
        for edge, number in zip(g.edges, words, strict=True):
            if number:
                x = edge - metrics.horizontalAdvance(number)
                text.put_at(painter, x, base, number, colour(getattr(theme, tint)))


def _fitted(
    width: float, rows: Columns, state: State, theme: Theme
) -> tuple[tuple[Number, ...], FloatArray]:
    """The columns of numbers that fit into ``width`` beside whole names, and their widths."""
    names = [state.document.classes.names[k] for k in rows.classes.tolist()]
    named = max(theme.width(name, TEXT, bold=True) for name in names)
    named = min(named + (PATCH + PADLOCK) * theme.scale, MOST_NAMES * width)
    a, unit, which = state.analysis, state.document.unit, rows.classes
    percent = state.view.percent
    needed = {
        column: AIR + max(
            theme.width(column.heading(unit, narrow=True), SMALL, bold=True),
            theme.width(column.sum_text(a, unit, slice(None), percent=percent), TEXT, bold=True),
            *(theme.width(words, TEXT) for words in column.texts(a, unit, which, percent=percent)),
        )
        for column in numbers()
        if column.plain or not state.view.simple
    }  # fmt: skip
    for column in [each for each in yielding()[:-1] if each in needed]:
        if named + sum(needed.values()) <= width:
            break
        del needed[column]
    shown = tuple(needed)
    least = np.array(list(needed.values()))
    shares = np.array([column.widths[0] for column in shown], dtype=float)
    even = width * shares / (shares.sum() + NAMES)
    if (even >= least).all() and width - even.sum() >= named:
        return shown, even
    spare = max(width - named - least.sum(), 0.0)
    return shown, least + spare * shares / (shares.sum() + NAMES)


def natural_height(count: int) -> float:
    """The height in logical pixels at which ``count`` classes fit, before type scaling."""
    return TITLE_ROW + HEADER + (count + 1) * ROW + 6.0
