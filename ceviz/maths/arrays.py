"""The kinds of array the maths is written in, whether one lies in a file, where a row of one is."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[Any]


def mapped(array: AnyArray | None) -> bool:
    """Whether the numbers are read from a file as they are asked for."""
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, mmap.mmap)


def place(row: int, column: int | None = None) -> str:
    """Where something is, as every message about a table of many rows says it."""
    at = f"row {row}" if column is None else f"row {row}, column {column}"
    return f"{at} (counted from 0)"
