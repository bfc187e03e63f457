"""The loss as one large number: where the pipeline ends, and a handle on it."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ceviz.document.edits import DRAG_MIN
from ceviz.document.model import Document, Unit
from ceviz.document.text.numbers import RATE, show_information, show_percent
from ceviz.document.text.readouts import VERDICT_TONES, verdict_words
from ceviz.draw import primitives, text
from ceviz.draw.frame import draw_card
from ceviz.draw.lab.bars import GRIP
from ceviz.draw.picture import Handle, Named, Unhandled
from ceviz.draw.state import State
from ceviz.draw.theme import HUGE, SMALL, TEXT, TITLE, Theme, colour
from ceviz.store.intents import Intent
from ceviz.store.moves import drag_intent


class Row(NamedTuple):
    """One line of the card.

    Attributes:
        name: what is written there.
        height: in pixels before type scaling; ``air`` is left over it.
        stays: of rows that do not all fit, the ones with the smallest go.
    """

    name: str
    height: float
    stays: int
    air: float = 0.0


#: From top to bottom.
ROWS = (
    Row("symbol", 22.0, 4),
    Row("value", 40.0, 9),
    Row("unit", 20.0, 8),
    Row("other unit", 18.0, 3),
    Row("verdict", 18.0, 7, 10.0),
    Row("confidence", 18.0, 2),
)

#: Below them, of several samples; or where the loss is infinite.
MEAN = (Row("mean of", 18.0, 5, 10.0), Row("mean", 18.0, 6), Row("accuracy", 18.0, 1))
WHY = (Row("a possible class", 16.0, 5, 6.0), Row("was given q = 0", 16.0, 5))

#: How far over the middle the first row begins, and how much higher all stand with a mean.
FIRST, LIFT = 60.0, 26.0

#: Dragging the number by so many pixels, before type scaling, is one nat.
PER_NAT = 40.0


class Loss(Unhandled):
    """H(p,q) of the selected sample, large, in both units; the batch's mean if there is one.

    Handle: the loss itself, anywhere on the card: up is more.
    """

    title = "Loss"

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> QRectF:
        """The card is all there is to it."""
        return rect

    def background_key(self, geometry: QRectF, state: State) -> Hashable:
        """Unit, verdict, and which rows there are: they shift and name the rest."""
        a, view = state.analysis, state.view
        return state.document.unit, a.verdict, _more(state), view.simple, state.focused

    def draw_background(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """Card, title, what the number is, the verdict."""
        draw_card(painter, g, theme)
        line = QRectF(g.left() + 10.0, g.top() + 6.0, g.width() - 20.0, 24.0 * theme.scale)
        text.put(painter, line, self.title, colour(theme.ink), theme, size=TITLE, bold=True)
        rows = Rows(painter, g, state, theme)
        rows.put("symbol", "it costs" if state.view.simple else "H(p,q) =")
        rows.put("unit", state.unit, "ink", size=TITLE)
        a = state.analysis
        rows.put("verdict", verdict_words(a), VERDICT_TONES[a.verdict], bold=True)
        rows.put_grip()
        if state.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(primitives.line(colour(theme.accent), 2.0))
            painter.drawRoundedRect(g.adjusted(2.0, 2.0, -2.0, -2.0), 4.0, 4.0)

    def draw_foreground(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        """The number, its other unit, how sure it was, the mean."""
        a = state.analysis
        other = Unit.BITS if state.document.unit is Unit.NATS else Unit.NATS
        value = show_information(a.cross_entropy * state.per_nat)
        rows, size = Rows(painter, g, state, theme), HUGE
        while size > SMALL and not (
            theme.width(value, size, bold=True) <= g.width() - 16.0
            and theme.metrics(size, bold=True).capHeight() <= rows.room
        ):
            size -= 2.0
        rows.put("value", value, "ink", size=size, bold=True)
        converted = show_information(a.cross_entropy * other.per_nat)
        if not state.view.simple:
            rows.put("other unit", f"{converted} {other.value}", size=SMALL)
        rows.put("confidence", _beside(state), size=SMALL)
        if len(state.document.samples) > 1:
            mean = show_information(a.batch.cross_entropy * state.per_nat)
            rows.put("mean of", f"mean of {a.batch.count:,}", size=SMALL)
            rows.put("mean", f"{mean} {state.unit}", "ink", bold=True)
            rows.put("accuracy", f"{show_percent(a.batch.accuracy, RATE)} right", size=SMALL)
        elif a.cross_entropy == float("inf"):
            for row in WHY:
                rows.put(row.name, row.name, size=SMALL)

    def value_at(self, g: QRectF, point: QPointF, state: State) -> Named | None:
        """The loss, anywhere on the card."""
        value = show_information(state.analysis.cross_entropy * state.per_nat)
        return Named(f"loss = {value} {state.unit}", "cross_entropy")

    def class_at(self, g: QRectF, point: QPointF, state: State) -> int | None:
        """The truth: the loss reads its probability."""
        return state.analysis.true

    def handle_at(self, g: QRectF, point: QPointF, state: State) -> Handle | None:
        """The loss, wherever it is taken; an infinite one sets off from as far as a drag goes."""
        highest = -math.log(DRAG_MIN)
        nats = min(state.analysis.cross_entropy, max(highest, _finite(state)))
        return Handle("loss", state.analysis.true, nats * state.per_nat, QPointF(point))

    def intent_at(
        self, g: QRectF, handle: Handle, point: QPointF, state: State, base: Document
    ) -> Intent:
        """A nat more for every :data:`PER_NAT` pixels up."""
        gone = (handle.at.y() - point.y()) / PER_NAT * state.per_nat
        return drag_intent("loss", handle.index, handle.value, handle.value + gone, base)


class Rows:
    """Puts centred words above and below the middle of the card, in a low one fewer of them.

    Attributes:
        room: how high the largest row can be, in pixels.
    """

    def __init__(self, painter: QPainter, g: QRectF, state: State, theme: Theme) -> None:
        self._painter, self._g, self._theme = painter, g, theme
        k, rows = theme.scale, [*ROWS, *_more(state)]
        top, bottom = g.top() + 28.0 * k, g.bottom() - 4.0
        going = sorted(rows, key=lambda row: row.stays)
        while len(rows) > 1 and _height(rows) * k > bottom - top:
            rows.remove(going.pop(0))
        self.room = min(max(row.height for row in rows) * k, bottom - top)
        first = FIRST + (LIFT if len(state.document.samples) > 1 else 0.0)
        level = max(min(g.center().y() - first * k, bottom - _height(rows) * k), top)
        self._places: dict[str, tuple[float, float]] = {}
        for row in rows:
            level += row.air * k
            height = min(row.height * k, self.room)
            self._places[row.name] = (level, height)
            level += height

    def put(
        self, row: str, words: str, tint: str = "muted", *, size: float = TEXT, bold: bool = False
    ) -> None:
        """``words`` in the row of that name, if it is there; ``tint`` is a theme colour's name."""
        if row not in self._places:
            return
        g, theme, (top, height) = self._g, self._theme, self._places[row]
        box = QRectF(g.left() + 6.0, top, g.width() - 12.0, height)
        shade = colour(getattr(theme, tint))
        text.put(self._painter, box, words, shade, theme, size=size, bold=bold, align=text.CENTRE)

    def put_grip(self) -> None:
        """A quiet grip under the number: it can be dragged, but not in files."""
        if not self._theme.marks or "value" not in self._places:
            return
        k, (top, height) = self._theme.scale, self._places["value"]
        across, down = (side * k for side in GRIP)
        left = self._g.center().x() - across / 2.0
        box = QRectF(left, top + height - down, across, down)
        self._painter.fillRect(box, colour(self._theme.muted))


def _finite(state: State) -> float:
    loss = state.analysis.cross_entropy
    return loss if math.isfinite(loss) else 0.0


def _beside(state: State) -> str:
    """How sure the model is; what was frozen to compare with takes its place."""
    if state.ghost is None:
        return f"{state.share(state.analysis.confidence)} sure"
    return f"was {show_information(state.ghost.cross_entropy * state.per_nat)}"


def _height(rows: list[Row]) -> float:
    return sum(row.air + row.height for row in rows)


def _more(state: State) -> tuple[Row, ...]:
    """The rows below those that are always there."""
    if len(state.document.samples) > 1:
        return MEAN
    return WHY if state.analysis.cross_entropy == float("inf") else ()
