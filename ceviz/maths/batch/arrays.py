"""The kinds of array the batch maths is written in, and whether one lies in a file."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[Any]


def mapped(array: AnyArray | None) -> bool:
    """Whether the numbers are read from a file as they are asked for."""
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, mmap.mmap)
