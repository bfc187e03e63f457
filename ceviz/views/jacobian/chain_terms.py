"""The chain rule for one score, term by term, and the gradient tried out by differences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.text.numbers import show_information, show_probability, show_score
from ceviz.draw import primitives, text
from ceviz.draw.state import State
from ceviz.draw.theme import LARGE, SMALL, TITLE, Theme, colour
from ceviz.maths.chain import Check, check, outer, terms
from ceviz.memo import weak_memo

#: Up to this many classes every component of the gradient is tried; beyond, the notable ones.
TRIED = 32

#: How many are tried beyond that.
SOME = 8

#: Differences may deviate by this, in units of the gradient, before they count against it.
AGREED = 1e-9

RATE = "∂L/∂q = −p/q"


@dataclass(frozen=True, eq=False)
class Product:
    """Row k of the Jacobian times ∂L/∂q.

    Attributes:
        index: k.
        outer: ∂L/∂q_i = −p_i / q_i, (K,).
        inner: ∂q_i/∂z_k, (K,).
        terms: their products, (K,); finite also where ∂L/∂q_i is −∞.
        total: ∂L/∂z_k.
    """

    index: int
    outer: NDArray[np.float64]
    inner: NDArray[np.float64]
    terms: NDArray[np.float64]
    total: float


def product(a: Analysis, temperature: float, k: int) -> Product:
    """The chain rule for score k. In nats."""
    inner = -a.q * a.q[k]
    inner[k] = a.q[k] * a.complement[k]
    return Product(
        index=k,
        outer=outer(a.p, a.q),
        inner=inner / temperature,
        terms=terms(a.p, a.prediction, temperature, k),
        total=float(a.gradient[k]),
    )


@weak_memo()
def checked(a: Analysis, temperature: float) -> Check:
    """The gradient against differences of the loss; of many classes, the most notable few."""
    tried = None
    if len(a.q) > TRIED:
        largest = np.argsort(-np.abs(a.gradient), kind="stable")[:SOME]
        tried = list(dict.fromkeys([a.true, a.predicted, *largest.tolist()]))
    return check(a.p, a.prediction, temperature, tried)


def _verdict(a: Analysis, temperature: float, room: float, pen: _Pen) -> tuple[str, bool | None]:
    """:func:`verdict`, shorter if there is no room for all of it."""
    words, passed = verdict(a, temperature)
    short = words.replace("checked by differences: largest", "differences: largest")
    return (words if pen.width(words) <= room else short), passed


def verdict(a: Analysis, temperature: float) -> tuple[str, bool | None]:
    """The check in words, and whether it was passed; None if there is nothing to compare."""
    made = checked(a, temperature)
    count, whole = len(made.classes), len(a.q)
    tried = f"all {whole}" if count == whole else f"{count} of {whole}"
    if np.isnan(made.deviation):
        return "the loss is ∞: no differences to check the gradient with", None
    size = show_information(made.deviation)
    if made.deviation > AGREED:
        return f"differences say otherwise: they deviate by {size} ({tried})", False
    return f"checked by differences: largest deviation {size} ({tried})", True


def draw_terms(painter: QPainter, box: QRectF, state: State, theme: Theme) -> None:
    """A line a class, their sum, the check; as many lines as fit, by target mass."""
    a, k = state.analysis, chosen(state)
    made = product(a, state.document.temperature, k)
    size = _size(box, len(a.q), theme)
    line = _line_height(size, theme)
    pen = _Pen(painter, theme, size)
    row = QRectF(box.left(), box.top(), box.width(), line)
    heads = (f"z[{state.document.classes.names[k]}]", RATE, "× ∂q/∂z", "= term")
    pen.line(row, heads, theme.muted, bold=True)
    # By target mass, which a drag of scores leaves alone: lines do not jump about.
    order = np.argsort(-a.p, kind="stable").tolist()
    room = max(1, int((box.height() - 8.0) / line) - 3)
    shown = order if len(order) <= room else order[: room - 1]
    for index in shown:
        row.translate(0.0, line)
        _draw_term(pen, row, made, index, state)
    if len(shown) < len(order):
        row.translate(0.0, line)
        left = order[len(shown) :]
        words = f"{len(left)} {'others' if shown else 'terms'}"
        total = show_information(float(made.terms[left].sum()))
        pen.line(row, (words, "", "", f"= {total}"), theme.muted)
    row.translate(0.0, line + 3.0)
    rule = row.top() - 1.5
    muted = primitives.line(colour(theme.muted))
    primitives.draw_lines(painter, [(box.left(), rule, box.right(), rule)], muted)
    _draw_sum(pen, row, made, state)
    row.translate(0.0, line + 2.0)
    if row.bottom() > box.bottom() + 1.0 and row.top() > box.top():
        return  # the caption says it too
    words, passed = _verdict(a, state.document.temperature, row.width() - pen.width("✓ "), pen)
    tint, mark = {
        True: (theme.good, "✓ "),
        False: (theme.danger, "✗ "),
        None: (theme.muted, ""),
    }[passed]
    pen.put(row, mark + words, tint)


def chosen(state: State) -> int:
    """The class whose product is written out: the hovered, else the selected."""
    return state.selected if state.hovered is None else state.hovered


def difference(a: Analysis, temperature: float, k: int) -> str:
    """``(0.9088 − 1)/1``: where the gradient of score k comes from."""
    q, p = show_probability(float(a.q[k])), show_probability(float(a.p[k]))
    q, p = (f"({words})" if "−" in words else words for words in (q, p))
    return f"({q} − {p})/{show_score(temperature)}"


@dataclass(frozen=True)
class _Pen:
    """Writes lines of one size: a name, and numbers in columns of one width on the right."""

    painter: QPainter
    theme: Theme
    size: float

    def width(self, words: str, *, bold: bool = False) -> float:
        return self.theme.width(words, self.size, bold=bold)

    def put(
        self, row: QRectF, words: str, tint: str, *, bold: bool = False, align: int = text.LEFT
    ) -> None:
        text.put(
            self.painter, row, words, colour(tint), self.theme, size=self.size, bold=bold,
            align=align,
        )  # fmt: skip

    def line(
        self, row: QRectF, words: tuple[str, str, str, str], tint: str, *, bold: bool = False
    ) -> None:
        # The widest that stands in a column is its head, or a number like −1.1e−10.
        width = min(self.width(RATE) + 8.0, row.width() * 0.27)
        right = row.right()
        for each in words[:0:-1]:
            if each:
                cell = QRectF(right - width, row.top(), width, row.height())
                self.put(cell, each, tint, align=text.RIGHT)
            right -= width
        name = QRectF(row.left(), row.top(), right - row.left() - 4.0, row.height())
        self.put(name, words[0], tint, bold=bold)


def _draw_term(pen: _Pen, row: QRectF, made: Product, index: int, state: State) -> None:
    classes, theme = state.document.classes, pen.theme
    words = (
        classes.names[index],
        show_information(float(made.outer[index])),
        f"× {show_information(float(made.inner[index]))}",
        f"= {show_information(float(made.terms[index]))}",
    )
    swatch = QRectF(row.left(), row.top() + 3.0, 4.0, row.height() - 6.0)
    pen.painter.fillRect(swatch, theme.class_colour(classes.colours[index]))
    without = made.outer[index] == 0.0
    pen.line(row.adjusted(8.0, 0.0, 0.0, 0.0), words, theme.muted if without else theme.ink)


def _draw_sum(pen: _Pen, row: QRectF, made: Product, state: State) -> None:
    ink = pen.theme.ink
    total = f"= {show_information(made.total)}"
    pen.put(row, total, ink, bold=True, align=text.RIGHT)
    middle = row.adjusted(0.0, 0.0, -pen.width(total, bold=True), 0.0)
    words = f"(q − p)/T = {difference(state.analysis, state.document.temperature, made.index)} "
    pen.put(middle, words, ink, align=text.RIGHT)
    left = middle.adjusted(0.0, 0.0, -pen.width(words) - 8.0, 0.0)
    name = state.document.classes.names[made.index]
    heads = (f"Σ = ∂L/∂z[{name}] =", "Σ = ∂L/∂z =", "Σ =")
    pen.put(left, next((h for h in heads if pen.width(h) <= left.width()), ""), ink)


def _size(box: QRectF, count: int, theme: Theme) -> float:
    """The largest type in which all terms fit; the smallest if they never do."""
    for size in (LARGE, TITLE):
        wide = 5.2 * theme.width(RATE, size)
        if wide <= box.width() and (count + 4) * _line_height(size, theme) <= box.height():
            return size
    return SMALL


def _line_height(size: float, theme: Theme) -> float:
    return theme.metrics(size).height() + 2.0
