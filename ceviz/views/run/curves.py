"""The curves of a run, and above them what each is, with its number at the step looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.run import Run
from ceviz.document.text.numbers import PART, RATE, show_information, show_percent
from ceviz.draw import primitives, text
from ceviz.draw.chart import Axes
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour

#: Diameter of a checkpoint's dot and of the one looked at, in pixels.
DOT, PRESENT = 4.0, 9.0

#: Of more checkpoints than these only the one looked at has a dot.
DOTTED = 120

#: Length of a line's sample above the curves, between it and its words, and between entries.
SAMPLE, GAP, BETWEEN = 18.0, 4.0, 14.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One of the measures over the steps.

    Attributes:
        measure: as :class:`~ceviz.document.run.Measures` calls it.
        words, short: what it is, and where there is little room.
        tint: a colour of the theme.
        style: of its line.
        in_nats: a loss, to be shown in the unit; else a share.
        shown: its number in words.
    """

    measure: str
    words: str
    short: str
    tint: str
    style: Qt.PenStyle
    in_nats: bool
    shown: Callable[[float], str]


def _rate(share: float) -> str:
    return show_percent(share, RATE)


def _part(share: float) -> str:
    return show_percent(share, PART)


LOSSES = (
    Curve("loss", "loss", "loss", "accent", Qt.PenStyle.SolidLine, True, show_information),
    Curve(
        "best", "at its best temperature", "best T", "ink", Qt.PenStyle.DashLine, True,
        show_information,
    ),
)  # fmt: skip

SHARES = (
    Curve("accuracy", "accuracy", "right", "accent", Qt.PenStyle.SolidLine, False, _rate),
    Curve("ece", "calibration error (ECE)", "ECE", "ink", Qt.PenStyle.DashLine, False, _rate),
    Curve(
        "worst", "of the loss from the worst 1 %", "worst 1 %", "muted", Qt.PenStyle.DotLine,
        False, _part,
    ),
)  # fmt: skip


def values_of(run: Run, curve: Curve, state: State) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(S,) what ``curve`` shows, in the unit; NaN where it is not known."""
    found = run.values(curve.measure)
    return found * state.per_nat if curve.in_nats else found


def draw_curves(
    painter: QPainter,
    axes: Axes,
    run: Run,
    curves: tuple[Curve, ...],
    state: State,
    theme: Theme,
) -> None:
    """Each with a dot at every checkpoint: between two nothing was measured."""
    x = np.asarray(axes.x.at(run.numbers()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for curve in reversed(curves):
        values = values_of(run, curve, state)
        y = np.asarray(axes.y.at(np.where(np.isfinite(values), values, axes.y.high)))
        known = np.isfinite(values)
        tint = colour(getattr(theme, curve.tint))
        primitives.draw_polyline(
            painter, x[known], y[known], primitives.line(tint, 1.8, curve.style)
        )
        if len(run) <= DOTTED:
            primitives.draw_points(painter, x[known], y[known], DOT, tint)


def draw_present(
    painter: QPainter,
    axes: Axes,
    run: Run,
    curves: tuple[Curve, ...],
    at: int,
    state: State,
    theme: Theme,
) -> None:
    """A line through the step looked at, and a mark on each curve."""
    x, area = float(axes.x.at(float(run.steps[at].number))), axes.area
    pen = primitives.line(colour(theme.muted), 1.2)
    # Above it is what the curves are.
    top = area.top() + legend_height(theme)
    primitives.draw_lines(painter, [(x, top, x, area.bottom())], pen)
    for curve in reversed(curves):
        value = float(values_of(run, curve, state)[at])
        if np.isfinite(value):
            y = float(axes.y.at(value))
            tint = colour(getattr(theme, curve.tint))
            primitives.draw_points(painter, [x], [y], PRESENT, colour(theme.surface))
            primitives.draw_points(painter, [x], [y], PRESENT - 3.0, tint)


def draw_legend(
    painter: QPainter,
    area: QRectF,
    run: Run,
    curves: tuple[Curve, ...],
    at: int | None,
    state: State,
    theme: Theme,
) -> None:
    """One row along the upper edge; in fewer words, and then fewer curves, where it is narrow."""
    height, k = theme.metrics(SMALL).height(), theme.scale
    if area.height() < 3.0 * height:
        return
    entries = _fitting(area.width() - 8.0, run, curves, at, state, theme)
    width = sum(_length(words, theme) for _, words in entries)
    box = QRectF(area.left() + 4.0, area.top() + 2.0, width, height)
    text.clear_behind(painter, box, theme)
    x, middle = box.left(), box.center().y()
    for curve, words in entries:
        tint = colour(getattr(theme, curve.tint))
        end = x + SAMPLE * k
        primitives.draw_lines(
            painter, [(x, middle, end, middle)], primitives.line(tint, 2.0, curve.style)
        )
        room = QRectF(end + GAP * k, box.top(), theme.width(words, SMALL) + 1.0, height)
        text.put(painter, room, words, colour(theme.ink), theme, size=SMALL, elide=False)
        x = end + (GAP + BETWEEN) * k + theme.width(words, SMALL)


def legend_height(theme: Theme) -> float:
    """What the row of :func:`draw_legend` takes."""
    return theme.metrics(SMALL).height() + 6.0


def _fitting(
    room: float,
    run: Run,
    curves: tuple[Curve, ...],
    at: int | None,
    state: State,
    theme: Theme,
) -> list[tuple[Curve, str]]:
    known = [c for c in curves if np.isfinite(values_of(run, c, state)).any()]
    said = [_number(run, curve, at, state) for curve in known]
    longest = [(c, f"{c.words}{number}") for c, number in zip(known, said, strict=True)]
    short = [(c, f"{c.short}{number}") for c, number in zip(known, said, strict=True)]
    for entries in (longest, short):
        if sum(_length(words, theme) for _, words in entries) <= room:
            return entries
    while short and sum(_length(words, theme) for _, words in short) > room:
        short.pop()
    return short


def _number(run: Run, curve: Curve, at: int | None, state: State) -> str:
    if at is None:
        return ""
    value = float(values_of(run, curve, state)[at])
    return f" {curve.shown(value)}" if not np.isnan(value) else " —"


def _length(words: str, theme: Theme) -> float:
    return (SAMPLE + GAP + BETWEEN) * theme.scale + theme.width(words, SMALL)
