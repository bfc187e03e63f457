"""A line of words with patches of what they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.draw import primitives, text
from ceviz.draw.hatching import hatch
from ceviz.draw.theme import SMALL, Theme, colour

PATCH = 11.0


@dataclass(frozen=True, slots=True)
class Patch:
    """A small sample of a filling.

    Attributes:
        tint: a theme colour's name.
        alpha: how strongly it fills.
        hatched: ruled over the filling.
    """

    tint: str = "muted"
    alpha: float = 1.0
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Text; ``strong`` in ink and bold, else quiet."""

    text: str
    strong: bool = False


Entry: TypeAlias = Patch | Words

#: Words that are cut keep as much room as these, or go whole.
LEAST = "mm…"


def draw_line(
    painter: QPainter,
    rect: QRectF,
    versions: list[list[Entry]],
    theme: Theme,
    *,
    size: float = SMALL,
) -> None:
    """The first of ``versions`` that fits into ``rect``, from its left; else the last, elided."""
    entries = next(
        (line for line in versions if line_width(line, theme, size) <= rect.width()), versions[-1]
    )
    x, k = rect.left(), theme.scale
    for entry in entries:
        width = _width(entry, theme, size)
        if isinstance(entry, Patch):
            box = (x, rect.center().y() - PATCH * k / 2.0, PATCH * k, PATCH * k)
            draw_patch(painter, box, entry, theme)
        else:
            room = QRectF(x, rect.top(), min(width, rect.right() - x), rect.height())
            if room.width() + 0.5 < min(width, theme.width(LEAST, size)):
                return  # of so little nothing can be read
            if room.width() + 0.5 < width and entry.text[-1:].isdigit():
                return  # a number that is cut is another number
            tint = colour(theme.ink if entry.strong else theme.muted)
            text.put(painter, room, entry.text, tint, theme, size=size, bold=entry.strong)
        x += width + _gap(theme, size)
        if x >= rect.right():
            return


def draw_patch(
    painter: QPainter, box: tuple[float, float, float, float], patch: Patch, theme: Theme
) -> None:
    """One patch, framed so that the faintest filling has an edge."""
    tint = getattr(theme, patch.tint)
    x, y, width, height = (round(value) for value in box)
    painter.fillRect(QRectF(x, y, width, height), colour(tint, patch.alpha))
    if patch.hatched:
        hatch(painter, [(x, y, width, height)], colour(tint), spacing=4.0)
    edges = [
        (x + 0.5, y + 0.5, x + width - 0.5, y + 0.5),
        (x + 0.5, y + height - 0.5, x + width - 0.5, y + height - 0.5),
        (x + 0.5, y + 0.5, x + 0.5, y + height - 0.5),
        (x + width - 0.5, y + 0.5, x + width - 0.5, y + height - 0.5),
    ]
    primitives.draw_lines(painter, edges, primitives.line(colour(tint)))


def line_width(entries: list[Entry], theme: Theme, size: float = SMALL) -> float:
    """How wide the entries are in one line."""
    return sum(_width(entry, theme, size) + _gap(theme, size) for entry in entries)


def _width(entry: Entry, theme: Theme, size: float) -> float:
    if isinstance(entry, Patch):
        return PATCH * theme.scale
    return theme.width(entry.text, size, bold=entry.strong)


def _gap(theme: Theme, size: float) -> float:
    return 4.6 * theme.scale * size / SMALL
