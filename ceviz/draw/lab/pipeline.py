"""The whole picture: scores ► softmax ► probabilities ► −log ► loss, and the gradient back.

:func:`slots` is the one plan of it: the window places its widgets by it, the exporter paints
by it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ceviz.document.text.numbers import show_score
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
BACK = 28.0

#: The least height that the pictures keep before a line above them goes; and before the way back
#: and then the formula go whole. Before type scaling, as all here.
PICTURES, LOW = 200.0, 80.0

#: The height from which on all that is in a picture can be read.
READABLE = 120.0

#: The least width of a picture: before they are narrower one goes whole, the least important first.
NARROW = 88.0
YIELDING = ("curve", "powers", "scores")


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
    ``divide`` have no width unless softmax is opened. What there is no room for has none either:
    the sentence, the probabilities and the loss are always there.
    """
    k = theme.scale
    words, formula, back = _heads(rect.height(), theme, simple=view.simple)
    sentence = QRectF(rect.left(), rect.top(), rect.width(), words)
    air = GAP if formula else 0.0
    equation = QRectF(rect.left(), sentence.bottom() + air, rect.width(), formula)
    flow = QRectF(rect.left(), rect.bottom() - back, rect.width(), back)
    top, bottom = equation.bottom() + GAP, flow.top() - 2.0
    shown, part = _pictures(rect.width(), k, softmax=view.softmax)
    step = STEP * k
    x, boxes = rect.left(), []
    for width in (
        part if "scores" in shown else 0.0, step if "scores" in shown else 0.0,
        part if "powers" in shown else 0.0, step if "powers" in shown else 0.0,
        part, step,
        part if "curve" in shown else 0.0, step * 0.6 if "curve" in shown else 0.0,
        LOSS * k,
    ):  # fmt: skip
        boxes.append(QRectF(x, top, width, max(40.0, bottom - top)))
        x += width
    scores, softmax, powers, divide, bars, log, curve, total, last = boxes
    # Parts do not add up: a rounding beyond the edge would be a pixel, and the card's border.
    last.setRight(rect.right())
    return Slots(
        sentence, equation, scores, softmax, powers, divide, bars, log, curve, total, last, flow
    )


def least_height(theme: Theme, *, simple: bool) -> float:
    """How high all that is in a low one still is, with pictures that can be read."""
    back = 0.0 if simple else BACK * theme.scale
    heads = sentence_height(theme, lines=1) + equation_height(theme, lines=1)
    return heads + 2.0 * GAP + back + READABLE * theme.scale


def least_width(theme: Theme) -> float:
    """How wide what never gives way is."""
    return (NARROW + STEP + LOSS) * theme.scale


def _pictures(width: float, k: float, *, softmax: bool) -> tuple[list[str], float]:
    """Which pictures there is room for, and how wide each is."""
    shown = ["scores", *(["powers"] if softmax else []), "bars", "curve"]
    for goes in (*YIELDING, ""):
        # A step before each but the first, and one to the loss, short after the curve.
        steps = len(shown) - 1 + (0.6 if "curve" in shown else 1.0)
        part = (width - steps * STEP * k - LOSS * k) / len(shown)
        if part >= NARROW * k or not goes:
            break
        if goes in shown:
            shown.remove(goes)
    return shown, max(part, 60.0)


def _heads(height: float, theme: Theme, *, simple: bool) -> tuple[float, float, float]:
    """How high sentence, equation and the way back are.

    In low windows the second line of either goes, then the way back, then the equation.
    """
    k = theme.scale
    back = 0.0 if simple else BACK * k
    both = equation_height(theme, lines=1 if simple else 2)
    words, one = sentence_height(theme), sentence_height(theme, lines=1)
    line = equation_height(theme, lines=1)
    for least, *heads in (
        (PICTURES, words, both, back), (PICTURES, one, both, back), (LOW, one, line, back),
        (LOW, one, line, 0.0),
    ):  # fmt: skip
        if height - sum(heads) - 2.0 * GAP >= least * k:
            return heads[0], heads[1], heads[2]
    return one, 0.0, 0.0


def draw_steps(painter: QPainter, s: Slots, state: State, theme: Theme) -> None:
    """The arrows between the pictures."""
    t = state.document.temperature
    below = "" if t == 1.0 else f"T = {show_score(t)}"
    opened = not s.powers.isEmpty()
    # In a file nothing can be opened, nor where there is no room.
    opens = theme.marks and opened == state.view.softmax
    sign = ("⊖ " if opened else "⊕ ") if opens else ""
    if opened:
        raised = "eᶻ" if t == 1.0 else "e^(z/T)"
        draw_step(painter, s.softmax, f"{sign}{raised}", below, theme)
        draw_step(painter, s.divide, "÷ sum", "", theme)
    elif not s.softmax.isEmpty():
        draw_step(painter, s.softmax, f"{sign}softmax", below, theme)
    draw_step(painter, s.log, f"−{state.document.unit.log}", "", theme)
    if not s.total.isEmpty():
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
