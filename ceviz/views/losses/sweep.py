"""Which way the compared losses are swept, and the sweeps themselves, each computed once.

One class's score moves and the others stay, so all of it lies on one line, measured by the
score or by the probability it makes. What a sweep depends on leaves the moving score out:
dragging it recomputes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.document.targets import distribution
from ceviz.draw.state import State
from ceviz.maths.arrays import FloatArray
from ceviz.maths.losses import GAMMA, as_gamma
from ceviz.maths.softmax import logsumexp
from ceviz.maths.sweeps import Sweep, sweep_score
from ceviz.memo import value_memo, weak_memo
from ceviz.views.losses import table
from ceviz.views.losses.table import ComparedLoss, grades

#: A wrong model is called confident where some class is this many times likelier than the truth.
CONFIDENT = 10.0

#: Numbers a sweep may compute, classes times positions, and positions it has at least.
NUMBERS, LEAST = 60_000, 91

#: Positions of a sweep that is read and not drawn.
READ = 241

#: Positions that tell how high the axes go.
COARSE = 33


class Swept(StrEnum):
    """What runs along the x axis."""

    TRUE_SCORE = "the true class’s score"
    SELECTED_SCORE = "the selected class’s score"
    TRUE_PROBABILITY = "the true class’s probability"


@dataclass(frozen=True)
class Choice:
    """The view's options.

    Attributes:
        swept: what moves.
        shown: the keys of the losses that are drawn.
        gamma: γ ≥ 0 of the focal loss.

    Raises:
        InvalidInput: for another γ.
    """

    swept: Swept = Swept.TRUE_SCORE
    shown: frozenset[str] = field(default_factory=table.keys)
    gamma: float = GAMMA

    def __post_init__(self) -> None:
        as_gamma(self.gamma)

    def index(self, state: State, a: Analysis | None = None) -> int:
        """The class whose score moves, in the present analysis or in ``a``."""
        true = state.analysis.true if a is None else a.true
        return state.selected if self.swept is Swept.SELECTED_SCORE else true

    @property
    def by_probability(self) -> bool:
        """Whether the x axis is a probability."""
        return self.swept is Swept.TRUE_PROBABILITY


@dataclass(frozen=True)
class Line:
    """The line on which one score moves.

    Attributes:
        index: the class that moves.
        temperature: T.
        rest: the score at which it has q = ½: T·logsumexp of the others; −∞ if they are all
            impossible, and then q is 1 wherever the score is.
        rival: the largest score of the wrong classes that stay; −∞ if there is none.
        truth: the truth's score; None if the truth itself moves.
    """

    index: int
    temperature: float
    rest: float
    rival: float
    truth: float | None

    def score(self, q: float) -> float:
        """The score at which the moving class has probability q in (0, 1)."""
        return self.rest + self.temperature * float(np.log(q) - np.log1p(-q))

    def probability(self, score: float) -> float:
        """The probability at a score."""
        if self.rest == -np.inf:
            return 1.0
        with np.errstate(over="ignore"):
            return float(1.0 / (1.0 + np.exp((self.rest - score) / self.temperature)))

    def wrong(self, odds: float) -> tuple[float, float]:
        """Between which scores some class is ``odds`` times likelier than the truth, or more."""
        ahead = self.temperature * float(np.log(odds))
        if self.truth is None:
            return -np.inf, self.rival - ahead
        return (-np.inf if self.rival >= self.truth + ahead else self.truth + ahead), np.inf


def line_of(state: State, choice: Choice) -> Line:
    """The line through the present scores."""
    return line_through(state.analysis, choice.index(state), state.document.temperature)


def line_in(document: Document, index: int) -> Line:
    """The line through a document's scores, for an edit that moves along it."""
    p = distribution(document.sample.target, len(document.classes))
    return _made(document.sample.scores, int(p.argmax()), index, document.temperature)


@weak_memo()
def line_through(a: Analysis, index: int, temperature: float) -> Line:
    """The line through an analysis's scores."""
    return _made(a.z, a.true, index, temperature)


def _made(z: FloatArray, true: int, index: int, temperature: float) -> Line:
    others = np.delete(z, index)
    wrong = np.delete(z, [index, true]).max(initial=-np.inf)
    possible = others.max() > -np.inf
    rest = temperature * float(logsumexp(others, temperature=temperature)) if possible else -np.inf
    truth = None if index == true else float(z[true])
    return Line(index, temperature, rest, float(wrong), truth)


