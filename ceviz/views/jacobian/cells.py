"""The cells of the Jacobian, the row they are multiplied by and the column that comes out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.text.numbers import minus, show_information
from ceviz.draw import primitives, text
from ceviz.draw.columns import notable
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.maths.chain import outer
from ceviz.views.jacobian.layout import NUMBERED, TINY, Figures, JacobianGeometry
from ceviz.views.jacobian.ramps import draw_map, ramp, shade, shades

#: Up to this many classes a cell is a rectangle of its own; more are one image.
SEPARATE = 16


def entries(g: JacobianGeometry, a: Analysis, temperature: float) -> FloatArray:
    """∂q_i/∂z_k by column, (columns, columns); the rest counts as one class."""
    q, complement = g.columns.gathered(a.q), g.columns.gathered(a.complement)
    if g.columns.rest is not None:
        complement[-1] = q[:-1].sum()
    return jacobian_of(q, complement, temperature)


def jacobian_of(q: FloatArray, complement: FloatArray, temperature: float) -> FloatArray:
    """``(diag(q) − qqᵀ) / T`` with the diagonal from 1 − q, which keeps its digits."""
    made: FloatArray = np.outer(-q, q)
    np.fill_diagonal(made, q * complement)
    made /= temperature
    return made


def draw_matrix(painter: QPainter, g: JacobianGeometry, state: State, theme: Theme) -> None:
    """The cells, with numbers where they fit."""
    temperature = state.document.temperature
    if g.columns.count > SEPARATE:
        draw_map(painter, g.matrix, _map(g, state.analysis, temperature, theme))
        return
    made = entries(g, state.analysis, temperature)
    _fill_cells(painter, g, ramp(theme)[shades(made, g.limit)])
    if g.figures is not None:
        _draw_numbers(painter, g, g.figures, made, theme)


def _fill_cells(painter: QPainter, g: JacobianGeometry, colours: NDArray[np.uint32]) -> None:
    """Rectangles with a line of the ground between them: sharp at any size."""
    width, height = g.columns.pitch - 1.0, g.rows.pitch - 1.0
    lefts = (g.columns.centres() - width / 2.0).tolist()
    for top, row in zip((g.rows.centres() - height / 2.0).tolist(), colours.tolist(), strict=True):
        for left, rgb in zip(lefts, row, strict=True):
            painter.fillRect(QRectF(left, top, width, height), QColor.fromRgb(rgb))


def _draw_numbers(
    painter: QPainter, g: JacobianGeometry, figures: Figures, made: FloatArray, theme: Theme
) -> None:
    painter.setFont(theme.font(figures.size))
    painter.setPen(colour(theme.ink))
    metrics = theme.metrics(figures.size)
    lift = (metrics.ascent() - metrics.descent()) / 2.0
    centres, entries = g.columns.centres().tolist(), made.tolist()
    bases = (g.rows.centres() + lift).tolist()
    for k, base in enumerate(bases):
        for i in range(k + 1):
            # Symmetric: an entry and its mirror image say the same.
            words = figures.show(entries[k][i])
            half = theme.width(words, figures.size) / 2.0
            painter.drawText(QPointF(centres[i] - half, base), words)
            if i < k:
                painter.drawText(QPointF(centres[k] - half, bases[i]), words)


def draw_outer(painter: QPainter, g: JacobianGeometry, state: State, theme: Theme) -> None:
    """∂L/∂q = −p/q over the columns: a strip where there is target mass, numbers where they fit."""
    a, cols = state.analysis, g.columns
    rates = outer(a.p, a.q)[cols.classes].tolist()
    mass = a.p[cols.classes]
    width = max(cols.pitch - 1.0, 2.0)
    lefts = cols.centres()[: len(cols.classes)] - width / 2.0
    with_mass = mass > 0.0
    bars = np.column_stack([
        lefts[with_mass], np.full(with_mass.sum(), g.outer.top()),
        np.full(with_mass.sum(), width), np.full(with_mass.sum(), g.outer.height()),
    ])  # fmt: skip
    fill = shade(-g.limit, g.limit, theme) if len(bars) <= SEPARATE else colour(theme.muted, 0.5)
    primitives.fill_rects(painter, bars, fill)
    order = [cols.column_of(k) for k in notable(state)]
    order += np.argsort(-mass, kind="stable")[: 2 * SEPARATE].tolist()
    numbered = cols.count <= NUMBERED
    wanted = [
        c
        for c in dict.fromkeys(order)
        if c is not None and c < len(rates) and (numbered or rates[c] != 0.0)
    ]
    size = SMALL if cols.pitch >= 34.0 * theme.scale else TINY
    metrics = theme.metrics(size)
    labels = [_fitting(rates[c], cols.pitch - 1.0, size, theme) for c in wanted]
    widths = [theme.width(words, size) for words in labels]
    centres = [within(cols.centre(c), w, g.outer) for c, w in zip(wanted, widths, strict=True)]
    painter.setFont(theme.font(size))
    base = g.outer.center().y() + (metrics.ascent() - metrics.descent()) / 2.0
    for index in text.spread(centres, widths, gap=7.0):
        x, words = centres[index] - widths[index] / 2.0, labels[index]
        if widths[index] > g.outer.width():
            continue
        if cols.pitch < widths[index] + 6.0:
            back = QRectF(x - 2.0, g.outer.top(), widths[index] + 4.0, g.outer.height())
            text.clear_behind(painter, back, theme)
        tint = theme.ink if rates[wanted[index]] else theme.muted
        text.put_at(painter, x, base, words, colour(tint))


def draw_result(painter: QPainter, g: JacobianGeometry, state: State, theme: Theme) -> None:
    """∂L/∂z beside the rows: a bar of its size, and the number where there is room for it."""
    gradient = g.rows.gathered(state.analysis.gradient)
    box, largest = g.result, 1.0 / state.document.temperature
    lengths = np.abs(gradient) / largest * box.width()
    tall = max(min(g.rows.pitch - 1.0, 22.0 * theme.scale), 1.0)
    tops = g.rows.centres() - tall / 2.0 - (0.5 if g.rows.pitch > 3.0 else 0.0)
    for falling, tint in ((True, theme.rise), (False, theme.fall)):
        some = np.flatnonzero((lengths >= 0.5) & ((gradient < 0.0) == falling))
        bars = np.column_stack([
            np.full(len(some), box.left()), tops[some], lengths[some], np.full(len(some), tall)
        ])  # fmt: skip
        primitives.fill_rects(painter, bars, colour(tint, 0.35))
    metrics = theme.metrics(SMALL)
    lift = (metrics.ascent() - metrics.descent()) / 2.0
    painter.setFont(theme.font(SMALL))
    for row in rows_with_text(g, state, theme):
        base = max(g.rows.centre(row) + lift - 0.5, g.matrix.top() + metrics.capHeight())
        words = show_information(float(gradient[row]))
        # The ring of a row ends where its number does.
        width = theme.width(words, SMALL)
        if width > box.width() - 5.0:
            continue
        x = box.right() - 3.0 - width
        if g.rows.pitch < metrics.height() + 8.0:
            # The lines around a row, its own or the next one's, pass there.
            ground = QRectF(x - 2.0, base - metrics.capHeight() - 1.5, width + 3.0, 0.0)
            ground.setBottom(base + 1.5)
            text.clear_behind(painter, ground, theme)
        text.put_at(painter, x, base, words, colour(theme.ink))


def rows_with_text(g: JacobianGeometry, state: State, theme: Theme) -> list[int]:
    """The rows that a line of text fits beside, the important ones first where not all do."""
    line = theme.metrics(SMALL).height()
    if g.rows.pitch >= line:
        return list(range(g.rows.count))
    found = [g.rows.column_of(k) for k in notable(state)]
    wanted = list(dict.fromkeys(row for row in found if row is not None))
    # The first rows' words do not lie on the heads above, but as low as they have to.
    least = g.matrix.top() + line / 2.0
    middles = [max(g.rows.centre(row), least) for row in wanted]
    kept = text.spread(middles, [line] * len(wanted), gap=4.0)
    return [wanted[index] for index in kept]


def draw_attention(painter: QPainter, g: JacobianGeometry, state: State, theme: Theme) -> None:
    """Lines around the selected and the hovered class's row, and around its column."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, width in ((state.selected, 1.5), (state.hovered, 2.5)):
        row = None if index is None else g.rows.column_of(index)
        if row is None:
            continue
        focus = state.focused and index == state.selected
        faded = 0.5 if state.hovered is not None and index != state.hovered else 1.0
        painter.setPen(primitives.line(colour(theme.accent, faded), 2.5 if focus else width))
        tall, wide = max(g.rows.pitch, 4.0), max(g.columns.pitch, 4.0)
        across = QRectF(
            g.matrix.left(), g.rows.centre(row) - tall / 2.0, 0.0, tall
        )  # fmt: skip
        across.setRight(g.result.right() + 2.0)
        painter.drawRect(across.adjusted(-1.0, -0.5, 0.0, -0.5))
        painter.setPen(primitives.line(colour(theme.accent, 0.7), 1.0, Qt.PenStyle.DotLine))
        column = QRectF(g.columns.centre(row) - wide / 2.0, g.outer.top(), wide, 0.0)
        column.setBottom(g.matrix.bottom())
        painter.drawRect(column.adjusted(-0.5, -1.0, -0.5, 0.0))


