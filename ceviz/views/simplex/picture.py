"""The simplex: the loss over all ways to share probability among three classes, or two."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.model import Document
from ceviz.document.shares import present_shares, share_anew, share_target_anew
from ceviz.document.targets import TargetKind, kind_of
from ceviz.draw import primitives, text, vectors
from ceviz.draw.frame import draw_card, draw_title
from ceviz.draw.level_labels import draw_labels
from ceviz.draw.marks import RADIUS, arrow_box, draw_marker, mark_box
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.rows import Rows, class_names, marked
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.maths import contours, ternary
from ceviz.maths.arrays import FloatArray
from ceviz.store.intents import Intent
from ceviz.views.simplex import background as simplex_ground
from ceviz.views.simplex import caption as words
from ceviz.views.simplex import interval, marks
from ceviz.views.simplex import slice as simplex_slice
from ceviz.views.simplex.layout import SimplexGeometry, layout

#: How near a press must be to a point to grab it, in pixels.
REACH = 17.0

#: The least share a drag leaves a class: what is impossible is typed, not dragged.
LEAST = 1e-6

#: The arrow at q, in pixels at most.
ARROW = 52.0

#: Points along a side of the triangle, and of the interval, among the rows.
ALONG, ALONG_INTERVAL = 20, 200


@dataclass(frozen=True)
class Simplex:
    """Field and lines of the loss, its arrows, p, q and q's trail.

    Handles: q, always; p, when the target is free. Corners snap.

    Attributes:
        chosen: three classes (of two, both), or None for those that say most.
        drifting: arrows show the way of gradient descent on the scores instead of the negative
            gradient of the loss.
    """

    chosen: tuple[int, ...] | None = None
    drifting: bool = False

    title = "Simplex"

    def caption(self, state: State) -> str:
        """The loss now, and how low it can get by sharing anew among the chosen classes."""
        chosen = simplex_slice.chosen_classes(self.chosen, state)
        part = simplex_slice.slice_of(state.analysis, chosen)
        return words.caption(part, simplex_slice.background_of(part, state.per_nat), state)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> SimplexGeometry:
        """A triangle, or for two classes an interval."""
        return layout(rect, self.chosen, state, theme)

    def background_key(self, g: SimplexGeometry, state: State) -> Hashable:
        """The ground; not where q is on it."""
        return (g.ground, g.part.chosen, state.document.classes, state.unit, self.drifting)

    def draw_background(
        self, painter: QPainter, g: SimplexGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, ground, names."""
        draw_card(painter, g.frame.rect, theme)
        note = f"lines and colour: loss in {state.unit} · arrows: " + (
            "descent on the scores" if self.drifting else "−∇ loss"
        )
        draw_title(painter, g.frame, self.title, note, theme)
        ground = simplex_ground if g.count == 3 else interval
        ground.draw_background(painter, g, theme, drifting=self.drifting)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        slots, names = state.document.classes.colours, state.document.classes.names
        for k, (x, y) in zip(g.part.chosen, g.corners().tolist(), strict=True):
            painter.setPen(primitives.line(colour(theme.surface), 1.5))
            painter.setBrush(theme.class_colour(slots[k]))
            painter.drawEllipse(QPointF(x, y), 5.0, 5.0)
        for place, k in enumerate(g.part.chosen):
            box, ink = marks.name_box(g, place, theme), colour(theme.ink)
            align = marks.align(place)
            text.put(painter, box, names[k], ink, theme, bold=True, align=align)

    def draw_foreground(
        self, painter: QPainter, g: SimplexGeometry, state: State, theme: Theme
    ) -> None:
        """Trail, the line through q, its arrow, p, q and the numbers."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._draw_attention(painter, g, state, theme)
        marks.draw_trail(painter, g, state, theme)
        if g.count == 3:
            pen = primitives.line(colour(theme.accent), theme.stroke(1.8))
            primitives.draw_pieces(painter, contour_through(g), pen)
        else:
            interval.draw_point(painter, g, theme)
        taken = self._draw_arrow(painter, g, theme)
        p = g.at(g.part.target / g.ground.mass) if g.ground.mass > 0.0 else None
        q = g.at(g.part.point) if g.part.share > 0.0 else None
        boxes = [mark_box(spot, theme) for spot in (p, q) if spot is not None]
        draw_labels(painter, simplex_ground.labels(g, theme), [*taken, *boxes], theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if p is not None:
            hidden = len(boxes) == 2 and boxes[0].intersects(boxes[1])
            letter = "" if hidden else "p"
            draw_marker(painter, p, letter, colour(theme.target), theme, square=True)
        if q is not None:
            draw_marker(painter, q, "q", colour(theme.accent), theme)
        marks.draw_numbers(painter, g, state, theme)

    def class_at(self, g: SimplexGeometry, point: QPointF, state: State) -> int | None:
        """The class whose corner or name is under the point."""
        place = g.corner_at(point)
        return None if place is None else g.part.chosen[place]

    def handle_at(self, g: SimplexGeometry, point: QPointF, state: State) -> Handle | None:
        """q before p where both are near."""
        along = "xy" if g.count == 3 else "x"
        q = g.at(g.part.point)
        to_q = _apart(point, q) if g.part.share > 0.0 else np.inf
        if kind_of(state.document.sample.target) is TargetKind.FREE and g.ground.mass > 0.0:
            p = g.at(g.part.target / g.ground.mass)
            if _apart(point, p) <= REACH and to_q > RADIUS and _apart(point, p) < to_q:
                return Handle("p", state.selected, g.ground.mass, p, along)
        return Handle("q", state.selected, g.part.share, q, along) if to_q <= REACH else None

    def intent_at(
        self, g: SimplexGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The chosen classes share as ``point`` says."""
        return share_intent(handle.kind, g.part.chosen, g.snapped(point), base)

    def words_at(self, g: SimplexGeometry, point: QPointF, state: State) -> list[str]:
        """What the note by the pointer says: the loss there, and what the classes would have."""
        return words.at(g, point, state) if g.holds(point) else []

    def _draw_attention(
        self, painter: QPainter, g: SimplexGeometry, state: State, theme: Theme
    ) -> None:
        """Rings around the corners of the selected and the hovered class."""
        rings = [(state.selected, 1.5)] if theme.marks else []
        rings += [] if state.hovered is None else [(state.hovered, 2.5)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for k, width in rings:
            if k in g.part.chosen:
                x, y = g.corners()[g.part.chosen.index(k)].tolist()
                painter.setPen(primitives.line(colour(theme.accent), theme.stroke(width)))
                painter.drawEllipse(QPointF(x, y), 8.5, 8.5)

    def _draw_arrow(self, painter: QPainter, g: SimplexGeometry, theme: Theme) -> list[QRectF]:
        """The negative gradient at q, or its drift; where it lies."""
        if g.ground.is_level or g.part.share == 0.0:
            return []
        p, point = g.ground.p, g.part.point
        along = ternary.drift(p, point) if self.drifting else ternary.downhill(p, point)
        shown = simplex_ground.shown_lengths(
            along[np.newaxis], ARROW * theme.scale, g, drifting=self.drifting
        )
        tail = g.pixels(ternary.to_plane(point))[np.newaxis]
        if np.hypot(*shown[0]) <= RADIUS * theme.scale:
            return []
        with saved(painter):
            # Below are the names.
            over = QRectF(g.frame.rect)
            over.setBottom(g.names[0].top())
            painter.setClipRect(over)
            vectors.draw_vectors(painter, tail, shown, colour(theme.accent), 2.4)
        return [arrow_box(QPointF(*tail[0].tolist()), shown[0])]

    def rows(self, state: State) -> Rows:
        """q, p and a lattice: shares of the chosen classes, the loss, and the way its arrows go.

        The way is in the plane of the triangle with sides of length 1, the third class on top,
        in nats.
        """
        part = simplex_slice.slice_of(
            state.analysis, simplex_slice.chosen_classes(self.chosen, state)
        )
        ground = simplex_slice.background_of(part, state.per_nat)
        count = len(part.chosen)
        lattice = ternary.lattice(ALONG if count == 3 else ALONG_INTERVAL, count)
        points = [("q", part.point)] if part.share > 0.0 else []
        points += [("p", part.target / ground.mass)] if ground.mass > 0.0 else []
        points += [("field", shares) for shares in lattice]
        shares = np.stack([point for _, point in points])
        way = (ternary.drift if self.drifting else ternary.downhill)(ground.p, shares)
        word = "drift" if self.drifting else "downhill"
        names = class_names(state)
        heads = [f"share of {names[k]}" for k in part.chosen]
        heads += [f"loss [{state.unit}]", f"{word} x", f"{word} y"]
        loss = ground.loss(shares) * state.per_nat
        return marked(heads, [what for what, _ in points], np.column_stack([shares, loss, way]))


def contour_through(g: SimplexGeometry) -> FloatArray:
    """The line of equal loss through q in pixels, (n, 2); empty where the loss is level or ∞."""
    level = ternary.field(g.ground.p, g.part.point)
    if g.ground.is_level or not np.isfinite(level):
        return np.empty((0, 2))
    (line,) = contours.ternary_contours(g.ground.p, np.array([float(level)]))
    return g.pixels(line)


def share_intent(
    kind: str, chosen: tuple[int, ...], shares: FloatArray, base: Document, fold: str = ""
) -> Intent:
    """q or p of the ``chosen`` classes shared anew as ``shares``, (k,), say.

    No share of q is made smaller than :data:`LEAST`, unless it is already.
    """
    if kind == "q":
        shares = np.maximum(shares, np.minimum(LEAST, present_shares(base, chosen)))
        shares = shares / shares.sum()
    verb = share_anew if kind == "q" else share_target_anew

    def worded() -> str:
        names = ", ".join(base.classes.names[k] for k in chosen)
        return f"Share {kind} of {names} as {' : '.join(f'{share:.2f}' for share in shares)}"

    return Intent(worded, partial(verb, chosen=chosen, shares=shares), fold)


def _apart(one: QPointF, other: QPointF) -> float:
    return float(np.hypot(one.x() - other.x(), one.y() - other.y()))
