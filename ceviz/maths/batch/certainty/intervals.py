"""How well the means over some rows are known: as if the rows were drawn from many more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import FloatArray
from ceviz.maths.batch.certainty.bootstrap import DRAWS, SEED, UNKNOWN, Interval, bootstrap
from ceviz.maths.batch.certainty.moments import MEANS, Moments, moments
from ceviz.maths.batch.certainty.units import MOST, Units, together, units_of
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.summary import Summary
from ceviz.maths.calibration import wilson
from ceviz.maths.tails import NORMAL_95, student_quantile
from ceviz.memo import weak_memo


@dataclass(frozen=True, slots=True)
class Known:
    """How well one mean is known; intervals are of 95 %.

    Attributes:
        value: the mean.
        error: its standard error; NaN if it is not known.
        normal: by Student's t over the units; for a share by Wilson's score, which never
            leaves [0, 1].
        bootstrap: BCa, which follows skewness.
    """

    value: float
    error: float
    normal: Interval
    bootstrap: Interval


@dataclass(frozen=True, slots=True)
class Certainty:
    """How well the means of an evaluation are known.

    Attributes:
        cross_entropy: PyTorch's mean, with its class weights, nats.
        entropy, kl: of the targets, and what is beyond it, nats.
        accuracy, brier: of the rows that count.
        perplexity: exp of the unweighted mean loss.
        units: how many were drawn.
        unit: what one of them is: "row", "image".
        draws, seed: of the bootstrap; no draws where no rows were kept to be drawn.
    """

    cross_entropy: Known
    entropy: Known
    kl: Known
    perplexity: Known
    accuracy: Known
    brier: Known
    units: int
    unit: str
    draws: int
    seed: int


@weak_memo()
def mean_interval(evaluation: Evaluation) -> float:
    """Half of the 95 % interval of :attr:`Evaluation.mean`, nats; NaN if it is not known.

    By :func:`standard_error` and Student's t. A single unit, or a loss of ∞, tells nothing.
    """
    units = units_of(evaluation)
    error = standard_error(*loss_of(evaluation, units), units)
    return error * student_quantile(units.count - 1.0) if error == error else math.nan


def standard_error(values: FloatArray, weights: FloatArray | float, units: Units) -> float:
    """Of the ratio Σ values / Σ weights of n rows whose units are drawn; NaN if unknown.

    √(Σ (v − ratio·w)² · m/(m − 1)) / Σ w over the totals v, w of m units (W. G. Cochran,
    Sampling Techniques, 1977, 2.11 and 9A.2); s/√n where each row is a unit and weighs the same.

    Args:
        values: (n,) of the rows that count.
        weights: theirs, or one number for all.
        units: which rows are drawn together.
    """
    rows, m = len(values), units.count
    if m < 2:
        return math.nan
    whole = weights * rows if isinstance(weights, float) else float(weights.sum())
    total = float(values.sum())
    if not math.isfinite(total) or whole == 0.0:
        return math.nan
    away = units.totals(values - (total / whole) * weights)
    return math.sqrt(float(away @ away) * m / (m - 1)) / whole


@weak_memo()
def accuracy_interval(evaluation: Evaluation) -> Interval:
    """The 95 % interval of :attr:`Evaluation.accuracy`, by Wilson's score.

    Where rows belong together it counts as many rows as would, each on its own, know the
    accuracy as well (E. L. Korn and B. I. Graubard, Survey Methodology 24, 1998).
    """
    units = units_of(evaluation)
    right = units.counting(evaluation.right.astype(np.float64))
    return share_interval(right, units)


def share_interval(hits: FloatArray, units: Units) -> Interval:
    """The 95 % interval of the share of n rows that are 1, not 0; see above."""
    rows, m = len(hits), units.count
    if m < 2:
        return UNKNOWN
    share = float(hits.sum()) / rows
    worth = float(rows)
    if units.clustered:
        error = standard_error(hits, 1.0, units)
        # Where all units are alike, what they say they say once each.
        worth = share * (1.0 - share) / error**2 if error > 0.0 else float(m)
        worth = min(worth * (NORMAL_95 / student_quantile(m - 1.0)) ** 2, float(rows))
    low, high = wilson(share * worth, worth)
    return Interval(float(low), float(high))


@weak_memo()
def certainty(evaluation: Evaluation) -> Certainty:
    """Every mean over the rows that count, with its intervals."""
    units, columns = units_of(evaluation), evaluation.columns
    plain, brier = units.counting(columns.plain), units.counting(columns.brier)
    hits = units.counting(evaluation.right.astype(np.float64))
    entropy = (
        np.full(len(plain), evaluation.entropy_of_targets)
        if columns.entropy is None
        else units.counting(columns.entropy)
    )
    loss, weights = loss_of(evaluation, units)
    table = np.stack([loss, plain, entropy, plain - entropy, brier, hits])
    over = np.ones((1, len(plain)))
    if not isinstance(weights, float):
        over = np.repeat(over, len(table), axis=0)
        over[0] = weights
    drawn = bootstrap(*grouped(table, over, units))
    found = moments(evaluation.task, columns, together=together(evaluation.task), unit=units.called)
    return certainty_of(evaluation.summary, found, drawn)


def certainty_of(
    summary: Summary, found: Moments, drawn: Sequence[Interval] | None = None
) -> Certainty:
    """The same of what has been added up; without ``drawn``, nothing is known by the bootstrap.

    Args:
        summary: of all rows.
        found: of the same rows.
        drawn: the bootstrap's intervals of the loss, the plain loss, the entropy, KL, the Brier
            score and the accuracy.
    """
    means = {
        "loss": summary.mean, "plain": summary.cross_entropy,
        "entropy": summary.entropy_of_targets, "kl": summary.kl,
        "brier": summary.mean_brier, "right": summary.accuracy,
    }  # fmt: skip
    ends = [UNKNOWN] * len(MEANS) if drawn is None else drawn
    known = {name: _known(mean, name, found, ends[MEANS.index(name)])
             for name, mean in means.items()}  # fmt: skip
    if known["entropy"].error == 0.0:  # of class labels it is one number, which no drawing changes
        alone = Interval(means["entropy"], means["entropy"])
        known["entropy"] = Known(means["entropy"], 0.0, alone, UNKNOWN if drawn is None else alone)
    right = known["right"]
    return Certainty(
        cross_entropy=known["loss"],
        entropy=known["entropy"],
        kl=known["kl"],
        perplexity=_exp(known["plain"]),
        accuracy=Known(right.value, right.error, found.share_interval(summary), right.bootstrap),
        brier=known["brier"],
        units=found.units,
        unit=found.unit,
        draws=0 if drawn is None else DRAWS,
        seed=SEED,
    )


def loss_of(evaluation: Evaluation, units: Units) -> tuple[FloatArray, FloatArray | float]:
    """The losses of the rows that count, and what PyTorch's mean divides by."""
    weight, columns = evaluation.task.weight, evaluation.columns
    if weight is None or evaluation.task.labels is None:
        return units.counting(columns.loss), 1.0
    true = columns.true if units.keep is None else columns.true[units.keep]
    return units.counting(columns.loss), np.asarray(weight, np.float64)[true.astype(np.intp)]


def grouped(table: FloatArray, over: FloatArray, units: Units) -> tuple[FloatArray, FloatArray]:
    """The totals over what is drawn: rows, units, or groups of them."""
    codes = units.groups()
    if codes is None:
        return table, over
    count = min(units.count, MOST)

    def totals(rows: FloatArray) -> FloatArray:
        return np.stack([np.bincount(codes, row, minlength=count) for row in rows])

    return totals(table), totals(over)


def _known(mean: float, name: str, found: Moments, drawn: Interval) -> Known:
    error = found.error(name)
    if error != error:
        return Known(mean, math.nan, UNKNOWN, UNKNOWN)
    return Known(mean, error, found.interval(name, mean), drawn)


def _exp(known: Known) -> Known:
    """exp of a mean: the ends of its intervals are theirs, its error to the first order."""
    value = math.exp(min(known.value, 709.0)) if known.value < 709.0 else math.inf
    normal, drawn = (
        Interval(*(math.exp(end) if end < 709.0 else math.inf if end == end else end for end in at))
        for at in (known.normal, known.bootstrap)
    )
    return Known(value, value * known.error, normal, drawn)
