"""A painter that notes every text and every mark it paints, with its box and its kind.

All pictures paint through a painter they are handed, so what it is asked for is all there is:
text, strokes and fills, in order, in the picture's pixels. It paints into a ``QPicture``, an
engine on which nothing is stamped: numbers come as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sin
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPicture,
    QPolygonF,
    QTransform,
)

from ceviz.memo import value_memo

#: A fill at least this opaque hides a faint stroke that lies under it.
OPAQUE = 0.75


@dataclass(frozen=True, slots=True)
class Text:
    """Words as painted: their ink, what of it the clip leaves, the type's height, their colour.

    ``ground`` is what they lie on, None where that is an image.
    """

    words: str
    ink: QRectF
    seen: QRectF
    pixels: float
    order: int
    tint: QColor
    ground: QColor | None


@dataclass(frozen=True, slots=True)
class Strokes:
    """Straight pieces, (n, 4) as x1, y1, x2, y2, and half of how thick they are."""

    pieces: NDArray[np.float64]
    half: float
    order: int
    kind: str


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle that hides what lies under it."""

    box: QRectF
    order: int
    way: QTransform = field(default_factory=QTransform)

    def hides(self, ink: QRectF) -> bool:
        """Whether all of ``ink`` lies on it; turned back if it lies aslant."""
        return self.box.contains(self.way.mapRect(ink))


@dataclass(slots=True)
class Recording:
    """What was painted, each kind in the order of painting."""

    texts: list[Text] = field(default_factory=list)
    strokes: list[Strokes] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)


