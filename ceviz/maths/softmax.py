"""Softmax and its logarithm, accurate to a few units in the last place over the whole range.

::

    q_i = exp(z_i / T) / Σ_j exp(z_j / T)

Computed from ``x_i = (z_i − max z) / T``, shifted before dividing, with the rounding of the
shift and of the division carried along: the relative error of ``exp(x)`` is the absolute error
of ``x``, and at ``x = −668`` (``q = 1e-290``) an uncompensated ``x`` is off by 1e-13, which
no difference of q and p could afford.

Source: Blanchard, Higham & Higham, "Accurately computing the log-sum-exp and softmax
functions", IMA J. Numer. Anal. 41 (2021), for the shift and ``log1p``; Dekker (1971) for the
residuals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import FloatArray, IndexArray
from ceviz.maths.inputs import Reduced, as_classes, as_temperature, refuse_scores

#: exp(−FAR) is 0 in float64: scores further below the largest carry no weight.
FAR = 1000.0

_SPLITTER = 134217729.0  # 2²⁷ + 1 halves a double's digits (Dekker 1971, Veltkamp)


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What a row of scores predicts, with nothing lost at either end.

    Every array has the shape of the scores; the last axis is the classes.

    Attributes:
        q: softmax probabilities, in [0, 1].
        surprisal: −log q in nats, ≥ 0; right even where q is 0 or 1 for a float64.
        complement: 1 − q, summed from the other classes, so that it keeps its digits near q = 1.
        scores: the scores it was made from, not copied.
    """

    q: FloatArray
    surprisal: FloatArray
    complement: FloatArray
    scores: FloatArray


def predict(z: npt.ArrayLike, *, temperature: float = 1.0) -> Prediction:
    """Probabilities, surprisals and complements of scores ``z``, in one pass.

    Args:
        z: scores (logits), shape (..., K), finite or −∞ (a class that cannot be).
        temperature: T > 0; the scores are divided by it.

    Raises:
        InvalidInput: NaN, +∞, a row of nothing but −∞, a single number, or a bad temperature.
    """
    scores = as_classes(z, "scores")
    heat = as_temperature(temperature)
    with np.errstate(over="ignore", invalid="ignore"):
        return _predict(scores, heat)


def softmax(z: npt.ArrayLike, *, temperature: float = 1.0) -> FloatArray:
    """``exp(z / T) / Σ exp(z / T)`` along the last axis; each row sums to 1 within 1e-15·K.

    Arguments and errors as for :func:`predict`.
    """
    return predict(z, temperature=temperature).q


def log_softmax(z: npt.ArrayLike, *, temperature: float = 1.0) -> FloatArray:
    """``log softmax(z / T)`` in nats, ≤ 0, along the last axis; −∞ for a score of −∞.

    Arguments and errors as for :func:`predict`.
    """
    return 0.0 - predict(z, temperature=temperature).surprisal


def logsumexp(z: npt.ArrayLike, *, temperature: float = 1.0) -> Reduced:
    """``log Σ exp(z / T)`` along the last axis: shape (...) for scores of shape (..., K).

    Its absolute error is a few units in the last place of ``max z / T``.
    Arguments and errors as for :func:`predict`.
    """
    made = predict(z, temperature=temperature)
    # −log q of the largest class is log Σ exp(x).
    total: Reduced = made.scores.max(axis=-1) / float(temperature) + made.surprisal.min(axis=-1)
    return total


def leaders(scores: FloatArray) -> tuple[IndexArray, ...]:
    """Where each row has its largest score, the first of equals, as an index into ``scores``."""
    leader = np.asarray(scores.argmax(axis=-1))
    if scores.ndim == 1:
        return (leader,)
    return (*np.indices(leader.shape, sparse=True), leader)


def _predict(scores: FloatArray, temperature: float) -> Prediction:
    top = np.maximum.reduce(scores, axis=-1, keepdims=True)
    if not np.isfinite(top).all():
        refuse_scores(scores)
    distance, weights = _distances(scores, top, temperature)
    # The leader weighs exactly 1. Its complement and its surprisal come from the others alone.
    leader = leaders(scores)
    weights[leader] = 0.0
    rest = np.add.reduce(weights, axis=-1, keepdims=True)
    total = 1.0 + rest
    # For the others 1 − q = (total − weight) / total loses nothing: total ≥ 2·weight.
    complement = total - weights
    complement[leader] = rest[..., 0]
    complement /= total
    weights[leader] = 1.0
    weights /= total
    return Prediction(weights, np.log1p(rest) - distance, complement, scores)


def _distances(
    scores: FloatArray, top: FloatArray, temperature: float
) -> tuple[FloatArray, FloatArray]:
    """``x = (scores − top) / temperature`` and ``exp(x)`` with the rounding of x made good."""
    apart = scores - top
    back = apart - scores
    slack = (scores - (apart - back)) - (top + back)
    if temperature == 1.0:
        distance = apart
    else:
        distance = apart / temperature
        slack += _residual(apart, distance, temperature)
        slack /= temperature
    weights = np.exp(distance)
    if np.minimum.reduce(distance, axis=None, initial=0.0) < -FAR:
        # There exp is 0, and of a score of −∞ the slack is no number.
        slack = np.where(distance < -FAR, 0.0, slack)
    weights += weights * slack
    return distance, weights


def _residual(dividend: FloatArray, quotient: FloatArray, divisor: float) -> FloatArray | float:
    """``dividend − quotient·divisor``, which no single float64 product can hold."""
    if not 1e-280 < divisor < 1e280:
        return 0.0
    divisor_high = _SPLITTER * divisor
    divisor_high -= divisor_high - divisor
    divisor_low = divisor - divisor_high
    high = _SPLITTER * quotient
    high -= high - quotient
    low = quotient - high
    partial = dividend - high * divisor_high - high * divisor_low
    return partial - low * divisor_high - low * divisor_low
