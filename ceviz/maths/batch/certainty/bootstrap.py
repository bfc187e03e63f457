"""The bootstrap of means: units are drawn again, with replacement, and the mean is taken anew.

Intervals are BCa, bias-corrected and accelerated (B. Efron, JASA 82, 1987): the quantiles of the
means drawn, shifted by how often they are below the mean and by the skewness of the units.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from ceviz.maths.arrays import FloatArray
from ceviz.maths.batch.certainty.units import uniform
from ceviz.maths.tails import LEVEL

#: How often units are drawn, and what the drawing begins with.
DRAWS, SEED = 2000, 0

#: At most so many numbers of times that a unit was drawn are held at once.
_HELD = 1 << 20

#: Means that differ by no more than this, as a share of them, differ by rounding.
_ALIKE = 1e-13

_NORMAL = NormalDist()


class Interval(NamedTuple):
    """The ends of an interval; NaN where nothing is known.

    Attributes:
        low, high: the ends.
    """

    low: float
    high: float

    def scaled(self, factor: float) -> Interval:
        """The same interval in another unit."""
        return Interval(self.low * factor, self.high * factor)


#: Nothing is known.
UNKNOWN = Interval(float("nan"), float("nan"))


def bootstrap(
    values: FloatArray,
    weights: FloatArray,
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> list[Interval]:
    """BCa intervals of ``values.sum(1) / weights.sum(1)``, one a row of ``values``.

    Args:
        values: (c, m) what each of m units adds to the numerators of c means.
        weights: (c, m) or (1, m) what it adds to their denominators.
        level: of the intervals.
        draws: how often the m units are drawn.
        seed: what the drawing begins with: the same gives the same, to the last bit on one
            machine.

    Returns:
        c intervals; NaN of fewer than two units, of a mean that is not finite, and where all
        units are alike: drawing them again tells nothing.
    """
    units = values.shape[1]
    if units < 2:
        return [UNKNOWN] * len(values)
    means = values.sum(axis=1) / weights.sum(axis=1)
    drawn = np.empty((len(values), draws))
    start = 0
    with np.errstate(invalid="ignore", divide="ignore"):  # a draw may be of nothing that weighs
        for counts in counts_drawn(units, draws, seed):
            stop = start + len(counts)
            drawn[:, start:stop] = (values @ counts.T) / (weights @ counts.T)
            start = stop
        away = values - means[:, np.newaxis] * weights
    return [_bca(*row, level) for row in zip(means.tolist(), drawn, away, strict=True)]


def counts_drawn(units: int, draws: int, seed: int) -> Iterator[FloatArray]:
    """Blocks (b, units) of how often each unit is in each of ``draws`` draws of as many."""
    block = max(1, _HELD // units)
    for number, start in enumerate(range(0, draws, block)):
        size = min(block, draws - start)
        chosen = uniform(size * units, units, seed + (number << 32)).reshape(size, units)
        chosen += np.arange(size)[:, np.newaxis] * units
        counts = np.bincount(chosen.reshape(-1), minlength=size * units)
        yield counts.reshape(size, units).astype(np.float64)


def _bca(mean: float, drawn: FloatArray, away: FloatArray, level: float) -> Interval:
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(mean) or not len(drawn):
        return UNKNOWN
    if np.ptp(drawn) <= _ALIKE * abs(mean):
        return UNKNOWN
    below = (np.count_nonzero(drawn < mean) + 0.5 * np.count_nonzero(drawn == mean)) / len(drawn)
    if not 0.0 < below < 1.0:
        return UNKNOWN
    bias = _NORMAL.inv_cdf(below)
    acceleration = float(np.sum(away**3)) / (6.0 * float(away @ away) ** 1.5)

    def end(share: float) -> float:
        z = bias + _NORMAL.inv_cdf(share)
        return _NORMAL.cdf(bias + z / (1.0 - acceleration * z))

    outside = 0.5 * (1.0 - level)
    low, high = np.quantile(drawn, [end(outside), end(1.0 - outside)])
    return Interval(float(low), float(high))
