"""Sums that do not depend on the order or the grouping of what was added.

Floating-point addition rounds, so the mean of two files would depend on how they were cut.
Here each number is rounded once to a fixed unit and the sum is an integer, spread over limbs
of 36 bits; merging is integer addition: associative and commutative to the last bit. A million
numbers cost a few milliseconds: one vectorised ``floor`` and ``bincount`` for every 37 bits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray, IntArray, place

#: Bits after the binary point: the unit is 2**-66, about 1e-20.
BITS = 66

#: Bits in a limb.
LIMB = 36

#: Bits of each number added at a time: 2**16 of them still sum exactly in a float64.
_SLICE = 37

_MASK = (1 << LIMB) - 1
_MOST = 1 << 16
#: Numbers added at a time, so that they stay in cache.
_CHUNK = 1 << 14

_FEWEST = 2
#: Chunks of sums below 2**53 that an int64 holds, with room to spare.
_CARRY_AFTER = 512


@dataclass(frozen=True, eq=False)
class ExactSums:
    """Exact sums of non-negative numbers, one for each of G groups.

    Attributes:
        limbs: (L, G) int64 in [0, 2**36), least significant first; group g holds
            ``Σ_l limbs[l, g] · 2**(36·l − 66)``. The top limb of some group is
            not zero unless L is 2, so equal sums have equal limbs.
        infinite: (G,) how many of the numbers were +∞; they are not in ``limbs``.
    """

    limbs: IntArray
    infinite: IntArray

    @property
    def groups(self) -> int:
        """G: how many sums there are."""
        return len(self.infinite)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExactSums):
            return NotImplemented
        return np.array_equal(self.limbs, other.limbs) and np.array_equal(
            self.infinite, other.infinite
        )

    def __add__(self, other: ExactSums) -> ExactSums:
        """Group by group; both must have the same groups."""
        height = max(len(self.limbs), len(other.limbs))
        limbs = _taller(self.limbs, height) + _taller(other.limbs, height)
        return ExactSums(_carried(limbs), self.infinite + other.infinite)

    def times(self, count: int) -> ExactSums:
        """The same numbers added ``count`` times, 0 ≤ count < 2**27."""
        return ExactSums(_trimmed(_carried(self.limbs * count)), self.infinite * count)

    def together(self) -> ExactSums:
        """All groups as one."""
        return self.regrouped(np.zeros(self.groups, dtype=np.int64), 1)

    def only(self, groups: IntArray) -> ExactSums:
        """Some of the groups, by number."""
        return ExactSums(_trimmed(self.limbs[:, groups]), self.infinite[groups])

    def regrouped(self, codes: IntArray, groups: int) -> ExactSums:
        """The sums of groups put together: group g goes to ``codes[g]``."""
        limbs = np.zeros((len(self.limbs), groups), dtype=np.int64)
        infinite = np.zeros(groups, dtype=np.int64)
        largest = int(np.bincount(codes, minlength=1).max())
        step = max(len(codes), 1) if largest <= _MOST else _MOST
        for start in range(0, len(codes), step):
            part = slice(start, start + step)
            into = codes[part]
            limbs = _carried(limbs)
            for level, limb in enumerate(self.limbs):
                limbs[level] += _added(limb[part].astype(np.float64), into, groups)
            infinite += _added(self.infinite[part].astype(np.float64), into, groups)
        return ExactSums(_trimmed(_carried(limbs)), infinite)

    def values(self) -> FloatArray:
        """(G,) float64, within one unit in the last place."""
        total = np.zeros(self.groups)
        with np.errstate(over="ignore"):  # a sum beyond float64 is ∞
            for level, limb in enumerate(self.limbs):
                total += np.ldexp(limb.astype(np.float64), LIMB * level - BITS)
        total[self.infinite > 0] = np.inf
        return total

    def units(self) -> int:
        """All groups together, finite numbers only, as a count of 2**-66."""
        return sum(
            sum(map(int, limb.tolist())) << (LIMB * level) for level, limb in enumerate(self.limbs)
        )

    def total(self) -> float:
        """All groups together, rounded once."""
        return math.inf if self.infinite.any() else to_float(self.units())


def beside(parts: Sequence[ExactSums]) -> ExactSums:
    """The groups of all parts (at least one), one after the other."""
    height = max(len(part.limbs) for part in parts)
    limbs = np.concatenate([_taller(part.limbs, height) for part in parts], axis=1)
    return ExactSums(limbs, np.concatenate([part.infinite for part in parts]))


def to_float(units: int) -> float:
    """A count of 2**-66 as the nearest float64; ±∞ beyond its range."""
    try:
        return units / (1 << BITS)
    except OverflowError:
        return math.inf if units > 0 else -math.inf


def exact_sums(
    values: FloatArray,
    codes: IntArray | None = None,
    groups: int = 1,
    *,
    bits: int = BITS,
    rows: IntArray | None = None,
) -> ExactSums:
    """Add ``values`` (N, ≥ 0, +∞ allowed) into ``groups`` sums.

    Args:
        values: (N,) float64, none negative.
        codes: (N,) the group of each value; without it all go into group 0.
        groups: how many groups there are.
        bits: each number is rounded to a multiple of 2**-bits, at most ``BITS``. Shares need
            no more than 36, and are added in half the time.
        rows: (N,) the row each value is of, for the refusal; without it its place among them.

    Raises:
        InvalidInput: a value is NaN; names its row.
    """
    top = float(values.max(initial=0.0))
    if math.isnan(top):
        first = int(np.argmax(np.isnan(values)))
        raise InvalidInput(
            "a number that is not one (NaN) cannot be added up",
            where=place(first if rows is None else int(rows[first])),
        )
    infinite = np.zeros(groups, dtype=np.int64)
    if math.isinf(top):
        lost = np.isinf(values)
        infinite += _added(lost.astype(np.float64), codes, groups)
        values = np.where(lost, 0.0, values)
        top = float(values.max())
    exponent = math.frexp(top)[1]  # top < 2**exponent
    limbs = np.zeros((max(2, 3 + (exponent + BITS) // LIMB), groups), dtype=np.int64)
    chunk = min(max(_CHUNK, groups), _MOST)
    for number, start in enumerate(range(0, len(values), chunk)):
        if number % _CARRY_AFTER == 0:
            limbs = _carried(limbs)
        part = slice(start, start + chunk)
        into = None if codes is None else codes[part]
        _add_slices(limbs, values[part], into, exponent, bits)
    return ExactSums(_trimmed(_carried(limbs)), infinite)


def _add_slices(
    limbs: IntArray, values: FloatArray, codes: IntArray | None, exponent: int, bits: int
) -> None:
    """Add one chunk of values below 2**exponent, ``_SLICE`` bits at a time from the top."""
    rest, whole = values.copy(), np.empty_like(values)
    unit = max(exponent - _SLICE, -bits)
    while True:
        np.multiply(rest, 2.0**-unit, out=whole)
        last = unit == -bits
        (np.rint if last else np.floor)(whole, out=whole)
        _deposit(limbs, _added(whole, codes, limbs.shape[1]), unit + BITS)
        if last:
            return
        np.multiply(whole, 2.0**unit, out=whole)
        np.subtract(rest, whole, out=rest)
        if not rest.any():  # nothing is left of them
            return
        unit = max(unit - _SLICE, -bits)


def _deposit(limbs: IntArray, sums: IntArray, place: int) -> None:
    """Add sums · 2**place units, sums below 2**53, into the limbs they belong to."""
    level, shift = divmod(place, LIMB)
    limbs[level] += (sums & (_MASK >> shift)) << shift
    limbs[level + 1] += sums >> (LIMB - shift)


def _added(whole: FloatArray, codes: IntArray | None, groups: int) -> IntArray:
    if codes is None:
        return np.array([whole.sum()]).astype(np.int64)
    return np.bincount(codes, weights=whole, minlength=groups).astype(np.int64)


def _taller(limbs: IntArray, height: int) -> IntArray:
    if len(limbs) == height:
        return limbs
    return np.concatenate([limbs, np.zeros((height - len(limbs), limbs.shape[1]), np.int64)])


def _carried(limbs: IntArray) -> IntArray:
    """The same numbers with every limb in [0, 2**36), one limb taller if it must be."""
    limbs = limbs.copy()
    for level in range(len(limbs) - 1):
        limbs[level + 1] += limbs[level] >> LIMB
        limbs[level] &= _MASK
    if limbs.size and (limbs[-1] > _MASK).any():
        limbs = np.concatenate([limbs, limbs[-1:] >> LIMB])
        limbs[-2] &= _MASK
    return limbs


def _trimmed(limbs: IntArray) -> IntArray:
    height = len(limbs)
    while height > _FEWEST and not limbs[height - 1].any():
        height -= 1
    return limbs[:height]
