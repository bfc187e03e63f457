"""Where the parts of the Jacobian picture lie, and how large its numbers can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from ceviz.document.text.numbers import minus
from ceviz.draw.columns import Columns, columns
from ceviz.draw.frame import PAD, Frame, frame
from ceviz.draw.lab.scores import score_range
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import LARGE, SMALL, TEXT, TITLE, Theme

#: Beyond this many classes, numbers give way to colour and hover.
NUMBERED = 12

#: The smallest type a number is written in, and what stays free beside it for a row's ring.
TINY, AIR = 9.0, 3.0

#: Cells grow no larger than this, in pixels before type scaling.
WIDEST, TALLEST = 190.0, 110.0

#: How far the pointer goes to drag a score over the whole range of scores, in pixels.
STROKE = 240.0

#: From this width on, and this many times wider than high, the terms stand beside the matrix.
BESIDE, WIDE = 720.0, 1.45


#: Size, decimals and whether 0.25 is written with its 0; the best that fits is taken.
_WRITTEN = (
    (LARGE, 4, True),
    (TITLE, 3, True),
    (SMALL, 3, True),
    (SMALL, 2, True),
    (SMALL, 2, False),
    (TINY, 2, False),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How the numbers of the matrix are written so that they fit into their cells."""

    size: float
    decimals: int
    leading_zero: bool = True

    def show(self, value: float) -> str:
        """``−0.061``, ``−.06``; ``0`` for what these decimals cannot tell from 0."""
        words = f"{value:.{self.decimals}f}"
        if float(words) == 0.0:
            return "0"
        if not self.leading_zero and abs(value) < 1.0:
            words = words.replace("0.", ".", 1)
        return minus(words)


@dataclass(frozen=True, eq=False)
class JacobianGeometry:
    """Rows are scores, columns are probabilities.

    Attributes:
        frame: the card and its title.
        columns: across, one a probability q_i.
        rows: down, one a score z_k; "left" and "width" are top and height.
        names: over the columns.
        outer: the row ∂L/∂q that the matrix is multiplied by.
        gutter: left of all of it, for what rows are called.
        matrix: the cells.
        result: the column ∂L/∂z that comes out.
        terms: where the product of one row is written out.
        limit: what the strongest colour stands for.
        figures: how entries are written; None if colour has to do.
        scale: where a score lies when it is dragged, and where Home and End go.
    """

    frame: Frame
    columns: Columns
    rows: Columns
    names: QRectF
    outer: QRectF
    gutter: QRectF
    matrix: QRectF
    result: QRectF
    terms: QRectF
    limit: float
    figures: Figures | None
    scale: Scale


def layout(rect: QRectF, state: State, theme: Theme) -> JacobianGeometry:
    """Matrix on the left and terms beside it where there is room, else below it."""
    f = frame(rect, theme, footer=0.0, left=0.0)
    k, line = theme.scale, theme.metrics(SMALL).height()
    inner = QRectF(f.plot.left(), f.title.bottom() + 2.0, f.plot.width(), 0.0)
    inner.setBottom(rect.bottom() - PAD)
    beside = rect.width() >= BESIDE * k and rect.width() >= WIDE * rect.height()
    # The result column's own numbers, and its head.
    right = theme.width("−0.0000", SMALL) + 14.0
    count = columns(0.0, 1.0, state).count
    left = _gutter(inner.width(), state, theme)
    above = 2.0 * line + 12.0
    rows_wanted = 6 if beside else min(len(state.document.classes), 5)
    if beside:
        area = QRectF(inner.left(), inner.top(), 0.58 * inner.width() - 8.0, inner.height())
        terms = QRectF(area.right() + 24.0, inner.top(), 0.0, inner.height())
        terms.setRight(inner.right())
    else:
        height = min((rows_wanted + 3.0) * (line + 2.0) + 8.0, 0.46 * inner.height())
        area = inner.adjusted(0.0, 0.0, 0.0, -height - 8.0)
        terms = QRectF(inner.left(), area.bottom() + 8.0, inner.width(), height)
    width = min(area.width() - left - right, WIDEST * k * count)
    height = max(8.0, min(area.height() - above, TALLEST * k * count))
    matrix = QRectF(area.left() + left, area.top() + above, max(8.0, width), height)
    if not beside and height < area.height() - above:
        terms.moveTop(matrix.bottom() + 14.0)
    largest = 0.25 / state.document.temperature
    across, down = (columns(*ends, state) for ends in (
        (matrix.left(), matrix.width()), (matrix.top(), matrix.height())
    ))  # fmt: skip
    return JacobianGeometry(
        frame=f,
        columns=across,
        rows=down,
        names=QRectF(matrix.left(), area.top(), matrix.width(), line + 2.0),
        outer=QRectF(matrix.left(), matrix.top() - line - 8.0, matrix.width(), line + 3.0),
        gutter=QRectF(area.left(), matrix.top(), left - 8.0, matrix.height()),
        matrix=matrix,
        result=QRectF(matrix.right() + 6.0, matrix.top(), right - 6.0, matrix.height()),
        terms=terms,
        limit=largest if count <= NUMBERED else _strongest(state),
        figures=_figures(across, down, largest, theme) if count <= NUMBERED else None,
        scale=Scale(*score_range(state.held), STROKE, 0.0),
    )


def _strongest(state: State) -> float:
    """The largest entry at rest, or since the press: many classes' would be pale beside 1/4T."""
    held, (low, high) = state.held, state.reach.q
    found = float((held.q * held.complement).max())
    # q(1 − q) is largest at ½, or as near to it as q came.
    nearest = np.clip(0.5, low, high)
    found = max(found, float((nearest * (1.0 - nearest)).max(initial=0.0)))
    return max(found / state.document.temperature, 1e-6)


def _figures(across: Columns, down: Columns, limit: float, theme: Theme) -> Figures | None:
    """The most telling way to write entries up to ``limit``; None if none fits."""
    # 1/4T = 0.25 is written with three decimals, 0.0125 with four, 2.5 with two.
    further = -1 - int(np.floor(np.log10(limit)))
    for size, decimals, zero in _WRITTEN:
        made = Figures(size, max(0, decimals + further), zero)
        metrics = theme.metrics(size)
        width = theme.width(made.show(-limit), size) + (size if size > SMALL else AIR)
        if width <= across.pitch and metrics.ascent() <= down.pitch:
            return made
    return None


def _gutter(width: float, state: State, theme: Theme) -> float:
    names = state.document.classes.names
    widest = max(theme.width(name, TEXT, bold=True) for name in names[:NUMBERED])
    least = theme.width("∂L/∂q ×", SMALL) + 10.0
    return max(least, min(widest + 16.0, 0.19 * width))
