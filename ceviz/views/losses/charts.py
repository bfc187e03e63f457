"""The two charts of the compared losses: how large they are, and how steep."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document import edits
from ceviz.document.edits import DRAG_MAX, DRAG_MIN
from ceviz.document.model import Document
from ceviz.document.text.numbers import show_information, show_probability, show_score
from ceviz.draw import primitives
from ceviz.draw.chart import Axes, Chart, Ends
from ceviz.draw.picture import Handle
from ceviz.draw.primitives import saved
from ceviz.draw.reach import value_under
from ceviz.draw.scales import nice_range
from ceviz.draw.state import State
from ceviz.draw.theme import Theme, colour
from ceviz.maths.arrays import FloatArray
from ceviz.maths.sweeps import Sweep
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent, show
from ceviz.views.losses import marks, table
from ceviz.views.losses.marks import Remark
from ceviz.views.losses.sweep import (
    COARSE,
    CONFIDENT,
    Choice,
    SweepKey,
    held_temperature,
    key_of,
    line_in,
    line_of,
    line_through,
    present,
    sweep,
)
from ceviz.views.losses.table import CROSS_ENTROPY, SQUARED_ERROR, ComparedLoss

#: How near a press must be to the line of the present position, in pixels.
REACH = 9.0

#: Pixels between positions at which curves are computed; they are straight in between.
STEP = 2.5

#: How far to both sides of q = ½ the axis of scores goes, in units of T.
SIDE = 6.5

#: How high the losses go in nats where a probability runs below them, as on the curve −log q.
HEIGHT = 5.3

#: The squared error is called flat where cross-entropy is this many times steeper.
FLAT = 5.0

#: Remarks need this many pixels between what is flat and what is not.
APART = 40.0

#: How far dots reach over the area, where the numbers of the axes are, in pixels.
EDGE = 2.0


class LossChart(Chart):
    """What both charts share: the x axis, the shaded zone, the line that is dragged."""

    ordinate = ""
    zone_words: tuple[str, ...] = ()

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.losses = [loss for loss in table.LOSSES if loss.key in choice.shown]

    # What a subclass says

    def of(self, made: Sweep[ComparedLoss], loss: ComparedLoss) -> FloatArray:
        """What is drawn of a loss, in nats."""
        raise NotImplementedError

    def heights(self, made: Sweep[ComparedLoss], state: State) -> Ends:
        """The ends of y, for a sweep over the whole x axis."""
        raise NotImplementedError

    def present(self, state: State) -> dict[ComparedLoss, float]:
        """What is drawn, where the prediction is now, in the unit shown."""
        raise NotImplementedError

    def figure(self, value: float, loss: ComparedLoss, state: State) -> str:
        """A number with its unit, if it has one."""
        return show_information(value)

    def remarks(
        self, axes: Axes, made: Sweep[ComparedLoss], x: FloatArray, at: float, state: State
    ) -> list[Remark]:
        """What is written into the zone; ``at`` is a place near its outer end."""
        return []

    # Axes

    def labels(self, state: State) -> tuple[str, str]:
        """What moves, and what is above it."""
        name = state.document.classes.names[self.choice.index(state)]
        what = "probability q" if self.choice.by_probability else "score z"
        return f"{what} of {name}", self.ordinate

    def zoom_key(self, state: State) -> Hashable:
        """Another number moves, or it is another unit."""
        return (self.choice.swept, self.choice.index(state), state.unit)

    def ranges(self, state: State) -> tuple[Ends, Ends]:
        """Both sides of q = ½ and the present score; and what the shown losses do there."""
        across = self.across(state)
        key = key_of(state.held, state, self.choice, *across, count=COARSE)
        return across, self.heights(sweep(key)[1], state)

    def grown(self, state: State) -> Hashable:
        """The ends of x, once the score has gone beyond those at rest."""
        now = self.across(state)
        return None if now == self.rest_across(state) else now

    def across(self, state: State) -> Ends:
        """The ends of x: those at rest, grown to hold the score that moves in a gesture."""
        ends = self.rest_across(state)
        if self.choice.by_probability:
            return ends
        return state.reach.scores(*ends, [self.choice.index(state)])

    def rest_across(self, state: State) -> Ends:
        """The ends of x at rest."""
        if self.choice.by_probability:
            return 0.0, 1.0
        temperature = held_temperature(state)
        index = self.choice.index(state, state.held)
        middle = line_through(state.held, index, temperature).rest
        z = float(state.held.z[index])
        middle = middle if np.isfinite(middle) else z
        ends = [middle - SIDE * temperature, middle + SIDE * temperature]
        if np.isfinite(z):
            ends += [z - temperature, z + temperature]
        return nice_range(min(ends), max(ends), pad=0.0, parts=10)

    def view_limits(self, state: State) -> dict[str, float]:
        """A probability has ends."""
        if self.choice.by_probability:
            return {"xMin": -0.02, "xMax": 1.02}
        return {"xMin": -np.inf, "xMax": np.inf}

    # Painting

    def background_key(self, axes: Axes, state: State) -> Hashable:
        """The sweep, which leaves the moving score out."""
        return (self._key(axes, state), axes.y, state.unit)

    def draw_background(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """Paint the zone of confidence, the curves and the remarks."""
        marks.draw_zone(painter, axes, confident(state, self.choice), theme)
        x, made = sweep(self._key(axes, state))
        # Backwards, so that cross-entropy lies on top.
        for loss in reversed(self.losses):
            y = self.of(made, loss) * loss.factor(state.document.unit)
            marks.draw_line(painter, axes, x, y, loss, theme)

    def _draw_words(
        self, painter: QPainter, axes: Axes, taken: list[QRectF], state: State, theme: Theme
    ) -> None:
        """What the zone is called and what is seen in it, clear of what is ``taken``."""
        zone = confident(state, self.choice)
        marks.draw_zone_words(painter, axes, zone, self.zone_words, taken, theme)
        x, made = sweep(self._key(axes, state))
        left, right = (float(pixel) for pixel in axes.x.clipped(np.array(zone)))
        outer = left if state.analysis.true == self.choice.index(state) else right
        at = axes.x.value(outer + 0.2 * (left + right - 2.0 * outer))
        room = QRectF(left + 2.0, axes.area.top(), right - left - 2.0, axes.area.height())
        marks.draw_remarks(painter, self.remarks(axes, made, x, at, state), room, taken, theme)

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The present position, and the legend with its numbers."""
        now, x = self.present(state), self._place(axes, state)
        with saved(painter):
            painter.setClipRect(axes.area.adjusted(-EDGE, -6.0, EDGE, EDGE))
            pen = primitives.line(colour(theme.accent), 1.5)
            primitives.draw_lines(painter, [(x, axes.area.top(), x, axes.area.bottom())], pen)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            for loss in reversed(self.losses):
                marks.draw_dot(painter, axes, x, now[loss], loss, theme)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        dots = [marks.dot_box(axes, x, now[loss]) for loss in self.losses]
        self._draw_words(painter, axes, [*self.legend_box(axes, state, theme), *dots], state, theme)

    def legend_box(self, axes: Axes, state: State, theme: Theme) -> list[QRectF]:
        """Where the legend will be."""
        return []

    def tip(self, axes: Axes, point: QPointF, index: int | None, state: State) -> list[str]:
        """What the losses are where the pointer is."""
        x, made = sweep(self._key(axes, state))
        at = axes.x.value(point.x())
        if not x[0] <= at <= x[-1] or not axes.area.contains(point):
            return []
        q = float(np.interp(at, x, made.probability))
        z = float(np.interp(at, x, made.score))
        lines = [f"z = {show_score(z)}, q = {show_probability(q)}"]
        for loss in self.losses:
            value = float(np.interp(at, x, self.of(made, loss))) * loss.factor(state.document.unit)
            lines.append(f"{loss.label(self.choice.gamma)}: {self.figure(value, loss, state)}")
        return lines

    # Handles

    def class_at(self, axes: Axes, point: QPointF, state: State) -> int | None:
        """The moving class, near its line."""
        handle = self.handle_at(axes, point, state)
        return None if handle is None else handle.index

    def handle_at(self, axes: Axes, point: QPointF, state: State) -> Handle | None:
        """The line of the present position."""
        x = self._place(axes, state)
        if abs(point.x() - x) > REACH or not axes.area.contains(point):
            return None
        index = self.choice.index(state)
        line = line_of(state, self.choice)
        if self.choice.by_probability and line.rest == -np.inf:
            return None
        kind = "q" if self.choice.by_probability else "z"
        return Handle(kind, index, axes.x.value(x), QPointF(x, point.y()), "x")

    def intent_at(
        self, axes: Axes, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """The class's score moves and all others stay, whatever the document's policy is."""
        value = self._value_at(axes, point, state)
        if handle.kind == "z":
            return drag_intent("z", handle.index, handle.value, value, base)
        q = min(max(value, DRAG_MIN), DRAG_MAX)
        score = line_in(base, handle.index).score(q)
        name, before = base.classes.names[handle.index], handle.value
        return Intent(
            lambda: f"Drag q[{name}] {show('q', before)} → {show('q', q)}",
            partial(edits.set_score, i=handle.index, value=score),
        )

    def _value_at(self, axes: Axes, point: QPointF, state: State) -> float:
        """What is swept under the hand; axes that the user has zoomed do not grow."""
        if np.isclose([axes.x.low, axes.x.high], self.across(state)).all():
            low, high = self.rest_across(state)
            return value_under(point.x(), axes.x, replace(axes.x, low=low, high=high))
        return axes.x.value(point.x())

    def _key(self, axes: Axes, state: State) -> SweepKey:
        count = max(int(axes.area.width() / STEP), COARSE)
        # Linked plots agree on their ends but for the last digits; one sweep does for both.
        low, high = (float(f"{end:.9g}") for end in (axes.x.low, axes.x.high))
        return key_of(state.analysis, state, self.choice, low, high, count=count)

    def _place(self, axes: Axes, state: State) -> float:
        """The pixel of the present position; what is out of sight lies at the edge."""
        a, index = state.analysis, self.choice.index(state)
        now = a.q[index] if self.choice.by_probability else a.z[index]
        return float(axes.x.clipped(float(now)))


class Values(LossChart):
    """How large each loss is."""

    height = 1.35
    ordinate = "loss"
    zone_words = (
        f"confidently wrong: another class is {CONFIDENT:g} × likelier",
        "confidently wrong",
        "surely wrong",
    )

    def of(self, made: Sweep[ComparedLoss], loss: ComparedLoss) -> FloatArray:
        """The values of one loss along the sweep."""
        return made.value[loss]

    def heights(self, made: Sweep[ComparedLoss], state: State) -> Ends:
        """From 0 to the largest; over probabilities as far as the curve −log q goes."""
        unit = state.document.unit
        tops = [float(np.max(v[np.isfinite(v)] * k.factor(unit), initial=0.0))
                for k, v in made.value.items()]  # fmt: skip
        top = max(tops, default=0.0)
        if self.choice.by_probability:
            held = state.held.cross_entropy
            worst = max(HEIGHT, 1.15 * held if np.isfinite(held) else 0.0)
            top = min(top, worst * state.per_nat)
        return 0.0, nice_range(0.0, max(top, 0.5), pad=0.04)[1]

    def present(self, state: State) -> dict[ComparedLoss, float]:
        """Every shown loss of the prediction."""
        found = present(state, self.choice)
        return {k: found[k][0] * k.factor(state.document.unit) for k in self.losses}

    def figure(self, value: float, loss: ComparedLoss, state: State) -> str:
        """With the unit, for those that are information."""
        words = show_information(value)
        return f"{words} {state.unit}" if loss.information else words

    def draw_foreground(self, painter: QPainter, axes: Axes, state: State, theme: Theme) -> None:
        """The present position, and the legend with the numbers of both charts."""
        super().draw_foreground(painter, axes, state, theme)
        marks.draw_legend(painter, axes, self._legend(state), theme, right=self._at_right(state))

    def legend_box(self, axes: Axes, state: State, theme: Theme) -> list[QRectF]:
        """In an upper corner, if there is room for it."""
        rows, right = self._legend(state), self._at_right(state)
        box = marks.legend_box(axes, rows, theme, right=right)
        return [] if box is None else [box]

    def _at_right(self, state: State) -> bool:
        """Towards the truth the losses are small, and its corner is free."""
        return self.choice.index(state) == state.analysis.true

    def _legend(self, state: State) -> list[tuple[ComparedLoss, str, str, str]]:
        found, rows = present(state, self.choice), []
        for loss in self.losses:
            value, slope = (each * loss.factor(state.document.unit) for each in found[loss])
            rows.append(
                (
                    loss,
                    loss.label(self.choice.gamma),
                    show_information(value),
                    show_information(slope),
                )
            )
        return rows


class Slopes(LossChart):
    """How each loss answers to the score: what training sees of it."""

    ordinate = "slope ∂loss/∂z"

    def of(self, made: Sweep[ComparedLoss], loss: ComparedLoss) -> FloatArray:
        """Its derivative by the moving score."""
        return made.slope[loss]

    def heights(self, made: Sweep[ComparedLoss], state: State) -> Ends:
        """All slopes, and 0 with some room on both sides."""
        unit = state.document.unit
        shown = [slope * k.factor(unit) for k, slope in made.slope.items()]
        low = min((float(s.min()) for s in shown), default=0.0)
        high = max((float(s.max()) for s in shown), default=0.0)
        low, high = min(low, -0.25 * high), max(high, -0.25 * low)
        return nice_range(low, high, pad=0.02) if low < high else (-1.0, 1.0)

    def present(self, state: State) -> dict[ComparedLoss, float]:
        """Every shown loss's slope at the prediction."""
        found = present(state, self.choice)
        return {k: found[k][1] * k.factor(state.document.unit) for k in self.losses}

    def remarks(
        self, axes: Axes, made: Sweep[ComparedLoss], x: FloatArray, at: float, state: State
    ) -> list[Remark]:
        """Which losses still pull where the model is wrongly sure, if some do and some do not."""
        shown = {
            loss: made.slope[loss] * loss.factor(state.document.unit)
            for loss in self.losses
            if loss.remark
        }
        slopes = {loss: float(np.interp(at, x, slope)) for loss, slope in shown.items()}
        pull = slopes.get(CROSS_ENTROPY, 0.0)
        alike = abs(pull) < FLAT * abs(slopes.get(SQUARED_ERROR, 0.0))
        if self.choice.by_probability or alike or abs(pull) < APART * axes.y.per_pixel:
            return []
        area, right = axes.area, pull > 0.0
        edge = area.right() - 6.0 if right else area.left() + 6.0
        return [
            Remark(
                loss, loss.remark, edge, axes.x.at(x), axes.y.at(slope),
                above=loss.flat == right, right=right,
            )
            for loss, slope in shown.items()
        ]  # fmt: skip


def confident(state: State, choice: Choice) -> Ends:
    """Where a model is confidently wrong, on the x axis; empty for nowhere."""
    line = line_of(state, choice)
    low, high = line.wrong(CONFIDENT)
    return (line.probability(low), line.probability(high)) if choice.by_probability else (low, high)
