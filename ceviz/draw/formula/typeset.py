"""MathML set by ziamath: glyphs as outlines, and where the node of each class lies.

Qt reads SVG Tiny, to which ``<symbol>`` and ``<use>`` with a viewBox are strange; without
``config.svg2`` ziamath writes each glyph as a ``<path>`` and each bar of a fraction as a
``<rect>``, which is all there is in what it makes. No text is in it, so that no font is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.draw.formula.mathml import ABOUT
from ceviz.memo import value_memo

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

#: Pixels left free around what is drawn: outlines reach a little over their box.
MARGIN = 1.0


@dataclass(frozen=True, eq=False)
class Drawing:
    """A piece of a formula, on a baseline through (0, 0).

    Attributes:
        box: what is drawn lies in it, in pixels.
        classes: the box of each node that is about a class, and its name.
        svg: it as a file, in one colour.
    """

    box: QRectF
    classes: tuple[tuple[QRectF, str], ...]
    svg: str

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it with its baseline beginning at a point."""
        _renderer(self.svg).render(painter, self.box.translated(at))


@value_memo(most=256)
def typeset(xml: str, size: float, ink: str) -> Drawing:
    """MathML in type of so many pixels, in the colour ``ink`` (``#rrggbb``)."""
    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = False
    config.math.color = ink
    # As an element: of a string, ziamath would take "==" in a name for a sign.
    math = Math(fromstring(xml), size=size, margin=MARGIN)
    inside = math.node.bbox
    box = QRectF(inside.xmin, -inside.ymax, inside.xmax - inside.xmin, inside.ymax - inside.ymin)
    classes = tuple(_classes(math.node, 0.0, 0.0))
    return Drawing(box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN), classes, math.svg())


@value_memo(most=256)
def can_be_set(text: str) -> bool:
    """Whether the font of formulas has all letters of ``text``."""
    from ziamath.zmath import Math

    font = Math("<math><mn>0</mn></math>").font
    return all(letter == "\u00a0" or font.glyphindex(letter) for letter in text)


def _classes(node: Any, x: float, y: float) -> Iterator[tuple[QRectF, str]]:
    """The box of each node with a class, in the pixels of the drawing; y goes down."""
    for (across, down), inner in zip(
        getattr(node, "nodexy", ()), getattr(node, "nodes", ()), strict=True
    ):
        element = getattr(inner, "element", None)
        left, base, room = x + across, y + down, inner.bbox
        if element is not None and (name := element.get(ABOUT)):
            width, height = room.xmax - room.xmin, room.ymax - room.ymin
            yield QRectF(left + room.xmin, base - room.ymax, width, height), name
        yield from _classes(inner, left, base)


@value_memo(most=256)
def _renderer(svg: str) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer

    return QSvgRenderer(QByteArray(svg.encode("utf-8")))
