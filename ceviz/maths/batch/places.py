"""Where the rows of a batch lay before they were rows: image, y and x, or sequence and position."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import IntArray

#: What the axes of scores are called, by how many there are beside that of the classes.
_NAMES = {2: ("batch", "t"), 3: ("image", "y", "x"), 4: ("volume", "z", "y", "x")}


@dataclass(frozen=True, slots=True)
class Parts:
    """Which of several files each of N rows lies in, whose rows follow one another.

    Attributes:
        names: what the files are called.
        starts: which row the first of each file is, ascending from 0.
    """

    names: tuple[str, ...]
    starts: tuple[int, ...]

    def of(self, row: int) -> tuple[str, int]:
        """The file that a row lies in, and which of its rows it is, from 0."""
        part = bisect_right(self.starts, row) - 1
        return self.names[part], row - self.starts[part]

    def said(self, row: int) -> str:
        """The same for people: ``shard-3.npz, 34599``."""
        name, inside = self.of(row)
        return f"{name}, {inside}"


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each of N rows that were taken from more than one axis, in C order.

    Attributes:
        shape: the axes' lengths without that of the classes; their product is N.
    """

    shape: tuple[int, ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """What each axis is called, counted from 0: ``("image", "y", "x")``."""
        more = tuple(f"d{k}" for k in range(1, len(self.shape)))
        return _NAMES.get(len(self.shape), ("sample", *more))

    @property
    def rows(self) -> int:
        """N: how many rows there are."""
        return math.prod(self.shape)

    def of(self, row: int) -> tuple[int, ...]:
        """The indices of a row, one an axis."""
        return tuple(int(index) for index in np.unravel_index(row, self.shape))

    def row(self, indices: tuple[int, ...]) -> int | None:
        """The row with these indices, or None if there is none."""
        if len(indices) != len(self.shape):
            return None
        if not all(0 <= k < size for k, size in zip(indices, self.shape, strict=True)):
            return None
        return int(np.ravel_multi_index(indices, self.shape))

    def columns(self) -> tuple[IntArray, ...]:
        """The indices of all rows, one (N,) array an axis."""
        indices = np.unravel_index(np.arange(self.rows), self.shape)
        return tuple(np.asarray(index, np.int64) for index in indices)

    def said(self, row: int) -> str:
        """A row for people: ``image 3, y 12, x 40``."""
        return ", ".join(f"{axis} {k}" for axis, k in zip(self.axes, self.of(row), strict=True))
