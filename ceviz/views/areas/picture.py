"""Areas and codes: two ways to see one price; beside each other where there is room for both."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.asymmetry import asymmetry
from ceviz.document.codes import codes
from ceviz.document.frozen import Frozen
from ceviz.document.model import Document
from ceviz.document.text.numbers import exact
from ceviz.draw.picture import Handle
from ceviz.draw.rows import Rows, with_sums
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.store.intents import Intent
from ceviz.views.areas import labels as area_labels
from ceviz.views.areas.areas import AreaPicture
from ceviz.views.areas.prefix_code import CodePicture

GAP = 8.0

#: Both fit beside each other from this width, or one above the other from this height, before
#: type scaling.
WIDE, TALL = 760.0, 820.0


class Part(Enum):
    """What is shown where there is room for one."""

    AREAS = "areas"
    CODE = "code"


@dataclass(frozen=True, eq=False)
class Placed:
    """A part and its geometry."""

    picture: AreaPicture | CodePicture
    rect: QRectF
    geometry: Any


@dataclass(frozen=True, eq=False)
class AreaViewGeometry:
    """What is shown where: one part or both."""

    rect: QRectF
    parts: tuple[Placed, ...]

    def at(self, point: QPointF) -> Placed | None:
        """The part under a point."""
        return next((part for part in self.parts if part.rect.contains(point)), None)


@dataclass(frozen=True)
class AreaView:
    """The area picture and the prefix codes.

    Attributes:
        part: which of them, where only one has room.
        swapped: q is the world and p the code.
        ghost: an earlier state to compare the areas with.
    """

    part: Part = Part.AREAS
    swapped: bool = False
    ghost: Frozen | None = None

    title = "Areas and codes"

    @property
    def areas(self) -> AreaPicture:
        """The part with the rectangles, with the same options."""
        return AreaPicture(self.swapped, None if self.ghost is None else self.ghost.analysis)

    @property
    def code(self) -> CodePicture:
        """The part with the code words, with the same options."""
        return CodePicture(self.swapped)

    def tip(self, index: int, state: State) -> list[str]:
        """What the note by the pointer says of a class."""
        return area_labels.tip(index, asymmetry(state.analysis).way(self.swapped), state)

    def anchor(self, g: AreaViewGeometry, index: int) -> float:
        """The middle of a class's rectangle in pixels, or of the picture where it has none."""
        for part in g.parts:
            if isinstance(part.picture, AreaPicture):
                left, widths = part.geometry.sides()
                return float(left[index] + widths[index] / 2.0)
        return g.rect.center().x()

    def caption(self, state: State) -> str:
        """That of the chosen part."""
        chosen = self.areas if self.part is Part.AREAS else self.code
        return chosen.caption(state)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> AreaViewGeometry:
        """Both if there is room, else the chosen one."""
        shown: list[tuple[AreaPicture | CodePicture, QRectF]]
        if rect.width() >= WIDE * theme.scale:
            half = round((rect.width() - GAP) * 0.54)
            left = QRectF(rect.left(), rect.top(), half, rect.height())
            right = rect.adjusted(half + GAP, 0.0, 0.0, 0.0)
            shown = [(self.areas, left), (self.code, right)]
        elif rect.height() >= TALL * theme.scale:
            half = round((rect.height() - GAP) * 0.54)
            upper = QRectF(rect.left(), rect.top(), rect.width(), half)
            shown = [(self.areas, upper), (self.code, rect.adjusted(0.0, half + GAP, 0.0, 0.0))]
        else:
            shown = [(self.areas if self.part is Part.AREAS else self.code, rect)]
        return AreaViewGeometry(
            rect, tuple(Placed(pic, box, pic.geometry(box, state, theme)) for pic, box in shown)
        )

    def background_key(self, g: AreaViewGeometry, state: State) -> Hashable:
        """Those of what is shown."""
        return tuple(
            (part.picture, part.picture.background_key(part.geometry, state)) for part in g.parts
        )

    def draw_background(
        self, painter: QPainter, g: AreaViewGeometry, state: State, theme: Theme
    ) -> None:
        """The background between the cards, and the parts' own."""
        if theme.cards and not theme.transparent:
            painter.fillRect(g.rect, colour(theme.background))
        for part in g.parts:
            part.picture.draw_background(painter, part.geometry, state, theme)

    def draw_foreground(
        self, painter: QPainter, g: AreaViewGeometry, state: State, theme: Theme
    ) -> None:
        """Paint what follows the numbers in each part that is shown."""
        for part in g.parts:
            part.picture.draw_foreground(painter, part.geometry, state, theme)

    def class_at(self, g: AreaViewGeometry, point: QPointF, state: State) -> int | None:
        """What the part under the point says."""
        part = g.at(point)
        return None if part is None else part.picture.class_at(part.geometry, point, state)

    def handle_at(self, g: AreaViewGeometry, point: QPointF, state: State) -> Handle | None:
        """What the part under the point says."""
        part = g.at(point)
        return None if part is None else part.picture.handle_at(part.geometry, point, state)

    def intent_at(
        self, g: AreaViewGeometry, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """Only the areas have handles."""
        part = next(part for part in g.parts if isinstance(part.picture, AreaPicture))
        return part.picture.intent_at(part.geometry, handle, point, state, base)

    def rows(self, state: State) -> Rows:
        """A row a class: its rectangle and its two words; then the sums and the mean lengths.

        The lengths stand beside the words because a spreadsheet takes 010 for ten.
        """
        a, unit, scale = state.analysis, state.unit, state.per_nat
        both, made = asymmetry(a), codes(a, swapped=self.swapped)
        way = both.way(self.swapped)
        world, other, rects = way.world, way.code, way.areas
        names = (f"height -log {other}", f"area -{world} log {other}",
                 f"floor -{world} log {world}", f"surplus {world} log {world}/{other}")  # fmt: skip
        heads = [f"width {world}", f"probability {other}"]
        heads += [f"{name} [{unit}]" for name in names]
        heads += [
            f"word for {world}",
            f"bits for {world}",
            f"word for {other}",
            f"bits for {other}",
        ]
        nats = (rects.height, rects.area, rects.floor, rects.surplus)
        p, q = (a.q, a.p) if self.swapped else (a.p, a.q)
        body = [
            [
                exact(p[k]), exact(q[k]), *(exact(column[k] * scale) for column in nats),
                made.right.words[k], str(made.right.lengths[k]),
                made.wrong.words[k], str(made.wrong.lengths[k]),
            ]
            for k in range(len(a.q))
        ]  # fmt: skip
        if self.ghost is not None and len(self.ghost.p) == len(a.q):
            before = asymmetry(self.ghost.analysis).way(self.swapped).areas
            heads += [f"width {world} before", f"{names[0]} before [{unit}]"]
            for k, row in enumerate(body):
                row += [exact(before.width[k]), exact(before.height[k] * scale)]
        lengths = {
            f"mean length of {world} in its own code [bits]": made.right_length,
            f"mean length of {world} in the code for {other} [bits]": made.wrong_length,
            "price of the wrong code [bits]": made.price,
        }
        return with_sums(state, heads, body, {**way.sums(state.document.unit), **lengths})


def fits_both(width: float, height: float, theme: Theme) -> bool:
    """Whether a picture of this size shows areas and codes."""
    return width >= WIDE * theme.scale or height >= TALL * theme.scale
