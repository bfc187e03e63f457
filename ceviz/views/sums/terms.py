"""The terms of both divergences and of Jensen-Shannon, class by class, as bars in three columns."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.asymmetry import Asymmetry, asymmetry, world_of
from ceviz.document.model import Document
from ceviz.document.text.numbers import minus, show_information
from ceviz.draw import class_rows, legend, primitives, text
from ceviz.draw.columns import Columns, columns
from ceviz.draw.hatching import hatch
from ceviz.draw.legend import Entry, Words
from ceviz.draw.picture import Handle
from ceviz.draw.reach import Reach, value_under
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.maths.information import contributions, js_terms, surprisal
from ceviz.memo import weak_memo
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent

#: Heights in logical pixels before type scaling.
ROW = 17.0

#: In columns narrower than this, before type scaling, numbers are shorter.
SHORT = 104.0

#: Few classes may have rows so many times as high.
TALLEST = 2.1

#: Even the smallest picture has this many rows, the rest as one of them.
FEWEST = 2

#: The columns: short and long name, formula of a term.
HEADS = (
    ("KL(p‖q)", "KL(p‖q)", "Σ p log p/q"),
    ("KL(q‖p)", "KL(q‖p)", "Σ q log q/p"),
    ("JS", "Jensen–Shannon", "the same both ways"),
)


@dataclass(frozen=True, eq=False)
class Terms:
    """Where the cells lie.

    Attributes:
        rect: everything.
        rows: which class each row shows; with ``rows.rest`` there is one more row.
        top, row: of the first row.
        names: the width of the names.
        column: the width of a column.
        number: the part of a column that its numbers take, at its right.
        short: numbers have three decimals, for the bars to have room.
        scale: one scale for all bars: pixels from the left of a column.
        fits: there is room for the fewest rows; else none of it is painted.
    """

    rect: QRectF
    rows: Columns
    top: float
    row: float
    names: float
    column: float
    number: float
    short: bool
    scale: Scale
    fits: bool = True

    def cell(self, row: int, column: int) -> QRectF:
        """The rectangle of the cell in a row and a column."""
        left = self.rect.left() + self.names + column * self.column
        return QRectF(left, self.top + row * self.row, self.column, self.row)

    def strip(self, row: int) -> QRectF:
        """The rectangle of a whole row, its name included."""
        return QRectF(self.rect.left(), self.top + row * self.row, self.rect.width(), self.row)


def layout(rect: QRectF, state: State, theme: Theme) -> Terms:
    """As many rows as fit; the three columns share what the names leave."""
    k = theme.scale
    top = rect.top() + 2.0 * theme.metrics(TEXT).height() + 4.0
    room = int((rect.bottom() - top) / (ROW * k) + 1e-6)
    fit = max(FEWEST, room)
    limit = fit - 1 if state.top is None else min(state.top, fit - 1)
    rows = columns(0.0, 1.0, replace(state, view=replace(state.view, top=limit)))
    row = min((rect.bottom() - top) / rows.count, TALLEST * ROW * k)
    names = min(class_rows.names_width(rows, state, theme), rect.width() * 0.28)
    column = (rect.width() - names) / 3.0
    short = column < SHORT * k
    number = theme.metrics(SMALL).horizontalAdvance("−0.000" if short else "−0.0000") + 8.0
    scale = Scale(*_limits(state), 2.0, max(column - number - 8.0, 12.0))
    fits = room >= min(FEWEST, rows.count)
    return Terms(rect, rows, top, row, names, column, number, short, scale, fits)


def height(state: State, theme: Theme) -> float:
    """What all rows need at their highest."""
    rows = min(len(state.document.classes), 40)
    return 2.0 * theme.metrics(TEXT).height() + 4.0 + rows * TALLEST * ROW * theme.scale


def draw_background(painter: QPainter, t: Terms, state: State, theme: Theme) -> None:
    """Zero lines and names."""
    if not t.fits:
        return
    bottom = t.top + t.rows.count * t.row
    zero = float(t.scale.at(0.0))
    xs = [round(t.cell(0, c).left() + zero) + 0.5 for c in range(len(HEADS))]
    primitives.draw_lines(
        painter, [(x, t.top, x, bottom) for x in xs], primitives.line(colour(theme.muted))
    )
    rule = (t.rect.left(), round(t.top) - 0.5, t.rect.right(), round(t.top) - 0.5)
    primitives.draw_lines(painter, [rule], primitives.line(colour(theme.faint)))
    class_rows.draw_names(painter, t.rows, t.strip, t.names, state, theme)


def draw(painter: QPainter, t: Terms, state: State, before: Asymmetry | None, theme: Theme) -> None:
    """Attention, totals, bars, numbers; marks where the bars were."""
    if not t.fits:
        return
    class_rows.draw_attention(painter, t.rows, t.strip, state, theme)
    both = asymmetry(state.analysis)
    comparable = before is not None and len(before.js_terms) == len(both.js_terms)
    old = _columns_of(before) if before is not None and comparable else None
    for column, (terms, total) in enumerate(
        zip(_columns_of(both), (both.there.divergence, both.back.divergence, both.js), strict=True)
    ):
        was = None if before is None else _totals(before)[column]
        _draw_head(painter, t, column, total, was, state, theme)
        _draw_bars(painter, t, column, terms, state, theme)
        if old is not None:
            _draw_marks(painter, t, column, old[column], state, theme)


def tip(index: int, state: State) -> list[str]:
    """A class's probabilities and its three terms."""
    a, both = state.analysis, asymmetry(state.analysis)
    terms = [float(column[index]) * state.per_nat for column in _columns_of(both)]
    return [
        state.document.classes.names[index],
        f"p = {state.share(float(a.p[index]))}, q = {state.share(float(a.q[index]))}",
        *(f"{name}: {show_information(x)}" for (name, *_), x in zip(HEADS, terms, strict=True)),
    ]


