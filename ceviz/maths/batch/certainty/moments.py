"""What the intervals of means need to know of the rows, in a form that merges exactly.

The standard error of a ratio Σ V / Σ W over units (rows, or images whose pixels are drawn
together) takes five sums: those of V, W, V², V·W and W². They are exact, so the error is the same
to the last bit however the units were cut into parts; no unit may lie in two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ceviz.maths.arrays import BoolArray, FloatArray, IntArray
from ceviz.maths.batch.certainty.bootstrap import UNKNOWN, Interval
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.exact import ExactSums, beside, exact_sums
from ceviz.maths.batch.summary import Summary
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import wilson
from ceviz.maths.tails import NORMAL_95, student_quantile

#: The means that have an interval, in the order in which their sums stand.
MEANS = ("loss", "plain", "entropy", "kl", "brier", "right")

#: Added up so many times as large and to so many bits: small losses keep digits in their squares.
_SCALE, _BITS = 2.0**32, 54


@dataclass(frozen=True)
class Moments:
    """Sums over the units of some rows that count.

    Attributes:
        units: how many units have a row that counts.
        unit: what one of them is: "row", "image".
        sums: of each of ``MEANS`` in turn V, W, V², V·W and W², 2**32 times as large.
    """

    units: int
    unit: str
    sums: ExactSums

    def error(self, name: str) -> float:
        """The standard error of a mean; NaN if it is not known.

        √(Σ (V − ratio·W)² · m/(m − 1)) / Σ W, as
        :func:`~ceviz.maths.batch.certainty.intervals.standard_error` has it.
        """
        first, m = 5 * MEANS.index(name), self.units
        groups = [self.sums.only(np.array([first + k])) for k in range(5)]
        if m < 2 or any(group.infinite.any() for group in groups):
            return math.nan
        v, w, vv, vw, ww = (group.units() for group in groups)
        if w == 0:
            return math.nan
        away = vv - 2 * Fraction(v, w) * vw + Fraction(v, w) ** 2 * ww
        # All five are so many times as large: once too often under the root.
        unit = Fraction(1 << 66) * Fraction(_SCALE)
        return math.sqrt(max(0.0, float(away * m * unit / ((m - 1) * Fraction(w) ** 2))))

    def interval(self, name: str, mean: float) -> Interval:
        """The 95 % interval of a mean, by Student's t over the units."""
        error = self.error(name)
        if error != error:
            return UNKNOWN
        half = error * student_quantile(self.units - 1.0)
        return Interval(mean - half, mean + half)

    def share_interval(self, summary: Summary) -> Interval:
        """The 95 % interval of the accuracy, by Wilson's score.

        Where rows belong together it counts as many rows as would know it as well.
        """
        if self.units < 2:
            return UNKNOWN
        rows, share = float(summary.counted), summary.accuracy
        worth = rows
        if self.unit != "row":
            error = self.error("right")
            worth = share * (1.0 - share) / error**2 if error > 0.0 else float(self.units)
            worth = min(worth * (NORMAL_95 / student_quantile(self.units - 1.0)) ** 2, rows)
        low, high = wilson(share * worth, worth)
        return Interval(float(low), float(high))


def merged_moments(parts: Sequence[Moments]) -> Moments:
    """Those of all parts (at least one), in whatever order they come."""
    codes = np.tile(np.arange(5 * len(MEANS)), len(parts))
    sums = beside([part.sums for part in parts]).regrouped(codes, 5 * len(MEANS))
    return Moments(sum(part.units for part in parts), parts[0].unit, sums)


def moments(task: Task, columns: Columns, *, together: int = 1, unit: str = "row") -> Moments:
    """Those of measured rows.

    Args:
        task: the rows.
        columns: what was measured of them.
        together: how many rows are one unit, one after the other; no unit is cut.
        unit: what one is called.
    """
    keep = None if columns.ignored is None else ~columns.ignored
    counted = columns.rows if keep is None else int(np.count_nonzero(keep))
    units, totals = _totals(columns.rows, keep, together)

    def of(column: FloatArray) -> FloatArray:
        return totals(column if keep is None else column[keep])

    def sums(values: FloatArray, weights: FloatArray | None) -> list[ExactSums]:
        v = exact_sums(values * _SCALE, bits=_BITS)
        with np.errstate(over="ignore"):  # ∞, of which nothing is known
            vv = exact_sums(np.square(values) * _SCALE, bits=_BITS)
        if weights is None:
            ones = exact_sums(np.array([_SCALE])).times(counted)
            return [v, ones, vv, v, ones]
        return [
            v,
            exact_sums(weights * _SCALE, bits=_BITS),
            vv,
            exact_sums(values * weights * _SCALE, bits=_BITS),
            exact_sums(np.square(weights) * _SCALE, bits=_BITS),
        ]

    sizes = totals(np.ones(counted)) if together > 1 else None
    weighed = sizes
    if task.weight is not None and task.labels is not None:
        true = columns.true if keep is None else columns.true[keep]
        weighed = totals(task.weight[true.astype(np.intp)])
    plain = sums(of(columns.plain), sizes)
    same = columns.loss is columns.plain and weighed is sizes
    loss = plain if same else sums(of(columns.loss), weighed)
    brier = sums(of(columns.brier), sizes)
    right = sums(of((columns.predicted == columns.true).astype(np.float64)), sizes)
    if columns.entropy is None:  # of class labels it is one number, which no drawing changes
        entropy, kl = sums(np.zeros(len(units)), sizes), plain
    else:
        entropy = sums(of(columns.entropy), sizes)
        kl = sums(of(np.maximum(columns.plain - columns.entropy, 0.0)), sizes)
    every = [*loss, *plain, *entropy, *kl, *brier, *right]
    return Moments(len(units), unit, beside(every))


def _totals(
    rows: int, keep: BoolArray | None, together: int
) -> tuple[IntArray, Callable[[FloatArray], FloatArray]]:
    """The units with a row that counts, and what adds up the rows that count over each."""
    numbers = np.arange(rows)
    if keep is not None:
        numbers = numbers[keep]
    if together == 1:
        return numbers, lambda values: values
    units, codes = np.unique(numbers // together, return_inverse=True)

    def add(values: FloatArray) -> FloatArray:
        return np.bincount(codes, values, minlength=len(units)).astype(np.float64)

    return units, add
