"""Probability bars: what the model says (filled) against what is true (the outline)."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.class_columns import P, Q, table_rows
from ceviz.document.model import Document
from ceviz.document.targets import TargetKind, kind_of
from ceviz.document.text.numbers import BRIEF, show_percent, show_probability
from ceviz.draw import primitives, text
from ceviz.draw.lab import bar_layout, bars
from ceviz.draw.lab.bar_layout import BarGeometry, BarPicture
from ceviz.draw.lab.number_boxes import bars_of, over_bars, that_matter
from ceviz.draw.picture import Handle
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TITLE, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent

#: A number stands four pixels over its bar; a cap takes one and a half; one more is air.
CAP_AIR = 6.5

#: How near, in pixels, a press must be to a target's cap to grab the target and not the bar.
GRIP = 7.0


class ProbabilityBars(BarPicture):
    """q as bars, p as an outline a little wider; Σq in the corner, computed.

    Handles: every column's q; p at its cap, when the target is free.
    """

    title = "Probabilities q"
    note = "filled: model q · outline: target p"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> BarGeometry:
        """The axis is 0 … 1, always."""
        return bar_layout.layout(rect, state, theme, (0.0, 1.0), percent=state.view.percent)

    def background_key(self, geometry: BarGeometry, state: State) -> Hashable:
        """What the axes and names depend on."""
        return bar_layout.background_key(geometry, state)

    def draw_background(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, axis, names."""
        note = self.note if g.frame.title.width() > 400 * theme.scale else ""
        bars.draw_background(painter, g, state, theme, self.title, note)

    def draw_foreground(
        self, painter: QPainter, g: BarGeometry, state: State, theme: Theme
    ) -> None:
        """Bars, outlines, values, the sum."""
        analysis = state.analysis
        bars.draw_attention(painter, g, state, theme)
        q = g.columns.gathered(analysis.q)
        bars.draw_bars(painter, g, q, state, theme)
        if state.ghost is not None and not g.columns.thin:
            bars.draw_ghost(painter, g, g.columns.gathered(state.ghost.q), theme)
        bars.draw_grips(painter, g, q, theme)
        self._draw_target(painter, g, state, theme)
        ends = _label_ends(g, state, theme)
        write = brief if state.view.percent else short
        bars.draw_values(painter, g, ends, state, theme, lambda k: write(float(analysis.q[k])))
        if not state.view.simple:
            self._draw_sum(painter, g, analysis.total, theme)

    def _draw_sum(self, painter: QPainter, g: BarGeometry, total: float, theme: Theme) -> None:
        """Σq in the corner, where the title leaves room for it."""
        badge = f"Σq = {total:.3f}"
        needed = theme.width(self.title, TITLE, bold=True) + theme.width(badge, SMALL) + 8.0
        if needed <= g.frame.title.width():
            text.put(
                painter, g.frame.title, badge, colour(theme.muted), theme,
                size=SMALL, align=text.RIGHT,
            )  # fmt: skip

    def numbers(self, g: BarGeometry, state: State, theme: Theme) -> list[QRectF]:
        """Where numbers stand, for what must not cover them."""
        return over_bars(g, _label_ends(g, state, theme), state, theme)

    def bars(self, g: BarGeometry, state: State) -> list[QRectF]:
        """The bars that a note leaves to be seen if it can."""
        return bars_of(g, g.columns.gathered(state.analysis.q), that_matter(state))

    def rows(self, state: State) -> Rows:
        """A row a class: its bar and its outline."""
        return table_rows(state.document, state.analysis, [Q, P])

    def handle_at(self, g: BarGeometry, point: QPointF, state: State) -> Handle | None:
        """q anywhere in the column; p near its cap if the target is free."""
        index = bar_layout.class_at(g, point, state)
        if index is None:
            return None
        p, q = float(state.analysis.p[index]), float(state.analysis.q[index])
        if kind_of(state.document.sample.target) is TargetKind.FREE and not g.columns.thin:
            to_target = abs(point.y() - g.scale.at(p))
            nearer = to_target <= abs(point.y() - g.scale.at(q)) or self._on_grip(g, point, index)
            if to_target <= GRIP and nearer:
                return Handle("p", index, p, QPointF(point.x(), g.scale.at(p)))
        return Handle("q", index, q, QPointF(point.x(), g.scale.at(q)))

    def intent_at(
        self, g: BarGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The probability at the height of ``point``."""
        value = g.scale.value(point.y())
        return drag_intent(handle.kind, handle.index, handle.value, value, base)

    def _on_grip(self, g: BarGeometry, point: QPointF, index: int) -> bool:
        column = g.columns.column_of(index)
        return column is not None and point.x() > g.columns.centre(column) + g.columns.pitch * 0.25

    def _draw_target(self, painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
        p = g.columns.gathered(state.analysis.p)
        ink = colour(theme.target)
        if g.columns.thin:
            edges, heights = g.columns.envelope(p)
            shown = heights > 0.0
            levels = g.scale.clipped(heights[shown])
            x = edges[shown]
            starts = np.maximum(x - 3.0, g.frame.plot.left())
            caps = np.column_stack([starts, levels, x + 4.0, levels])
            primitives.draw_lines(painter, caps, primitives.line(ink, theme.stroke(2.0)))
            return
        with_mass = np.flatnonzero(p)
        left, width = g.bar_edges
        room = min(6.0, g.columns.pitch * (1.0 - g.bar_share) / 2.0)
        x1, x2 = left[with_mass] - room, left[with_mass] + width + room
        tops = g.scale.clipped(p[with_mass])
        floor = np.full(len(with_mass), float(g.scale.clipped(0.0)))
        sides = np.vstack(
            [np.column_stack([x1, floor, x1, tops]), np.column_stack([x2, floor, x2, tops])]
        )
        fine = 1.0 if g.columns.pitch < 12.0 else theme.stroke(1.5)
        primitives.draw_lines(painter, sides, primitives.line(ink, fine))
        caps = np.column_stack([x1 - fine / 2, tops, x2 + fine / 2, tops])
        primitives.draw_lines(painter, caps, primitives.line(ink, fine + theme.stroke(1.0)))
        if kind_of(state.document.sample.target) is TargetKind.FREE and g.columns.pitch > 24.0:
            self._draw_grips(painter, g, state, theme)

    def _draw_grips(self, painter: QPainter, g: BarGeometry, state: State, theme: Theme) -> None:
        """A small knob on every cap that can be dragged, also where p is 0."""
        p = g.columns.gathered(state.analysis.p)[: len(g.columns.classes)]
        left, width = g.bar_edges
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(primitives.line(colour(theme.surface), 1.5))
        painter.setBrush(colour(theme.target))
        for x, y in zip(left + width, g.scale.clipped(p), strict=False):
            painter.drawEllipse(QPointF(float(x), float(y)), 4.5, 4.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _label_ends(g: BarGeometry, state: State, theme: Theme) -> FloatArray:
    """Where each bar's number stands: over the bar, or over a cap that would strike it through."""
    q, p = g.columns.gathered(state.analysis.q), g.columns.gathered(state.analysis.p)
    room = theme.metrics(SMALL).ascent() + CAP_AIR
    # A cap lies over the end where p is larger, by less than the number is high.
    near = room / (g.scale.start - g.scale.end)
    struck = (p > q) & (p - q < near)
    return np.where(struck, p, q) if struck.any() else q


def short(value: float) -> str:
    """Three decimals over a bar; the table has more."""
    return f"{value:.3f}" if 5e-4 <= value <= 0.9995 else show_probability(value)


def brief(value: float) -> str:
    """A probability in percent over a bar: ``91 %``, ``7.5 %``."""
    return show_percent(value, BRIEF)
