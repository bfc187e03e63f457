"""Classes below each other: what is lit, and a patch and a name before each row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.columns import Columns
from ceviz.draw.state import State
from ceviz.draw.theme import TEXT, Theme, colour

Strip = Callable[[int], QRectF]


def draw_attention(
    painter: QPainter, rows: Columns, strip: Strip, state: State, theme: Theme
) -> None:
    """A quiet band over the hovered row, a quieter one over the selected; the keyboard's ring."""
    if not theme.marks:
        return
    for index, alpha in ((state.selected, 0.06), (state.hovered, 0.12)):
        row = None if index is None else rows.column_of(index)
        if row is None or row >= len(rows.classes):
            continue
        painter.fillRect(strip(row), colour(theme.accent, alpha))
        if state.focused and index == state.selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(primitives.line(colour(theme.accent), 2.0))
            painter.drawRoundedRect(strip(row).adjusted(1, 1, -1, -1), 4.0, 4.0)


def draw_names(
    painter: QPainter, rows: Columns, strip: Strip, width: float, state: State, theme: Theme
) -> None:
    """Patch and name of every row within ``width``; the rest's row says how many it is."""
    k, classes = theme.scale, state.document.classes
    for row, index in enumerate(rows.classes.tolist()):
        box = strip(row)
        patch = (box.left() + 2.0, box.center().y() - 5.0 * k, 10.0 * k, 10.0 * k)
        primitives.fill_rects(painter, [patch], theme.class_colour(classes.colours[index]))
        true = index == state.analysis.true
        name = _beside(box, width, theme)
        text.put(painter, name, classes.names[index], colour(theme.ink), theme, bold=true)
    if rows.rest is not None:
        box = _beside(strip(rows.count - 1), width, theme)
        text.put(painter, box, rest_words(rows), colour(theme.muted), theme, italic=True)


def names_width(rows: Columns, state: State, theme: Theme) -> float:
    """What :func:`draw_names` needs to cut nothing short."""
    # Looking at every one of a thousand names each frame would cost more than painting them.
    names = (state.document.classes.names[k] for k in rows.classes[:60].tolist())
    widest = max(theme.width(name, TEXT, bold=True) for name in names)
    if rows.rest is not None:
        widest = max(widest, theme.width(rest_words(rows), TEXT) + 2.0)
    return widest + 24.0 * theme.scale


def rest_words(rows: Columns) -> str:
    """What the row of the rest is called: "190 more"."""
    return f"{0 if rows.rest is None else len(rows.rest):,} more"


def _beside(strip: QRectF, width: float, theme: Theme) -> QRectF:
    left = 17.0 * theme.scale
    return QRectF(strip.left() + left, strip.top(), width - left - 4.0, strip.height())
