"""The shapes that ``torch.nn.functional.cross_entropy`` takes, and the one with classes last.

PyTorch's scores are (C,) with one label, or (N, C, d1, …, dk) with labels (N, d1, …, dk); language
models are saved as (B, T, C) with labels (B, T). Targets of the scores' shape are probabilities.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

#: The axis of the classes.
Axis = Literal["last", "second"]
LAST: Axis = "last"
SECOND: Axis = "second"

#: Sums of probabilities that are further from 1 are those along another axis.
_SUM_TOLERANCE = 0.02


def class_axes(scores: tuple[int, ...], targets: NDArray[Any] | tuple[int, ...]) -> list[Axis]:
    """The axes of scores of three dimensions or more that could count the classes.

    Args:
        scores: their shape.
        targets: the targets, or only their shape. Probabilities of the scores' shape tell the
            axis by what they sum to, if only one of the two sums to 1.

    Returns:
        None, one or both of :data:`SECOND` and :data:`LAST`.
    """
    shape = targets if isinstance(targets, tuple) else targets.shape
    if shape != scores:
        fits = {SECOND: (scores[0], *scores[2:]), LAST: scores[:-1]}
        return [axis for axis, labels in fits.items() if shape == labels]
    both = [SECOND, LAST]
    if isinstance(targets, tuple):
        return both
    return [axis for axis in both if _sums_to_1(targets, 1 if axis == SECOND else -1)] or both


def _sums_to_1(targets: NDArray[Any], axis: int) -> bool:
    sums = targets.sum(axis=axis, dtype=np.float64)
    return bool((np.abs(sums - 1) <= _SUM_TOLERANCE).all())


def as_rows(array: NDArray[Any], axis: Axis) -> NDArray[Any]:
    """(N, C, d1, …) or (N, d1, …, C) as (N·d1·…, C), the axes but the classes' in C order."""
    moved = np.moveaxis(array, 1, -1) if axis == SECOND else array
    return moved.reshape(-1, moved.shape[-1])


def is_one_distribution(scores: NDArray[Any], targets: NDArray[Any]) -> bool:
    """Whether (C,) scores with (C,) targets are one row with probabilities, not C rows of two."""
    return _could_be_one(scores, targets) and not is_one_hot(scores, targets)


def is_one_hot(scores: NDArray[Any], targets: NDArray[Any]) -> bool:
    """Whether (C,) scores with (C,) targets could be one row as well as C rows of two classes.

    Whole numbers are classes, as PyTorch has it; of fractions, one 1 among 0 may be either.
    """
    return _could_be_one(scores, targets) and bool(np.isin(targets, (0, 1)).all())


def _could_be_one(scores: NDArray[Any], targets: NDArray[Any]) -> bool:
    if scores.ndim != 1 or targets.shape != scores.shape or targets.dtype.kind != "f":
        return False
    with np.errstate(invalid="ignore"):
        inside = len(targets) > 1 and bool((targets >= 0).all())
    return inside and abs(float(targets.sum(dtype=np.float64)) - 1) <= _SUM_TOLERANCE