class Recorder(QPainter):
    """Paints nothing that is seen, and keeps a :class:`Recording` of it."""

    def __init__(self, ground: QColor | None = None) -> None:
        """``ground`` is what lies under everything; white unless told."""
        self._sheet = QPicture()
        super().__init__(self._sheet)
        self.recording = Recording()
        self._order = 0
        self._ground = QColor("white") if ground is None else ground
        self._laid: list[tuple[QRectF, QColor | None]] = []

    # Text

    def drawText(self, *arguments: Any) -> Any:
        """Note the words' ink."""
        first, words = arguments[0], arguments[-1]
        metrics = QFontMetricsF(self.font())
        if isinstance(first, QPointF):
            ink = _ink(self.font().key(), words).translated(first)
        else:
            flags = int(arguments[1])
            ink = self._ink_in(QRectF(first), flags, words, metrics)
        if words.strip():
            way = self.combinedTransform()
            box = way.mapRect(ink)
            scale = abs(way.determinant()) ** 0.5
            clip = way.mapRect(self.clipBoundingRect()) if self.hasClipping() else box
            pixels = self.font().pixelSize() * scale
            order, ground = self._next(), self._under(box.center())
            tint = QColor(self.pen().color())
            for part in [box] if _is_turned(way) else _along(way, ink):
                self.recording.texts.append(
                    Text(words, part, part.intersected(clip), pixels, order, tint, ground)
                )
        return super().drawText(*arguments)

    def _ink_in(self, rect: QRectF, flags: int, words: str, metrics: QFontMetricsF) -> QRectF:
        ink = _ink(self.font().key(), words)
        left, base = rect.left(), rect.center().y() - metrics.height() / 2.0 + metrics.ascent()
        width = metrics.horizontalAdvance(words)
        if flags & Qt.AlignmentFlag.AlignRight.value:
            left = rect.right() - width
        elif flags & Qt.AlignmentFlag.AlignHCenter.value:
            left = rect.center().x() - width / 2.0
        return ink.translated(left, base)

    # Strokes

    def drawLine(self, *arguments: Any) -> None:
        """Note one piece."""
        piece = QLineF(*arguments)
        self._stroke([[piece.x1(), piece.y1(), piece.x2(), piece.y2()]], "line")
        super().drawLine(piece)

    def note(self, words: str, ink: QRectF, pixels: float, tint: QColor) -> None:
        """Words that another painter writes: where they are, in the device's pixels."""
        order, ground = self._next(), self._under(ink.center())
        self.recording.texts.append(Text(words, ink, ink, pixels, order, tint, ground))

    def drawLines(self, lines: Any, count: int) -> None:  # type: ignore[override]
        """Note each piece of a wrapped array."""
        self._stroke(_memory(lines, count, 4), "line")
        super().drawLines(lines, count)

    def drawPolyline(self, points: QPolygonF) -> None:  # type: ignore[override]
        """Note the pieces between the points."""
        at = _corners(points)
        self._stroke(np.concatenate([at[:-1], at[1:]], axis=1), "line")
        super().drawPolyline(points)

    def drawPolygon(self, points: QPolygonF, *more: Any) -> None:  # type: ignore[override]
        """Note the edges: an arrow's head, or an area's outline."""
        self._closed(_corners(points), "arrow")
        super().drawPolygon(points, *more)

    def fillPath(self, path: QPainterPath, brush: Any) -> None:
        """Note the edges of each head."""
        for part in path.toSubpathPolygons():
            self._closed(_corners(part), "arrow", filled=True)
        super().fillPath(path, brush)

    def drawEllipse(self, *arguments: Any) -> None:
        """Note a ring of sixteen pieces."""
        if isinstance(arguments[0], QPointF):
            centre, across, down = arguments
            box = QRectF(centre.x() - across, centre.y() - down, 2 * across, 2 * down)
        else:
            box = QRectF(arguments[0])
        turns = [2.0 * pi * k / 16.0 for k in range(16)]
        middle = box.center()
        ring = [
            (middle.x() + cos(t) * box.width() / 2.0, middle.y() + sin(t) * box.height() / 2.0)
            for t in turns
        ]
        # What is inscribed hides what lies under it.
        inner = QRectF(0.0, 0.0, box.width() * 0.8, box.height() * 0.8)
        inner.moveCenter(middle)
        self._filling(inner, self.brush())
        self._closed(np.array(ring), "ring")
        super().drawEllipse(*arguments)

    def drawRoundedRect(self, rect: QRectF, *more: Any) -> None:  # type: ignore[override]
        """Note the filling, then the outline."""
        self._filling(QRectF(rect), self.brush())
        self._outline(QRectF(rect))
        super().drawRoundedRect(rect, *more)

    def drawRect(self, rect: QRectF) -> None:  # type: ignore[override]
        """Note the filling, then the outline."""
        self._filling(QRectF(rect), self.brush())
        self._outline(QRectF(rect))
        super().drawRect(rect)

    # Fills

    def drawRects(self, rects: Any, count: int) -> None:  # type: ignore[override]
        """Note each rectangle of a wrapped array."""
        for x, y, width, height in _memory(rects, count, 4).tolist():
            self._filling(QRectF(x, y, width, height), self.brush())
        super().drawRects(rects, count)

    def fillRect(self, rect: Any, brush: Any) -> None:  # type: ignore[override]
        """Note the filling."""
        self._filling(QRectF(rect), QBrush(brush))
        super().fillRect(rect, brush)

    # Noting

    def _next(self) -> int:
        self._order += 1
        return self._order

    def _under(self, at: QPointF) -> QColor | None:
        """What was laid at a pixel, the fillings over each other; None for an image."""
        found: QColor | None = self._ground
        for box, tint in self._laid:
            if box.contains(at):
                found = None if tint is None or found is None else over(tint, found)
                if tint is not None and tint.alphaF() >= OPAQUE and found is None:
                    # A ground over an image: whatever shows through is at least as near to it.
                    found = QColor(tint.rgb())
        return found

    def drawImage(self, rect: Any, image: Any, *more: Any) -> None:
        """Note that here the ground is an image; to keep its pixels would cost the most of all."""
        if isinstance(rect, QRectF):
            self._laid.append((self.combinedTransform().mapRect(rect), None))

    def _filling(self, box: QRectF, brush: QBrush) -> None:
        if brush.style() == Qt.BrushStyle.SolidPattern and box.isValid():
            way = self.combinedTransform()
            self._laid.append((way.mapRect(box), QColor(brush.color())))
        solid = brush.style() == Qt.BrushStyle.SolidPattern
        if solid and brush.color().alphaF() >= OPAQUE and box.isValid():
            way, order = self.combinedTransform(), self._next()
            if not _is_turned(way):
                self.recording.fills.append(Fill(box, order, way.inverted()[0]))
                return
            box = way.mapRect(box)
            if self.hasClipping():
                box = box.intersected(way.mapRect(self.clipBoundingRect()))
            self.recording.fills.append(Fill(box, order))

    def _outline(self, box: QRectF) -> None:
        corners = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
        self._closed(np.array([(p.x(), p.y()) for p in corners]), "outline")

    def _closed(self, at: NDArray[np.float64], kind: str, *, filled: bool = False) -> None:
        if len(at):
            pieces = np.concatenate([at, np.roll(at, -1, axis=0)], axis=1)
            self._stroke(pieces, kind, always=filled)

    def _stroke(self, pieces: Any, kind: str, *, always: bool = False) -> None:
        pen: QPen = self.pen()
        if not always and (pen.style() == Qt.PenStyle.NoPen or pen.color().alpha() == 0):
            return
        array = np.asarray(pieces, dtype=np.float64).reshape(-1, 4)
        way: QTransform = self.combinedTransform()
        moved = np.column_stack([*_mapped(way, array[:, :2]), *_mapped(way, array[:, 2:])])
        if self.hasClipping():
            moved = _clipped(moved, way.mapRect(self.clipBoundingRect()))
        scale = abs(way.determinant()) ** 0.5
        half = 0.0 if always and pen.style() == Qt.PenStyle.NoPen else pen.widthF() * scale / 2.0
        if len(moved):
            self.recording.strokes.append(Strokes(moved, half, self._next(), kind))


