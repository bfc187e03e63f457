"""All samples in a card of numbers: the loss, what is right, how far confidence is off."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from weakref import ref

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import (
    NBSP,
    RATE,
    show_information,
    show_percent,
    show_probability,
    show_score,
)
from ceviz.draw import text
from ceviz.draw.frame import draw_card
from ceviz.draw.picture import Named, Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import SMALL, TITLE, Theme, colour

if TYPE_CHECKING:
    from ceviz.maths.batch import BestTemperature, ByChance, Evaluation

#: A cell's lines from top to bottom and the least width of one, in pixels before type scaling.
NAME, VALUE, RANGE, CELL = 16.0, 20.0, 15.0, 80.0

#: Around and between, in pixels.
AIR, GAP = 8.0, 8.0

#: How many cells stand side by side where not all do.
FEW = 3


class Measure(NamedTuple):
    """One number of all samples.

    Attributes:
        name: what it is, in words of the glossary.
        value: as people read it.
        within: how well it is known, or empty.
    """

    name: str
    value: str
    within: str = ""


class Luck(NamedTuple):
    """What calibration error luck alone would show, and of which measurement.

    Attributes:
        of: that measurement, which is not kept for this.
        by_chance: what it would show.
    """

    of: ref[Evaluation]
    by_chance: ByChance

    def is_of(self, evaluation: Evaluation) -> bool:
        """Whether it is of this measurement."""
        return self.of() is evaluation


@dataclass(frozen=True, slots=True)
class MeasuresGeometry:
    """The card, and a cell a measure."""

    rect: QRectF
    cells: tuple[tuple[Measure, QRectF], ...]


class Measures(Unhandled):
    """Mean loss and accuracy with their 95 % intervals, Brier, ECE, and the best T.

    Attributes:
        best: the temperature of least loss, or None while it is not known.
        luck: the calibration error of luck alone, or None while it is not known.
    """

    title = "All samples"

    def __init__(self, best: BestTemperature | None = None, luck: Luck | None = None) -> None:
        self.best, self.luck = best, luck

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> MeasuresGeometry:
        """All side by side, or in two rows where that is too narrow."""
        found = measures(state, self.best, self.luck)
        inner = rect.adjusted(AIR, AIR, -AIR, -AIR)
        across = columns(rect.width(), theme)
        width, height = (inner.width() + GAP) / across, row_height(theme) + GAP
        places = [divmod(place, across) for place in range(len(found))]
        boxes = [
            QRectF(
                inner.left() + column * width, inner.top() + row * height,
                width - GAP, height - GAP,
            )
            for row, column in places
        ]  # fmt: skip
        return MeasuresGeometry(rect, tuple(zip(found, boxes, strict=True)))

    def background_key(self, geometry: MeasuresGeometry, state: State) -> Hashable:
        """What is written, all of it."""
        return tuple(measure for measure, _ in geometry.cells)

    def draw_background(
        self, painter: QPainter, g: MeasuresGeometry, state: State, theme: Theme
    ) -> None:
        """Names over values over what is known of them."""
        draw_card(painter, g.rect, theme)
        ink, muted, k = colour(theme.ink), colour(theme.muted), theme.scale
        for (name, value, within), box in g.cells:
            line = QRectF(box.left(), box.top(), box.width(), NAME * k)
            text.put(painter, line, name, muted, theme, size=SMALL)
            line = QRectF(box.left(), line.bottom(), box.width(), VALUE * k)
            # The figures must be whole; the unit stands in the title of every other number.
            short = theme.width(value, TITLE, bold=True) > box.width()
            whole = value.split(" ")[0] if short else value
            text.put(painter, line, whole, ink, theme, size=TITLE, bold=True)
            line = QRectF(box.left(), line.bottom(), box.width(), RANGE * k)
            said = f"95{NBSP}%: {within}"
            fits = within[:1] in "±0123456789" and theme.width(said, SMALL) <= box.width()
            text.put(painter, line, said if within and fits else within, muted, theme, size=SMALL)

    def value_at(self, g: MeasuresGeometry, point: QPointF, state: State) -> Named | None:
        """The measure of the cell under the point."""
        for (name, value, within), box in g.cells:
            if box.contains(point):
                known = f" ({within})" if within else ""
                return Named(f"{name} = {value}{known}", name)
        return None

    def draw_foreground(
        self, painter: QPainter, g: MeasuresGeometry, state: State, theme: Theme
    ) -> None:
        """Nothing here follows a hand: what is measured comes when it rests."""


def columns(width: float, theme: Theme) -> int:
    """How many measures stand side by side in a card that is ``width`` wide."""
    return MEASURES if width - 2.0 * AIR >= MEASURES * CELL * theme.scale else FEW


def row_height(theme: Theme) -> float:
    """How high a row of measures is."""
    return (NAME + VALUE + RANGE) * theme.scale


def card_height(width: float, theme: Theme) -> float:
    """How high the card is that is ``width`` wide."""
    rows = -(-MEASURES // columns(width, theme))
    return rows * (row_height(theme) + GAP) - GAP + 2.0 * AIR


#: How many there are.
MEASURES = 5


def measures(
    state: State, best: BestTemperature | None, luck: Luck | None = None
) -> tuple[Measure, ...]:
    """What is known of all samples; nothing while nothing is measured."""
    from ceviz.maths.batch import accuracy_interval, mean_interval

    if state.data is None:
        return ()
    e, unit = state.data.evaluation, state.unit
    if np.isnan(e.mean):
        return (Measure("mean loss", "nan", "no sample counts"),)
    half, (low, high) = mean_interval(e), accuracy_interval(e)
    mean = show_information(e.mean * state.per_nat)
    about = f"± {show_information(half * state.per_nat)}" if half == half else ""
    # Of one sample nothing is known of others.
    share = "" if np.isnan(low) else _between(low, high)
    return (
        Measure(f"mean loss{state.data.caveat}", f"{mean} {unit}", about),
        Measure("accuracy", show_percent(e.accuracy, RATE), share),
        Measure("ECE", show_probability(e.ece), _luck(e, luck)),
        Measure("Brier", show_information(e.brier)),
        _temperature(best),
    )


def _luck(evaluation: Evaluation, luck: Luck | None) -> str:
    """How much of the calibration error a perfectly calibrated model would show, too."""
    if luck is None or not luck.is_of(evaluation) or np.isnan(luck.by_chance.ece):
        return ""
    return f"luck: {show_probability(luck.by_chance.ece)}"


def _between(low: float, high: float) -> str:
    """Two rates, the sign of percent once."""
    return f"{show_percent(low, RATE).removesuffix(f'{NBSP}%')}–{show_percent(high, RATE)}"


def _temperature(best: BestTemperature | None) -> Measure:
    """The T of least loss and where it may well be; of some there is none."""
    name = "best T"
    if best is None:
        return Measure(name, "…")
    if np.isnan(best.value):
        return Measure(name, "none", "no sample is possible")
    if best.value == 0.0:
        return Measure(name, "→ 0", "all are right")
    if np.isinf(best.value):
        return Measure(name, "→ ∞", "the scores mislead")
    known = not np.isnan(best.low)
    within = f"{show_score(_rough(best.low))}–{show_score(_rough(best.high))}" if known else ""
    return Measure(name, show_score(_rough(best.value)), within)


def _rough(temperature: float) -> float:
    """Three figures, of what is an estimate."""
    return float(f"{temperature:.3g}")
