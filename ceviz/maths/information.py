"""Information in nats: surprisal, entropy, cross-entropy, divergences, perplexity.

::

    H(p)      = −Σ p log p                 entropy: the floor of every loss against p
    H(p, q)   = −Σ p log q                 cross-entropy: the loss
    KL(p‖q)   =  Σ p log(p / q)            what q costs beyond the floor: H(p, q) − H(p)
    JS(p, q)  = ½ KL(p‖m) + ½ KL(q‖m)      m = (p + q) / 2; at most log 2

Limits: ``0 · log 0 = 0`` and ``p · log(1 / 0) = ∞`` for p > 0. Nothing is clipped.

Everything works along the last axis, (..., K) to (...), with leading axes broadcast. A
distribution given as an array must be non-negative and sum to 1 (see
:func:`ceviz.maths.inputs.as_distribution`); its float64 values are taken as exact.

Source: Cover & Thomas, *Elements of Information Theory*, 2nd ed., chapter 2; Lin, "Divergence
measures based on the Shannon entropy", IEEE Trans. Inf. Theory 37 (1991), for JS.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.inputs import (
    SUM_TOLERANCE,
    Reduced,
    as_distribution,
    as_numbers,
    together,
)
from ceviz.maths.softmax import predict

#: Below this relative difference of p and q their divergence is summed as a series.
NEAR = 0.1

#: (1 + δ) log(1 + δ) − δ = δ²/2 − δ³/6 + δ⁴/12 − …, highest power first.
_EXCESS = tuple((-1.0) ** k / (k * (k - 1)) for k in range(18, 1, -1))


def surprisal(q: npt.ArrayLike) -> FloatArray:
    """``−log q`` in nats, for each number of ``q``; ∞ at 0, 0 at 1. Any shape.

    A number above 1 by rounding counts as 1.

    Raises:
        InvalidInput: NaN, a negative number, or a number above 1.
    """
    numbers = as_numbers(q, "q")
    bad = ~((numbers >= 0.0) & (numbers <= 1.0 + SUM_TOLERANCE))
    if bad.any():
        value = float(numbers[bad].flat[0])
        raise InvalidInput(f"{value:g} is not a probability", where="q", why="0 ≤ q ≤ 1 is needed")
    return _surprisal(numbers)


def contributions(p: FloatArray, surprisals: FloatArray) -> FloatArray:
    """Each class's share of the loss, ``p · surprisal``, where ``0 · ∞ = 0``.

    For float64 arrays that broadcast; unchecked, to be cheap enough for every mouse move. With
    ``surprisals = −log q`` the terms sum to H(p, q).
    """
    with np.errstate(invalid="ignore"):
        terms = p * surprisals
    return np.where(p == 0.0, 0.0, terms)


def entropy_terms(p: FloatArray) -> FloatArray:
    """``−p log p`` of each class, where ``0 log 0 = 0``; they sum to H(p). Unchecked."""
    return contributions(p, _surprisal(p))


def entropy(p: npt.ArrayLike) -> Reduced:
    """``H(p) = −Σ p log p`` in nats, between 0 and log K.

    Raises:
        InvalidInput: negative numbers, NaN, a single number.
        NotADistribution: the numbers do not sum to 1.
    """
    return _sum(entropy_terms(as_distribution(p)))


def cross_entropy(
    p: npt.ArrayLike,
    q: npt.ArrayLike | None = None,
    *,
    logits: npt.ArrayLike | None = None,
    temperature: float = 1.0,
) -> Reduced:
    """``H(p, q) = −Σ p log q`` in nats; ∞ if q rules out what p allows.

    Args:
        p: target distribution, shape (..., K).
        q: predicted distribution; or
        logits: scores z that predict ``softmax(z / temperature)``. Finite scores give a finite
            loss, even where q is too small for a float64.

    Raises:
        InvalidInput: both or neither of q and logits, or what either refuses.
        NotADistribution: p or q does not sum to 1.
    """
    target, _, surprisals = _target_and_prediction(p, q, logits, temperature)
    return _sum(contributions(target, surprisals))


def kl_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike | None = None,
    *,
    logits: npt.ArrayLike | None = None,
    temperature: float = 1.0,
) -> Reduced:
    """``KL(p‖q) = Σ p log(p / q)`` in nats: never negative, 0 only for p = q.

    Summed as ``Σ p log(p / q) − p + q``, which is the same for distributions and has no
    negative term. Arguments and errors as for :func:`cross_entropy`.
    """
    return _sum(kl_terms(*_target_and_prediction(p, q, logits, temperature)))


def kl_terms(p: FloatArray, q: FloatArray, surprisals: FloatArray) -> FloatArray:
    """``p log(p / q) − p + q`` of each class, ≥ 0; they sum to KL(p‖q). One shape, unchecked.

    ``surprisals``, −log q, stand in where q is too small for a float64.
    """
    apart = p - q
    near = np.abs(apart) <= NEAR * q
    terms = _far_divergences(p, q, surprisals)
    terms[near] = q[near] * _series(_ratio(apart[near], q[near]))
    return terms


def js_divergence(p: npt.ArrayLike, q: npt.ArrayLike) -> Reduced:
    """Jensen-Shannon divergence in nats: symmetric, between 0 and log 2, always finite.

    Raises:
        InvalidInput, NotADistribution: as for :func:`cross_entropy`.
    """
    return _sum(js_terms(*together(as_distribution(p), as_distribution(q, "q"))))


def js_terms(p: FloatArray, q: FloatArray) -> FloatArray:
    """The terms of the Jensen-Shannon divergence, each ≥ 0 and symmetric in p and q. Unchecked."""
    both = p + q
    # δ = (p − m) / m for p, and −δ for q; where both are 0 so is the term.
    apart = np.divide(p - q, both, out=np.zeros_like(both), where=both > 0.0)
    return 0.25 * both * (_excess(apart) + _excess(-apart))


def perplexity(
    p: npt.ArrayLike,
    q: npt.ArrayLike | None = None,
    *,
    logits: npt.ArrayLike | None = None,
    temperature: float = 1.0,
) -> Reduced:
    """``exp H(p, q)``: among how many equally likely classes the prediction seems to choose.

    With p alone, ``exp H(p)``, the perplexity of the distribution itself.
    Arguments and errors otherwise as for :func:`cross_entropy`.
    """
    if q is None and logits is None:
        nats = entropy(p)
    else:
        nats = cross_entropy(p, q, logits=logits, temperature=temperature)
    with np.errstate(over="ignore"):
        return np.exp(nats)


def _target_and_prediction(
    p: npt.ArrayLike,
    q: npt.ArrayLike | None,
    logits: npt.ArrayLike | None,
    temperature: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p, q and −log q, of one shape."""
    if (q is None) == (logits is None):
        raise InvalidInput(
            "a prediction is needed once: as probabilities q or as logits", where="q, logits"
        )
    target = as_distribution(p)
    if logits is not None:
        made = predict(logits, temperature=temperature)
        target, chances = together(target, made.q, "p and logits")
        return target, chances, np.broadcast_to(made.surprisal, chances.shape)
    assert q is not None
    target, chances = together(target, as_distribution(q, "q"))
    return target, chances, _surprisal(chances)


def _surprisal(q: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.maximum(0.0 - np.log(q), 0.0)


def _far_divergences(p: FloatArray, q: FloatArray, surprisals: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        logs = np.where(q > 1e-290, np.log(p / q), surprisals + np.log(p))
        terms = p * logs - p + q
    return np.maximum(np.where(p == 0.0, q, terms), 0.0)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """``part / whole`` where 0 / 0 = 0."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)


def _excess(delta: FloatArray) -> FloatArray:
    """``(1 + δ) log(1 + δ) − δ`` for δ in [−1, 1], ≥ 0, and 1 at δ = −1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.where(delta == -1.0, 1.0, (1.0 + delta) * np.log1p(delta) - delta)
    return np.where(np.abs(delta) <= NEAR, _series(delta), plain)


def _series(delta: FloatArray) -> FloatArray:
    """``(1 + δ) log(1 + δ) − δ`` for |δ| ≤ NEAR, where the closed form cancels."""
    total = np.full_like(delta, _EXCESS[0])
    for factor in _EXCESS[1:]:
        total = total * delta + factor
    return delta * delta * total


def _sum(terms: FloatArray) -> Reduced:
    total: Reduced = np.add.reduce(terms, axis=-1)
    return total
