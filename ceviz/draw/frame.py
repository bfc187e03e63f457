"""The frame shared by pictures with a value axis on the left: title, plot, ticks, grid."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import NBSP
from ceviz.draw import primitives, text
from ceviz.draw.scales import Scale, show_alike, show_power, show_tick
from ceviz.draw.theme import SMALL, TITLE, Theme, colour

PAD = 10.0

#: Left of a plot, for the numbers of its axis, in pixels before type scaling; more if they need it.
GUTTER = 34.0

#: The part of a picture's width that the numbers of an axis may take; beyond it none is written.
MOST_GUTTER = 0.35

#: How far apart the lines of a grid are at least, in pixels before type scaling.
GRID = 44.0


#: What a title may end with: the unit, which stands beside the numbers too.
_BRACKETS = re.compile(r" \([^()]*\)$")

#: The word before a sign: of "Probabilities q", "Scores z" and "Surprise −log q".
_WORD = re.compile(r"^\w+ (?=(?:−log\S* )?[pqz]$)")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where title, plot and labels of a picture lie.

    Attributes:
        rect: everything.
        title: the strip on top.
        plot: inside the axes.
        footer: below the plot, for names.
    """

    rect: QRectF
    title: QRectF
    plot: QRectF
    footer: QRectF


def frame(
    rect: QRectF, theme: Theme, *, footer: float, left: float = GUTTER, above: float = 0.0
) -> Frame:
    """Divide ``rect``; ``footer`` is a height, ``left`` a width before type scaling.

    ``above`` is left free over the plot at least, in pixels.
    """
    k = theme.scale
    title_height = theme.metrics(TITLE, bold=True).height() + 8.0 * k
    title = QRectF(rect.left() + PAD, rect.top() + 6.0, rect.width() - 2 * PAD, title_height)
    top, bottom = title.bottom() + max(8.0 * k, above), rect.bottom() - footer - 4.0
    plot = QRectF(
        rect.left() + PAD + left * k,
        top,
        rect.width() - 2 * PAD - left * k,
        max(10.0, bottom - top),
    )
    return Frame(rect, title, plot, QRectF(plot.left(), plot.bottom(), plot.width(), footer))


def draw_card(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """The surface a picture lies on."""
    if theme.transparent or not theme.cards:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(primitives.line(colour(theme.faint), theme.stroke(1.0)))
    painter.setBrush(colour(theme.surface))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_title(
    painter: QPainter, f: Frame, title: str, note: str, theme: Theme, shorter: str = ""
) -> None:
    """A title on the left and a quieter note after it; a shorter one, or none, where that fits.

    A title that is too long goes without what it ends with in brackets, and then without the word
    before its sign.
    """
    ink, muted = colour(theme.ink), colour(theme.muted)
    for spare in (_BRACKETS, _WORD):
        if theme.width(title, TITLE, bold=True) > f.title.width():
            title = spare.sub("", title)
    text.put(painter, f.title, title, ink, theme, size=TITLE, bold=True)
    width = theme.metrics(TITLE, bold=True).horizontalAdvance(title) + 10.0
    room = f.title.adjusted(width, 0.0, 0.0, 0.0)
    for words in filter(None, (note, shorter)):
        if theme.metrics(SMALL).horizontalAdvance(words) <= room.width():
            text.put(painter, room, words, muted, theme, size=SMALL)
            break


def draw_value_axis(
    painter: QPainter, f: Frame, scale: Scale, theme: Theme, *, spacing: float = GRID
) -> None:
    """Grid lines and tick labels of a vertical scale, left of the plot."""
    ticks = scale.ticks(spacing * theme.scale)
    left, right = f.plot.left(), f.plot.right()
    grid = [(left, round(scale.at(t)) + 0.5, right, round(scale.at(t)) + 0.5) for t in ticks]
    primitives.draw_lines(painter, grid, primitives.line(colour(theme.faint), theme.stroke(1.0)))
    height, room = theme.metrics(SMALL).height(), left - f.rect.left() - 6.0
    labels = _numbers(ticks, scale, room, theme)
    if _widest(labels, theme) > room:
        return
    last = None
    for tick, label in zip(ticks, labels, strict=True):
        level = scale.at(tick)
        near = last is not None and abs(level - last) < height
        if near or not f.title.bottom() - 2.0 < level - height / 2 < f.rect.bottom() - height:
            continue  # in a low picture there is room for few of them, or none
        last = level
        box = QRectF(f.rect.left() + 2.0, level - height / 2, room, height)
        text.put(
            painter, box, label, colour(theme.muted), theme,
            size=SMALL, align=text.RIGHT, elide=False,
        )  # fmt: skip


def gutter(
    scale: Scale, rect: QRectF, theme: Theme, *, least: float = GUTTER, spacing: float = 44.0
) -> float:
    """The ``left`` of :func:`frame` that the numbers of ``scale`` need, before type scaling."""
    most = MOST_GUTTER * rect.width()
    ticks = scale.ticks(spacing * theme.scale)
    labels = _numbers(ticks, scale, least * theme.scale + PAD - 6.0, theme)
    needed = _widest(labels, theme) + 6.5 - PAD
    return max(least, needed / theme.scale) if needed <= most else least


def _numbers(ticks: list[float], scale: Scale, room: float, theme: Theme) -> list[str]:
    """What the ticks of an axis say; as powers of ten where that is shorter than ``room``."""
    step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    if scale.percent:
        return [f"{show_tick(100.0 * tick, 100.0 * step)}{NBSP}%" for tick in ticks]
    labels = show_alike(ticks) if scale.log else [show_tick(tick, step) for tick in ticks]
    if _widest(labels, theme) > room:
        powers = [show_power(tick, step) for tick in ticks]
        labels = min(labels, powers, key=lambda said: _widest(said, theme))
    return labels


def _widest(labels: list[str], theme: Theme) -> float:
    return max((theme.width(label, SMALL) for label in labels), default=0.0)


def draw_baseline(painter: QPainter, f: Frame, y: float, theme: Theme) -> None:
    """The line bars stand on."""
    level = round(y) + 0.5
    pen = primitives.line(colour(theme.muted), theme.stroke(1.0))
    primitives.draw_line(painter, f.plot.left(), level, f.plot.right(), level, pen)
