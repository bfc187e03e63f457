"""The selected sample at a glance: its picture, what it is and was taken for, what that costs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import NBSP, show_information
from ceviz.draw import text
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import LARGE, SMALL, TEXT, TITLE, Theme, colour
from ceviz.draw.thumbnail import grey
from ceviz.memo import identity

#: So many of the largest classes are shown, if there is room; the true one always is.
TOP = 6

#: The widest that a picture of a sample is painted, as a share of the card's width.
PICTURE_SHARE = 0.36

#: Height of a bar's row, of the heading's lines, and the air around all, in pixels at scale 1.
ROW, LINE, AIR = 19.0, 20.0, 10.0

#: The longest number beside a bar.
WIDEST = f"100 − 3e−5{NBSP}%"


@dataclass(frozen=True, slots=True)
class InspectorGeometry:
    """Where things stand.

    Attributes:
        rect: the card.
        picture: of the sample's picture; empty if it has none.
        head: three lines of words.
        bars: a box a class, name, bar and number in it.
        classes: which classes these are, the most probable first.
    """

    rect: QRectF
    picture: QRectF
    head: QRectF
    bars: tuple[QRectF, ...]
    classes: tuple[int, ...]


class Inspector(Unhandled):
    """Reads one sample among many."""

    title = "Selected sample"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> InspectorGeometry:
        """The picture on the left, as large as it can be; words over bars on the right."""
        k = theme.scale
        inner = rect.adjusted(AIR * k, 6.0 * k, -AIR * k, -6.0 * k)
        side = min(inner.height(), PICTURE_SHARE * inner.width())
        has = state.data is not None and state.data.images is not None
        picture = QRectF(inner.left(), inner.top(), side, inner.height()) if has else QRectF()
        left = inner.left() + (side + AIR * k if has else 0.0)
        head = QRectF(left, inner.top(), max(inner.right() - left, 0.0), 3.0 * LINE * k)
        room = int((inner.bottom() - head.bottom() - 2.0 * k) / (ROW * k))
        classes = shown_classes(state, min(TOP, max(room, 0)))
        top = head.bottom() + 2.0 * k
        bars = tuple(
            QRectF(left, top + place * ROW * k, head.width(), ROW * k)
            for place in range(len(classes))
        )
        return InspectorGeometry(rect, picture, head, bars, classes)

    def background_key(self, geometry: InspectorGeometry, state: State) -> Hashable:
        """The card and the picture: which row of which samples."""
        data = state.data
        images = None if data is None else identity(data.images)
        return images, state.document.selected, bool(data)

    def draw_background(
        self, painter: QPainter, g: InspectorGeometry, state: State, theme: Theme
    ) -> None:
        """The card, and the picture of the sample, pixel for pixel."""
        draw_card(painter, g.rect, theme)
        image = None if state.data is None else state.data.image(state.document.selected)
        if image is None or g.picture.isEmpty():
            return
        whole = grey(image)
        if whole.isNull():
            return
        size = whole.size().scaled(g.picture.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0.0, 0.0, size.width(), size.height())
        box.moveCenter(g.picture.center())
        painter.drawImage(box, whole)

    def draw_foreground(
        self, painter: QPainter, g: InspectorGeometry, state: State, theme: Theme
    ) -> None:
        """What it is, what it was taken for, what it costs; the bars."""
        document, a = state.document, state.analysis
        names = document.classes.names
        line = QRectF(g.head.left(), g.head.top(), g.head.width(), LINE * theme.scale)
        name = document.sample.name or f"row {document.selected:,}"
        text.put(painter, line, name, colour(theme.muted), theme, size=SMALL)
        line.translate(0.0, LINE * theme.scale)
        true, predicted = names[a.true], names[a.predicted]
        words = f"✓ {true}" if a.correct else f"✗ {true}, taken for {predicted}"
        tint = colour(theme.good if a.correct else theme.danger)
        text.put(painter, line, words, tint, theme, size=TITLE, bold=True)
        line.translate(0.0, LINE * theme.scale)
        cost = f"{show_information(a.cross_entropy * state.per_nat)} {state.unit}"
        text.put(painter, line, f"costs {cost}", colour(theme.ink), theme, size=LARGE, bold=True)
        for index, box in zip(g.classes, g.bars, strict=True):
            self._draw_bar(painter, box, index, state, theme)

    def _draw_bar(
        self, painter: QPainter, box: QRectF, index: int, state: State, theme: Theme
    ) -> None:
        classes, q = state.document.classes, float(state.analysis.q[index])
        number = theme.width(WIDEST, TEXT) + 6.0
        name = min(box.width() * 0.34, 110.0 * theme.scale)
        true = index == state.analysis.true
        left = QRectF(box.left(), box.top(), name, box.height())
        text.put(
            painter, left, f"✓ {classes.names[index]}" if true else classes.names[index],
            colour(theme.ink), theme, bold=true,
        )  # fmt: skip
        room = QRectF(
            left.right() + 4.0, box.top(), box.width() - name - number - 8.0, box.height()
        )
        if room.width() > 0.0:
            bar = room.adjusted(0.0, 3.0 * theme.scale, 0.0, -3.0 * theme.scale)
            painter.fillRect(bar, colour(theme.faint))
            bar.setWidth(bar.width() * q)
            painter.fillRect(bar, theme.class_colour(classes.colours[index]))
        right = QRectF(box.right() - number, box.top(), number, box.height())
        text.put(
            painter, right, state.share(q), colour(theme.ink), theme,
            align=Qt.AlignmentFlag.AlignRight,
        )  # fmt: skip

    def class_at(self, g: InspectorGeometry, point: QPointF, state: State) -> int | None:
        """The class whose bar lies under ``point``."""
        hits = (index for index, box in zip(g.classes, g.bars, strict=True) if box.contains(point))
        return next(hits, None)


def shown_classes(state: State, count: int) -> tuple[int, ...]:
    """The ``count`` most probable classes; the true one in place of the last if need be."""
    if count < 1:
        return ()
    a = state.analysis
    ranked = [int(index) for index in np.asarray(a.ranking[:count])]
    if a.true not in ranked:
        ranked[-1] = a.true
    return tuple(ranked)
