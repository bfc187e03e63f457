"""Counts and sums by key, kept only for the keys that occur, and merging exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.exact import BITS, ExactSums, beside, exact_sums

#: Key spaces up to this size are always counted in one array; it is small change.
_DENSE = 1 << 16


@dataclass(frozen=True, eq=False)
class Tally:
    """How many samples each key had, and what they summed to.

    Attributes:
        keys: (G,) int64, ascending, each once, each with a count above 0.
        counts: (G,) int64.
        sums: G exact sums.
    """

    keys: IntArray
    counts: IntArray
    sums: ExactSums

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tally):
            return NotImplemented
        return (
            np.array_equal(self.keys, other.keys)
            and np.array_equal(self.counts, other.counts)
            and self.sums == other.sums
        )

    def by(self, keys: IntArray) -> Tally:
        """The same samples under coarser keys: group g is counted under ``keys[g]``."""
        unique, codes = np.unique(keys, return_inverse=True)
        return self._as(unique, codes)

    def only(self, groups: IntArray) -> Tally:
        """Some of the groups, by position."""
        return Tally(self.keys[groups], self.counts[groups], self.sums.only(groups))

    def dense(self, size: int) -> tuple[IntArray, FloatArray]:
        """Counts and sums as arrays over the keys 0 … size − 1."""
        counts = np.zeros(size, dtype=np.int64)
        sums = np.zeros(size)
        counts[self.keys] = self.counts
        sums[self.keys] = self.sums.values()
        return counts, sums

    def _as(self, keys: IntArray, codes: IntArray) -> Tally:
        counts = np.zeros(len(keys), dtype=np.int64)
        np.add.at(counts, codes, self.counts)
        return Tally(keys, counts, self.sums.regrouped(codes, len(keys)))


def merged(tallies: Sequence[Tally]) -> Tally:
    """All samples of all tallies (at least one), in whatever order they come."""
    keys, codes = np.unique(np.concatenate([t.keys for t in tallies]), return_inverse=True)
    together = Tally(
        keys=keys[codes],
        counts=np.concatenate([t.counts for t in tallies]),
        sums=beside([t.sums for t in tallies]),
    )
    return together._as(keys, codes)


def tally(
    keys: IntArray,
    values: FloatArray,
    size: int,
    *,
    bits: int = BITS,
    rows: IntArray | None = None,
) -> Tally:
    """Count ``keys`` and add up ``values`` (N, ≥ 0) under them.

    Args:
        keys: (N,) int64 in [0, size).
        values: (N,) what to add up; +∞ allowed.
        size: how many keys are possible; decides between one array and sorting.
        bits, rows: how finely values are rounded and what they are of; see :func:`exact_sums`.
    """
    if size <= max(_DENSE, len(keys)):
        counts = np.bincount(keys, minlength=size)
        sums = exact_sums(values, keys, size, bits=bits, rows=rows)
        present = np.flatnonzero(counts)
        return Tally(present, counts[present], sums.only(present))
    present, codes, counts = np.unique(keys, return_inverse=True, return_counts=True)
    sums = exact_sums(values, codes, len(present), bits=bits, rows=rows)
    return Tally(present, counts, sums)
