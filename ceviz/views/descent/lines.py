"""The curves of a descent, their legend, and the numbers where the document stands.

Which loss is descended is told by colour and by the mark, full or hollow; what is measured by
the line: H(p, q) solid, KL(p‖q) dashed, the floor dotted.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ceviz.document.course import Course
from ceviz.document.text.numbers import show_information
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.primitives import saved
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.maths.descent import Loss
from ceviz.store.descents import WORDS

#: Words, colour and style of a line in the legend, and the loss whose mark is on it.
Entry: TypeAlias = tuple[str, QColor, Qt.PenStyle, Loss | None]

_DASHED, _DOTTED = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine

#: Pixels of a line's sample in the legend, and between its entries.
SAMPLE, BETWEEN = 22.0, 12.0

#: Half a mark, in pixels.
MARK = 4.0


def tint(loss: Loss, theme: Theme) -> QColor:
    """The colour of the path down ``loss``."""
    return theme.class_colour(0 if loss is Loss.CROSS_ENTROPY else 1)


def draw_losses(
    painter: QPainter, axes: Axes, course: Course, loss: Loss, per_nat: float, theme: Theme
) -> None:
    """H(p, q) and KL(p‖q) of both paths; the one along ``loss`` on top."""
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if course.floor > 0.0:
            y = float(axes.y.at(course.floor * per_nat))
            pen = primitives.line(colour(theme.ink), theme.stroke(1.4), _DOTTED)
            primitives.draw_lines(painter, [(axes.area.left(), y, axes.area.right(), y)], pen)
        for each in sorted(course.paths, key=lambda other: other is loss):
            path, ink, width = course.paths[each], tint(each, theme), 2.2 if each is loss else 1.4
            if course.floor > 0.0:
                _polyline(
                    painter,
                    axes,
                    path.kl * per_nat,
                    primitives.line(ink, theme.stroke(width), _DASHED),
                )
            _polyline(
                painter,
                axes,
                path.cross_entropy * per_nat,
                primitives.line(ink, theme.stroke(width)),
            )


def draw_accuracy(painter: QPainter, axes: Axes, course: Course, loss: Loss, theme: Theme) -> None:
    """0 or 1 at every step; the two lines lie beside each other where they agree."""
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for place, each in enumerate(course.paths):
            apart = 2.0 * (2 * place - 1)
            accuracy = course.paths[each].accuracy
            jumps = np.flatnonzero(np.diff(accuracy)) + 1
            edges = np.concatenate([[0], np.repeat(jumps, 2), [len(accuracy) - 1]])
            levels = np.repeat(accuracy[np.concatenate([[0], jumps])], 2)
            x = np.asarray(axes.x.at(edges.astype(float))) + apart
            y = np.asarray(axes.y.at(levels)) + apart
            pen = primitives.line(tint(each, theme), theme.stroke(2.2 if each is loss else 1.4))
            primitives.draw_polyline(painter, x, y, pen)
            # The mark that tells the lines apart: on the first jump, or near the end.
            if len(jumps):
                mark = QPointF(float(x[1]), float(y[1] + y[2]) / 2.0)
            else:
                mark = QPointF(float(x[-1]) - 20.0 * place - 10.0, float(y[-1]))
            _mark(painter, mark, each, theme)


def draw_legend(painter: QPainter, area: QRectF, course: Course, theme: Theme) -> None:
    """Two rows of samples along the upper edge; in fewer words where there is little room."""
    muted, solid = colour(theme.muted), Qt.PenStyle.SolidLine
    measured: list[Entry] = [("H(p,q) = KL(p‖q)", muted, solid, None)]
    if course.floor > 0.0:
        measured = [
            ("H(p,q)", muted, solid, None),
            ("KL(p‖q)", muted, _DASHED, None),
            ("floor H(p)", muted, _DOTTED, None),
        ]
    losses: list[Entry] = [(WORDS[loss], tint(loss, theme), solid, loss) for loss in course.paths]
    long: list[Entry] = [(f"down {words}", ink, style, loss) for words, ink, style, loss in losses]
    height, room = theme.metrics(SMALL).height(), area.width() - 12.0
    for row, versions in enumerate(([long, losses], [measured])):
        y = area.top() + 4.0 + (row + 0.5) * (height + 1.0)
        entries = next((v for v in versions if _length(v, theme) <= room), [])
        if not entries or y + height > area.bottom():
            continue
        box = QRectF(area.left() + 4.0, y - height / 2.0, _length(entries, theme), height)
        text.clear_behind(painter, box, theme)
        _draw_entries(painter, QPointF(area.left() + 6.0, y), entries, theme)


def _draw_entries(painter: QPainter, at: QPointF, entries: list[Entry], theme: Theme) -> None:
    x, y, k = at.x(), at.y(), theme.scale
    height = theme.metrics(SMALL).height()
    for words, ink, style, loss in entries:
        end = x + (SAMPLE - 6.0) * k
        primitives.draw_lines(
            painter, [(x, y, end, y)], primitives.line(ink, theme.stroke(2.0), style)
        )
        if loss is not None:
            _mark(painter, QPointF((x + end) / 2.0, y), loss, theme)
        box = QRectF(x + SAMPLE * k, y - height / 2.0, _advance(words, theme), height)
        text.put(painter, box, words, colour(theme.ink), theme, size=SMALL, elide=False)
        x = box.right() + BETWEEN * k


def _length(entries: list[Entry], theme: Theme) -> float:
    spaces = (SAMPLE + BETWEEN) * theme.scale * len(entries)
    return sum(_advance(words, theme) for words, *_ in entries) + spaces


def draw_values(
    painter: QPainter,
    axes: Axes,
    course: Course,
    loss: Loss,
    step: int,
    state: State,
    theme: Theme,
) -> None:
    """Marks and numbers at the present step; at the start, where both paths end."""
    found: list[tuple[float, float, str, Loss]] = []
    for each, path in course.paths.items():
        last = len(path) - 1
        at = min(step, last) if step else last
        curves = [("H", path.cross_entropy), ("KL", path.kl)][: 2 if course.floor > 0.0 else 1]
        for name, values in curves:
            value = float(values[at]) * state.per_nat
            x, y = float(axes.x.at(at)), float(axes.y.clipped(value))
            if np.isfinite(value) and axes.area.adjusted(-2, -2, 2, 2).contains(QPointF(x, y)):
                found.append((x, y, f"{name} {show_information(value)}", each))
    for x, y, _, each in sorted(found, key=lambda one: one[3] is loss):
        _mark(painter, QPointF(x, y), each, theme)
    # Over them is the legend.
    below = axes.area.adjusted(0.0, legend_height(theme), 0.0, 0.0)
    _write(painter, below, found, theme)


def legend_height(theme: Theme) -> float:
    """What the rows of :func:`draw_legend` take."""
    return 2.0 * (theme.metrics(SMALL).height() + 1.0) + 6.0


def _write(
    painter: QPainter, area: QRectF, found: list[tuple[float, float, str, Loss]], theme: Theme
) -> None:
    """The numbers beside their marks, one above the other where they would collide."""
    metrics = theme.metrics(SMALL)
    height = metrics.height()
    painter.setFont(theme.font(SMALL))
    found = sorted(found, key=lambda one: one[1])
    if area.height() < height * len(found):
        return
    tops = spread_down([y - height - 2.0 for _, y, _, _ in found], height, area)
    for (x, _, words, loss), top in zip(found, tops, strict=True):
        width = theme.width(words, SMALL)
        left = x + MARK + 14.0
        if left + width > area.right():
            left = x - MARK - 5.0 - width
        box = QRectF(left - 10.0, top, width + 12.0, height)
        text.clear_behind(painter, box, theme)
        _mark(painter, QPointF(left - 5.0, box.center().y()), loss, theme, 2.5)
        text.put_at(painter, left, top + metrics.ascent(), words, colour(theme.ink))


def spread_down(tops: list[float], height: float, area: QRectF) -> list[float]:
    """``tops``, ascending, moved so that rows of ``height`` neither overlap nor leave ``area``."""
    placed: list[float] = []
    for top in tops:
        least = placed[-1] + height if placed else area.top()
        placed.append(max(top, least))
    room = area.bottom()
    for k in range(len(placed) - 1, -1, -1):
        placed[k] = min(placed[k], room - height)
        room = placed[k]
    return placed


def _polyline(painter: QPainter, axes: Axes, values: FloatArray, pen: object) -> None:
    """One curve over the steps; what is beyond the picture is cut before Qt sees it."""
    steps = np.arange(len(values), dtype=float)
    shown = np.isfinite(values)
    y = np.asarray(axes.y.at(values[shown]))
    height = axes.area.height()
    y = np.clip(y, axes.area.top() - height, axes.area.bottom() + height)
    primitives.draw_polyline(painter, np.asarray(axes.x.at(steps[shown])), y, pen)  # type: ignore[arg-type]


def _mark(painter: QPainter, at: QPointF, loss: Loss, theme: Theme, radius: float = MARK) -> None:
    """Full for cross-entropy, hollow for squared error."""
    full = loss is Loss.CROSS_ENTROPY
    painter.setPen(primitives.line(tint(loss, theme), theme.stroke(1.6)))
    painter.setBrush(tint(loss, theme) if full else colour(theme.surface))
    painter.drawEllipse(at, radius, radius)


def _advance(words: str, theme: Theme) -> float:
    return theme.width(words, SMALL)
