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


class Loss(Unhandled):
    """H(p,q) of the selected sample, large, in both units; the batch's mean if there is one."""

    title = "Loss"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> QRectF:
        """The card is all there is to it."""
        return rect

    def still_key(self, geometry: QRectF, state: State) -> Hashable:
        """The title."""
        return None

    def draw_still(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """Card and title."""
        draw_card(painter, g, theme)
        line = QRectF(g.left() + 10.0, g.top() + 6.0, g.width() - 20.0, 24.0 * theme.scale)
        text.put(painter, line, self.title, colour(theme.ink), theme, size=TITLE, bold=True)

    def draw_live(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """The number, its other unit, the verdict, the mean."""
        k, a = theme.scale, state.analysis
        ink, muted = colour(theme.ink), colour(theme.muted)
        other = Unit.BITS if state.document.unit is Unit.NATS else Unit.NATS
        value = show_information(a.cross_entropy * state.per_nat)
        size = HUGE
        while size > TITLE and theme.width(value, size, bold=True) > g.width() - 16:
            size -= 2.0
        batch = len(state.document.samples) > 1
        middle = g.center().y() - (38.0 * k if batch else 12.0 * k)

        def row(
            offset: float, height: float, words: str, tint: str = "muted", **kw: object
        ) -> None:
            box = QRectF(g.left() + 6.0, middle + offset * k, g.width() - 12.0, height * k)
            shade = {"ink": ink, "muted": muted}.get(tint) or colour(getattr(theme, tint))
            text.put(painter, box, words, shade, theme, align=text.CENTRE, **kw)  # type: ignore[arg-type]

        row(-48.0, 22.0, "H(p,q) =")
        row(-26.0, 40.0, value, "ink", size=size, bold=True)
        row(14.0, 20.0, state.unit, "ink", size=TITLE)
        row(
            34.0,
            18.0,
            f"{show_information(a.cross_entropy * other.per_nat)} {other.value}",
            size=SMALL,
        )
        verdict = ("✓ right" if a.correct else "✗ wrong", "good" if a.correct else "danger")
        row(62.0, 18.0, *verdict, size=TEXT, bold=True)
        row(80.0, 18.0, f"{show_probability(a.confidence)} sure", size=SMALL)
        if batch:
            mean = show_information(a.batch.cross_entropy * state.per_nat)
            row(108.0, 18.0, f"mean of {a.batch.count:,}", size=SMALL)
            row(126.0, 18.0, f"{mean} {state.unit}", "ink", size=TEXT, bold=True)
            row(144.0, 18.0, f"{a.batch.accuracy:.1%} right", size=SMALL)
            return
        if a.cross_entropy == float("inf"):
            row(104.0, 18.0, "a possible class", size=SMALL)
            row(120.0, 18.0, "was given q = 0", size=SMALL)

    def class_at(self, g: QRectF, point: QPointF, state: State) -> int | None:
        """The truth: the loss reads its probability."""
        return state.analysis.true
