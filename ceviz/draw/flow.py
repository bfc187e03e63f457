"""The way between the pictures: forward steps as small arrows, the gradient flowing back below."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from ceviz.document.model import Unit
from ceviz.document.numbers import show_information, show_signed
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
        painter, [(left, middle, right - 5.0, middle)], primitives.line(tint, 1.6)
    )
    _draw_head(painter, right, middle, 1.0, theme)
    height = theme.metrics(TEXT).height()
    over = QRectF(rect.left() - 6.0, middle - height - 5.0, rect.width() + 12.0, height)
    under = QRectF(rect.left() - 6.0, middle + 5.0, rect.width() + 12.0, height)
    for box, label in ((over, words), (under, below)):
        size = SMALL if theme.metrics(TEXT).horizontalAdvance(label) > rect.width() else TEXT
        text.put(
            painter, box, label, colour(theme.ink if box is over else theme.muted), theme,
            size=size, align=text.CENTRE, elide=False,
        )  # fmt: skip


class GradientFlow(Unhandled):
    """The chain rule written right to left under the pictures, for the selected class."""

    title = "The gradient, flowing back"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> QRectF:
        """The strip."""
        return rect

    def still_key(self, geometry: QRectF, state: State) -> Hashable:
        """Nothing holds still."""
        return None

    def draw_still(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """Nothing holds still."""

    def draw_live(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """``∂L/∂z = (q − p)/T  ◄  ∂L/∂q = −p/q  ◄  L``."""
        a, k = state.analysis, state.selected
        name = state.document.classes.names[k]
        middle = g.center().y()
        _draw_head(painter, g.left() + 4.0, middle, -1.0, theme)
        scale = state.per_nat
        by_score = float(a.gradient[k]) * scale
        if a.p[k] == 0.0:
            by_q = "0"
        elif a.q[k] == 0.0:
            by_q = "−∞"
        else:
            by_q = show_information(-float(a.p[k] / a.q[k]) * scale)
        nats = state.document.unit is Unit.NATS
        slopes = ("(q − p)/T", "−p/q") if nats else ("(q − p)/(T ln 2)", "−p/(q ln 2)")
        pieces = [
            (0.20, f"∂L/∂z({name}) = {slopes[0]} = {show_signed(by_score)}"),
            (0.56, f"∂L/∂q({name}) = {slopes[1]} = {by_q}"),
            (0.86, "the gradient flows back"),
        ]
        edge = g.left() + 16.0
        x, lines = g.left() + 10.0, []
        for share, words in pieces:
            width = theme.width(words) + 16.0
            left = max(edge, g.left() + share * g.width() - width / 2.0)
            if left + width > g.right():
                continue
            box = QRectF(left, g.top(), width, g.height())
            text.put(painter, box, words, colour(theme.ink), theme, align=text.CENTRE)
            lines.append((x, middle, left, middle))
            x = left + width
            edge = x + 24.0
        lines.append((x, middle, g.right() - 4.0, middle))
        primitives.draw_lines(painter, lines, primitives.line(colour(theme.muted), 1.6))

    def class_at(self, g: QRectF, point: QPointF, state: State) -> int | None:
        """The class it is written for."""
        return state.selected


def _draw_head(painter: QPainter, x: float, y: float, direction: float, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(primitives.line(colour(theme.muted), 0.0001))
    painter.setBrush(colour(theme.muted))
    back = x - 8.0 * direction
    painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(back, y - 4.5), QPointF(back, y + 4.5)]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
