"""The Jacobian of softmax, and how the chain rule makes the gradient of it.

Rows are scores and columns are probabilities, so that ∂L/∂q is a row over the matrix and ∂L/∂z
the column that comes out of their product; the matrix is symmetric, it is its own transpose.
All of it is in nats whatever the unit, as the gradient is everywhere.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.document.text.numbers import exact, show_information, show_score
from ceviz.draw import primitives, text
from ceviz.draw.columns import notable
from ceviz.draw.frame import draw_card, draw_title
from ceviz.draw.lab.bar_names import REST
from ceviz.draw.picture import Handle
from ceviz.draw.rows import Rows, class_names
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.draw.tooltip import lines_for
from ceviz.maths.chain import outer
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent
from ceviz.views.jacobian import cells
from ceviz.views.jacobian.chain_terms import (
    Product,
    checked,
    chosen,
    difference,
    draw_terms,
    product,
    verdict,
)
from ceviz.views.jacobian.layout import NUMBERED, JacobianGeometry, layout
from ceviz.views.jacobian.ramps import shade

#: The Jacobian of more classes than these is given as the true class’s row: a square of
#: 10,000 would be two gigabytes of text.
WHOLE = 1000

FORMULA = "∂q/∂z = (diag(q) − qqᵀ)/T"


@dataclass(frozen=True)
class Jacobian:
    """∂q/∂z as a heat map, times ∂L/∂q, with one row's product written out and checked.

    Blue is above 0 and orange below; the strongest colour is 1/4T, the largest an entry
    can be; beyond 12 classes it is the largest there is.
    Handles: every row is its class's score, dragged up and down.
    """

    title = "Jacobian and chain rule"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> JacobianGeometry:
        """Cells share what names, factors and terms leave."""
        return layout(rect, state, theme)

    def background_key(self, g: JacobianGeometry, state: State) -> Hashable:
        """What is named, and where."""
        shown = None if g.columns.rest is None else tuple(g.columns.classes.tolist())
        return (state.document.classes, shown, g.columns.width, g.rows.width, g.limit)

    def draw_background(
        self, painter: QPainter, g: JacobianGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, heads, and the classes' colours along both edges."""
        draw_card(painter, g.frame.rect, theme)
        draw_title(painter, g.frame, self.title, FORMULA, theme)
        muted = colour(theme.muted)
        _draw_key(painter, g, theme)
        head = QRectF(g.gutter.left(), g.outer.top(), g.gutter.width(), g.outer.height())
        text.put(painter, head, "∂L/∂q ×", muted, theme, size=SMALL, align=text.RIGHT)
        made = QRectF(g.matrix.right(), g.outer.top(), 0.0, g.outer.height())
        made.setRight(g.result.right())
        text.put(painter, made, "= ∂L/∂z", muted, theme, size=SMALL, align=text.RIGHT)
        classes, pitch = state.document.classes, g.columns.pitch
        if pitch >= 3.0:
            for place, k in enumerate(g.columns.classes.tolist()):
                tint = theme.class_colour(classes.colours[k])
                x, y = g.columns.centre(place), g.rows.centre(place)
                across = (x - pitch / 2.0, g.outer.top() - 3.0, pitch - 1.0, 2.0)
                down = (g.matrix.left() - 4.0, y - g.rows.pitch / 2.0, 2.0, g.rows.pitch - 1.0)
                primitives.fill_rects(painter, [across, down], tint)

    def draw_foreground(
        self, painter: QPainter, g: JacobianGeometry, state: State, theme: Theme
    ) -> None:
        """Names, cells, factors, the terms."""
        _draw_names(painter, g, state, theme)
        cells.draw_matrix(painter, g, state, theme)
        cells.draw_attention(painter, g, state, theme)
        cells.draw_outer(painter, g, state, theme)
        cells.draw_result(painter, g, state, theme)
        draw_terms(painter, g.terms, state, theme)

    def class_at(self, g: JacobianGeometry, point: QPointF, state: State) -> int | None:
        """The row's class in and beside the matrix; over it, the column's."""
        whole = g.gutter.united(g.matrix).united(g.result)
        if whole.contains(point):
            return g.rows.class_at(point.y(), state)
        if g.outer.united(g.names).contains(point):
            return g.columns.class_at(point.x(), state)
        return None

    def handle_at(self, g: JacobianGeometry, point: QPointF, state: State) -> Handle | None:
        """The score of the row, wherever it is taken; −∞ is picked up at the bottom."""
        if not g.gutter.united(g.matrix).united(g.result).contains(point):
            return None
        index = g.rows.class_at(point.y(), state)
        if index is None:
            return None
        z = float(state.analysis.z[index])
        return Handle("z", index, z if np.isfinite(z) else g.scale.low, point)

    def intent_at(
        self, g: JacobianGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """As far from the score at the press as the pointer is from there."""
        value = handle.value + (handle.at.y() - point.y()) * g.scale.per_pixel
        return drag_intent("z", handle.index, handle.value, value, base)

    def tip(self, g: JacobianGeometry, point: QPointF, index: int, state: State) -> list[str]:
        """The entry under the pointer; elsewhere the class."""
        column = g.columns.class_at(point.x(), state) if g.matrix.contains(point) else None
        if column is None:
            return lines_for(index, state)
        names, a = state.document.classes.names, state.analysis
        made = product(a, state.document.temperature, index)
        lines = [
            f"∂q[{names[column]}]/∂z[{names[index]}]",
            f"= {show_information(float(made.inner[column]))}",
            f"q[{names[column]}] = {state.share(float(a.q[column]))}",
        ]
        if column != index:
            lines.append(f"q[{names[index]}] = {state.share(float(a.q[index]))}")
        return lines

    def caption(self, state: State) -> str:
        """What raising the score does to the loss, by which steps, and that it was tried."""
        a, temperature, k = state.analysis, state.document.temperature, chosen(state)
        name = state.document.classes.names[k]
        total = show_information(float(a.gradient[k]))
        made = product(a, temperature, k)
        mass = np.flatnonzero(a.p)
        how = f"the sum of {len(mass)} products" if len(mass) > 1 else _one(made, int(mass[0]))
        words, _ = verdict(a, temperature)
        return (
            f"∂L/∂z[{name}] = {total} nats a unit: {how}, which is "
            f"(q − p)/T = {difference(a, temperature, k)}; {words}."
        )

    def rows(self, state: State) -> Rows:
        """A row a score: what it is multiplied by, what comes out, and ∂q_i/∂z in the columns.

        Differences are blank for scores that were not tried, and ``nan`` where the loss is
        infinite.
        """
        a, temperature, names = state.analysis, state.document.temperature, class_names(state)
        check = checked(a, temperature)
        tried = dict(zip(check.classes, check.measured.tolist(), strict=True))
        count = len(names)
        wanted = np.arange(count) if count <= WHOLE else np.array([a.true])
        rates = outer(a.p, a.q)
        head = ["class", "target p", "probability q", "dL/dq", "dL/dz", "dL/dz by differences"]
        table = [[*head, *(f"dq[{names[i]}]/dz" for i in wanted)]]
        for k, name in enumerate(names):
            row = -a.q[k] * a.q
            row[k] = a.q[k] * a.complement[k]
            row /= temperature
            measured = exact(tried[k]) if k in tried else ""
            numbers = [a.p[k], a.q[k], rates[k], a.gradient[k]]
            table.append([name, *map(exact, numbers), measured, *map(exact, row[wanted].tolist())])
        return table


def _one(made: Product, i: int) -> str:
    rate, inner = show_information(float(made.outer[i])), show_information(float(made.inner[i]))
    return f"{rate} × {inner}" + (", in which q cancels" if made.outer[i] == -np.inf else "")


def _draw_key(painter: QPainter, g: JacobianGeometry, theme: Theme) -> None:
    """What the strongest colours stand for."""
    box = QRectF(g.gutter.left(), g.names.top(), g.gutter.width(), g.names.height())
    side = 7.0 * theme.scale
    patches = 2.0 * side + 4.0
    near = [show_score(float(f"{g.limit:.{digits}g}")) for digits in (4, 3, 2)]
    written = [f"±{words}" for each in near for words in (each, each.replace("0.", ".", 1))]
    fits = [words for words in written if theme.width(words, SMALL) <= box.width()]
    words = next(
        (each for each in fits if theme.width(each, SMALL) + patches <= box.width()),
        fits[0] if fits else "",
    )
    text.put(painter, box, words, colour(theme.muted), theme, size=SMALL, align=text.RIGHT)
    left = box.right() - theme.width(words, SMALL) - patches
    if left < box.left():
        return
    for sign, x in ((-1.0, left), (1.0, left + side)):
        swatch = (x, box.center().y() - side / 2.0, side, side)
        primitives.fill_rects(painter, [swatch], shade(sign, 1.0, theme))


def _draw_names(painter: QPainter, g: JacobianGeometry, state: State, theme: Theme) -> None:
    """z of the rows on the left, q of the columns on top; where not all fit, the important."""
    metrics = theme.metrics(SMALL, bold=True)
    height = metrics.height()
    for row in cells.rows_with_text(g, state, theme):
        # Not on the heads above.
        top = max(g.rows.centre(row) - height / 2.0 - 0.5, g.matrix.top() - 2.0)
        box = QRectF(g.gutter.left(), top, 0.0, height)
        box.setRight(g.gutter.right())
        _put_name(painter, box, "z", g, row, state, theme, text.RIGHT)
    found = (g.columns.column_of(k) for k in notable(state))
    order = [c for c in dict.fromkeys([*found, *range(NUMBERED)]) if c is not None]
    order = [c for c in order if c < g.columns.count]
    most = g.names.width() / 2.0
    widths = [
        min(theme.width(_name("q", g, c, state), SMALL, bold=True) + 4.0, most) for c in order
    ]
    centres = [
        cells.within(g.columns.centre(c), w, g.names) for c, w in zip(order, widths, strict=True)
    ]
    for index in text.spread(centres, widths, gap=2.0):
        left = centres[index] - widths[index] / 2.0
        box = QRectF(left, g.names.top(), widths[index], g.names.height())
        _put_name(painter, box, "q", g, order[index], state, theme, text.CENTRE)


def _put_name(
    painter: QPainter,
    box: QRectF,
    letter: str,
    g: JacobianGeometry,
    place: int,
    state: State,
    theme: Theme,
    align: int,
) -> None:
    lit = place < len(g.columns.classes) and g.columns.classes[place] == chosen(state)
    tint = colour(theme.ink if lit else theme.muted)
    words = _name(letter, g, place, state)
    text.put(painter, box, words, tint, theme, size=SMALL, bold=True, align=align)


def _name(letter: str, g: JacobianGeometry, place: int, state: State) -> str:
    classes, names = g.columns.classes, state.document.classes.names
    return f"{letter} {names[classes[place]]}" if place < len(classes) else REST
