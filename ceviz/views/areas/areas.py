"""Cross-entropy as an area: a rectangle a class, as wide as likely, as high as surprising."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.asymmetry import Way, asymmetry, world_of
from ceviz.document.model import Document
from ceviz.document.targets import TargetKind, kind_of
from ceviz.draw.frame import draw_baseline, draw_card, draw_title, draw_value_axis, frame
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.reach import value_under
from ceviz.draw.scales import Scale
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent
from ceviz.views.areas import labels as area_labels
from ceviz.views.areas import shapes as area_shapes
from ceviz.views.areas.layout import GRIP, AreaGeometry, height_limit, share_before, side_at


@dataclass(frozen=True)
class AreaPicture:
    """H(p, q) as the area of rectangles p wide and −log q high; the solid part is H(p).

    The pale rest is what the code wastes. Where q > p the rectangle stays below the solid part
    it would need: what is missing is hatched and counts negative. Handles: the height of every
    rectangle (q), its sides (p, where the target is free).

    Attributes:
        swapped: q is the world and p the code: H(q, p), H(q), KL(q‖p).
        ghost: an earlier state, whose outline stays to compare with.
    """

    swapped: bool = False
    ghost: Analysis | None = None

    @property
    def title(self) -> str:
        """What the whole area is."""
        return f"Area = H({'q,p' if self.swapped else 'p,q'})"

    def caption(self, state: State) -> str:
        """What the wrong code costs, and where it saves."""
        return area_labels.caption(self._way(state.analysis), state)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> AreaGeometry:
        """The axis as at the press while a gesture runs, unless a height leaves it."""
        line = theme.metrics(SMALL).height()
        f = frame(rect, theme, footer=2.0 * line + 8.0)
        legend = QRectF(rect.left() + 10.0, f.title.bottom(), rect.width() - 20.0, 2.0 * line + 4.0)
        gutter = area_labels.gutter(rect, theme)
        plot = f.plot.adjusted(0.0, legend.height() - 4.0, -gutter, 0.0)
        footer = QRectF(plot.left(), plot.bottom(), plot.width(), f.footer.height())
        limit = self._rest_limit(state)
        if not self.swapped:
            limit = max(limit, state.reach.surprisal * state.per_nat)
        return AreaGeometry(
            replace(f, plot=plot, footer=footer),
            legend,
            Scale(0.0, 1.0, plot.left(), plot.right()),
            Scale(0.0, limit, plot.bottom(), plot.top() + line + 2.0),
            self._way(state.analysis),
        )

    def background_key(self, geometry: AreaGeometry, state: State) -> Hashable:
        """The height axis and what it is called."""
        return (geometry.y, geometry.x, state.unit, self.swapped)

    def draw_background(
        self, painter: QPainter, g: AreaGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, height axis."""
        draw_card(painter, g.frame.rect, theme)
        log = state.document.unit.log
        note = f"width {g.way.world} · height −{log} {g.way.code} ({state.unit})"
        draw_title(painter, g.frame, self.title, note, theme)
        draw_value_axis(painter, g.frame, g.y, theme)

    def draw_foreground(
        self, painter: QPainter, g: AreaGeometry, state: State, theme: Theme
    ) -> None:
        """The rectangles, their outline before, names and numbers."""
        with saved(painter):
            area_shapes.draw_attention(painter, g, state, theme)
            area_shapes.draw_rectangles(painter, g, state, theme)
            draw_baseline(painter, g.frame, g.y.start, theme)
            if self.ghost is not None and len(self.ghost.q) == len(state.analysis.q):
                before = self._way(self.ghost).areas
                area_shapes.draw_ghost(painter, g, before, state, theme)
            area_labels.draw_levels(painter, g, state, theme)
            area_shapes.draw_edges(painter, g, state, theme, sides=self._sides_move(state))
            area_labels.draw_numbers(painter, g, state, theme)
            area_labels.draw_names(painter, g, state, theme)
            area_labels.draw_legend(painter, g, state, theme)

    def class_at(self, g: AreaGeometry, point: QPointF, state: State) -> int | None:
        """The class whose rectangle stands over or under the point."""
        area = g.frame.plot.adjusted(-GRIP, 0.0, GRIP, g.frame.footer.height())
        if not area.contains(point):
            return None
        left, widths = g.sides()
        wide = np.flatnonzero(widths > 0.0)
        place = int(np.searchsorted(left[wide], point.x(), side="right")) - 1
        return int(wide[max(place, 0)])

    def handle_at(self, g: AreaGeometry, point: QPointF, state: State) -> Handle | None:
        """A side near the point, else the top of the rectangle at the point, wherever that is."""
        index = self.class_at(g, point, state)
        if index is None:
            return None
        side = side_at(g, point, index, state.selected)
        if side is not None:
            index, kind, x = side
            width = float(g.way.areas.width[index])
            return Handle(kind, index, width, QPointF(x, point.y()), along="x")
        a = state.analysis
        value = float((a.p if self.swapped else a.q)[index])
        top = float(g.tops(g.way.areas.height[[index]], state.per_nat)[0])
        return Handle("top", index, value, QPointF(point.x(), top))

    def intent_at(
        self, g: AreaGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The probability whose rectangle is as high, or as wide, as the point says."""
        kind = g.way.code if handle.kind == "top" else g.way.world
        if point == handle.at:
            value = handle.value  # exp(−(−log q)) may be the next float: out and back is the same
        elif handle.kind == "top":
            rest = replace(g.y, high=self._rest_limit(state))
            height = max(value_under(point.y(), g.y, rest), 0.0)
            value = math.exp(-height / state.per_nat)
        else:
            before = share_before(world_of(base, swapped=self.swapped), handle.index)
            reached = g.x.value(point.x())
            if handle.kind == "right":
                value = (reached - before) / (1.0 - before)
            else:
                value = 1.0 - reached / before
        return drag_intent(kind, handle.index, handle.value, value, base)

    def _rest_limit(self, state: State) -> float:
        """How high the axis goes at rest; in a gesture it grows with what is dragged."""
        return height_limit(self._way(state.held), state.per_nat)

    def _way(self, analysis: Analysis) -> Way:
        return asymmetry(analysis).way(self.swapped)

    def _sides_move(self, state: State) -> bool:
        return self.swapped or kind_of(state.document.sample.target) is TargetKind.FREE
