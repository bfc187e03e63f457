"""The whole picture: scores ► softmax ► probabilities ► −log ► loss, and the gradient back.

:func:`slots` is the one plan of it: the window places its widgets by it, the exporter paints
by it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.numbers import show_score
from ceviz.draw.lab.class_table import Table
from ceviz.draw.lab.curve import Curve
from ceviz.draw.lab.equation import Equation
from ceviz.draw.lab.equation import height as equation_height
from ceviz.draw.lab.flow import GradientFlow, draw_step
from ceviz.draw.lab.loss_card import Loss
from ceviz.draw.lab.powers import Powers
from ceviz.draw.lab.probabilities import ProbabilityBars
from ceviz.draw.lab.readouts import Readouts
from ceviz.draw.lab.scores import ScoreBars
from ceviz.draw.lab.sentence import Sentence
from ceviz.draw.lab.sentence import height as sentence_height
from ceviz.draw.picture import Picture, Unhandled, draw
from ceviz.draw.rows import Rows
from ceviz.draw.state import State, View
from ceviz.draw.theme import Theme, colour

#: The whole lab, with softmax closed.
DEFAULT = View()

GAP = 8.0
STEP = 50.0
LOSS = 122.0

#: The least height that the pictures keep before a line above them goes, before type scaling.
PICTURES = 200.0


@dataclass(frozen=True, slots=True)
class Slots:
    """Where the parts of the pipeline go."""

    sentence: QRectF
    equation: QRectF
    scores: QRectF
    softmax: QRectF
    powers: QRectF
    divide: QRectF
    bars: QRectF
    log: QRectF
    curve: QRectF
    total: QRectF
    loss: QRectF
    flow: QRectF


def slots(rect: QRectF, theme: Theme, view: View = DEFAULT) -> Slots:
    """Divide ``rect``: words and equation on top, the pictures in a row, the way back below.

    At the simple level the formula is one line, and there is no way back. ``powers`` and
    ``divide`` have no width unless softmax is opened.
    """
    k, simple = theme.scale, view.simple
    back = 0.0 if simple else 28.0 * k
    words, formula = _heads(rect.height() - 2.0 * GAP - back - PICTURES * k, theme, simple)
    sentence = QRectF(rect.left(), rect.top(), rect.width(), words)
    equation = QRectF(rect.left(), sentence.bottom() + GAP, rect.width(), formula)
    flow = QRectF(rect.left(), rect.bottom() - back, rect.width(), back)
    top, bottom = equation.bottom() + GAP, flow.top() - 2.0
    step, loss = STEP * k, LOSS * k
    inside, pictures = (step, 4) if view.softmax else (0.0, 3)
    between = 2.0 * step + inside + step * 0.6 + loss
    part = max(60.0, (rect.width() - between) / pictures)
    opened = part if view.softmax else 0.0
    x, boxes = rect.left(), []
    for width in (part, step, opened, inside, part, step, part, step * 0.6, loss):
        boxes.append(QRectF(x, top, width, max(40.0, bottom - top)))
        x += width
    scores, softmax, powers, divide, bars, log, curve, total, last = boxes
    # Parts do not add up: a rounding beyond the edge would be a pixel, and the card's border.
    last.setRight(rect.right())
    return Slots(
        sentence, equation, scores, softmax, powers, divide, bars, log, curve, total, last, flow
    )


def _heads(room: float, theme: Theme, simple: bool) -> tuple[float, float]:
    """How high sentence and equation are: in low windows the second line of either goes."""
    both = equation_height(theme, lines=1 if simple else 2)
    words = sentence_height(theme)
    if room >= both + words:
        return words, both
    one = sentence_height(theme, lines=1)
    return one, both if room >= both + one else equation_height(theme, lines=1)


def draw_steps(painter: QPainter, s: Slots, state: State, theme: Theme) -> None:
    """The arrows between the pictures."""
    t = state.document.temperature
    below = "" if t == 1.0 else f"T = {show_score(t)}"
    opened = state.view.softmax
    # In a file nothing can be opened.
    sign = ("⊖ " if opened else "⊕ ") if theme.marks else ""
    if opened:
        raised = "eᶻ" if t == 1.0 else "e^(z/T)"
        draw_step(painter, s.softmax, f"{sign}{raised}", below, theme)
        draw_step(painter, s.divide, "÷ sum", "", theme)
    else:
        draw_step(painter, s.softmax, f"{sign}softmax", below, theme)
    draw_step(painter, s.log, f"−{state.document.unit.log}", "", theme)
    draw_step(painter, s.total, "" if state.view.simple else "Σ p", "", theme)


class Pipeline(Unhandled):
    """Everything the lab shows, in one exportable picture; the parts are its handles."""

    title = "The whole picture"

    def __init__(self) -> None:
        self._readouts = Readouts()
        self._parts: dict[str, Picture] = {
            "sentence": Sentence(),
            "equation": Equation(),
            "scores": ScoreBars(),
            "powers": Powers(),
            "bars": ProbabilityBars(),
            "curve": Curve(),
            "loss": Loss(),
            "flow": GradientFlow(),
        }

    def rows(self, state: State) -> Rows:
        """Every column of the class table."""
        return Table().rows(state)

    def geometry(self, rect: QRectF, state: State, theme: Theme) -> tuple[QRectF, Slots, QRectF]:
        """Background, parts, and the readouts' strip at the foot."""
        inner = rect.adjusted(GAP, GAP, -GAP, -GAP)
        foot = 84.0 * theme.scale
        readouts = QRectF(inner.left(), inner.bottom() - foot, inner.width(), foot)
        above = inner.adjusted(0, 0, 0, -foot - 4.0)
        return rect, slots(above, theme, state.view), readouts

    def background_key(self, geometry: tuple[QRectF, Slots, QRectF], state: State) -> Hashable:
        """Only drawn into files: nothing is kept."""
        return object()

    def draw_background(
        self, painter: QPainter, g: tuple[QRectF, Slots, QRectF], state: State, theme: Theme
    ) -> None:
        """Fill the background, if the theme has one."""
        if not theme.transparent:
            painter.fillRect(g[0], colour(theme.background))

    def draw_foreground(
        self, painter: QPainter, g: tuple[QRectF, Slots, QRectF], state: State, theme: Theme
    ) -> None:
        """All parts and the steps between them, and the readouts."""
        self.draw_parts(painter, g[1], state, theme)
        draw(painter, self._readouts, g[2], state, theme)

    def draw_parts(self, painter: QPainter, s: Slots, state: State, theme: Theme) -> None:
        """All parts and the steps between them, where ``s`` has them."""
        draw_steps(painter, s, state, theme)
        for name, part in self._parts.items():
            if getattr(s, name).isEmpty():
                continue  # not at this level, or not opened
            draw(painter, part, getattr(s, name), state, theme)
