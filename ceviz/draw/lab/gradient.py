"""The gradient as a picture of its own: −∂L/∂z = (p − q)/T as arrows from one line."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.class_columns import NEGATIVE_GRADIENT, P, Q, table_rows
from ceviz.draw.columns import Columns, columns
from ceviz.draw.frame import draw_baseline
from ceviz.draw.lab import arrows, bar_layout, bars
from ceviz.draw.lab.bar_layout import BarGeometry, BarPicture
from ceviz.draw.picture import Unhandled
from ceviz.draw.rows import Rows
from ceviz.draw.scales import nice_range
from ceviz.draw.state import State
from ceviz.draw.theme import Theme


class Gradient(BarPicture, Unhandled):
    """One arrow a class, to scale on an axis of its own; they sum to 0."""

    title = "Negative gradient −∂L/∂z = (p − q)/T"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> BarGeometry:
        """A symmetric axis that holds the longest arrow since the press."""
        # The rest's arrow is the sum of theirs, and may be the longest.
        shown = columns(0.0, 1.0, state)
        longest = float(np.abs(shown.gathered(state.held.gradient)).max()) or 1.0
        _, high = nice_range(0.0, longest)
        high = max(high, state.reach.gradient, _longest_rest(shown, state))
        return bar_layout.layout(rect, state, theme, (-high, high), headroom=16.0)

    def background_key(self, geometry: BarGeometry, state: State) -> Hashable:
        """What the axes and names depend on."""
        return (bar_layout.background_key(geometry, state), state.unit)

    def draw_background(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, axis, names."""
        note = f"up: training raises the score{arrows.in_nats(state)}"
        bars.draw_background(painter, g, state, theme, self.title, note)

    def draw_foreground(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """The arrows, from the zero line."""
        bars.draw_attention(painter, g, state, theme)
        draw_baseline(painter, g.frame, float(g.scale.clipped(0.0)), theme)
        laid = arrows.from_zero(g, state)
        arrows.draw(painter, g, laid, theme)
        arrows.draw_values(painter, g, laid, {}, state, theme)

    def rows(self, state: State) -> Rows:
        """A row a class: its arrow, which points where training moves the score."""
        return table_rows(state.document, state.analysis, [P, Q, NEGATIVE_GRADIENT])


def _longest_rest(shown: Columns, state: State) -> float:
    """How long the arrow of the rest can have been since the press."""
    (q0, q1), (p0, p1) = state.reach.q, state.reach.p
    if shown.rest is None or not len(q0):
        return 0.0
    ends = (q1 - p0)[shown.rest].sum(), (p1 - q0)[shown.rest].sum()
    return float(max(ends)) / state.document.temperature