@value_memo(most=4096)
def _ink(font: str, words: str) -> QRectF:
    """The box of what is blackened, from the pen's place on the baseline."""
    from PySide6.QtGui import QFont

    made = QFont()
    made.fromString(font)
    return QFontMetricsF(made).tightBoundingRect(words)


def _is_turned(way: QTransform) -> bool:
    """By a quarter or not at all: boxes stay boxes."""
    return min(abs(way.m11()), abs(way.m12())) < 1e-9


def _along(way: QTransform, ink: QRectF) -> list[QRectF]:
    """Squares along ink that is read aslant, each within it."""
    scale = abs(way.determinant()) ** 0.5
    count, side = max(1, int(ink.width() / ink.height())), 0.7 * scale * ink.height()
    parts = []
    for share in [(k + 0.5) / count for k in range(count)]:
        middle = way.map(QPointF(ink.left() + share * ink.width(), ink.center().y()))
        parts.append(QRectF(middle.x() - side / 2.0, middle.y() - side / 2.0, side, side))
    return parts


def _corners(points: QPolygonF) -> NDArray[np.float64]:
    return np.array([(p.x(), p.y()) for p in points.toList()])


def over(tint: QColor, ground: QColor) -> QColor:
    """A colour painted over an opaque one."""
    share = tint.alphaF()
    parts = zip(tint.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(share * a + (1.0 - share) * b for a, b in parts))


def _memory(wrapped: Any, count: int, width: int) -> NDArray[np.float64]:
    address = shiboken6.getCppPointer(wrapped)[0]
    memory = shiboken6.VoidPtr(address, 8 * width * count, False)  # type: ignore[call-arg]
    numbers: NDArray[np.float64] = np.frombuffer(memory, dtype=np.float64)  # type: ignore[call-overload]
    return numbers.reshape(-1, width).copy()


def _mapped(way: QTransform, at: NDArray[np.float64]) -> tuple[Any, Any]:
    x, y = at[:, 0], at[:, 1]
    return (
        way.m11() * x + way.m21() * y + way.dx(),
        way.m12() * x + way.m22() * y + way.dy(),
    )


def _clipped(pieces: NDArray[np.float64], clip: QRectF) -> NDArray[np.float64]:
    """What of the pieces lies inside, by Liang and Barsky's parameters."""
    start, way = pieces[:, :2], pieces[:, 2:] - pieces[:, :2]
    low = np.array([clip.left(), clip.top()])
    high = np.array([clip.right(), clip.bottom()])
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (low - start) / way, (high - start) / way
    inside = (start >= low) & (start <= high)
    a = np.where(way == 0.0, np.where(inside, -np.inf, np.inf), a)
    b = np.where(way == 0.0, np.where(inside, np.inf, -np.inf), b)
    first = np.maximum(np.minimum(a, b).max(axis=1), 0.0)
    last = np.minimum(np.maximum(a, b).min(axis=1), 1.0)
    first = np.where(((way == 0.0) & ~inside).any(axis=1), 2.0, first)
    kept = first <= last
    first, last = first[kept, np.newaxis], last[kept, np.newaxis]
    return np.concatenate([start[kept] + first * way[kept], start[kept] + last * way[kept]], axis=1)
