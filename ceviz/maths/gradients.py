"""How the loss answers to the scores.

::

    ∂H(p, q)/∂z_i = (q_i − p_i) / T          q = softmax(z / T)
    ∂q_i/∂z_j     = (q_i δ_ij − q_i q_j) / T

Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs"
(1990); Goodfellow, Bengio & Courville, *Deep Learning*, section 6.2.2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import BoolArray, FloatArray
from ceviz.maths.cancellation import refined_difference
from ceviz.maths.inputs import as_distribution, together
from ceviz.maths.softmax import Prediction, leaders, predict

#: A difference this many times smaller than what it was made of is computed again.
_CANCELLED = 16.0


def cross_entropy_gradient(
    p: npt.ArrayLike, z: npt.ArrayLike, *, temperature: float = 1.0
) -> FloatArray:
    """``∂H(p, q)/∂z = (q − p) / T``; every component is right to its last few digits.

    Args:
        p: target distribution, shape (..., K).
        z: scores, shape (..., K), finite or −∞; leading axes are broadcast with p's.
        temperature: T > 0.

    Returns:
        nats per unit of score, shape (..., K). Positive where training would lower the score.

    Raises:
        InvalidInput: what :func:`predict` refuses, or shapes that do not fit.
        NotADistribution: p does not sum to 1.
    """
    target = as_distribution(p)
    prediction = predict(z, temperature=temperature)
    together(target, prediction.q, "p and scores")
    return gradient(target, prediction, float(temperature))


def gradient(p: FloatArray, prediction: Prediction, temperature: float) -> FloatArray:
    """:func:`cross_entropy_gradient` of scores already predicted from at this ``temperature``.

    p is not checked. Costs little as long as p and q differ; classes where they agree to more
    than a digit are recomputed with as many digits as it takes.
    """
    minuend, subtrahend = _agreeing(p, prediction)
    difference = minuend - subtrahend
    cancelled = np.abs(difference) * _CANCELLED < np.maximum(minuend, subtrahend)
    if cancelled.any():
        _refine(difference, cancelled, p, prediction.scores, temperature)
    difference /= temperature
    return difference


def pull(p: FloatArray, prediction: Prediction) -> FloatArray:
    """``q − p`` with an absolute error of some 1e-16, for pictures and steps by the thousand.

    The gradient times T, without the digits that are lost where p and q agree. Unchecked.
    """
    minuend, subtrahend = _agreeing(p, prediction)
    return minuend - subtrahend


def through_softmax(weighted: FloatArray, prediction: Prediction, temperature: float) -> FloatArray:
    """From a derivative by probabilities to one by scores, without building the Jacobian.

    Args:
        weighted: ``u = q · ∂L/∂q``, shape (..., K), which stays finite where ∂L/∂q does not.

    Returns:
        ``∂L/∂z_i = (u_i (1 − q_i) − q_i Σ_{j≠i} u_j) / T``, shape (..., K).
    """
    leader = leaders(prediction.scores)
    others = np.add.reduce(weighted, axis=-1, keepdims=True) - weighted
    # The leader's q may be all but 1; there the others' small sum has to be a sum of its own.
    without = weighted.copy()
    without[leader] = 0.0
    others[leader] = np.add.reduce(without, axis=-1)
    return (weighted * prediction.complement - prediction.q * others) / temperature


def softmax_jacobian(z: npt.ArrayLike, *, temperature: float = 1.0) -> FloatArray:
    """``∂q_i/∂z_j = (q_i δ_ij − q_i q_j) / T``, shape (..., K, K), symmetric, rows sum to 0.

    Arguments and errors as for :func:`ceviz.maths.softmax.predict`.
    """
    return jacobian(predict(z, temperature=temperature), float(temperature))


def jacobian(prediction: Prediction, temperature: float) -> FloatArray:
    """:func:`softmax_jacobian` of scores already predicted from at this ``temperature``."""
    q = prediction.q
    matrix = -q[..., :, np.newaxis] * q[..., np.newaxis, :]
    diagonal = np.arange(q.shape[-1])
    matrix[..., diagonal, diagonal] = q * prediction.complement
    matrix /= temperature
    return matrix


def _agreeing(p: FloatArray, prediction: Prediction) -> tuple[FloatArray, FloatArray]:
    """Two arrays whose difference is q − p: for p above ½ the complements, 1 − p being exact."""
    sure = p > 0.5
    minuend = np.where(sure, 1.0 - p, prediction.q)
    return minuend, np.where(sure, prediction.complement, p)


def _refine(
    difference: FloatArray,
    cancelled: BoolArray,
    p: FloatArray,
    scores: FloatArray,
    temperature: float,
) -> None:
    """Put better values where ``difference`` cancelled, row by row."""
    targets = np.broadcast_to(p, difference.shape)
    rows = np.broadcast_to(scores, difference.shape)
    for row in np.ndindex(difference.shape[:-1]):
        wanted = cancelled[row]
        if wanted.any():
            difference[row][wanted] = refined_difference(
                rows[row], temperature, targets[row], wanted
            )
