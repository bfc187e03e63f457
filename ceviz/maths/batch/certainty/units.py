"""What is drawn as one: a row, or all rows that belong together, as the pixels of an image do.

Means are ratios Σ value / Σ weight, and so are their totals over units. Beyond so many units as
:data:`MOST`, units are dealt at random into groups, which are drawn in their place: a group of
units that are independent of each other is itself independent of the others, and the mean over
groups has the variance and the skewness that it has over units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import BoolArray, FloatArray, IntArray
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.task import Task

#: More units than these are dealt into so many groups before they are drawn again and again.
MOST = 2048


@dataclass(frozen=True, eq=False)
class Units:
    """Which of the rows that count are one unit.

    Attributes:
        keep: (N,) the rows that count, or None if all of them do.
        codes: (n,) the unit of each row that counts, 0 to ``count`` − 1, or None if each of
            them is one.
        count: how many units there are.
        called: what a unit is, in one word: "row", "image".
    """

    keep: BoolArray | None
    codes: IntArray | None
    count: int
    called: str

    @property
    def clustered(self) -> bool:
        """Whether rows belong together."""
        return self.codes is not None

    def counting(self, column: FloatArray) -> FloatArray:
        """The numbers of a column of N rows that count, (n,)."""
        return column if self.keep is None else column[self.keep]

    def totals(self, values: FloatArray) -> FloatArray:
        """Σ of n rows' values over each unit."""
        if self.codes is None:
            return values
        return np.bincount(self.codes, values, minlength=self.count).astype(np.float64)

    def groups(self, seed: int = 0) -> IntArray | None:
        """(n,) the group of each row that counts, from 0; None where units need no groups."""
        if self.count <= MOST:
            return self.codes
        dealt = uniform(self.count, MOST, seed)
        return dealt if self.codes is None else dealt[self.codes]


def units_of(evaluation: Evaluation) -> Units:
    """The units of an evaluation: the first axis that its rows had before they were rows."""
    places, ignored = evaluation.task.places, evaluation.columns.ignored
    keep = None if ignored is None else ~ignored
    if places is None or len(places.shape) < 2:
        return Units(keep, None, evaluation.summary.counted, "row")
    codes = np.arange(places.rows) // together(evaluation.task)
    if keep is not None:  # of those without a row that counts nothing is known
        codes = np.unique(codes[keep], return_inverse=True)[1].astype(np.int64)
    count = int(codes[-1]) + 1 if len(codes) else 0
    return Units(keep, codes, count, places.axes[0])


def together(task: Task) -> int:
    """How many rows of a batch, one after the other, are one unit."""
    places = task.places
    if places is None or len(places.shape) < 2 or not places.rows:
        return 1
    return places.rows // places.shape[0]


def uniform(size: int, below: int, seed: int) -> IntArray:
    """(size,) whole numbers from 0 to ``below`` − 1, the same for a seed with every NumPy.

    Of each 64 random bits of PCG64, whose sequence NumPy never changes, two numbers are made.
    """
    words = np.random.PCG64(seed).random_raw((size + 1) // 2)
    shift = np.uint64(32)
    halves = np.stack([words & np.uint64(0xFFFFFFFF), words >> shift], axis=1).reshape(-1)[:size]
    return ((halves * np.uint64(below)) >> shift).astype(np.int64)
