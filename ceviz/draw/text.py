"""Text where it fits: elided, aligned, and never on top of other text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.draw.primitives import saved, sides
from ceviz.draw.theme import TEXT, Theme, colour

# Joined once: joining enum flags at every call took a tenth of a frame.
_LINE = Qt.AlignmentFlag.AlignVCenter.value | (
    Qt.TextFlag.TextSingleLine.value | Qt.TextFlag.TextDontClip.value
)
LEFT = Qt.AlignmentFlag.AlignLeft.value | _LINE
RIGHT = Qt.AlignmentFlag.AlignRight.value | _LINE
CENTRE = Qt.AlignmentFlag.AlignHCenter.value | _LINE


def put(
    painter: QPainter,
    rect: QRectF,
    text: str,
    colour: QColor,
    theme: Theme,
    *,
    size: float = TEXT,
    bold: bool = False,
    italic: bool = False,
    align: int = LEFT,
    elide: bool = True,
    figures: bool = False,
) -> None:
    """``text`` on one line in ``rect``, with an ellipsis if it is too long.

    ``figures`` says that it is a number and a unit, which is quicker and looks the same.
    """
    if figures:
        painter.setFont(theme.figures(size, bold=bold))
    else:
        painter.setFont(theme.font(size, bold=bold, italic=italic))
    painter.setPen(colour)
    left, top, room, height = sides(rect)
    width = theme.width(text, size, bold=bold)
    if elide and width > room + 0.5:
        metrics = theme.metrics(size, bold=bold)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = theme.width(text, size, bold=bold)
    # Where drawText(rect, align, text) would put it, in three quarters of its time.
    if align == RIGHT:
        left += room - width
    elif align == CENTRE:
        left += (room - width) / 2.0
    baseline = top + height / 2.0 + theme.drop(size, bold=bold)
    painter.drawText(QPointF(left, baseline), text)


def put_at(painter: QPainter, x: float, baseline: float, text: str, colour: QColor) -> None:
    """``text`` from ``x`` on, in the painter's font: the quickest way."""
    painter.setPen(colour)
    painter.drawText(QPointF(x, baseline), text)


def clear_behind(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Dim what lies under text in ``rect``; on a transparent page there is nothing to dim with."""
    if not theme.transparent:
        painter.fillRect(rect, colour(theme.surface, 0.8))


def put_sideways(
    painter: QPainter, x: float, top: float, length: float, text: str, colour: QColor, theme: Theme,
    *, size: float = TEXT, bold: bool = False,
) -> None:  # fmt: skip
    """``text`` read from below, ending at ``top``, centred on ``x``, at most ``length`` long."""
    with saved(painter):
        painter.translate(x, top)
        painter.rotate(-90.0)
        height = theme.metrics(size).height()
        rect = QRectF(-length, -height / 2.0, length, height)
        painter.setFont(theme.font(size, bold=bold))
        painter.setPen(colour)
        if theme.width(text, size, bold=bold) > length + 0.5:
            text = theme.metrics(size, bold=bold).elidedText(
                text, Qt.TextElideMode.ElideRight, length
            )
        # Turned text is not snapped to pixels: Qt's own rounding keeps it crisp.
        painter.drawText(rect, RIGHT, text)


def spread_lines(
    centres: Sequence[float], widths: Sequence[float], *, lines: int
) -> list[list[int]]:
    """:func:`spread` over several lines: what finds no room on one tries the next."""
    left = list(range(len(centres)))
    placed: list[list[int]] = []
    for _ in range(lines):
        kept = spread([centres[i] for i in left], [widths[i] for i in left])
        placed.append([left[k] for k in kept])
        left = [i for place, i in enumerate(left) if place not in set(kept)]
    return placed


def spread(
    centres: Sequence[float],
    widths: Sequence[float],
    gap: float = 4.0,
    *,
    levels: Sequence[float] | None = None,
    height: float = math.inf,
) -> list[int]:
    """Which labels to keep, in order of importance, so that no two overlap.

    ``centres`` and ``widths`` are in order of importance; the first always stays. Labels whose
    ``levels`` are ``height`` apart do not meet.
    """
    taken: list[tuple[float, float, float]] = []
    kept: list[int] = []
    for index, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        low, high = centre - width / 2.0 - gap / 2.0, centre + width / 2.0 + gap / 2.0
        level = 0.0 if levels is None else levels[index]
        if all(
            high <= start or low >= end or abs(level - other) >= height
            for start, end, other in taken
        ):
            taken.append((low, high, level))
            kept.append(index)
    return kept
