"""What follows the prediction on the simplex: its trail, and the numbers at the corners."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import show_information
from ceviz.draw import text
from ceviz.draw.marks import draw_way
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour
from ceviz.maths import softmax, ternary
from ceviz.views.simplex.layout import SimplexGeometry


def draw_trail(painter: QPainter, g: SimplexGeometry, state: State, theme: Theme) -> None:
    """The way q came, as the scores of the last moves say."""
    if len(state.trail) < 2:
        return
    scores = np.concatenate(state.trail).reshape(len(state.trail), -1)[:, list(g.part.chosen)]
    scores = scores[(scores > -np.inf).any(axis=-1)]
    if len(scores) < 2:
        return
    shares = softmax(scores, temperature=state.document.temperature)
    draw_way(painter, g.pixels(ternary.to_plane(shares)), theme)


def draw_numbers(painter: QPainter, g: SimplexGeometry, state: State, theme: Theme) -> None:
    """q and p under each name; the loss, and what the others hold."""
    a, muted = state.analysis, colour(theme.muted)
    for place, k in enumerate(g.part.chosen):
        box = name_box(g, place, theme).translated(0.0, theme.metrics(TEXT, bold=True).height())
        p = f" · p {state.share(float(a.p[k]))}" if a.p[k] > 0.0 else ""
        words = f"q {state.share(float(a.q[k]))}{p}"
        ground = QRectF(box.left(), box.top(), min(theme.width(words, SMALL), box.width()), 0.0)
        ground.setHeight(theme.metrics(SMALL).height())
        if align(place) == text.RIGHT:
            ground.moveRight(box.right())
        ground.moveCenter(QPointF(ground.center().x(), box.center().y()))
        # An arrow from q may end there.
        text.clear_behind(painter, ground.adjusted(-2.0, 0.0, 2.0, 0.0), theme)
        text.put(painter, box, words, muted, theme, size=SMALL, align=align(place))
    loss = f"H(p,q) = {show_information(a.cross_entropy * state.per_nat)} {state.unit}"
    line = QRectF(g.words)
    line.setHeight(theme.metrics(TEXT, bold=True).height())
    text.put(painter, line, loss, colour(theme.ink), theme, bold=True)
    if len(a.q) > g.count:
        rest = np.delete(a.p, list(g.part.chosen)).sum()
        held = f"others: q {state.share(max(0.0, 1.0 - g.part.share))}"
        held += f" · p {state.share(float(rest))}" if rest > 0.0 else ""
        text.put(painter, line.translated(0.0, line.height()), held, muted, theme, size=SMALL)


def name_box(g: SimplexGeometry, place: int, theme: Theme) -> QRectF:
    """The line of its name."""
    box = QRectF(g.names[place])
    box.setHeight(theme.metrics(TEXT, bold=True).height())
    return box


def align(place: int) -> int:
    """How words are set: those of the right corner end there."""
    return text.RIGHT if place == 1 else text.LEFT
