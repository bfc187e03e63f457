"""What is written in a picture, and where: for explaining the word under the pointer.

A picture paints through the painter it is handed, so a painter that notes its texts knows all
that is written. Numbers that are stamped on the screen come as texts here: a ``QPicture`` takes
no stamps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPicture

from ceviz.panels.overrides import guarded
from ceviz.storage.glossary import Term, in_text


class Written(NamedTuple):
    """Words on one line.

    Attributes:
        box: what they fill, in the picture's pixels.
        starts: where each character begins, and where the last one ends, in the same pixels.
    """

    words: str
    box: QRectF
    starts: tuple[float, ...]


class Spot(NamedTuple):
    """A term of the glossary, and the box of the words that are it."""

    term: Term
    box: QRectF


@guarded
class _Notes(QPainter):
    """Paints nothing that is seen, and keeps what is written."""

    def __init__(self) -> None:
        self._sheet = QPicture()
        super().__init__(self._sheet)
        self.texts: list[Written] = []

    def drawText(self, *arguments: Any) -> Any:
        """Note the words; those that are turned upright are of no heading."""
        first, words = arguments[0], arguments[-1]
        way = self.combinedTransform()
        if isinstance(first, QPointF) and words.strip() and not way.isRotating():
            metrics = QFontMetricsF(self.font())
            width, height = metrics.horizontalAdvance(words), metrics.height()
            box = QRectF(first.x(), first.y() - metrics.ascent(), width, height)
            lefts = (metrics.horizontalAdvance(words[:n]) for n in range(len(words) + 1))
            placed = way.mapRect(box)
            self.texts.append(Written(words, placed, tuple(placed.left() + x for x in lefts)))
        return super().drawText(*arguments)


def written(paint: Callable[[QPainter], object]) -> list[Written]:
    """What ``paint`` writes, in the order it is written."""
    painter = _Notes()
    try:
        paint(painter)
    finally:
        painter.end()
    return painter.texts


def spots(texts: list[Written]) -> list[Spot]:
    """Where terms of the glossary are written."""
    return [
        Spot(
            found.term,
            QRectF(
                text.starts[found.start],
                text.box.top(),
                text.starts[found.end] - text.starts[found.start],
                text.box.height(),
            ),
        )
        for text in texts
        for found in in_text(text.words)
    ]
