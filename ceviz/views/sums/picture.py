"""H(p) + KL(p‖q) = H(p,q) as bars, both ways, and how far the two ways differ, class by class."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.asymmetry import Asymmetry, Way, asymmetry
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document
from ceviz.document.text.numbers import exact, show_information
from ceviz.draw.frame import Frame, draw_card, draw_title, frame
from ceviz.draw.picture import Handle
from ceviz.draw.rows import Rows, with_sums
from ceviz.draw.state import State
from ceviz.draw.theme import Theme
from ceviz.store.intents import Intent
from ceviz.views.sums import bars as sum_bars
from ceviz.views.sums import terms as sum_terms
from ceviz.views.sums.bars import Bars
from ceviz.views.sums.terms import Terms

#: From this width, before type scaling, bars and terms lie beside each other if their heights
#: do not fit below each other.
WIDE = 900.0

#: Where there is height to spare, bars are at most so many times as high.
STRETCH = 2.2


@dataclass(frozen=True, eq=False)
class SumsGeometry:
    """The frame, the bars and the table of terms."""

    frame: Frame
    bars: Bars
    terms: Terms


@dataclass(frozen=True)
class Sums:
    """Stacked bars of both ways over one axis, with perplexity on the other side of it.

    Below are the terms of KL(p‖q), KL(q‖p) and Jensen-Shannon.

    Handles: the bars of the terms, those of KL(p‖q) for q and those of KL(q‖p) for p.

    Attributes:
        ghost: an earlier state, kept as thin bars and marks to compare with.
    """

    ghost: Frozen | None = None

    title = "Sums and asymmetry"

    def caption(self, state: State) -> str:
        """What the loss is made of, and how the other way round differs."""
        both = asymmetry(state.analysis)
        there, back, unit = both.there, both.back, state.unit
        total, floor, price, reverse = (
            show_information(nats * state.per_nat)
            for nats in (there.cross_entropy, there.entropy, there.divergence, back.divergence)
        )
        if there.divergence == math.inf:
            return f"H(p,q) = ∞: {_reason(there, state)}."
        if there.divergence == 0.0:
            return f"H(p,q) = {total} {unit}: p and q agree, and both ways round cost the same."
        if there.entropy == 0.0:
            sentence = (
                f"H(p,q) = {total} {unit}, all of it KL(p‖q): the truth is certain, "
                "a right model would pay nothing"
            )
        else:
            sentence = (
                f"Of H(p,q) = {total} {unit}, {floor} are p’s own uncertainty and {price} the "
                "price of a wrong model"
            )
        if back.divergence == math.inf:
            return f"{sentence}; the other way round KL(q‖p) = ∞: {_reason(back, state)}."
        more = "more" if back.divergence > there.divergence else "less"
        return f"{sentence}; the other way round KL(q‖p) = {reverse} is {more}."

    def tip(self, index: int, state: State) -> list[str]:
        """What the note by the pointer says of a class."""
        return sum_terms.tip(index, state)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> SumsGeometry:
        """The bars on top and the terms below, or side by side."""
        f = frame(rect, theme, footer=0.0, left=0.0)
        inner = QRectF(f.plot.left(), f.title.bottom() + 2.0, f.plot.width(), 0.0)
        inner.setBottom(rect.bottom() - 8.0)
        spare = inner.height() - sum_bars.height(theme) - sum_terms.height(state, theme) - 8.0
        if rect.width() >= WIDE * theme.scale and spare < 0.0:
            stretch = STRETCH
            half = (inner.width() - 28.0) / 2.0
            upper = QRectF(inner.left(), inner.top(), half, inner.height())
            lower = QRectF(inner.right() - half, inner.top(), half, inner.height())
        else:
            stretch = min(max(1.0 + spare / sum_bars.stretchable(theme), 1.0), STRETCH)
            height = sum_bars.height(theme, stretch)
            upper = QRectF(inner.left(), inner.top(), inner.width(), height)
            lower = inner.adjusted(0.0, height + 8.0, 0.0, 0.0)
        return SumsGeometry(
            f, sum_bars.layout(upper, state, theme, stretch), sum_terms.layout(lower, state, theme)
        )

    def background_key(self, g: SumsGeometry, state: State) -> Hashable:
        """What the axes, names and the unit depend on."""
        return (
            state.document.classes, state.unit, state.analysis.true, g.bars.scale, g.terms.scale,
            g.terms.row, tuple(g.terms.rows.classes.tolist()),
        )  # fmt: skip

    def draw_background(
        self, painter: QPainter, g: SumsGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, axes, names."""
        draw_card(painter, g.frame.rect, theme)
        draw_title(painter, g.frame, self.title, f"in {state.unit}", theme)
        sum_bars.draw_axes(painter, g.bars, state, theme)
        sum_terms.draw_background(painter, g.terms, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: SumsGeometry, state: State, theme: Theme
    ) -> None:
        """The bars, the terms, and what they were."""
        before = None if self.ghost is None else asymmetry(self.ghost.analysis)
        sum_bars.draw(painter, g.bars, state, before, theme)
        sum_terms.draw(painter, g.terms, state, before, theme)

    def class_at(self, g: SumsGeometry, point: QPointF, state: State) -> int | None:
        """The class of the row of terms."""
        return sum_terms.class_at(g.terms, point)

    def handle_at(self, g: SumsGeometry, point: QPointF, state: State) -> Handle | None:
        """The bar of a KL term."""
        return sum_terms.handle_at(g.terms, point, state)

    def intent_at(
        self, g: SumsGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The probability at which the term is as long as the point says."""
        return sum_terms.intent_at(g.terms, handle, point, state, base)

    def rows(self, state: State) -> Rows:
        """A row a class with its three terms; then both sums, Jensen-Shannon and perplexity."""
        a, scale, unit = state.analysis, state.per_nat, state.unit
        both = asymmetry(a)
        terms = ("p log p/q", "q log q/p", "JS term")
        columns = (both.there.areas.surplus, both.back.areas.surplus, both.js_terms)
        heads = ["target p", "probability q", *(f"{name} [{unit}]" for name in terms)]
        body = [
            [exact(a.p[k]), exact(a.q[k]), *(exact(column[k] * scale) for column in columns)]
            for k in range(len(a.q))
        ]
        sums = _sums(both, state)
        if self.ghost is not None:
            ghost = _sums(asymmetry(self.ghost.analysis), state)
            sums |= {f"{name} before": value for name, value in ghost.items()}
        return with_sums(state, heads, body, {**sums, "perplexity": a.perplexity})


def _reason(way: Way, state: State) -> str:
    """Why the way is infinite: "q allows Apple (0.0746), which p rules out"."""
    lost = int(way.impossible[0])
    name, chance = state.document.classes.names[lost], float(way.areas.width[lost])
    words = f"{way.world} allows {name} ({state.share(chance)})"
    if len(way.impossible) > 1:
        return f"{words} and {len(way.impossible) - 1} more, {way.code} rules them out"
    return f"{words}, {way.code} rules it out"


def _sums(both: Asymmetry, state: State) -> dict[str, float]:
    """Those of both ways, and what is the same both ways."""
    unit = state.document.unit
    js = {f"JS(p,q) [{unit}]": both.js * unit.per_nat}
    return {**both.there.sums(unit), **both.back.sums(unit), **js}