def _map(g: JacobianGeometry, a: Analysis, temperature: float, theme: Theme) -> NDArray[np.uint32]:
    """Colours of all cells; several classes to a pixel are drawn as the largest of them."""
    q, complement = g.columns.gathered(a.q), g.columns.gathered(a.complement)
    most = int(max(1.0, min(g.matrix.width(), g.matrix.height())))
    if len(q) > most:
        starts = np.arange(most) * len(q) // most
        q = np.maximum.reduceat(q, starts)
        complement = np.minimum.reduceat(complement, starts)
    places = shades(jacobian_of(q, complement, temperature), g.limit)
    made: NDArray[np.uint32] = ramp(theme)[places]
    return made


#: The same number in ever fewer letters.
_SHORTER: tuple[Callable[[float], str], ...] = (
    "{:.3f}".format,
    "{:.2f}".format,
    "{:.1f}".format,
    lambda value: f"{value:.1f}".replace("0.", ".", 1),
    "{:.0f}".format,
)


def _fitting(value: float, width: float, size: float, theme: Theme) -> str:
    """``value`` with as many digits as fit into ``width``; all of them if none does."""
    whole = show_information(value)
    if theme.width(whole, size) <= width or value == 0.0 or not abs(value) < 1e6:
        return whole
    for shorten in _SHORTER:
        words = minus(shorten(value))
        if theme.width(words, size) <= width:
            return words
    return whole


def within(centre: float, width: float, box: QRectF) -> float:
    """The centre of a label of ``width`` that does not reach over the ends of ``box``."""
    return min(max(centre, box.left() + width / 2.0), max(box.right() - width / 2.0, box.left()))
