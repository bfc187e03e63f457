"""Arrays of any library as NumPy's, in the shapes that the batch kernel takes."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import InvalidInput
from ceviz.maths.batch import Places
from ceviz.maths.batch.shapes import (
    SECOND,
    Axis,
    as_rows,
    class_axes,
    is_one_distribution,
    is_one_hot,
)

AnyArray = NDArray[Any]


def as_numpy(given: object, where: str) -> AnyArray:
    """``given`` as an array of numbers or text; memory is shared where its library allows.

    Tensors that require a gradient or lie on another device, bfloat16 however it is stored,
    anything with ``__array__`` or DLPack, and nested lists.

    Raises:
        InvalidInput: it is no array, a ragged list, or masked.
    """
    array = given if isinstance(given, np.ndarray) else _converted(given, where)
    if isinstance(array, np.ma.MaskedArray) and np.ma.is_masked(array):
        raise InvalidInput(
            "some entries are masked",
            where=where,
            remedy="fill them first, masked labels with ignore_index",
        )
    array = np.asarray(array)
    if array.dtype.kind == "V":
        return _from_bfloat16(array, where)
    if array.dtype.kind == "O":
        return _from_objects(array, where)
    if array.dtype.kind == "S":
        return np.char.decode(array, "utf-8", "replace")
    return array.astype(np.float64) if array.dtype.kind == "f" and array.itemsize > 8 else array


def named_by(given: object) -> tuple[str, ...] | None:
    """The names of a frame's columns, if ``given`` is one and calls them by text; else None."""
    columns = getattr(given, "columns", None)
    if columns is None or callable(columns) or isinstance(columns, str):
        return None
    names = list(columns)
    return tuple(names) if names and all(isinstance(name, str) for name in names) else None


def _converted(given: Any, where: str) -> AnyArray:
    for method in ("detach", "cpu"):  # torch: out of the graph, off the device
        step = getattr(given, method, None)
        given = step() if callable(step) else given
    try:
        if hasattr(given, "__dlpack__") and not hasattr(given, "__array__"):
            return np.from_dlpack(given)
        return np.asarray(given)
    except Exception as problem:
        if callable(widened := getattr(given, "float", None)):
            return np.asarray(widened())  # torch: bfloat16 and smaller
        why = " ".join(str(problem).split())
        raise InvalidInput(
            "is not an array", where=where, why=why, remedy="give a NumPy array"
        ) from None


def _from_bfloat16(array: AnyArray, where: str) -> AnyArray:
    """float32 of bfloat16 as JAX has it, and of the two bytes that NumPy loads it as."""
    if array.dtype == np.dtype("V2"):
        return (array.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    try:
        return array.astype(np.float32)
    except (TypeError, ValueError):
        raise InvalidInput(f"{array.dtype} is no type of numbers", where=where) from None


def _from_objects(array: AnyArray, where: str) -> AnyArray:
    """Text if all of it is, or numbers if all of it can be."""
    values = array.ravel().tolist()
    if values and all(isinstance(value, str) for value in values):
        return array.astype(np.str_)
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise InvalidInput("holds a number that is too large", where=where) from None
    except (TypeError, ValueError):
        kinds = ", ".join(sorted({type(value).__name__ for value in values}))
        raise InvalidInput("is neither numbers nor text", where=where, why=kinds) from None


def one_row_a_sample(
    scores: AnyArray, targets: AnyArray, class_axis: Axis | None = None
) -> tuple[AnyArray, AnyArray, Places | None]:
    """Scores as (N, K), or (N,) if they are one number for two classes; targets as (N, …).

    Besides (N, K) with (N,), (N, 1) or (N, K): PyTorch's (N, K, d1, …) with (N, d1, …) or
    targets of the scores' shape, (K,) with one label or K probabilities, and classes last,
    (B, T, K) with (B, T). What had more axes than one comes with its places.

    Raises:
        InvalidInput: the shapes do not fit, or fit in two ways.
    """
    if scores.ndim == 1 and is_one_hot(scores, targets):
        raise InvalidInput(
            f"{len(scores)} scores with {len(scores)} targets of 0 and 1 are one row, or one "
            "row each of two classes",
            where="targets",
            remedy="give scores[None] and targets[None] for one row, whole numbers for several",
        )
    if scores.ndim == 1 and (targets.ndim == 0 or is_one_distribution(scores, targets)):
        scores, targets = scores[np.newaxis], targets[np.newaxis]
    if scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if scores.ndim <= 2:
        is_column = targets.ndim == 2 and targets.shape[1] == 1
        return scores, targets[:, 0] if is_column else targets, None
    axes = class_axes(scores.shape, targets)
    if class_axis is not None and class_axis not in get_args(Axis):
        raise InvalidInput(f"unknown axis {class_axis!r}", where="class_axis", why="second or last")
    if class_axis is not None:
        axes = [axis for axis in axes if axis == class_axis]
    if len(axes) > 1:
        raise InvalidInput(
            f"scores of shape {scores.shape} with targets of shape {targets.shape} have their "
            "classes second, as PyTorch has them, or last",
            where="scores",
            remedy='say class_axis="second" or class_axis="last" to decide',
        )
    if not axes:
        raise InvalidInput(
            f"scores of shape {scores.shape} and targets of shape {targets.shape} do not fit",
            where="targets",
            why="classes are second, as PyTorch has them, or last",
        )
    (axis,) = axes
    rows = (scores.shape[0], *scores.shape[2:]) if axis == SECOND else scores.shape[:-1]
    is_soft = targets.ndim == scores.ndim
    truth = as_rows(targets, axis) if is_soft else targets.reshape(-1)
    return as_rows(scores, axis), truth, Places(rows)
