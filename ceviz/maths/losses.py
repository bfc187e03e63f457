"""Losses of the same scores, each with its derivative by the scores.

With q = softmax(z / T), target p and true class y (the largest of p, the first of equals)::

    cross-entropy   −Σ p log q
    squared error    Σ (q − p)²                        the Brier score
    focal           −Σ p (1 − q)^γ log q               cross-entropy for γ = 0
    hinge            max(0, 1 + max_{j≠y} z_j/T − z_y/T)
    0–1 error        1 if the largest score is not a most probable class of p, else 0

The derivative of the hinge is one-sided at its kink; that of the 0–1 error is 0 wherever there
is one, which is why accuracy cannot be trained on.

Sources: Brier, "Verification of forecasts expressed in terms of probability" (1950); Lin et
al., "Focal loss for dense object detection" (2017); Crammer & Singer, "On the algorithmic
implementation of multiclass kernel-based vector machines" (2001).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.gradients import pull, through_softmax
from ceviz.maths.information import contributions
from ceviz.maths.softmax import Prediction, leaders

#: The focusing that Lin et al. found best.
GAMMA = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Graded:
    """A loss and how it answers to each score.

    Attributes:
        value: shape (...); nats for cross-entropy and focal loss, plain numbers for the others.
        gradient: ∂ value / ∂z, shape (..., K); finite even where the value is ∞.
    """

    value: FloatArray
    gradient: FloatArray


#: A loss of a prediction (shape (..., K)) at a temperature, against the target p, shape (K,) or
#: (..., K), which is not checked.
Grade = Callable[[FloatArray, Prediction, float], Graded]


def as_gamma(gamma: float) -> float:
    """A finite γ ≥ 0.

    Raises:
        InvalidInput: anything else.
    """
    if not 0.0 <= gamma < np.inf:
        raise InvalidInput(f"{gamma:g} cannot focus a loss", where="γ", why="it must be at least 0")
    return float(gamma)


def cross_entropy(p: FloatArray, prediction: Prediction, temperature: float) -> Graded:
    """``−Σ p log q`` and ``(q − p) / T``."""
    value = contributions(p, prediction.surprisal).sum(axis=-1)
    return Graded(value, pull(p, prediction) / temperature)


def squared_error(p: FloatArray, prediction: Prediction, temperature: float) -> Graded:
    """``Σ (q − p)²`` and its derivative, which fades where q is certain, even wrongly so."""
    apart = pull(p, prediction)
    value = np.square(apart).sum(axis=-1)
    return Graded(value, through_softmax(2.0 * prediction.q * apart, prediction, temperature))


def focal(p: FloatArray, prediction: Prediction, temperature: float, gamma: float) -> Graded:
    """``−Σ p (1 − q)^γ log q`` and its derivative.

    Raises:
        InvalidInput: γ is negative or not finite.
    """
    gamma = as_gamma(gamma)
    q, left = prediction.q, prediction.complement
    focus = left**gamma
    value = contributions(p * focus, prediction.surprisal).sum(axis=-1)
    # −log q / (1 − q) tends to 1 as q tends to 1.
    rate = np.divide(prediction.surprisal, left, out=np.ones_like(left), where=left > 0.0)
    weighted = -p * focus * (gamma * contributions(q, rate) + 1.0)
    return Graded(value, through_softmax(weighted, prediction, temperature))


def hinge(p: FloatArray, prediction: Prediction, temperature: float) -> Graded:
    """``max(0, 1 + max_{j≠y} z_j/T − z_y/T)``; it pushes the true class and its rival only."""
    scores = prediction.scores
    true = leaders(np.broadcast_to(p, scores.shape))
    others = scores.copy()
    others[true] = -np.inf
    rival = leaders(others)
    with np.errstate(over="ignore"):
        value = np.maximum(0.0, 1.0 + (others[rival] - scores[true]) / temperature)
    push = np.where(value > 0.0, 1.0 / temperature, 0.0)
    gradient = np.zeros_like(scores)
    gradient[rival] = push
    gradient[true] -= push
    return Graded(value, gradient)


def zero_one(p: FloatArray, prediction: Prediction, temperature: float) -> Graded:  # noqa: ARG001
    """0 where the largest score is a most probable class of p, else 1; derivative 0."""
    scores = prediction.scores
    targets = np.broadcast_to(p, scores.shape)
    value = np.where(targets[leaders(scores)] == targets.max(axis=-1), 0.0, 1.0)
    return Graded(value, np.zeros_like(scores))
