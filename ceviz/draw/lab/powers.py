"""Softmax from the inside: e to each score, and all of them stacked as the whole they share."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.analysis import Analysis
from ceviz.document.text.cells import safe_text
from ceviz.document.text.numbers import exact, show_score
from ceviz.draw import primitives, text
from ceviz.draw.frame import draw_baseline, draw_card, draw_title
from ceviz.draw.lab import bar_layout, bars
from ceviz.draw.lab.bar_layout import BarGeometry
from ceviz.draw.lab.bar_names import draw_names
from ceviz.draw.lab.probabilities import brief, short
from ceviz.draw.picture import Unhandled
from ceviz.draw.rows import Rows
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, Theme, colour
from ceviz.maths.arrays import FloatArray

#: How wide the stack is, and what stands beside it, before type scaling.
STACK, BESIDE = 26.0, 46.0

#: Digits as exponents.
_RAISED = str.maketrans("0123456789−.+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·⁺")


@dataclass(frozen=True, slots=True)
class PowersGeometry:
    """Everything, the bars, and the stack right of them from its foot to its head."""

    whole: QRectF
    bars: BarGeometry
    stack: QRectF


class Powers(Unhandled):
    """e^(z/T) of every class as a bar, and the same bars on top of each other: their sum is 100 %.

    Bars and stack have one scale, so that a bar is as high in the stack as it stands alone: its
    share of the sum is the probability.
    """

    title = "Made positive: eᶻ"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> PowersGeometry:
        """The axis is the sum of all; what is beside the stack keeps its room."""
        k = theme.scale
        stack, beside = STACK * k, BESIDE * k
        left = rect.adjusted(0.0, 0.0, -(stack + beside + 8.0 * k), 0.0)
        g = bar_layout.layout(left, state, theme, (0.0, 1.0))
        top, foot = float(g.scale.at(1.0)), float(g.scale.at(0.0))
        return PowersGeometry(rect, g, QRectF(left.right() + 4.0, top, stack, foot - top))

    def background_key(self, geometry: PowersGeometry, state: State) -> Hashable:
        """The names, and whether a temperature divides the scores."""
        hot = state.document.temperature != 1.0
        return (bar_layout.background_key(geometry.bars, state), geometry.stack.left(), hot)

    def draw_background(
        self, painter: QPainter, g: PowersGeometry, state: State, theme: Theme
    ) -> None:
        """Card, title, names, the line that bars and stack stand on."""
        frame = g.bars.frame
        draw_card(painter, g.whole, theme)
        raised = "" if state.document.temperature == 1.0 else "after T: e^(z/T)"
        draw_title(painter, replace(frame, title=_title(g)), self.title, raised, theme)
        draw_names(painter, g.bars, state, theme)
        draw_baseline(painter, frame, g.stack.bottom(), theme)

    def draw_foreground(
        self, painter: QPainter, g: PowersGeometry, state: State, theme: Theme
    ) -> None:
        """The bars with e^z at their ends, and the stack with shares beside it."""
        bars.draw_attention(painter, g.bars, state, theme)
        q = g.bars.columns.gathered(state.analysis.q)
        bars.draw_bars(painter, g.bars, q, state, theme)
        t = state.document.temperature
        z = state.analysis.z
        bars.draw_values(painter, g.bars, q, state, theme, lambda k: show_power(float(z[k]) / t))
        _draw_stack(painter, g, state, theme)

    def rows(self, state: State) -> Rows:
        """A row a class: its power and its share of their sum, which is the last row."""
        a, names = state.analysis, state.document.classes.names
        temperature = state.document.temperature
        exponents, powers = a.z / temperature, _powers(a, temperature)
        rows = [
            [safe_text(name), exact(exponent), exact(power), exact(share)]
            for name, exponent, power, share in zip(
                names, exponents.tolist(), powers.tolist(), a.q.tolist(), strict=True
            )
        ]
        # Beyond the largest float the power is inf in the file, and its exponent tells it.
        whole = ["sum", exact(log_sum(a, temperature)), exact(float(powers.sum())), exact(a.total)]
        return [["class", "exponent z/T", "e^(z/T)", "share"], *rows, whole]

    def class_at(self, g: PowersGeometry, point: QPointF, state: State) -> int | None:
        """The class of the column, or of the part of the stack under the point."""
        if not g.stack.adjusted(-2.0, 0.0, 2.0, 0.0).contains(point):
            return bar_layout.class_at(g.bars, point, state)
        share = (g.stack.bottom() - point.y()) / g.stack.height()
        found = int(np.searchsorted(state.analysis.q.cumsum(), share))
        return min(found, len(state.analysis.q) - 1)


def _title(g: PowersGeometry) -> QRectF:
    title = QRectF(g.bars.frame.title)
    title.setRight(g.whole.right() - 10.0)
    return title


def show_power(exponent: float) -> str:
    """e to ``exponent``: as a number while four figures can tell it, as a power beyond."""
    if exponent == -np.inf:
        return "0"
    if -9.0 < exponent < 16.0:
        return show_score(float(np.exp(exponent)))
    return "e" + show_score(exponent).translate(_RAISED)


def _powers(a: Analysis, temperature: float) -> FloatArray:
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(a.z / temperature))


def show_sum(a: Analysis, temperature: float) -> str:
    """Σ e^(z/T), which no float may hold: from the largest term and its share."""
    return show_power(log_sum(a, temperature))


def log_sum(a: Analysis, temperature: float) -> float:
    """What softmax divides by, as a logarithm: ln Σ e^(z/T)."""
    k = a.predicted
    return float(a.z[k]) / temperature - float(np.log(a.q[k]))


def _draw_stack(painter: QPainter, g: PowersGeometry, state: State, theme: Theme) -> None:
    """The parts from below in the order of the classes, the sum over them, shares beside."""
    q, stack = state.analysis.q, g.stack
    tops = stack.bottom() - q.cumsum() * stack.height()
    rects = np.column_stack(
        [np.full(len(q), stack.left()), tops, np.full(len(q), stack.width()), q * stack.height()]
    )
    colours = np.array(state.document.classes.colours) % len(theme.palette)
    for slot in set(colours.tolist()):
        primitives.fill_rects(painter, rects[colours == slot], theme.class_colour(slot))
    metrics = theme.metrics(SMALL)
    line = metrics.height()
    words = show_sum(state.analysis, state.document.temperature)
    over = QRectF(
        stack.left(), stack.top() - line - 1.0, stack.width() + BESIDE * theme.scale, line
    )
    said = f"sum {words}"
    said = said if theme.width(said, SMALL) <= over.width() else words
    text.put(painter, over, said, colour(theme.ink), theme, size=SMALL)
    beside = QRectF(stack.right() + 4.0, 0.0, BESIDE * theme.scale - 4.0, line)
    write = brief if state.view.percent or state.view.shares is None else short
    taken: list[float] = []
    for k in np.argsort(-q, kind="stable").tolist():
        middle = float(tops[k]) + float(q[k]) * stack.height() / 2.0
        middle = min(max(middle, stack.top() + line / 2.0), stack.bottom() - line / 2.0)
        if float(q[k]) * stack.height() < 1.0:
            break  # the largest come first: all that follow are too thin to be pointed at
        if any(abs(middle - y) < line for y in taken):
            continue
        taken.append(middle)
        beside.moveTop(middle - line / 2.0)
        text.put(painter, beside, write(float(q[k])), colour(theme.muted), theme, size=SMALL)
