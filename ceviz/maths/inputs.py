"""The doors of ``ceviz.maths``: what comes in is a float64 array that means something, or refused.

Each function takes whatever a caller has (a list, a float16 array, a DataFrame's values) and
returns a float64 array whose last axis is the classes. Refusals name the place in index
notation, ``p[3, 1]`` being row 3, class 1, both counted from 0.
"""

from __future__ import annotations

import math
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths.arrays import BoolArray, FloatArray

#: A float64 array without its last axis: one number for one row.
Reduced = np.float64 | FloatArray

#: How far a float64 row may be from 1 and still be taken for a distribution.
#:
#: Narrower types are allowed four units in their last place, if that is more.
SUM_TOLERANCE = 1e-6

#: A row whose sum differs from 1 by at most this, times its length, is taken exactly as it is.
ROUNDING = 1e-15


def as_classes(values: npt.ArrayLike, name: str) -> FloatArray:
    """``values`` as float64 with at least one axis and at least one class on the last.

    Raises:
        InvalidInput: not numbers, a single number, or no classes.
    """
    array = values if _is_float64(values) else _as_float64(values, name)
    if array.ndim == 0:
        raise InvalidInput("a single number", where=name, why="one number for each class is needed")
    if array.shape[-1] == 0:
        raise InvalidInput("no classes", where=name, why=f"its shape is {array.shape}")
    return array


def as_numbers(values: npt.ArrayLike, name: str) -> FloatArray:
    """``values`` as float64 of any shape, a single number included."""
    return values if _is_float64(values) else _as_float64(values, name)


def as_distribution(values: npt.ArrayLike, name: str = "p") -> FloatArray:
    """Rows of probabilities: non-negative numbers that sum to 1.

    A row within rounding of 1 (``ROUNDING`` times its length) is returned as it is. A row that
    is further off but within ``SUM_TOLERANCE``, such as one computed in float32, is divided by
    its sum, so that ``H(p, q) = H(p) + KL(p‖q)`` holds whatever it was computed in.

    Raises:
        InvalidInput: a negative number, NaN or infinity.
        NotADistribution: a row that sums to something else; its ``total`` says to what.
    """
    array = as_classes(values, name)
    with np.errstate(over="ignore"):  # refused below
        totals = np.add.reduce(array, axis=-1, keepdims=True)
    # One minimum finds negative numbers and NaN; an infinity shows in the total.
    if not (array.size == 0 or (array.min() >= 0 and totals.max() < math.inf)):
        _refuse_probabilities(array, name)
    if array.size == 0:
        return array
    off = float(np.abs(totals - 1.0).max())
    if off <= ROUNDING * array.shape[-1]:
        return array
    if off > _sum_tolerance(values):
        _refuse_totals(totals, name)
    return array / totals


def as_temperature(temperature: float) -> float:
    """A finite temperature above 0.

    Raises:
        InvalidInput: anything else.
    """
    try:
        value = float(temperature)
    except (TypeError, ValueError, OverflowError) as problem:
        raise InvalidInput(
            f"not a number: {temperature!r}", where="temperature", why=str(problem)
        ) from None
    if not 0.0 < value < math.inf:
        raise InvalidInput(
            f"{value:g} cannot be a temperature", where="temperature", why="it must be above 0"
        )
    return value


def refuse_scores(scores: FloatArray, name: str = "scores") -> None:
    """Raise for the first NaN, +∞ or row of nothing but −∞.

    Raises:
        InvalidInput: always, if one of these is there.
    """
    nan, infinite = np.isnan(scores), scores == np.inf
    for bad, what in ((nan, "NaN is not a score"), (infinite, "+∞ is not a score")):
        if bad.any():
            raise InvalidInput(what, where=_place(name, bad))
    empty = np.logical_and.reduce(scores == -np.inf, axis=-1)
    if empty.any():
        why = "at least one class must be possible"
        raise InvalidInput("every score is −∞", where=_place(name, empty), why=why)


def together(
    first: FloatArray, second: FloatArray, names: str = "p and q"
) -> tuple[FloatArray, FloatArray]:
    """Both arrays broadcast to one shape; the last axes must agree without broadcasting.

    Raises:
        InvalidInput: a different number of classes, or rows that do not fit.
    """
    if first.shape == second.shape:
        return first, second
    if first.shape[-1] != second.shape[-1]:
        counts = f"{first.shape[-1]} and {second.shape[-1]}"
        raise InvalidInput(f"different numbers of classes: {counts}", where=names)
    try:
        one, other = np.broadcast_arrays(first, second)
    except ValueError:
        shapes = f"{first.shape} and {second.shape}"
        raise InvalidInput(f"shapes {shapes} do not fit together", where=names) from None
    return one, other


def _is_float64(values: object) -> TypeGuard[FloatArray]:
    return type(values) is np.ndarray and values.dtype == np.float64


def _as_float64(values: npt.ArrayLike, name: str) -> FloatArray:
    try:
        array = np.asarray(values)
        if array.dtype.kind == "c":
            raise TypeError("complex numbers")
        return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as problem:
        raise InvalidInput("not an array of numbers", where=name, why=str(problem)) from None


def _sum_tolerance(values: npt.ArrayLike) -> float:
    kind = getattr(values, "dtype", None)
    if isinstance(kind, np.dtype) and kind.kind == "f":
        return max(SUM_TOLERANCE, 4.0 * float(np.finfo(kind).eps))
    return SUM_TOLERANCE


def _refuse_probabilities(array: FloatArray, name: str) -> None:
    bad = ~((array >= 0.0) & (array < math.inf))
    if not bad.any():
        raise InvalidInput("the sum is too large for a float64", where=name)
    value = float(array[tuple(np.argwhere(bad)[0])])
    what = "NaN is not a probability" if math.isnan(value) else f"{value:g} is not a probability"
    raise InvalidInput(what, where=_place(name, bad), why="probabilities lie between 0 and 1")


def _refuse_totals(totals: FloatArray, name: str) -> None:
    rows = totals[..., 0]
    worst = np.unravel_index(int(np.abs(rows - 1.0).argmax()), rows.shape)
    where = f"{name}[{', '.join(str(i) for i in worst)}]" if worst else name
    total = float(rows[worst])
    if total == 0.0:
        raise InvalidInput("the probabilities are all 0", where=where, why="they must sum to 1")
    raise NotADistribution(f"the probabilities sum to {total:.9g}, not 1", total=total, where=where)


def _place(name: str, bad: BoolArray | np.bool_) -> str:
    """``name[2, 0]`` for the first True of ``bad``; ``name`` alone if there is only one place."""
    first = np.argwhere(bad)[0]
    return f"{name}[{', '.join(str(int(i)) for i in first)}]" if first.size else name
