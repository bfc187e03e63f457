"""The calibration error that a perfectly calibrated model would show: what luck alone does.

Of n rows with confidences p_i, each right with exactly that probability, the number that is right
has a Poisson binomial distribution. Its distance from Σ p_i is what a bin of the diagram shows
though nothing is wrong, so that ECE is above 0 for every model (J. Bröcker and L. A. Smith,
Weather and Forecasting 22, 2007, for the band; R. Roelofs et al., AISTATS 2022, for the bias).
Rows are taken to be independent: where they belong together, luck does more than this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.certainty.units import uniform
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.tally import Tally, tally
from ceviz.maths.calibration import Reliability, bin_of, width_bin, width_edges
from ceviz.maths.tails import LEVEL
from ceviz.memo import weak_memo

#: Confidences of one bin are told apart by so many parts of it.
_PARTS = 64

#: From this variance on the number of right rows is as good as normal.
_NORMAL_FROM = 400.0

#: How often a perfectly calibrated model is tried, in halves of 64 bits; what is drawn from.
_TRIES, _RANDOM = 10_000, 1 << 30


@dataclass(frozen=True, eq=False)
class ByChance:
    """What a perfectly calibrated model with the same confidences would show.

    Attributes:
        ece: its expected ECE: the bias of the measured one.
        most: the ECE that it stays below in 95 % of the cases.
        share: how often its ECE is at least the measured one: small where that is no luck.
        low, high: (B,) the accuracies between which 95 % of a bin's would lie; NaN in an empty
            bin.
    """

    ece: float
    most: float
    share: float
    low: FloatArray
    high: FloatArray


@weak_memo()
def ece_by_chance(evaluation: Evaluation) -> ByChance:
    """What luck alone would make of the ECE of an evaluation; some 30 ms, once."""
    confidence = evaluation.confidence
    if evaluation.columns.ignored is not None:
        confidence = confidence[~evaluation.columns.ignored]
    return by_chance(confidence, evaluation.summary.reliability())


def by_chance(
    confidence: FloatArray, made: Reliability, *, level: float = LEVEL, seed: int = 0
) -> ByChance:
    """What luck alone would make of the diagram ``made`` of rows with these confidences.

    Args:
        confidence: (n,) of the rows in the diagram.
        made: the diagram.
        level: of the band and of ``most``.
        seed: of the tries that ``most`` and ``share`` come from.
    """
    return by_chance_of(confidence_parts(confidence, made), made, level=level, seed=seed)


def by_chance_of(
    parts: Tally, made: Reliability, *, level: float = LEVEL, seed: int = 0
) -> ByChance:
    """The same, of what :func:`confidence_parts` made of the confidences."""
    bins, rows = len(made.counts), int(made.counts.sum())
    low, high = np.full(bins, np.nan), np.full(bins, np.nan)
    if not rows:
        return ByChance(math.nan, math.nan, math.nan, low, high)
    counts, shares = _shares(parts, bins)
    expected, tried = 0.0, np.zeros(_TRIES)
    outside = 0.5 * (1.0 - level)
    for place in np.flatnonzero(made.counts).tolist():
        gaps, chances = gap_distribution(counts[place], shares[place])
        size = float(made.counts[place])
        mean = float(counts[place] @ shares[place])
        reached = np.cumsum(chances)
        ends = gaps[np.minimum(np.searchsorted(reached, [outside, 1.0 - outside]), len(gaps) - 1)]
        low[place], high[place] = np.clip((mean + ends) / size, 0.0, 1.0)
        expected += float(np.abs(gaps) @ chances)
        drawn = (uniform(_TRIES, _RANDOM, seed + (place << 32)) + 0.5) / _RANDOM
        tried += np.abs(gaps[np.minimum(np.searchsorted(reached, drawn), len(gaps) - 1)])
    tried /= rows
    as_large = np.count_nonzero(tried >= made.ece * (1.0 - 1e-12))
    return ByChance(
        ece=expected / rows,
        most=float(np.quantile(tried, level)),
        share=(1.0 + as_large) / (1.0 + _TRIES),
        low=low,
        high=high,
    )


def gap_distribution(counts: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How many more rows are right than expected, and how probable that is.

    Args:
        counts: (g,) rows of each group.
        shares: (g,) the probability with which each of them is right.

    Returns:
        Values, ascending, and their probabilities: of a Poisson binomial distribution about its
        mean, by its characteristic function; of a normal one where it is as good as that.
    """
    mean, variance = float(counts @ shares), float(counts @ (shares * (1.0 - shares)))
    deviation = math.sqrt(variance)
    if variance >= _NORMAL_FROM:
        z = np.linspace(-8.0, 8.0, 1601)
        density = np.exp(-0.5 * z * z)
        return z * deviation, density / density.sum()
    size = 1 << math.ceil(math.log2(2.0 * (9.0 * deviation + 30.0)))
    angles = 2.0 * np.pi * np.arange(size) / size
    p = shares[:, np.newaxis]
    # |1 + p·(e^iω − 1)|² = 1 − 2·p·(1 − p)·(1 − cos ω)
    with np.errstate(divide="ignore"):
        sizes = 0.5 * np.log1p(np.maximum(-2.0 * p * (1.0 - p) * (1.0 - np.cos(angles)), -1.0))
    turns = np.arctan2(p * np.sin(angles), 1.0 - p + p * np.cos(angles))
    some = counts > 0.0
    whole = np.exp(counts[some] @ sizes[some] + 1j * (counts[some] @ turns[some]))
    chances: FloatArray = np.maximum(np.fft.fft(whole).real / size, 0.0).astype(np.float64)
    first = round(mean) - size // 2  # what it is, of all numbers that differ by ``size``
    right = first + np.arange(size)
    chances = chances[right % size]
    made: FloatArray = chances / chances.sum()
    return (right - mean).astype(np.float64), made


def confidence_parts(confidence: FloatArray, made: Reliability) -> Tally:
    """Confidences by bin and part of it, as fine as :func:`by_chance` tells them apart.

    Exact, so that those of several files merge to those of all rows. Of ``made`` only the edges
    of the bins are looked at.
    """
    bins = len(made.lower)
    edges = np.concatenate([made.lower, made.upper[-1:]])
    codes: IntArray
    equal = np.array_equal(edges, width_edges(bins))
    codes = width_bin(confidence, bins) if equal else bin_of(confidence, edges)
    per = _PARTS / (made.upper - made.lower)
    part = ((confidence - made.lower[codes]) * per[codes]).astype(np.int64)
    keys = codes * _PARTS + np.minimum(part, _PARTS - 1)
    return tally(keys, confidence, bins * _PARTS, bits=36)


def _shares(parts: Tally, bins: int) -> tuple[FloatArray, FloatArray]:
    """(B, parts) how many rows there are in each part of a bin, and their mean confidence."""
    counted, sums = parts.dense(bins * _PARTS)
    counts = counted.astype(np.float64)
    shares = np.divide(sums, counts, out=np.zeros(len(sums)), where=counts > 0.0)
    return counts.reshape(bins, -1), np.minimum(shares, 1.0).reshape(bins, -1)
