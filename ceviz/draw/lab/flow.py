"""The way between the pictures: forward steps as small arrows, the gradient flowing back below."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from ceviz.document.model import Unit
from ceviz.document.text.numbers import power_of_e, show_information, show_signed
from ceviz.draw import primitives, text
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TEXT, Theme, colour


def draw_step(painter: QPainter, rect: QRectF, words: str, below: str, theme: Theme) -> None:
    """An arrow to the right with what happens written over and under it."""
    middle = rect.center().y()
    tint = colour(theme.muted)
    left, right = rect.left() + 4.0, rect.right() - 4.0
    primitives.draw_lines(
        painter, [(left, middle, right - 5.0, middle)], primitives.line(tint, theme.stroke(1.6))
    )
    _draw_head(painter, right, middle, 1.0, theme)
    over, under = colour(theme.ink), colour(theme.muted)
    height = theme.metrics(TEXT).height()
    for label, tint, is_over in ((words, over, True), (below, under, False)):
        lines, size = _fitted(label, rect.width() - 2.0, theme)
        if is_over and middle - 5.0 - height * len(lines) < rect.top() + 2.0:
            lines = lines[-1:]  # in a low lab the sign goes, the word stays
        top = middle - 5.0 - height * len(lines) if is_over else middle + 5.0
        for place, line in enumerate(lines):
            box = QRectF(rect.left(), top + place * height, rect.width(), height)
            text.put(painter, box, line, tint, theme, size=size, align=text.CENTRE, elide=False)


def _fitted(label: str, room: float, theme: Theme) -> tuple[list[str], float]:
    """``label`` on one line or two, and the size it has to be: panels cut what is wider."""
    lines = [label]
    for lines in ([label], label.rsplit(" ", 1)):
        widest = max(lines, key=theme.width)
        for size in (TEXT, SMALL):
            if theme.width(widest, size) <= room:
                return lines, size
    return lines, SMALL * room / theme.width(widest, SMALL)


@dataclass(frozen=True, slots=True)
class FlowGeometry:
    """The strip, and its pieces from left to right with their words; the last holds still."""

    rect: QRectF
    pieces: tuple[tuple[QRectF, str], ...]


#: What stands at the far end, where the gradient comes from.
ORIGIN = "the gradient flows back"


class GradientFlow(Unhandled):
    """The chain rule written right to left under the pictures, for the selected class."""

    title = "The gradient, flowing back"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> FlowGeometry:
        """Pieces around their share of the width, as many as fit."""
        edge, pieces = rect.left() + 16.0, []
        for share, words in zip((0.20, 0.56, 0.86), (*_chain(state), ORIGIN), strict=True):
            width = theme.width(words) + 16.0
            left = max(edge, rect.left() + share * rect.width() - width / 2.0)
            if left + width <= rect.right():
                pieces.append((QRectF(left, rect.top(), width, rect.height()), words))
                edge = left + width + 24.0
        return FlowGeometry(rect, tuple(pieces))

    def background_key(self, g: FlowGeometry, state: State) -> Hashable:
        """Where the last piece stands."""
        return tuple(box.left() for box, words in g.pieces if words is ORIGIN)

    def draw_background(
        self, painter: QPainter, g: FlowGeometry, state: State, theme: Theme
    ) -> None:
        """The arrow's head, and where it comes from."""
        _draw_head(painter, g.rect.left() + 4.0, g.rect.center().y(), -1.0, theme)
        for box, words in g.pieces:
            if words is ORIGIN:
                text.put(painter, box, words, colour(theme.ink), theme, align=text.CENTRE)

    def draw_foreground(
        self, painter: QPainter, g: FlowGeometry, state: State, theme: Theme
    ) -> None:
        """``∂L/∂z = (q − p)/T  ◄  ∂L/∂q = −p/q  ◄  L``."""
        x, middle = g.rect.left() + 10.0, g.rect.center().y()
        ink, pen = colour(theme.ink), primitives.line(colour(theme.muted), theme.stroke(1.6))
        for box, words in g.pieces:
            if words is not ORIGIN:
                text.put(painter, box, words, ink, theme, align=text.CENTRE)
            primitives.draw_line(painter, x, middle, box.left(), middle, pen)
            x = box.right()
        primitives.draw_line(painter, x, middle, g.rect.right() - 4.0, middle, pen)

    def class_at(self, g: FlowGeometry, point: QPointF, state: State) -> int | None:
        """The class it is written for."""
        return state.selected


def _chain(state: State) -> tuple[str, str]:
    """The slopes by score and by probability, in words."""
    a, k = state.analysis, state.selected
    name = state.document.classes.names[k]
    if a.p[k] == 0.0:
        by_q = "0"
    elif a.q[k] == 0.0:
        # 1/q is e^surprisal, and ∞ only where that is.
        p = "" if a.p[k] == 1.0 else f"{a.p[k]:.3g}·"
        finite = np.isfinite(a.surprisal[k])
        by_q = f"−{p}{power_of_e(float(a.surprisal[k]))}" if finite else "−∞"
    else:
        # Python's floats go to ∞ quietly where q is subnormal.
        by_q = show_information(-float(a.p[k]) / float(a.q[k]))
    # Gradients are those of the loss in nats, whatever the unit: as arrows and table have them.
    nats = "" if state.document.unit is Unit.NATS else " nats"
    by_score = show_signed(float(a.gradient[k]))
    return (
        f"∂L/∂z({name}) = (q − p)/T = {by_score}{nats}",
        f"∂L/∂q({name}) = −p/q = {by_q}{nats}",
    )


def _draw_head(painter: QPainter, x: float, y: float, direction: float, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(primitives.line(colour(theme.muted), 0.0001))
    painter.setBrush(colour(theme.muted))
    back, half = x - theme.stroke(8.0) * direction, theme.stroke(4.5)
    painter.drawPolygon(
        QPolygonF([QPointF(x, y), QPointF(back, y - half), QPointF(back, y + half)])
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
