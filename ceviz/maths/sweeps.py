"""Losses along a line: one score moves, and with it its probability; the rest stays."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from ceviz.maths.arrays import FloatArray
from ceviz.maths.losses import Grade
from ceviz.maths.softmax import predict

#: What losses are told apart by.
L = TypeVar("L", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Sweep(Generic[L]):
    """Losses over n positions of one class.

    Attributes:
        score: the class's score at each position, shape (n,).
        probability: its probability, shape (n,).
        value: each loss, shape (n,).
        slope: each loss's derivative by the class's score, shape (n,).
    """

    score: FloatArray
    probability: FloatArray
    value: Mapping[L, FloatArray]
    slope: Mapping[L, FloatArray]


def sweep_score(
    p: FloatArray,
    z: FloatArray,
    index: int,
    scores: FloatArray,
    losses: Mapping[L, Grade],
    *,
    temperature: float = 1.0,
) -> Sweep[L]:
    """The losses while score ``index`` of ``z`` takes the values ``scores``.

    Args:
        p, z: target and scores, shape (K,); p is not checked.
        scores: shape (n,), finite or −∞.
        losses: those that are computed, by what they are told apart by.

    Raises:
        InvalidInput: a bad score or temperature, or what a loss refuses.
    """
    rows = np.tile(z, (len(scores), 1))
    rows[:, index] = scores
    prediction = predict(rows, temperature=temperature)
    graded = {loss: grade(p, prediction, temperature) for loss, grade in losses.items()}
    return Sweep(
        score=rows[:, index],
        probability=prediction.q[:, index],
        value={loss: each.value for loss, each in graded.items()},
        slope={loss: each.gradient[:, index] for loss, each in graded.items()},
    )
