"""The truth a prediction is measured against: a class, a smoothed class, or a distribution."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths.arrays import FloatArray

#: How far Σp may be from 1 before ceviz asks; typed values such as 0.333 are rounded to this.
SUM_TOLERANCE = 1e-6


class TargetKind(StrEnum):
    """The kinds of target, in the order the control shows them."""

    ONE_HOT = "one-hot"
    SMOOTHED = "smoothed"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class OneHot:
    """All mass on class ``true``."""

    true: int


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Label smoothing as PyTorch defines it: (1 − ε)·onehot + ε/K, the true class included."""

    true: int
    epsilon: float


@dataclass(frozen=True, slots=True, eq=False)
class Free:
    """Any distribution ``p``, (K,), read-only."""

    p: FloatArray

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Free) and np.array_equal(self.p, other.p)

    def __hash__(self) -> int:
        return hash(self.p.tobytes())


Target: TypeAlias = OneHot | Smoothed | Free


def kind_of(target: Target) -> TargetKind:
    """The tag of ``target``."""
    match target:
        case OneHot():
            return TargetKind.ONE_HOT
        case Smoothed():
            return TargetKind.SMOOTHED
        case Free():
            return TargetKind.FREE


def distribution(target: Target, count: int) -> FloatArray:
    """The target as probabilities p, (count,), summing to 1."""
    match target:
        case OneHot(true):
            p = np.zeros(count)
            p[true] = 1.0
        case Smoothed(true, epsilon):
            p = np.full(count, epsilon / count)
            p[true] += 1.0 - epsilon
        case Free(p):
            return p
    return p


def true_class(target: Target) -> int:
    """The class the target names, or for a distribution its largest (the first of equals)."""
    match target:
        case OneHot(true) | Smoothed(true, _):
            return true
        case Free(p):
            return int(p.argmax())


def free(p: FloatArray) -> Free:
    """A free target from ``p``, checked and frozen.

    Raises:
        InvalidInput: for NaN, ∞ or negative entries.
        NotADistribution: if Σp is further than :data:`SUM_TOLERANCE` from 1.
    """
    p = np.array(p, dtype=np.float64)
    wild, negative = ~np.isfinite(p), p < 0.0
    if wild.any():
        raise InvalidInput("a target probability is not a finite number", where=_first(wild))
    if negative.any():
        raise InvalidInput("a target probability is negative", where=_first(negative))
    total = float(p.sum())
    if total == 0.0:
        raise InvalidInput("the target probabilities are all 0")
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise NotADistribution(f"the target probabilities sum to {total:.6g}, not 1", total=total)
    if abs(total - 1.0) > 1e-15 * len(p):
        p /= total
    p.flags.writeable = False
    return Free(p)


def check_epsilon(epsilon: float) -> float:
    """``epsilon`` if it lies in [0, 1]; raises :class:`InvalidInput` otherwise."""
    if not 0.0 <= epsilon <= 1.0:
        raise InvalidInput(f"label smoothing ε lies between 0 and 1, not at {epsilon:g}")
    return epsilon


def _first(bad: NDArray[np.bool_]) -> str:
    return f"class {int(np.flatnonzero(bad)[0]) + 1}"
