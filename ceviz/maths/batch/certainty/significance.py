"""Whether two files differ by more than chance: the same rows before and after, paired."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ceviz.maths.arrays import FloatArray
from ceviz.maths.batch.certainty.bootstrap import UNKNOWN, Interval, bootstrap
from ceviz.maths.batch.certainty.intervals import Known, grouped, loss_of, standard_error
from ceviz.maths.batch.certainty.units import Units, units_of
from ceviz.maths.batch.compare import refuse_other_samples
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.tails import LEVEL, coin_tail, student_quantile, student_tail
from ceviz.memo import weak_memo

#: How probable it should be to see a difference that there is.
POWER = 0.8

#: Up to so many units all ways of turning their signs are tried; else so many by chance.
_ALL, _FLIPS = 14, 9_999

#: At most so many signs are held at once.
_HELD = 1 << 20


@dataclass(frozen=True, slots=True)
class Significance:
    """What is known of the change from one file to the other; p-values are two-sided.

    Attributes:
        loss: the change of the mean loss, nats, with its intervals.
        loss_t: p of the paired t-test: the mean change is 0.
        loss_flip: p of the sign-flip test: each unit might as well have changed the other way.
        accuracy: the change of the accuracy, with its intervals.
        accuracy_p: p of McNemar's exact test; of the paired t-test where rows belong together.
        units: how many were compared.
        unit: what one of them is: "row", "image".
        needed: how many would show this change of the loss, at 5 %, four times of five; ∞ if
            there is none, NaN if nothing is known of it.
    """

    loss: Known
    loss_t: float
    loss_flip: float
    accuracy: Known
    accuracy_p: float
    units: int
    unit: str
    needed: float


@weak_memo(subjects=2)
def significance(before: Evaluation, after: Evaluation) -> Significance:
    """Whether ``after`` differs from ``before`` by more than the choice of the rows does.

    Raises:
        InvalidInput: they have not the same rows and labels, or not the same denominator.
    """
    refuse_other_samples(before, after)
    units = units_of(after)
    was, weights = loss_of(before, units)
    now, _ = loss_of(after, units)
    with np.errstate(invalid="ignore"):
        change = now - was
    right = units.counting(after.right.astype(np.float64) - before.right)
    loss = _change(change, weights, units)
    accuracy = _change(right, 1.0, units)
    return Significance(
        loss=loss,
        loss_t=_t(loss, units),
        loss_flip=_flip(change, units) if loss.error == loss.error else math.nan,
        accuracy=accuracy,
        accuracy_p=_t(accuracy, units) if units.clustered else _mcnemar(right),
        units=units.count,
        unit=units.called,
        needed=needed(loss.value, loss.error * math.sqrt(units.count)),
    )


def needed(change: float, deviation: float, *, level: float = LEVEL, power: float = POWER) -> float:
    """How many units a two-sided t-test needs to see ``change`` with a probability of ``power``.

    ((z + z')·s/δ)² + z²/2 (W. C. Guenther, The American Statistician 35, 1981).

    Args:
        change: δ, of the mean.
        deviation: s, of the units.
        level: 1 − the level of the test.
        power: how probable it is to be seen.
    """
    if math.isnan(change) or math.isnan(deviation):
        return math.nan
    if change == 0.0:
        return math.inf
    normal = NormalDist()
    z = normal.inv_cdf(0.5 + level / 2.0)
    units = ((z + normal.inv_cdf(power)) * deviation / change) ** 2 + z * z / 2.0
    return float(max(2, math.ceil(units)))


def _change(values: FloatArray, weights: FloatArray | float, units: Units) -> Known:
    """The mean of the rows' changes, as a ratio of what they weigh."""
    error = standard_error(values, weights, units)
    whole = weights * len(values) if isinstance(weights, float) else float(weights.sum())
    mean = float(values.sum()) / whole if whole else math.nan
    if error != error:
        return Known(mean, math.nan, UNKNOWN, UNKNOWN)
    half = error * student_quantile(units.count - 1.0)
    over = np.ones((1, len(values))) if isinstance(weights, float) else weights[np.newaxis]
    (drawn,) = bootstrap(*grouped(values[np.newaxis], over, units))
    return Known(mean, error, Interval(mean - half, mean + half), drawn)


def _t(known: Known, units: Units) -> float:
    """p of the paired t-test; 1 if nothing changed at all."""
    if known.value == 0.0:
        return 1.0
    t = math.inf if known.error == 0.0 else known.value / known.error
    return student_tail(t, units.count - 1.0)


def _mcnemar(right: FloatArray) -> float:
    """p of the rows that became right among those that became right or wrong."""
    better, worse = np.count_nonzero(right > 0.0), np.count_nonzero(right < 0.0)
    return coin_tail(int(better), int(better + worse))


def _flip(change: FloatArray, units: Units) -> float:
    """How often a sum of the units' changes with other signs is at least as large."""
    totals = grouped(change[np.newaxis], np.ones((1, len(change))), units)[0][0]
    totals = totals[totals != 0.0]
    if not len(totals):
        return 1.0
    least = abs(float(totals.sum())) * (1.0 - 1e-9)
    if len(totals) <= _ALL:
        numbers = np.arange(1 << len(totals))[:, np.newaxis]
        signs = 1.0 - 2.0 * ((numbers >> np.arange(len(totals))) & 1)
        return float(np.mean(np.abs(signs @ totals) >= least))
    as_large = sum(
        int(np.count_nonzero(np.abs(signs @ totals) >= least)) for signs in _signs(len(totals))
    )
    return (1.0 + as_large) / (1.0 + _FLIPS)


def _signs(units: int) -> Iterator[FloatArray]:
    """Blocks (b, units) of −1 and 1 by chance, ``_FLIPS`` rows in all; always the same."""
    source = np.random.PCG64(1)
    block = max(1, _HELD // units)
    for start in range(0, _FLIPS, block):
        size = min(block, _FLIPS - start)
        words = source.random_raw((size * units + 63) // 64)
        bits = np.unpackbits(words.view(np.uint8))[: size * units]
        yield 1.0 - 2.0 * bits.reshape(size, units).astype(np.float64)
