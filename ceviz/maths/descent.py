"""Gradient descent on the scores of one sample, step by step.

With velocity v, step size η and momentum μ, as PyTorch's SGD has it::

    v ← μ v + ∂loss/∂z
    z ← z − η v

Whatever loss is descended, cross-entropy and KL divergence are recorded for every step. They
differ by H(p), which no step changes: minimising one is minimising the other, and their curves
are parallel.

A path goes on for ever unless a score would leave float64, as it may with too large a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.information import contributions, entropy, kl_terms
from ceviz.maths.inputs import as_classes, as_distribution, as_temperature, together
from ceviz.maths.losses import Graded, cross_entropy, squared_error, zero_one
from ceviz.maths.softmax import Prediction, predict

#: Steps computed at least, when one is asked for that is not there yet: about a millisecond.
CHUNK = 16


class Loss(StrEnum):
    """The losses that can be descended, by their names in files."""

    CROSS_ENTROPY = "cross_entropy"
    SQUARED_ERROR = "squared_error"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a step is made.

    Attributes:
        loss: what is descended.
        step_size: η > 0, in score² per unit of loss.
        momentum: μ in [0, 1): the share of the last step's velocity that is kept.
        temperature: T of the softmax.

    Raises:
        InvalidInput: one of these is out of its range.
    """

    loss: Loss = Loss.CROSS_ENTROPY
    step_size: float = 1.0
    momentum: float = 0.0
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 < self.step_size < np.inf:
            raise InvalidInput(
                f"{self.step_size:g} cannot be a step size",
                where="descent",
                why="it must be above 0",
            )
        if not 0.0 <= self.momentum < 1.0:
            raise InvalidInput(
                f"{self.momentum:g} cannot be a momentum", where="descent", why="it lies in [0, 1)"
            )
        as_temperature(self.temperature)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The first n points of a path, the start among them. Arrays are read-only.

    Attributes:
        scores: z, shape (n, K).
        loss: the loss that is descended, shape (n,).
        cross_entropy: H(p, q) in nats, shape (n,).
        kl: KL(p‖q) in nats, shape (n,).
        accuracy: 1 where the largest score is a most probable class of p, else 0, shape (n,).
    """

    scores: FloatArray
    loss: FloatArray
    cross_entropy: FloatArray
    kl: FloatArray
    accuracy: FloatArray

    def __len__(self) -> int:
        return len(self.scores)


class Descent:
    """A path of gradient descent, computed as far as it is looked at.

    The path is fixed by its start and its rule; asking for more of it never changes what was
    there before.

    Attributes:
        p: the target, shape (K,).
        rule: how a step is made.
        floor: H(p) in nats, which H(p, q) cannot fall below.
    """

    def __init__(self, p: npt.ArrayLike, start: npt.ArrayLike, rule: Rule | None = None) -> None:
        """Begin a path at ``start``.

        Args:
            p: target distribution, shape (K,).
            start: the scores to begin with, shape (K,). A score of −∞ stays −∞.

        Raises:
            InvalidInput, NotADistribution: p or the scores are not what they should be.
        """
        self.p = as_distribution(p)
        self.rule = rule or Rule()
        scores = as_classes(start, "scores")
        together(self.p, scores, "p and scores")
        if scores.ndim != 1:
            raise InvalidInput("descent goes from one row of scores", where="scores")
        self.floor = float(entropy(self.p))
        self._possible = scores > -np.inf
        self._velocity = np.zeros_like(scores)
        self._ended = False
        self._count = 0
        # One row a step: the scores, then the four numbers of Steps.
        self._table = np.empty((CHUNK, len(scores) + 4))
        self._append(scores[np.newaxis])

    @property
    def ended(self) -> int | None:
        """The last step there is, once it is known that a further one would leave float64."""
        return self._count - 1 if self._ended else None

    def upto(self, step: int) -> Steps:
        """The path from the start to ``step``, that one included, or to where it ended."""
        while self._count <= step and not self._ended:
            self._extend(max(CHUNK, step + 1 - self._count))
        rows = self._table[: min(step + 1, self._count)]
        rows.flags.writeable = False
        return Steps(rows[:, :-4], rows[:, -4], rows[:, -3], rows[:, -2], rows[:, -1])

    def _extend(self, count: int) -> None:
        """Walk ``count`` steps further, or as far as there are any."""
        walked = np.empty((count, len(self.p)))
        scores: FloatArray = self._table[self._count - 1, :-4]
        for row in range(count):
            scores = self._next(scores)
            if not np.isfinite(scores[self._possible]).all():
                self._ended = True
                walked = walked[:row]
                break
            walked[row] = scores
        if len(walked):
            self._append(walked)

    def _append(self, scores: FloatArray) -> None:
        end = self._count + len(scores)
        if end > len(self._table):
            grown = np.empty((max(end, 2 * len(self._table)), self._table.shape[1]))
            grown[: self._count] = self._table[: self._count]
            self._table = grown
        made = predict(scores, temperature=self.rule.temperature)
        rows = self._table[self._count : end]
        rows[:, :-4] = scores
        rows[:, -4] = self._graded(made).value
        rows[:, -3] = contributions(self.p, made.surprisal).sum(axis=-1)
        rows[:, -2] = kl_terms(np.tile(self.p, (len(scores), 1)), made.q, made.surprisal).sum(-1)
        rows[:, -1] = 1.0 - zero_one(self.p, made, self.rule.temperature).value
        self._count = end

    def _next(self, scores: FloatArray) -> FloatArray:
        made = predict(scores, temperature=self.rule.temperature)
        with np.errstate(over="ignore", invalid="ignore"):
            self._velocity = self.rule.momentum * self._velocity + self._graded(made).gradient
            moved: FloatArray = scores - self.rule.step_size * self._velocity
        return moved

    def _graded(self, made: Prediction) -> Graded:
        if self.rule.loss is Loss.SQUARED_ERROR:
            return squared_error(self.p, made, self.rule.temperature)
        return cross_entropy(self.p, made, self.rule.temperature)
