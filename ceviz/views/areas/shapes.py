"""The rectangles of the area picture: solid, pale, hatched; their edges, knobs and ghost."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import primitives
from ceviz.draw.hatching import hatch
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, blend, colour
from ceviz.maths.areas import Areas
from ceviz.views.areas.layout import AreaGeometry

#: How strongly the surplus over the floor and what is missing of it are filled; the floor is solid.
SURPLUS, MISSING = 0.34, 0.10

#: Up to so many rectangles are filled one by one.
FEW = 40


def draw_attention(painter: QPainter, g: AreaGeometry, state: State, theme: Theme) -> None:
    """Bands behind the hovered and the selected class, and the ring of the keyboard."""
    if not theme.marks:
        return
    left, widths = g.sides()
    top, bottom = g.frame.plot.top(), g.frame.footer.bottom()
    for index, alpha in ((state.selected, 0.06), (state.hovered, 0.12)):
        if index is not None:
            band = QRectF(float(left[index]), top, max(float(widths[index]), 2.0), bottom - top)
            painter.fillRect(band, colour(theme.accent, alpha))
    if state.focused:
        k = state.selected
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(primitives.line(colour(theme.accent), 2.0))
        # The names below may be wider than their class: the ring ends over them.
        foot = g.frame.plot.bottom() + 2.0
        ring = QRectF(float(left[k]) + 1.0, top, max(float(widths[k]) - 2.0, 3.0), foot - top)
        painter.drawRoundedRect(ring, 4.0, 4.0)


def draw_rectangles(painter: QPainter, g: AreaGeometry, state: State, theme: Theme) -> None:
    """Solid up to the floor, pale above it, hatched where it is missing."""
    a = g.way.areas
    left, widths = g.sides()
    tops, inner = g.tops(a.height, state.per_nat), g.tops(a.inner, state.per_nat)
    slots = np.array(state.document.classes.colours) % len(theme.palette)
    saved = (a.width > 0.0) & (a.surplus < 0.0)
    # Opaque, since blending large areas is what would cost: solid, pale, or what is missing.
    floor = np.column_stack([left, np.maximum(tops, inner), widths, np.zeros_like(left)])
    floor[:, 3] = g.y.start - floor[:, 1]
    over = np.column_stack([left, np.minimum(tops, inner), widths, np.abs(tops - inner)])
    shown = np.flatnonzero(widths > 0.0)
    if len(shown) <= FEW:
        tints = [theme.palette[slot] for slot in slots[shown].tolist()]
        shares = [MISSING if less else SURPLUS for less in saved[shown].tolist()]
        boxes = [QRectF(*box) for box in floor[shown].tolist()]
        primitives.fill_few(painter, boxes, [colour(tint) for tint in tints])
        pale = [blend(t, theme.surface, s) for t, s in zip(tints, shares, strict=True)]
        primitives.fill_few(painter, [QRectF(*box) for box in over[shown].tolist()], pale)
        for k in np.flatnonzero(saved & (widths >= 3.0)).tolist():
            hatch(painter, over[k], colour(theme.palette[slots[k]]))
        return
    for slot in np.unique(slots[shown]).tolist():
        tint = theme.palette[slot]
        mine = (slots == slot) & (widths > 0.0)
        primitives.fill_rects(painter, floor[mine], colour(tint))
        for which, share in ((mine & ~saved, SURPLUS), (mine & saved, MISSING)):
            primitives.fill_rects(painter, over[which], blend(tint, theme.surface, share))
        hatch(painter, over[mine & saved & (widths >= 3.0)], colour(tint))


def draw_edges(
    painter: QPainter, g: AreaGeometry, state: State, theme: Theme, *, sides: bool
) -> None:
    """The tops as lines to be dragged, seams between rectangles, knobs where there is room."""
    left, widths = g.sides()
    a = g.way.areas
    tops = g.tops(a.height, state.per_nat)
    drawn = (widths >= 3.0) & np.isfinite(a.height)
    lines = np.column_stack([left, tops, left + widths, tops])[drawn]
    primitives.draw_lines(painter, lines, primitives.line(colour(theme.ink), 2.0))
    wide = np.flatnonzero(widths >= 8.0)
    floor = g.y.start
    reach = np.minimum(tops, g.tops(a.inner, state.per_nat))
    seams = left[wide][left[wide] > g.x.start + 1.0]
    highest = reach[wide][left[wide] > g.x.start + 1.0]
    lines = np.column_stack([seams, np.full_like(seams, floor), seams, highest])
    primitives.draw_lines(painter, lines, primitives.line(colour(theme.surface), 1.0))
    knobs = [(x + w / 2.0, y) for x, w, y in zip(left, widths, tops, strict=True) if w >= 30.0]
    if sides:
        knobs += [(x, floor) for x in seams.tolist()]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(primitives.line(colour(theme.surface), 1.5))
    painter.setBrush(colour(theme.target))
    for x, y in knobs:
        painter.drawEllipse(QPointF(x, y), 4.5, 4.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_ghost(
    painter: QPainter, g: AreaGeometry, before: Areas, state: State, theme: Theme
) -> None:
    """The outline of an earlier state, step by step."""
    x = np.repeat(g.x.at(before.left), 2)
    y = g.tops(before.height, state.per_nat)
    y = np.concatenate([[g.y.start], np.repeat(y, 2), [g.y.start]])
    pen = primitives.line(colour(theme.muted), 2.0, Qt.PenStyle.DotLine)
    primitives.draw_polyline(painter, np.round(x), np.round(y), pen)