def class_at(t: Terms, point: QPointF) -> int | None:
    """The class of the row under the point."""
    row = math.floor((point.y() - t.top) / t.row)
    inside = 0 <= row < len(t.rows.classes) and t.strip(row).contains(point)
    return int(t.rows.classes[row]) if inside else None


def handle_at(t: Terms, point: QPointF, state: State) -> Handle | None:
    """The end of a KL term's bar, from anywhere in its cell; a class the world excludes has none.

    In the column of KL(p‖q) it sets q, in that of KL(q‖p) it sets p.
    """
    index = class_at(t, point)
    column = math.floor((point.x() - t.rect.left() - t.names) / t.column)
    if index is None or column not in (0, 1):
        return None
    way = asymmetry(state.analysis).way(column == 1)
    if way.areas.width[index] == 0.0:
        return None
    term = float(way.areas.surplus[index]) * state.per_nat
    left = t.rect.left() + t.names + column * t.column
    x = left + float(t.scale.clipped(term))
    value = float((state.analysis.p if column else state.analysis.q)[index])
    return Handle("p" if column else "q", index, value, QPointF(x, point.y()), along="x")


def intent_at(t: Terms, handle: Handle, point: QPointF, state: State, base: Document) -> Intent:
    """The other probability at which world · log(world / other) is what the point says."""
    column = 1 if handle.kind == "p" else 0
    world = float(world_of(base, swapped=column == 1)[handle.index])
    left = t.rect.left() + t.names + column * t.column
    if point == handle.at:
        value = handle.value  # out and back is the same
    else:
        grown, rest = _own_scales(t, handle, world, state)
        nats = value_under(point.x() - left, grown, rest) / state.per_nat
        value = min(world * math.exp(min(-nats / world, 700.0)), 1.0)
    return drag_intent(handle.kind, handle.index, handle.value, value, base)


def _own_scales(t: Terms, handle: Handle, world: float, state: State) -> tuple[Scale, Scale]:
    """The axis as this term alone has grown it, which keeps its end under the hand; and at rest.

    What other terms add is left out: where the one in the hand raises a larger one, an axis read
    with that would run away under a hand that holds still.
    """
    low, high = _rest_limits(state.held, state.per_nat)
    codes = state.reach.p if handle.kind == "p" else state.reach.q
    least, most = (float(ends[handle.index]) if len(ends) else math.nan for ends in codes)
    # The term falls as the code rises: the largest code is the least term.
    gone = [world * math.log(world / code) * state.per_nat for code in (most, least) if code > 0.0]
    rest = replace(t.scale, low=low, high=high)
    return replace(rest, low=min([low, *gone]), high=max([high, *gone])), rest


def _three_decimals(value: float) -> str:
    plain = 5e-4 <= abs(value) < 100.0
    return minus(f"{value:.3f}") if plain else show_information(value)


def _columns_of(both: Asymmetry) -> tuple[FloatArray, FloatArray, FloatArray]:
    return both.there.areas.surplus, both.back.areas.surplus, both.js_terms


def _totals(both: Asymmetry) -> tuple[float, float, float]:
    return both.there.divergence, both.back.divergence, both.js


def _limits(state: State) -> tuple[float, float]:
    """The ends at rest, grown to hold what the terms have been in a gesture."""
    low, high = _rest_limits(state.held, state.per_nat)
    least, most = _gone(state.reach)
    return min(low, least * state.per_nat), max(high, most * state.per_nat)


