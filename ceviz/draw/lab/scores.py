"""Score bars: the logits z, and beside each the arrow training would move it by."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.class_columns import NEGATIVE_GRADIENT, Z, table_rows
from ceviz.document.model import Document
from ceviz.document.text.numbers import show_score
from ceviz.draw.chart import Ends
from ceviz.draw.frame import draw_baseline
from ceviz.draw.lab import arrows, bar_layout, bars
from ceviz.draw.lab.bar_layout import BarGeometry, BarPicture
from ceviz.draw.lab.number_boxes import around_arrows, bars_of, that_matter
from ceviz.draw.picture import Handle
from ceviz.draw.reach import value_under
from ceviz.draw.rows import Rows
from ceviz.draw.scales import nice_range
from ceviz.draw.state import State
from ceviz.draw.theme import Theme
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent

#: Scores further than this below the largest are off the picture: their q is below 1e-13.
DEEP = 30.0


class ScoreBars(BarPicture):
    """z as bars from 0, up or down, and −∂L/∂z = (p − q)/T as an arrow from each bar's end.

    The arrows are in the scores' own unit (a gradient step of size 1 ends at the tip) unless
    they would be too long or too short to see; the factor is then written in the title.
    Handles: every column's z.
    """

    title = "Scores z"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> BarGeometry:
        """The axis holds every score of the held analysis and its arrow, those that move, and 0."""
        limits = state.reach.scores(*rest_range(state))
        return bar_layout.layout(
            rect, state, theme, limits, headroom=22.0, bar_share=0.40, shift=0.17
        )

    def background_key(self, geometry: BarGeometry, state: State) -> Hashable:
        """Axes, names, the arrows' factor and unit."""
        factor = arrows.factor_of(geometry, state)
        layout = bar_layout.background_key(geometry, state)
        return (layout, factor, state.view.simple, state.unit)

    def draw_background(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, axis, names."""
        factor = arrows.factor_of(g, state)
        times = "" if factor == 1.0 else f" × {factor:g}"
        in_nats = arrows.in_nats(state)
        # No longer than the formula in whose place it stands: it goes as a whole.
        formula = f"−∂L/∂z{in_nats or ' = (p − q)/T'}"
        words = f"where training pushes{in_nats}" if state.view.simple else formula
        # What the numbers are in is said at every width.
        shorter = f"arrows{in_nats}{times}" if in_nats else ""
        note = f"arrows: {words}{times}"
        bars.draw_background(painter, g, state, theme, self.title, note, shorter)

    def draw_foreground(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """Paint the bars with their values and arrows."""
        bars.draw_attention(painter, g, state, theme)
        z = column_scores(g, state.analysis, state.document.temperature)
        bars.draw_bars(painter, g, z, state, theme)
        if state.ghost is not None and not g.columns.thin:
            was = column_scores(g, state.ghost, state.document.temperature)
            bars.draw_ghost(painter, g, was, theme)
        bars.draw_grips(painter, g, z, theme)
        draw_baseline(painter, g.frame, float(g.scale.clipped(0.0)), theme)
        if g.bare:
            return
        laid = arrows.beside_bars(g, z, state)
        arrows.draw(painter, g, laid, theme)
        taken = bars.draw_values(
            painter, g, z, state, theme, lambda k: show_score(float(state.analysis.z[k])),
            laid.box,
        )  # fmt: skip
        arrows.draw_values(painter, g, laid, taken, state, theme)

    def numbers(self, g: BarGeometry, state: State, theme: Theme) -> list[QRectF]:
        """Where numbers stand, for what must not cover them."""
        z = column_scores(g, state.analysis, state.document.temperature)
        ends = np.minimum(np.maximum(z, g.scale.low), g.scale.high)
        downhill = -g.columns.gathered(state.analysis.gradient)
        tips = ends + downhill * arrows.factor_of(g, state)
        return around_arrows(g, ends, tips, state, theme)

    def bars(self, g: BarGeometry, state: State) -> list[QRectF]:
        """The bars that a note leaves to be seen if it can."""
        z = column_scores(g, state.analysis, state.document.temperature)
        return bars_of(g, z, that_matter(state))

    def rows(self, state: State) -> Rows:
        """A row a class: its bar and its arrow, which points where training moves the score."""
        return table_rows(state.document, state.analysis, [Z, NEGATIVE_GRADIENT])

    def handle_at(self, g: BarGeometry, point: QPointF, state: State) -> Handle | None:
        """The score, anywhere in its column; −∞ is picked up at the bottom."""
        index = bar_layout.class_at(g, point, state)
        if index is None:
            return None
        z = float(state.analysis.z[index])
        value = z if np.isfinite(z) else g.scale.low
        return Handle("z", index, value, QPointF(point.x(), g.scale.at(value)))

    def intent_at(
        self, g: BarGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The score at the height of ``point``, also beyond the axis, which grows."""
        low, high = rest_range(state)
        value = value_under(point.y(), g.scale, replace(g.scale, low=low, high=high))
        return drag_intent(handle.kind, handle.index, handle.value, value, base)


def rest_range(state: State) -> Ends:
    """A round range at rest that holds the scores with the tips of their arrows."""
    return _with_arrows(state.held, state.document.temperature)


@weak_memo()
def _with_arrows(held: Analysis, temperature: float) -> Ends:
    low, high = _span(held.z)
    ends = score_range(held)
    shown = held.z >= ends[0]
    tips = held.z - held.gradient * arrows.factor(temperature, ends[1] - ends[0])
    return _round(min(low, float(tips[shown].min())), max(high, float(tips[shown].max())))


@weak_memo()
def score_range(analysis: Analysis) -> Ends:
    """A round range that holds 0 and the scores; −∞ and the very deep are let go."""
    return _round(*_span(analysis.z))


def _span(scores: FloatArray) -> Ends:
    """The least and the most that is shown."""
    z = scores[np.isfinite(scores)]
    low, high = float(z.min()), float(z.max())
    return (high - DEEP if high - low > 1e4 * max(1.0, abs(high)) else low), high


def _round(low: float, high: float) -> Ends:
    return nice_range(min(low, -0.5), max(high, 0.5))


def column_scores(g: BarGeometry, analysis: Analysis, temperature: float) -> NDArray[np.float64]:
    """Scores by column; the rest has the score that stands for all of it: T·logsumexp(z/T)."""
    rest = g.columns.rest
    if rest is None:
        return analysis.z
    z = analysis.z[rest]
    top = z.max()
    if top == -np.inf:
        joined = -np.inf
    else:
        joined = top + temperature * np.log(np.exp((z - top) / temperature).sum())
    return np.append(analysis.z[g.columns.classes], joined)
