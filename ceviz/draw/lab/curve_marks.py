"""What follows the numbers on the −log q curve: points, tangent, levels, and their words."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import show_information, show_score
from ceviz.draw import primitives
from ceviz.draw.chart import Axes
from ceviz.draw.lab.curve_handles import positions
from ceviz.draw.lab.curve_labels import (
    Labels,
    beside_point,
    beside_tangent,
    on_levels,
    slope_words,
)
from ceviz.draw.primitives import saved
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.maths.arrays import FloatArray

#: How far, in pixels, a point may reach over the edge.
RIM = 12.0

#: Up to so many points each has a disc of its own, and no label lies on it.
FEW = 60

#: How far below the area, and how far left of it, the numbers of its axes are.
FOOT, SIDE = 4.0, 8.0

#: Half the length of the tangent, in pixels.
TANGENT = 70.0


def draw_foreground(painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
    """Everything on the curve that follows the numbers, clipped to the axes' area."""
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        # Points at the ends of the axes are whole, but the numbers of the axes are beside them.
        painter.setClipRect(axes.area.adjusted(-SIDE, -RIM, RIM, FOOT))
        labels = Labels(painter, axes, state, theme)
        places = positions(axes, state)
        _draw_levels(painter, axes, state, theme, labels)
        _draw_points(painter, places, state, theme, labels)
        painter.setClipRect(axes.area)
        tangent = _tangent(axes, state)
        if tangent is not None:
            x, y, dx, dy, _ = tangent
            pen = primitives.line(colour(theme.accent), 1.5)
            primitives.draw_line(painter, x - dx, y - dy, x + dx, y + dy, pen)
        _put_labels(axes, places, state, theme, labels)
        if tangent is not None:
            x, y, dx, dy, slope = tangent
            words = slope_words(show_score(slope), state)
            beside = beside_tangent(labels, x, y, dx, dy)
            labels.put(words, colour(theme.accent), beside, needed=False)


def _draw_points(
    painter: QPainter,
    places: tuple[FloatArray, FloatArray],
    state: State,
    theme: Theme,
    labels: Labels,
) -> None:
    x, y = places
    p = state.analysis.p
    classes = state.document.classes
    massless = p <= 0.0
    primitives.draw_points(painter, x[massless], y[massless], 6.0, colour(theme.muted, 0.7))
    if massless.sum() <= FEW:
        for at in zip(x[massless].tolist(), y[massless].tolist(), strict=True):
            labels.keep_clear(*at, 3.0)
    with_mass = state.analysis.possible
    if len(with_mass) > FEW:
        # A uniform truth over a thousand classes would hide the curve under a thousand discs.
        primitives.draw_points(painter, x[with_mass], y[with_mass], 6.0, colour(theme.ink, 0.8))
        with_mass = np.array([state.selected]) if p[state.selected] > 0 else with_mass[:0]
    edge = primitives.line(colour(theme.surface), 2.0)
    for k in with_mass.tolist():
        radius, fill = 4.0 + 6.0 * math.sqrt(p[k]), theme.class_colour(classes.colours[k])
        primitives.draw_disc(painter, float(x[k]), float(y[k]), radius, edge, fill)
        labels.keep_clear(float(x[k]), float(y[k]), radius)
    rings = [(state.selected, 1.5)] if theme.marks else []
    if state.hovered is not None:
        rings.append((state.hovered, 2.5))
    for k, width in rings:
        radius, edge = (
            7.0 + 6.0 * math.sqrt(p[k]),
            primitives.line(colour(theme.accent), theme.stroke(width)),
        )
        primitives.draw_disc(painter, float(x[k]), float(y[k]), radius, edge, None)
        labels.keep_clear(float(x[k]), float(y[k]), radius + width)


def _put_labels(
    axes: Axes, places: tuple[FloatArray, FloatArray], state: State, theme: Theme, labels: Labels
) -> None:
    """Name and cost of the hovered and the selected class and of the truth; the levels' names."""
    x, y = places
    wanted = [state.hovered, state.analysis.true, state.selected]
    points = list(dict.fromkeys(k for k in wanted if k is not None))
    # A line without its name says nothing: its place is along it, points have many.
    levels = _levels(state)
    heights = [axes.y.at(value) for _, value, _ in levels]
    for (name, value, _), place in zip(levels, on_levels(axes.area, heights), strict=True):
        short = name.removeprefix("floor ")
        said = (f"{name} {show_information(value)}", name, short)
        labels.put_on_level(said, colour(theme.muted), place)
    for k in points:
        needed = k == points[0]
        _put_point(k, float(x[k]), float(y[k]), state, theme, labels, needed=needed)


def _put_point(
    k: int, x: float, y: float, state: State, theme: Theme, labels: Labels, *, needed: bool = True
) -> None:
    cost = show_information(float(state.analysis.surprisal[k]) * state.per_nat)
    words = f"{state.document.classes.names[k]} {cost}"
    beside = beside_point(labels, x, y)
    labels.put(words, colour(theme.ink), beside, needed=needed, of=(x, y))


def _tangent(axes: Axes, state: State) -> tuple[float, float, float, float, float] | None:
    """Where the tangent at the selected class touches, half of it in pixels, and its slope −1/q."""
    q = float(state.analysis.q[state.selected])
    if q <= 0.0 or state.view.simple:
        return None
    surprise = float(state.analysis.surprisal[state.selected]) * state.per_nat
    slope = -state.per_nat / q
    # By log q: the slope by q overflows where q is subnormal.
    if axes.x.log:
        dx = (axes.x.end - axes.x.start) / math.log(axes.x.high / axes.x.low)
    else:
        dx = (axes.x.end - axes.x.start) / (axes.x.high - axes.x.low) * q
    dy = -state.per_nat * (axes.y.end - axes.y.start) / (axes.y.high - axes.y.low)
    half = TANGENT / math.hypot(dx, dy)
    return float(axes.x.at(q)), float(axes.y.at(surprise)), dx * half, dy * half, slope


def _draw_levels(painter: QPainter, axes: Axes, state: State, theme: Theme, labels: Labels) -> None:
    left, right = axes.area.left(), axes.area.right()
    for _, value, style in _levels(state):
        y = axes.y.at(value)
        pen = primitives.line(colour(theme.muted), theme.stroke(1.2), style)
        primitives.draw_line(painter, left, y, right, y, pen)
        labels.keep_off_level(y)


def _levels(state: State) -> list[tuple[str, float, Qt.PenStyle]]:
    """The mean line H(p, q) and its floor H(p), where the truth is more than one class."""
    a = state.analysis
    if not a.entropy > 0.0:
        return []
    levels = [
        ("H(p,q)", a.cross_entropy * state.per_nat, Qt.PenStyle.DashLine),
        ("floor H(p)", a.entropy * state.per_nat, Qt.PenStyle.DotLine),
    ]
    return [level for level in levels if np.isfinite(level[1])]
