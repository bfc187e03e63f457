"""How the compared losses are drawn: their lines, the legend, where a model is wrongly sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.theme import SMALL, Theme, colour, readable
from ceviz.maths.arrays import FloatArray
from ceviz.views.losses.table import ComparedLoss

#: Length of a line's sample in the legend.
SAMPLE = 20.0

#: Between the columns of the legend.
GAP = 10.0


def draw_line(
    painter: QPainter, axes: Axes, x: FloatArray, y: FloatArray, loss: ComparedLoss, theme: Theme
) -> None:
    """One loss or slope; what is far out of sight is drawn just out of sight."""
    high = axes.area.height()
    heights = np.clip(axes.y.at(y), axes.area.top() - high, axes.area.bottom() + high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    primitives.draw_polyline(painter, axes.x.at(x), heights, loss.style.pen(theme))


def line_sample(loss: ComparedLoss, theme: Theme, ratio: float = 1.0) -> QPixmap:
    """A short piece of a loss's line, for a screen of so many pixels to one."""
    width, height = SAMPLE * theme.scale, theme.metrics(SMALL).height()
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        pen = loss.style.pen(theme)
        primitives.draw_line(painter, 0.0, height / 2.0, width, height / 2.0, pen)
    return pixmap


def draw_dot(
    painter: QPainter, axes: Axes, x: float, y: float, loss: ComparedLoss, theme: Theme
) -> None:
    """Where the prediction is; beyond the top it lies on the edge."""
    at = QPointF(x, float(axes.y.clipped(y)))
    painter.setPen(primitives.line(colour(theme.surface), 1.5))
    painter.setBrush(theme.class_colour(loss.style.slot))
    painter.drawEllipse(at, 4.5, 4.5)


def draw_zone(painter: QPainter, axes: Axes, ends: tuple[float, float], theme: Theme) -> None:
    """A shaded range of x."""
    box = _zone(axes, ends)
    if box.width() >= 2.0:
        painter.fillRect(box, colour(theme.danger, 0.10))


def draw_zone_words(
    painter: QPainter,
    axes: Axes,
    ends: tuple[float, float],
    words: Sequence[str],
    taken: list[QRectF],
    theme: Theme,
) -> None:
    """What the range is called, along its top, or sideways where it is narrow.

    Not where something is ``taken``, which the words are then added to.
    """
    box, area = _zone(axes, ends), axes.area
    left = box.left()
    metrics = theme.metrics(SMALL)
    tint = colour(theme.danger)
    for each in words:
        width = theme.width(each, SMALL)
        if width + 6.0 <= box.width():
            room = QRectF(left + 3.0, area.top() + 2.0, width + 2.0, metrics.height())
            if not any(room.intersects(other) for other in taken):
                taken.append(room)
                text.clear_behind(painter, room, theme)
                text.put(painter, room, each, tint, theme, size=SMALL)
                return
    for each in words:
        if theme.width(each, SMALL) + 8.0 <= box.height() and metrics.height() <= box.width():
            x = box.left() + metrics.height() / 2.0 + 1.0
            length = theme.width(each, SMALL) + 2.0
            room = QRectF(box.left() + 1.0, area.top() + 4.0, metrics.height(), length)
            if any(room.intersects(other) for other in taken):
                continue
            taken.append(room)
            text.clear_behind(painter, room.adjusted(0.0, -2.0, 0.0, 2.0), theme)
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


def draw_remarks(
    painter: QPainter,
    remarks: Sequence[Remark],
    room: QRectF,
    taken: list[QRectF],
    theme: Theme,
) -> None:
    """Those that fit into ``room`` without covering one another or what is ``taken``."""
    metrics = theme.metrics(SMALL)
    painter.setFont(theme.font(SMALL))
    for remark in remarks:
        for words in remark.words:
            box = remark.box(theme.width(words, SMALL) + 2.0, metrics.height())
            if room.contains(box) and not any(box.intersects(other) for other in taken):
                taken.append(box)
                slot = remark.loss.style.slot % len(theme.palette)
                tint = readable(theme.palette[slot], theme)
                text.clear_behind(painter, box, theme)
                text.put_at(painter, box.left(), box.top() + metrics.ascent(), words, tint)
                break


def dot_box(axes: Axes, x: float, y: float) -> QRectF:
    """The square around a dot of :func:`draw_dot`."""
    return QRectF(x - 6.0, float(axes.y.clipped(y)) - 6.0, 12.0, 12.0)


def legend_box(
    axes: Axes, rows: Sequence[tuple[ComparedLoss, str, str, str]], theme: Theme, *, right: bool
) -> QRectF | None:
    """Where the legend of :func:`draw_legend` stands; None if there is no room for it."""
    if not rows:
        return None
    area, names, values, slopes = axes.area, *_legend_widths(rows, theme)
    height = theme.metrics(SMALL).height() * (len(rows) + 1) + 4.0
    width = SAMPLE + names + values + slopes + 2.5 * GAP + 4.0
    if width > 0.8 * area.width() or height > area.height():
        return None
    left = area.right() - width - 4.0 if right else area.left() + 4.0
    return QRectF(left, area.top() + 2.0, width, height)


def _legend_widths(
    rows: Sequence[tuple[ComparedLoss, str, str, str]], theme: Theme
) -> tuple[float, float, float]:
    columns = zip(("", "now", "slope"), *(row[1:] for row in rows), strict=True)
    names, values, slopes = (
        max(theme.width(words, SMALL) for words in column) for column in columns
    )
    return names, values, slopes


def _zone(axes: Axes, ends: tuple[float, float]) -> QRectF:
    left, right = (float(pixel) for pixel in axes.x.clipped(np.array(ends)))
    return QRectF(left, axes.area.top(), right - left, axes.area.height())


def draw_legend(
    painter: QPainter,
    axes: Axes,
    rows: Sequence[tuple[ComparedLoss, str, str, str]],
    theme: Theme,
    *,
    right: bool,
) -> None:
    """Sample, name, value and slope of each loss in an upper corner, if there is room for it."""
    box = legend_box(axes, rows, theme, right=right)
    if box is None:
        return
    words: list[tuple[ComparedLoss | None, str, str, str]] = [(None, "", "now", "slope"), *rows]
    slopes = _legend_widths(rows, theme)[-1]
    line = theme.metrics(SMALL).height()
    text.clear_behind(painter, box, theme)
    row = QRectF(box.left() + 2.0, box.top() + 2.0, box.width() - 4.0, line)
    for loss, name, value, slope in words:
        tint = colour(theme.muted if loss is None else theme.ink)
        if loss is not None:
            middle = round(row.center().y()) + 0.5
            sample = [(row.left(), middle, row.left() + SAMPLE, middle)]
            primitives.draw_lines(painter, sample, loss.style.pen(theme))
        named = row.adjusted(SAMPLE + GAP / 2.0, 0.0, 0.0, 0.0)
        text.put(painter, named, name, tint, theme, size=SMALL)
        text.put(painter, row, slope, tint, theme, size=SMALL, align=text.RIGHT)
        inner = row.adjusted(0.0, 0.0, -slopes - GAP, 0.0)
        text.put(painter, inner, value, tint, theme, size=SMALL, align=text.RIGHT)
        row.translate(0.0, line)
