"""How the cells of the confusion matrix are painted, from thousands in a pixel to a few in view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ceviz.document.text.numbers import BRIEF, show_percent
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.scales import Scale, nice_step
from ceviz.draw.theme import SMALL, Theme, blend, colour, ink_on
from ceviz.views.confusion.matrix import SHADES, Cells

#: Cells at least as wide as these, in pixels, have a gap around them, lines between, a number.
GAPPED, GRIDDED, NUMBERED = 6.0, 14.0, 22.0

#: The smallest letters that are read, in pixels.
LEAST_LETTERS = 9.0

#: Smaller shares than this are no number.
LEAST_SHARE = 0.005


def draw_grid(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """The edge of the view and, where cells are large enough, lines between them."""
    area = axes.area
    left, top, right, bottom = area.left(), area.top(), area.right(), area.bottom()
    x, y = np.array([left, right - 1.0]), np.array([top, bottom - 1.0])
    if _side(axes) > GRIDDED:
        x = np.append(x, axes.x.at(np.arange(np.ceil(axes.x.low), axes.x.high)))
        y = np.append(y, axes.y.at(np.arange(np.ceil(axes.y.low), axes.y.high)))
    x, y = np.round(x) + 0.5, np.round(y) + 0.5
    lines = np.concatenate(
        [
            np.column_stack([x, np.full(len(x), top), x, np.full(len(x), bottom)]),
            np.column_stack([np.full(len(y), left), y, np.full(len(y), right), y]),
        ]
    )
    primitives.draw_lines(painter, lines, primitives.line(colour(theme.faint)))


def draw_cells(
    painter: QPainter, shown: Cells, axes: Axes, theme: Theme, *, by_loss: bool
) -> None:  # fmt: skip
    """Hits in one colour, mistakes in the other, with numbers where there is room for them."""
    seen = _in_view(shown, axes)
    boxes = _boxes(shown, seen, axes)
    _fill(painter, shown, seen, boxes, theme)
    if _side(axes) >= NUMBERED * theme.scale:
        _draw_numbers(painter, shown, seen, boxes, theme, by_loss=by_loss)


def name_size(axes: Axes, theme: Theme) -> float:
    """How large the names' letters are, before scaling: smaller where a line is higher than a cell.

    No smaller than can be read: then some of the names go, or all of them.
    """
    share = min(_side(axes) / theme.metrics(SMALL).height(), 1.0)
    # In steps: each size is a font that is remembered.
    return max(float(np.floor(2.0 * SMALL * share)) / 2.0, LEAST_LETTERS / max(theme.scale, 1.0))


def named_places(axes: Axes, scale: Scale, count: int, line: float, *, thin: bool) -> range:
    """The places in view along ``scale`` that are named.

    Every one; where a ``line`` has no room in a cell, as many as may be with ``thin``, else none.
    """
    side, step = _side(axes), 1
    if side < line - 0.5:
        if not thin:
            return range(0)
        step = max(1, round(nice_step(line / side)))
    low, high = sorted((abs(scale.low), abs(scale.high)))
    return range(-(-int(low) // step) * step, min(count, int(np.ceil(high))), step)


def _side(axes: Axes) -> float:
    """How large a cell is, in pixels."""
    return 1.0 / axes.x.per_pixel


def _in_view(shown: Cells, axes: Axes) -> NDArray[np.intp]:
    """The cells in view that have a shade, the weakest first; (S,)."""
    seen = (shown.shades > 0) & (shown.columns + 1 > axes.x.low) & (shown.columns < axes.x.high)
    seen &= (shown.rows + 1 > -axes.y.high) & (shown.rows < -axes.y.low)
    return np.flatnonzero(seen)


def _boxes(shown: Cells, seen: NDArray[np.intp], axes: Axes) -> NDArray[np.float64]:
    """Where they are, (S, 4) as x, y, width, height; at least a pixel large."""
    side = _side(axes)
    gap = 1.0 if side > GAPPED else 0.0
    left = axes.x.at(shown.columns[seen].astype(np.float64))
    top = axes.y.at(-shown.rows[seen].astype(np.float64))
    size = np.full(len(seen), max(side - 2.0 * gap, 1.0))
    return np.column_stack([left + gap, top + gap, size, size])


def _fill(
    painter: QPainter, shown: Cells, seen: NDArray[np.intp], boxes: NDArray[np.float64],
    theme: Theme,
) -> None:  # fmt: skip
    """The strongest last: where several share a pixel it is theirs."""
    if len(boxes) and boxes[0, 2] <= 1.0:
        boxes[:, :2] = np.floor(boxes[:, :2])
        strongest = _strongest(boxes)
        seen, boxes = seen[strongest], boxes[strongest]
    right = shown.rows[seen] == shown.columns[seen]
    for shade in np.unique(shown.shades[seen]).tolist():
        for hit in (True, False):
            chosen = (shown.shades[seen] == shade) & (right == hit)
            primitives.fill_rects(painter, boxes[chosen], _tint(shade, hit=hit, theme=theme))


def _tint(shade: int, *, hit: bool, theme: Theme) -> QColor:
    """The colour of a cell: hits in one hue, mistakes in the other."""
    hue = theme.accent if hit else theme.fall
    return blend(hue, theme.surface, 0.08 + 0.92 * shade / SHADES)


def _strongest(boxes: NDArray[np.float64]) -> NDArray[np.intp]:
    """The last of the boxes on each pixel."""
    pixels = boxes[:, 0] * 65536.0 + boxes[:, 1]
    _, last = np.unique(pixels[::-1], return_index=True)
    return np.sort(len(boxes) - 1 - last)


def _draw_numbers(
    painter: QPainter, shown: Cells, seen: NDArray[np.intp], boxes: NDArray[np.float64],
    theme: Theme, *, by_loss: bool,
) -> None:  # fmt: skip
    for cell, box in zip(seen.tolist(), boxes.tolist(), strict=True):
        words = _share_words(float(shown.losses[cell])) if by_loss else (
            _count_words(int(shown.counts[cell]))
        )  # fmt: skip
        label = next((said for said in words if theme.width(said, SMALL) <= box[2]), "")
        if label:
            hit = bool(shown.rows[cell] == shown.columns[cell])
            tint = ink_on(_tint(int(shown.shades[cell]), hit=hit, theme=theme))
            text.put(painter, QRectF(*box), label, tint, theme, size=SMALL, align=text.CENTRE)


def _share_words(share: float) -> list[str]:
    return [show_percent(share, BRIEF)] if share >= LEAST_SHARE else []


def _count_words(count: int) -> list[str]:
    """``17,409``, or for want of room ``17k``."""
    return [f"{count:,}", *([f"{count / 1000.0:,.0f}k"] if count >= 10_000 else [])]
