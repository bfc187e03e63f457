"""How the compared losses are drawn: their lines, the legend, where a model is wrongly sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.views.losses.table import ComparedLoss

#: Length of a line's sample in the legend.
SAMPLE = 20.0


def draw_line(
    painter: QPainter, axes: Axes, x: FloatArray, y: FloatArray, loss: ComparedLoss, theme: Theme
) -> None:
    """One loss or slope; what is far out of sight is drawn just out of sight."""
    high = axes.area.height()
    heights = np.clip(axes.y.at(y), axes.area.top() - high, axes.area.bottom() + high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    primitives.draw_polyline(painter, axes.x.at(x), heights, loss.style.pen(theme))


def draw_dot(
    painter: QPainter, axes: Axes, x: float, y: float, loss: ComparedLoss, theme: Theme
) -> None:
    """Where the prediction is; beyond the top it lies on the edge."""
    at = QPointF(x, float(axes.y.clipped(y)))
    painter.setPen(primitives.line(colour(theme.surface), 1.5))
    painter.setBrush(theme.class_colour(loss.style.slot))
    painter.drawEllipse(at, 4.5, 4.5)


def draw_zone(
    painter: QPainter, axes: Axes, ends: tuple[float, float], words: Sequence[str], theme: Theme
) -> None:
    """A shaded range of x, named along its top, or sideways where it is narrow."""
    left, right = (float(pixel) for pixel in axes.x.clipped(np.array(ends)))
    if right - left < 2.0:
        return
    area = axes.area
    box = QRectF(left, area.top(), right - left, area.height())
    painter.fillRect(box, colour(theme.danger, 0.10))
    metrics = theme.metrics(SMALL)
    tint = colour(theme.danger)
    for each in words:
        width = theme.width(each, SMALL)
        if width + 6.0 <= box.width():
            room = QRectF(left + 3.0, area.top() + 2.0, width + 2.0, metrics.height())
            text.put(painter, room, each, tint, theme, size=SMALL)
            return
    for each in words:
        if theme.width(each, SMALL) + 8.0 <= box.height() and metrics.height() <= box.width():
            x = box.left() + metrics.height() / 2.0 + 1.0
            length = theme.width(each, SMALL) + 2.0
            text.put_sideways(painter, x, area.top() + 4.0, length, each, tint, theme, size=SMALL)
            return


@dataclass(frozen=True)
class Remark:
    """A few words on a curve: what there is to see.

    Attributes:
        words: the longest that fits is written.
        edge: where the words begin, in pixels.
        x, y: the curve in pixels, x ascending; (n,).
        above: the words stand over the curve, else under it.
        right: they end at the edge.
    """

    loss: ComparedLoss
    words: tuple[str, ...]
    edge: float
    x: FloatArray
    y: FloatArray
    above: bool
    right: bool

    def box(self, width: float, height: float) -> QRectF:
        """Where words of that size lie clear of the curve."""
        left = self.edge - width if self.right else self.edge
        along = np.linspace(left, left + width, 9)
        y = np.interp(along, self.x, self.y)
        top = y.min() - height - 2.0 if self.above else y.max() + 2.0
        return QRectF(left, float(top), width, height)


def draw_remarks(painter: QPainter, remarks: Sequence[Remark], room: QRectF, theme: Theme) -> None:
    """Those that fit into ``room`` without covering one another, the first first."""
    metrics = theme.metrics(SMALL)
    taken: list[QRectF] = []
    painter.setFont(theme.font(SMALL))
    for remark in remarks:
        for words in remark.words:
            box = remark.box(theme.width(words, SMALL) + 2.0, metrics.height())
            if room.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(box)
                tint = theme.class_colour(remark.loss.style.slot)
                text.put_at(painter, box.left(), box.top() + metrics.ascent(), words, tint)
                break


def draw_legend(
    painter: QPainter,
    axes: Axes,
    rows: Sequence[tuple[ComparedLoss, str, str, str]],
    theme: Theme,
    *,
    right: bool,
) -> None:
    """Sample, name, value and slope of each loss in an upper corner, if there is room for it."""
    if not rows:
        return
    metrics, area = theme.metrics(SMALL), axes.area
    words: list[tuple[ComparedLoss | None, str, str, str]] = [(None, "", "now", "slope"), *rows]
    columns = list(zip(*(row[1:] for row in words), strict=True))
    names, values, slopes = (
        max(theme.width(words, SMALL) for words in column) for column in columns
    )
    line, gap = metrics.height(), 10.0
    width, height = SAMPLE + names + values + slopes + 2.5 * gap + 4.0, line * len(words) + 4.0
    if width > 0.8 * area.width() or height > area.height():
        return
    left = area.right() - width - 4.0 if right else area.left() + 4.0
    box = QRectF(left, area.top() + 2.0, width, height)
    text.clear_behind(painter, box, theme)
    row = QRectF(left + 2.0, box.top() + 2.0, width - 4.0, line)
    for loss, name, value, slope in words:
        tint = colour(theme.muted if loss is None else theme.ink)
        if loss is not None:
            middle = round(row.center().y()) + 0.5
            sample = [(row.left(), middle, row.left() + SAMPLE, middle)]
            primitives.draw_lines(painter, sample, loss.style.pen(theme))
        named = row.adjusted(SAMPLE + gap / 2.0, 0.0, 0.0, 0.0)
        text.put(painter, named, name, tint, theme, size=SMALL)
        text.put(painter, row, slope, tint, theme, size=SMALL, align=text.RIGHT)
        inner = row.adjusted(0.0, 0.0, -slopes - gap, 0.0)
        text.put(painter, inner, value, tint, theme, size=SMALL, align=text.RIGHT)
        row.translate(0.0, line)
