"""Some rows of a batch as somebody changed them, beside a million that stay in their file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ceviz.maths.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Overlay:
    """The rows that are no longer as the file has them, n of N.

    Attributes:
        rows: (n,) which, ascending; none of them is ignored.
        scores: (n, K) float64 logits, whatever kind of scores the file holds.
        targets: (n, K) float64 distributions, before the task's own label smoothing.
    """

    rows: IntArray
    scores: FloatArray
    targets: FloatArray

    @cached_property
    def true(self) -> IntArray:
        """(n,) the true classes; of distributions the most probable one."""
        classes: IntArray = self.targets.argmax(axis=1)
        return classes

    @cached_property
    def certain(self) -> BoolArray:
        """(n,) where the target is one class and nothing else."""
        flags: BoolArray = self.targets.max(axis=1, initial=0.0) == 1.0
        return flags

    def found(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Where in ``rows`` (ascending) these rows are, and which of these each is; (m,) each."""
        _, there, here = np.intersect1d(rows, self.rows, assume_unique=True, return_indices=True)
        return there, here

    def among(self, rows: IntArray) -> Overlay | None:
        """Those of a batch made of ``rows`` (ascending) alone, numbered as it numbers them."""
        there, here = self.found(rows)
        if not len(there):
            return None
        return replace(self, rows=there, scores=self.scores[here], targets=self.targets[here])
