"""The loss as one large number: where the pipeline ends."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.model import Unit
from ceviz.document.numbers import show_information, show_probability
from ceviz.draw import text
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import HUGE, SMALL, TEXT, TITLE, Theme, colour

#: How far above the middle the first row begins, in pixels before type scaling.
FIRST = 48.0


class Loss(Unhandled):
    """H(p,q) of the selected sample, large, in both units; the batch's mean if there is one."""

    title = "Loss"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> QRectF:
        """The card is all there is to it."""
        return rect

    def background_key(self, geometry: QRectF, state: State) -> Hashable:
        """Unit, verdict, and which rows there are: they shift and name the rest."""
        return state.document.unit, state.analysis.correct, _last(state)

    def draw_background(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """Card, title, what the number is, the verdict."""
        draw_card(painter, g, theme)
        line = QRectF(g.left() + 10.0, g.top() + 6.0, g.width() - 20.0, 24.0 * theme.scale)
        text.put(painter, line, self.title, colour(theme.ink), theme, size=TITLE, bold=True)
        rows = Rows(painter, g, state, theme)
        rows.put(-48.0, 22.0, "H(p,q) =")
        rows.put(14.0, 20.0, state.unit, "ink", size=TITLE)
        right = state.analysis.correct
        words, tint = ("✓ right", "good") if right else ("✗ wrong", "danger")
        rows.put(62.0, 18.0, words, tint, bold=True)

    def draw_foreground(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """The number, its other unit, how sure it was, the mean."""
        a = state.analysis
        other = Unit.BITS if state.document.unit is Unit.NATS else Unit.NATS
        value = show_information(a.cross_entropy * state.per_nat)
        size = HUGE
        while size > TITLE and theme.width(value, size, bold=True) > g.width() - 16:
            size -= 2.0
        rows = Rows(painter, g, state, theme)
        rows.put(-26.0, 40.0, value, "ink", size=size, bold=True)
        converted = show_information(a.cross_entropy * other.per_nat)
        rows.put(34.0, 18.0, f"{converted} {other.value}", size=SMALL)
        rows.put(80.0, 18.0, f"{show_probability(a.confidence)} sure", size=SMALL)
        if len(state.document.samples) > 1:
            mean = show_information(a.batch.cross_entropy * state.per_nat)
            rows.put(108.0, 18.0, f"mean of {a.batch.count:,}", size=SMALL)
            rows.put(126.0, 18.0, f"{mean} {state.unit}", "ink", bold=True)
            rows.put(144.0, 18.0, f"{a.batch.accuracy:.1%} right", size=SMALL)
        elif a.cross_entropy == float("inf"):
            rows.put(104.0, 18.0, "a possible class", size=SMALL)
            rows.put(120.0, 18.0, "was given q = 0", size=SMALL)

    def class_at(self, g: QRectF, point: QPointF, state: State) -> int | None:
        """The truth: the loss reads its probability."""
        return state.analysis.true


class Rows:
    """Puts centred words above and below the middle of the card, closer in a low one."""

    def __init__(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        self._painter, self._g, self._theme = painter, g, theme
        k, last = theme.scale, _last(state)
        lift = 38.0 if len(state.document.samples) > 1 else 12.0
        top, bottom = g.top() + 28.0 * k, g.bottom() - 4.0
        self._middle, self._pitch = g.center().y() - lift * k, k
        if self._middle - FIRST * k < top or self._middle + last * k > bottom:
            self._pitch = min(k, max(0.0, bottom - top) / (FIRST + last))
            self._middle = top + FIRST * self._pitch

    def put(
        self,
        offset: float,
        height: float,
        words: str,
        tint: str = "muted",
        *,
        size: float = TEXT,
        bold: bool = False,
    ) -> None:
        """``words`` in a row from ``offset`` on; ``tint`` is a theme colour's name."""
        k, g, theme = self._pitch, self._g, self._theme
        box = QRectF(g.left() + 6.0, self._middle + offset * k, g.width() - 12.0, height * k)
        shade = colour(getattr(theme, tint))
        text.put(self._painter, box, words, shade, theme, size=size, bold=bold, align=text.CENTRE)


def _last(state: State) -> float:
    """Where the last row ends, below the middle."""
    if len(state.document.samples) > 1:
        return 162.0
    return 138.0 if state.analysis.cross_entropy == float("inf") else 98.0
