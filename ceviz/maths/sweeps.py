"""Losses along a line: one score moves, or one probability, and the rest stays.

Moving one score moves one probability and leaves the others' ratios alone, so both sweeps are
the same line, measured differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.maths.losses import GAMMA, Graded, Loss, evaluate
from ceviz.maths.softmax import logsumexp, predict


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Losses over n positions of one class.

    Attributes:
        score: the class's score at each position, shape (n,).
        probability: its probability, shape (n,).
        value: each loss, shape (n,).
        slope: each loss's derivative by the class's score, shape (n,).
    """

    score: FloatArray
    probability: FloatArray
    value: Mapping[Loss, FloatArray]
    slope: Mapping[Loss, FloatArray]


def sweep_score(
    p: FloatArray,
    z: FloatArray,
    index: int,
    scores: FloatArray,
    *,
    temperature: float = 1.0,
    gamma: float = GAMMA,
    losses: Iterable[Loss] = Loss,
) -> Sweep:
    """The losses while score ``index`` of ``z`` takes the values ``scores``.

    Args:
        p, z: target and scores, shape (K,); p is not checked.
        scores: shape (n,), finite or −∞.

    Raises:
        InvalidInput: a bad score, temperature or γ.
    """
    rows = np.tile(z, (len(scores), 1))
    rows[:, index] = scores
    prediction = predict(rows, temperature=temperature)
    graded: dict[Loss, Graded] = {
        loss: evaluate(loss, p, prediction, temperature, gamma=gamma) for loss in losses
    }
    return Sweep(
        score=rows[:, index],
        probability=prediction.q[:, index],
        value={loss: each.value for loss, each in graded.items()},
        slope={loss: each.gradient[:, index] for loss, each in graded.items()},
    )


def sweep_probability(
    p: FloatArray,
    z: FloatArray,
    index: int,
    probabilities: FloatArray,
    *,
    temperature: float = 1.0,
    gamma: float = GAMMA,
    losses: Iterable[Loss] = Loss,
) -> Sweep:
    """The losses while the probability of class ``index`` takes values in [0, 1).

    The others keep their ratios: ``z_i = T (log q − log(1 − q)) + T logsumexp_{j≠i}(z_j / T)``.
    Slopes are by the score, as in :func:`sweep_score`; so are arguments and errors.

    Raises:
        InvalidInput: a probability outside [0, 1), or others that are all impossible.
    """
    wanted = np.asarray(probabilities, dtype=np.float64)
    if not ((wanted >= 0.0) & (wanted < 1.0)).all():
        raise InvalidInput("a probability to sweep over lies in [0, 1)")
    with np.errstate(divide="ignore"):
        odds = np.log(wanted) - np.log1p(-wanted)
    rest = logsumexp(np.delete(z, index), temperature=temperature)
    scores = temperature * (odds + rest)
    return sweep_score(p, z, index, scores, temperature=temperature, gamma=gamma, losses=losses)
