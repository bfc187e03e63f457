"""Where a bar picture's numbers and bars stand, for what must not cover them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from ceviz.draw.columns import notable
from ceviz.draw.lab.bar_layout import BarGeometry
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme
from ceviz.maths.arrays import FloatArray

#: The widest number over a bar, and the narrowest column that has one of its own, in pixels.
WIDEST, ROOM = 48.0, 36.0


def over_bars(g: BarGeometry, ends: FloatArray, state: State, theme: Theme) -> list[QRectF]:
    """Around the numbers over ``ends``, (columns,)."""
    height, width = _height(theme), min(max(g.columns.pitch, ROOM), WIDEST) * theme.scale
    return [
        QRectF(g.columns.centre(c) - width / 2.0, g.scale.at(ends[c]) - height, width, height)
        for c in _numbered(g, state, theme)
    ]


def around_arrows(
    g: BarGeometry, ends: FloatArray, tips: FloatArray, state: State, theme: Theme
) -> list[QRectF]:
    """Around the numbers at the ``ends`` of bars and at the ``tips`` of arrows beside them."""
    height, width = _height(theme), max(g.columns.pitch, WIDEST * theme.scale)
    both = np.stack([g.scale.clipped(ends), g.scale.clipped(tips)])
    tops, feet = both.min(axis=0) - height, both.max(axis=0) + height
    return [
        QRectF(g.columns.centre(c) - width / 2.0, float(tops[c]), width, float(feet[c] - tops[c]))
        for c in _numbered(g, state, theme)
    ]


def bars_of(g: BarGeometry, ends: FloatArray, classes: Iterable[int]) -> list[QRectF]:
    """The bars of ``classes`` from 0 to ``ends``, (columns,), where they are wide enough to see."""
    if g.columns.thin:
        return []
    edges, width = g.bar_edges
    zero, tips = float(g.scale.clipped(0.0)), g.scale.clipped(ends)
    found = dict.fromkeys(c for c in map(g.columns.column_of, classes) if c is not None)
    return [
        QRectF(QPointF(edges[c], zero), QPointF(edges[c] + width, float(tips[c]))).normalized()
        for c in found
    ]


def that_matter(state: State) -> list[int]:
    """The class in the hand or under the pointer, and the truth."""
    return [k for k in (state.hovered, state.analysis.true) if k is not None]


def _height(theme: Theme) -> float:
    return theme.metrics(SMALL).height() + 4.0


def _numbered(g: BarGeometry, state: State, theme: Theme) -> list[int]:
    """The columns with a number: all of them where they are wide, else the important ones."""
    if g.columns.pitch >= ROOM * theme.scale:
        return list(range(len(g.columns.classes)))
    return [c for c in map(g.columns.column_of, notable(state)) if c is not None]