@weak_memo()
def _gone(reach: Reach) -> tuple[float, float]:
    """The least and the most a term of any column can have been on the way, ∞ aside; nats."""
    (q0, q1), (p0, p1) = reach.q, reach.p
    most = [0.0]
    for world, code in (((p0, p1), q0), ((q0, q1), p0)):
        most += [_largest(_terms(each, code)) for each in world]
    most += [_largest(js_terms(p, q)) for p in (p0, p1) for q in (q0, q1)]
    # w log w/c is least at w = c/e, or as near to it as w came.
    least = [
        _largest(-_terms(np.clip(code / math.e, *world), code))
        for world, code in (((p0, p1), q1), ((q0, q1), p1))
    ]
    return -max(0.0, *least), max(most)


def _terms(world: FloatArray, code: FloatArray) -> FloatArray:
    """w log w/c, 0 where w is 0, ∞ where only c is."""
    return contributions(world, surprisal(code)) - contributions(world, surprisal(world))


def _largest(terms: FloatArray) -> float:
    return float(terms[np.isfinite(terms)].max(initial=0.0))


@weak_memo()
def _rest_limits(held: Analysis, per_nat: float) -> tuple[float, float]:
    """Ends that hold every finite term, zero included, in the unit; the negative side has air."""
    terms = np.concatenate(_columns_of(asymmetry(held)))
    finite = terms[np.isfinite(terms)] * per_nat
    high = max(float(finite.max()), 0.12 * per_nat)
    low = min(float(finite.min()), -0.25 * min(high, per_nat))
    return low * 1.05, high * 1.05


def _draw_head(
    painter: QPainter, t: Terms, column: int, total: float, was: float | None, state: State,
    theme: Theme,
) -> None:  # fmt: skip
    """The column's name, what it sums to and what it did."""
    short, long, formula = HEADS[column]
    line = theme.metrics(TEXT).height()
    cell = t.cell(0, column)
    upper = QRectF(cell.left() + 2.0, t.top - 2.0 * line - 2.0, cell.width() - 6.0, line)
    named: list[list[Entry]] = [
        [Words(long, True), Words(f"= {formula}" if column < 2 else formula)],
        [Words(long, True)],
        [Words(short, True)],
    ]
    legend.draw_line(painter, upper, named, theme)
    sums: list[list[Entry]] = [[Words(show_information(total * state.per_nat), True)]]
    if was is not None:
        sums.insert(0, [*sums[0], Words(f"was {show_information(was * state.per_nat)}")])
    legend.draw_line(painter, upper.translated(0.0, line), sums, theme)


def _draw_bars(
    painter: QPainter, t: Terms, column: int, terms: FloatArray, state: State, theme: Theme
) -> None:
    """A bar a row from the zero line: solid to the right, hatched where it saves."""
    values = t.rows.gathered(terms) * state.per_nat
    left = t.cell(0, column).left()
    zero = left + float(t.scale.at(0.0))
    ends = left + t.scale.clipped(values)
    high = max(4.0, t.row * 0.58)
    metrics = theme.metrics(SMALL)
    cap = metrics.ascent() - metrics.descent()
    painter.setFont(theme.font(SMALL))
    palette, colours = theme.palette, state.document.classes.colours
    tints = [palette[colours[k] % len(palette)] for k in t.rows.classes.tolist()]
    tints += [theme.muted] * (len(values) - len(tints))
    ink, muted, right = colour(theme.ink), colour(theme.muted), left + t.column - 6.0
    for row, (value, end) in enumerate(zip(values.tolist(), ends.tolist(), strict=True)):
        top = t.top + row * t.row + (t.row - high) / 2.0
        box = (min(zero, end), top, abs(end - zero), high)
        painter.fillRect(QRectF(*box), colour(tints[row], 1.0 if value >= 0.0 else 0.15))
        if value < 0.0:
            hatch(painter, [box], colour(tints[row]), spacing=5.0)
        words = _three_decimals(value) if t.short else show_information(value)
        quiet = value == 0.0 or row >= len(t.rows.classes)
        width = theme.width(words, SMALL)
        x = right - width
        if width > t.column - 8.0:
            continue
        if width > t.number:
            text.clear_behind(painter, QRectF(x - 2.0, top, width + 4.0, high), theme)
        text.put_at(painter, x, top + (high + cap) / 2.0, words, muted if quiet else ink)


def _draw_marks(
    painter: QPainter, t: Terms, column: int, terms: FloatArray, state: State, theme: Theme
) -> None:
    """An upright line where each bar ended."""
    values = t.rows.gathered(terms) * state.per_nat
    x = np.round(t.cell(0, column).left() + t.scale.clipped(values)) + 0.5
    tops = t.top + np.arange(len(values)) * t.row + 2.0
    lines = np.column_stack([x, tops, x, tops + t.row - 4.0])
    primitives.draw_lines(painter, lines, primitives.line(colour(theme.ink), 1.0))
