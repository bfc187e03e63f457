"""The chain rule written out, and the gradient checked by trying.

::

    ∂L/∂z_k = Σ_i ∂L/∂q_i · ∂q_i/∂z_k      ∂L/∂q_i = −p_i / q_i
                                           ∂q_i/∂z_k = q_i (δ_ik − q_k) / T
            = (q_k − p_k) / T

In each product q_i cancels, so a term is ``−p_i (δ_ik − q_k) / T``: finite even where q_i is 0
and ∂L/∂q_i infinite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import FloatArray, IndexArray
from ceviz.maths.gradients import gradient, jacobian
from ceviz.maths.information import contributions
from ceviz.maths.softmax import Prediction, predict

#: Of the differences, in units of T: their own error is then some STEP⁴ / 30 = 3e-14.
STEP = 2.0**-10

_OFFSETS = np.array([-2.0, -1.0, 1.0, 2.0])
_WEIGHTS = np.array([1.0, -8.0, 8.0, -1.0]) / 12.0


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Both factors of the gradient and their product.

    Attributes:
        jacobian: ∂q_i/∂z_j, shape (K, K).
        outer: ∂L/∂q_i = −p_i / q_i, shape (K,); −∞ where q rules out what p asks.
        gradient: ∂L/∂z, shape (K,).
    """

    jacobian: FloatArray
    outer: FloatArray
    gradient: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """The gradient beside what differences of the loss say.

    Attributes:
        classes: the classes tried, m of them.
        measured: difference quotients, shape (m,); NaN where the loss is ∞.
        expected: the gradient, shape (m,).
        scale: what deviations are measured in: the largest component of the gradient, or H/T,
            whose rounding the differences carry, if that is larger.
        deviation: largest |measured − expected| / scale; NaN if the loss is ∞.
    """

    classes: tuple[int, ...]
    measured: FloatArray
    expected: FloatArray
    scale: float
    deviation: float


def chain(p: FloatArray, prediction: Prediction, temperature: float) -> Chain:
    """The factors of the gradient of one prediction. Shapes (K,); p is not checked."""
    return Chain(
        jacobian=jacobian(prediction, temperature),
        outer=outer(p, prediction.q),
        gradient=gradient(p, prediction, temperature),
    )


def outer(p: FloatArray, q: FloatArray) -> FloatArray:
    """``∂L/∂q = −p / q``, where ``0 / 0 = 0`` and ``p / 0 = ∞``."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        rates: FloatArray = np.where(p == 0.0, 0.0, -p / q)
    return rates


def terms(p: FloatArray, prediction: Prediction, temperature: float, k: int) -> FloatArray:
    """What each class adds to ``∂L/∂z_k``: ``∂L/∂q_i · ∂q_i/∂z_k``, shape (K,).

    Class k's own term, ``−p_k (1 − q_k) / T``, pushes its score up; the others',
    ``p_i q_k / T``, down.
    """
    each: FloatArray = p * prediction.q[k]
    each[k] = -p[k] * prediction.complement[k]
    each /= temperature
    return each


def check(
    p: FloatArray, prediction: Prediction, temperature: float, classes: Sequence[int] | None = None
) -> Check:
    """Try the gradient: move each score a little both ways, twice, and see what the loss does.

    Central differences of fourth order, ``(L₋₂ − 8 L₋₁ + 8 L₁ − L₂) / 12 h``.

    Args:
        classes: those to try; all K cost 4·K² numbers.
    """
    tried = tuple(range(len(p))) if classes is None else tuple(int(k) for k in classes)
    indices = np.array(tried, dtype=np.intp)
    expected = gradient(p, prediction, temperature)
    loss = float(contributions(p, prediction.surprisal).sum())
    measured = np.full(len(tried), np.nan)
    if loss < np.inf:
        measured = _differences(p, prediction.scores, temperature, indices)
    scale = max(float(np.abs(expected).max()), loss / temperature)
    apart = np.abs(measured - expected[indices]).max(initial=0.0)
    deviation = float(apart / scale) if scale > 0.0 else float(apart)
    return Check(tried, measured, expected[indices], scale, deviation)


def _differences(
    p: FloatArray, scores: FloatArray, temperature: float, indices: IndexArray
) -> FloatArray:
    # A power of two, so that adding it to a score rounds nothing away.
    step = STEP * 2.0 ** np.rint(np.log2(temperature))
    moved = np.tile(scores, (len(indices), len(_OFFSETS), 1))
    moved[np.arange(len(indices)), :, indices] += _OFFSETS * step
    made = predict(moved, temperature=temperature)
    losses = contributions(p, made.surprisal).sum(axis=-1)
    measured: FloatArray = losses @ _WEIGHTS / step
    return measured
