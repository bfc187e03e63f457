"""A note by the pointer, painted with the picture: no window of its own to move each frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import show_information
from ceviz.draw import primitives
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour

#: How far apart the heights are that are tried, in pixels.
STRIDE = 8.0

#: How far it stays from what it goes beside, in pixels.
BESIDE = 6.0


def lines_for(index: int, state: State) -> list[str]:
    """What the note says of a class: name, q, its surprise, and the loss."""
    a, scale = state.analysis, state.per_nat
    lines = [
        state.document.classes.names[index],
        f"q = {state.share(float(a.q[index]))}",
        f"−log q = {show_information(float(a.surprisal[index]) * scale)}",
        f"H(p,q) = {show_information(a.cross_entropy * scale)} {state.unit}",
    ]
    if a.p[index] > 0.0:
        lines.insert(1, f"p = {state.share(float(a.p[index]))}")
    if index in state.document.classes.locked:
        lines[0] += "  (locked)"
    return lines


def draw_tip(
    painter: QPainter,
    bounds: QRectF,
    point: QPointF,
    lines: list[str],
    theme: Theme,
    clear_of: Sequence[QRectF] = (),
    rather: Sequence[QRectF] = (),
) -> None:
    """``lines`` in a small card beside ``point``, kept within ``bounds``; the first is bold.

    Where it would cover one of ``clear_of`` or ``rather`` it goes to where it does not; if there
    is no such place, to where it covers none of ``clear_of``.
    """
    metrics = theme.metrics(SMALL)
    widths = [theme.width(words, SMALL) for words in lines[1:]]
    widest = max(theme.width(lines[0], SMALL, bold=True), *widths, 0.0)
    pitch = metrics.height()
    width, height = min(widest + 16.0, bounds.width()), pitch * len(lines) + 10.0
    left, top = _place(bounds, point, width, height, clear_of, rather)
    left, top = round(left) + 0.5, round(top) + 0.5
    painter.setPen(primitives.line(colour(theme.muted)))
    painter.setBrush(colour(theme.raised, 0.96))
    painter.drawRoundedRect(QRectF(left, top, round(width), round(height)), 4.0, 4.0)
    if widest + 16.0 > bounds.width():
        room, end = round(width) - 14.0, Qt.TextElideMode.ElideRight
        bold = theme.metrics(SMALL, bold=True)
        lines = [bold.elidedText(lines[0], end, room)] + [
            metrics.elidedText(words, end, room) for words in lines[1:]
        ]
    baseline = top + 5.0 + metrics.ascent()
    painter.setPen(colour(theme.ink))
    painter.setFont(theme.font(SMALL, bold=True))
    for place, words in enumerate(lines):
        painter.drawText(QPointF(left + 8.0, baseline + place * pitch), words)
        if place == 0:
            painter.setFont(theme.font(SMALL))


def _place(
    bounds: QRectF,
    point: QPointF,
    width: float,
    height: float,
    clear_of: Sequence[QRectF],
    rather: Sequence[QRectF],
) -> tuple[float, float]:
    """Left and top: right of the point and over it if there is room and nothing to cover."""
    x, y, across, down = primitives.sides(bounds)
    # A pointer that is dragged leaves the picture.
    right = max(point.x() + 16.0, x)
    left = min(point.x() - 12.0, x + across) - width
    sides = [right] if right + width <= x + across else []
    if left >= x or not sides:
        sides.append(max(left, x))
    lowest = max(y + down - height, y)
    over = min(max(point.y() - height - 8.0, y), lowest)
    first = (sides[0], over)
    heights = [over, *np.arange(y, lowest, STRIDE).tolist(), lowest]
    heights.sort(key=lambda top: abs(top - over))
    for boxes in ((*clear_of, *rather), clear_of) if rather else (clear_of,):
        taken = [(*box, box[0] + box[2], box[1] + box[3]) for box in map(primitives.sides, boxes)]
        if not _covers(*first, width, height, taken):
            return first
        # Beside what is to be seen, if not beside the pointer.
        beside = [end + BESIDE for *_, end, _ in taken]
        beside += [start - BESIDE - width for start, *_ in taken]
        beside = [side for side in beside if x <= side and side + width <= x + across]
        beside.sort(key=lambda side: abs(side + width / 2.0 - point.x()))
        for tried in (sides, beside):
            for top in heights:
                for side in tried:
                    if not _covers(side, top, width, height, taken):
                        return side, top
    return first


def _covers(
    left: float,
    top: float,
    width: float,
    height: float,
    taken: Sequence[tuple[float, float, float, float, float, float]],
) -> bool:
    return any(
        left < end and left + width > start and top < foot and top + height > head
        for start, head, _, _, end, foot in taken
    )