@dataclass(frozen=True)
class SweepKey:
    """All that a sweep depends on, cheap to compare.

    Attributes:
        p, others: the target, and the scores with 0 for the one that moves; bytes of (K,).
        low, high: the ends of the x axis.
        count: positions along the axis; fewer of very many classes.
    """

    p: bytes
    others: bytes
    index: int
    temperature: float
    choice: Choice
    low: float
    high: float
    count: int


def key_of(
    a: Analysis, state: State, choice: Choice, low: float, high: float, *, count: int = READ
) -> SweepKey:
    """The key of the sweep from ``low`` to ``high`` through the scores of ``a``."""
    count = min(count, max(NUMBERS // len(a.z), LEAST))
    index = choice.index(state, a)
    others = a.z.copy()
    others[index] = 0.0
    return SweepKey(
        a.p.tobytes(), others.tobytes(), index, state.document.temperature, choice, low, high,
        count,
    )  # fmt: skip


@value_memo(most=12)
def sweep(key: SweepKey) -> tuple[FloatArray, Sweep[ComparedLoss]]:
    """Positions on the x axis, ascending, and the losses there."""
    p, z = np.frombuffer(key.p), np.frombuffer(key.others)
    true = int(p.argmax())
    line = _made(z, true, key.index, key.temperature)
    scores = _positions(line, key)
    corners = _corners(line)
    ends = scores[0], scores[-1]
    corners = corners[(corners > ends[0]) & (corners < ends[1])]
    scores = np.unique(np.concatenate([scores, np.nextafter(corners, -np.inf), corners,
                                       np.nextafter(corners, np.inf)]))  # fmt: skip
    made = sweep_score(
        p, z, key.index, scores, grades(key.choice.gamma, key.choice.shown),
        temperature=key.temperature,
    )  # fmt: skip
    return (made.probability if key.choice.by_probability else made.score), made


def _positions(line: Line, key: SweepKey) -> FloatArray:
    """Scores evenly along the x axis."""
    count = key.count
    if not key.choice.by_probability or line.rest == -np.inf:
        return np.linspace(key.low, key.high, count)
    low, high = max(key.low, 0.0), min(key.high, 1.0)
    q = np.linspace(low, high, count)
    # Towards the ends the losses climb through all heights within a pixel: more points there.
    fine = np.geomspace(1e-9, 0.2, count // 2) * (high - low)
    q = np.clip(np.concatenate([q, low + fine, high - fine]), 1e-12, 1.0 - 1e-12)
    q.sort()
    return np.asarray(line.rest + line.temperature * (np.log(q) - np.log1p(-q)))


def _corners(line: Line) -> FloatArray:
    """Scores where the hinge bends or the 0–1 error steps."""
    found = [line.rival]
    if line.truth is None:
        found.append(line.rival + line.temperature)
    else:
        found += [line.truth, line.truth - line.temperature]
    return np.array([corner for corner in found if np.isfinite(corner)])


def present(state: State, choice: Choice) -> dict[ComparedLoss, tuple[float, float]]:
    """Value and slope of every loss where the prediction is now, in nats and plain numbers."""
    temperature = state.document.temperature
    return _present(state.analysis, temperature, choice.gamma, choice.index(state))


@weak_memo()
def _present(
    a: Analysis, temperature: float, gamma: float, index: int
) -> dict[ComparedLoss, tuple[float, float]]:
    prediction = a.prediction
    found = {}
    for loss, grade in grades(gamma).items():
        graded = grade(a.p, prediction, temperature)
        found[loss] = float(graded.value), float(graded.gradient[index])
    return found


def slopes_at(state: State, choice: Choice, score: float) -> dict[ComparedLoss, float]:
    """Every loss's slope at another place on the line."""
    key = key_of(state.analysis, state, Choice(gamma=choice.gamma), 0.0, 0.0)
    return _slopes_at(key.p, key.others, choice.index(state), key.temperature, score, choice.gamma)


@value_memo(most=8)
def _slopes_at(
    p: bytes, others: bytes, index: int, temperature: float, score: float, gamma: float
) -> dict[ComparedLoss, float]:
    made = sweep_score(
        np.frombuffer(p), np.frombuffer(others), index, np.array([score]), grades(gamma),
        temperature=temperature,
    )  # fmt: skip
    return {loss: float(slope[0]) for loss, slope in made.slope.items()}


def held_temperature(state: State) -> float:
    """T at rest: while its slider moves the axes stay."""
    a = state.held
    if a is state.analysis:
        return state.document.temperature
    finite = np.isfinite(a.z)
    z, surprisal = a.z[finite], a.surprisal[finite]
    low, high = int(z.argmin()), int(z.argmax())
    if z[low] == z[high]:
        return state.document.temperature
    found = (z[high] - z[low]) / (surprisal[low] - surprisal[high])
    return float(f"{found:.9g}")
