"""What a part of a batch adds up to, in a form that merges exactly.

A cluster can map :func:`summarise` over files and add up the results: counts and sums are
integers inside, so ``summary(a) + summary(b)`` *equals* ``summary(a and b)``, bit for bit, in
any order. ceviz itself summarises chunk by chunk and relies on it. The price is that each loss
is rounded to a multiple of 2**-66 nats and each confidence and Brier score to one of 2**-36.

Losses are also counted in fixed logarithmic bins, the same for every file, so that histograms
add up: eight to an octave from 2**-40 to 2**20, evenly spaced within the octave (as in HDR
histograms). A bin is at most an eighth wide, and its number is read off the bits of the
float64, so that it never depends on how a logarithm rounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from ceviz.errors import Cancelled, InvalidInput
from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.blocks import keep_freed_memory
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.exact import ExactSums, beside, exact_sums
from ceviz.maths.batch.tally import Tally, merged, tally
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import BINS, Reliability, width_bin, width_edges

LOWEST, HIGHEST = -40, 20
PER_OCTAVE = 8
#: How many bins: those between the limits, one below (with 0) and one above (with ∞).
COUNT = (HIGHEST - LOWEST) * PER_OCTAVE + 2

_MANTISSA_BITS = 52
_BIAS = 1023
_OCTAVE_BITS = PER_OCTAVE.bit_length() - 1

_CHUNK = 1 << 17
_MOST_CLASSES = 4096


@dataclass(frozen=True, eq=False)
class Summary:
    """Everything the totals of a batch need; only rows that count, unless said otherwise.

    Attributes:
        classes: K.
        bins: B, equal-width confidence bins.
        rows: rows in all.
        ignored: rows that do not count.
        weights: Σ of each row's weight, the denominator of PyTorch's mean.
        plain: Σ of the losses without class weights.
        brier: Σ of the Brier scores.
        entropy: Σ of the entropies H(p) of the targets as smoothed.
        pairs: by true class · K + predicted class: count and Σ loss (weighted).
        confidence: by (predicted class · B + bin) · 2 + (1 if right): count, Σ confidence.
        losses: (COUNT,) rows in each logarithmic bin, between :func:`loss_edges`.
    """

    classes: int
    bins: int
    rows: int
    ignored: int
    weights: ExactSums
    plain: ExactSums
    brier: ExactSums
    entropy: ExactSums
    pairs: Tally
    confidence: Tally
    losses: IntArray

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Summary):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            if field.name == "losses"
            else getattr(self, field.name) == getattr(other, field.name)
            for field in fields(self)
        )

    def __add__(self, other: Summary) -> Summary:
        return merge([self, other])

    @property
    def counted(self) -> int:
        """Rows that count: those not ignored."""
        return self.rows - self.ignored

    @property
    def numerator(self) -> float:
        """Σ of the losses as PyTorch weighs them: what ``reduction="sum"`` returns."""
        return self.pairs.sums.total()

    @property
    def denominator(self) -> float:
        """What PyTorch divides by: Σ w_y for class labels, N for probability targets."""
        return self.weights.total()

    @property
    def mean(self) -> float:
        """numerator / denominator in nats; NaN if nothing counts, as in PyTorch."""
        return _ratio(self.numerator, self.denominator)

    @property
    def cross_entropy(self) -> float:
        """Mean H(p, q) in nats, every row counting the same: no class weights."""
        return _ratio(self.plain.total(), self.counted)

    @property
    def entropy_of_targets(self) -> float:
        """Mean H(p) in nats: the floor no prediction gets below."""
        return _ratio(self.entropy.total(), self.counted)

    @property
    def kl(self) -> float:
        """Mean KL(p‖q) = H(p, q) − H(p) in nats; what rounding leaves below 0 is 0."""
        return max(0.0, self.cross_entropy - self.entropy_of_targets) if self.counted else math.nan

    @property
    def perplexity(self) -> float:
        """exp of the unweighted mean cross-entropy."""
        mean = self.cross_entropy
        return math.exp(mean) if not mean > 709.0 else math.inf

    @property
    def mean_brier(self) -> float:
        """Mean of Σ_k (q_k − p_k)², between 0 and 2."""
        return _ratio(self.brier.total(), self.counted)

    @property
    def correct(self) -> int:
        """Rows whose predicted class is the true one."""
        return int(self.pairs.counts[self._true == self._predicted].sum())

    @property
    def accuracy(self) -> float:
        """Share of rows predicted right; NaN if nothing counts."""
        return _ratio(self.correct, self.counted)

    @property
    def ece(self) -> float:
        """Expected calibration error over the B equal-width bins."""
        return self.reliability().ece

    @property
    def mce(self) -> float:
        """Maximum calibration error over the B equal-width bins."""
        return self.reliability().mce

    def reliability(self, predicted: int | None = None) -> Reliability:
        """The top-label diagram of all rows, or of those predicted as one class."""
        chosen = self.confidence
        if predicted is not None:
            chosen = chosen.only(np.flatnonzero(chosen.keys // (2 * self.bins) == predicted))
        counts, sums = chosen.by(chosen.keys % (2 * self.bins)).dense(2 * self.bins)
        hits, all_counts = counts[1::2], counts[::2] + counts[1::2]
        total = sums[::2] + sums[1::2]
        edges = width_edges(self.bins)
        mean = np.divide(total, all_counts, out=np.full(self.bins, np.nan), where=all_counts > 0)
        return Reliability(edges[:-1], edges[1:], all_counts, hits, mean)

    def confusion(self) -> tuple[IntArray, FloatArray]:
        """(K, K) counts and Σ loss, true class by row, predicted by column.

        Raises:
            InvalidInput: with more than 4,096 classes; ``pairs`` holds those that occur.
        """
        if self.classes > _MOST_CLASSES:
            raise InvalidInput(
                f"a table of {self.classes:,} × {self.classes:,} cells is too large",
                remedy="look at the pairs of classes that occur",
            )
        counts, sums = self.pairs.dense(self.classes**2)
        return counts.reshape(-1, self.classes), sums.reshape(-1, self.classes)

    def by_true_class(self) -> Tally:
        """Count and Σ loss of each true class that occurs."""
        return self.pairs.by(self._true)

    @property
    def _true(self) -> IntArray:
        return self.pairs.keys // self.classes

    @property
    def _predicted(self) -> IntArray:
        return self.pairs.keys % self.classes


def merge(parts: Sequence[Summary]) -> Summary:
    """All parts as one; at least one, all of the same classes and bins.

    Raises:
        InvalidInput: they do not fit together.
    """
    first = parts[0]
    for part in parts:
        if (part.classes, part.bins) != (first.classes, first.bins):
            raise InvalidInput(
                f"summaries of {first.classes} and {part.classes} classes, "
                f"{first.bins} and {part.bins} bins do not add up"
            )
    return Summary(
        classes=first.classes,
        bins=first.bins,
        rows=sum(part.rows for part in parts),
        ignored=sum(part.ignored for part in parts),
        weights=beside([part.weights for part in parts]).together(),
        plain=beside([part.plain for part in parts]).together(),
        brier=beside([part.brier for part in parts]).together(),
        entropy=beside([part.entropy for part in parts]).together(),
        pairs=merged([part.pairs for part in parts]),
        confidence=merged([part.confidence for part in parts]),
        losses=np.sum([part.losses for part in parts], axis=0),
    )


def summarise(
    task: Task,
    columns: Columns,
    *,
    bins: int = BINS,
    cancelled: Callable[[], bool] | None = None,
) -> Summary:
    """Add up the measured ``columns`` of ``task``, all rows."""
    width_edges(bins)  # refuses 0 bins
    keep_freed_memory()
    parts = []
    # On one thread: bincount keeps the interpreter to itself, a second would only wait.
    for start in range(0, max(task.rows, 1), _CHUNK):
        if cancelled is not None and cancelled():
            raise Cancelled("measuring was stopped")
        parts.append(_part(task, columns, bins, start, min(start + _CHUNK, task.rows)))
    return merge(parts)


def _part(task: Task, columns: Columns, bins: int, start: int, stop: int) -> Summary:
    at = slice(start, stop)
    keep: slice | IntArray = slice(None)
    rows = np.arange(start, stop)
    if columns.ignored is not None and columns.ignored[at].any():
        keep = np.flatnonzero(~columns.ignored[at])
        rows = rows[keep]
    true = columns.true[at][keep].astype(np.int64)
    predicted = columns.predicted[at][keep].astype(np.int64)
    confidence, loss = columns.confidence[at][keep], columns.loss[at][keep]
    k = task.classes
    pairs = tally(true * k + predicted, loss, k * k, rows=rows)
    unweighted = columns.plain is columns.loss
    bin_keys = predicted * bins
    bin_keys += width_bin(confidence, bins)
    bin_keys *= 2
    bin_keys += true == predicted
    return Summary(
        classes=k,
        bins=bins,
        rows=stop - start,
        ignored=stop - start - len(true),
        weights=_weights(task, true),
        plain=pairs.sums.together()
        if unweighted
        else exact_sums(columns.plain[at][keep], rows=rows),
        brier=exact_sums(columns.brier[at][keep], bits=36, rows=rows),
        entropy=_entropies(task, columns, rows),
        pairs=pairs,
        confidence=tally(bin_keys, confidence, 2 * bins * k, bits=36, rows=rows),
        losses=np.bincount(loss_bin(loss), minlength=COUNT),
    )


def _weights(task: Task, true: IntArray) -> ExactSums:
    if task.weight is None or task.labels is None:
        return exact_sums(np.ones(1)).times(len(true))
    return exact_sums(task.weight[true])


def _entropies(task: Task, columns: Columns, rows: IntArray) -> ExactSums:
    """Σ H(p) of the rows that count."""
    if columns.entropy is not None:
        return exact_sums(columns.entropy[rows], rows=rows)
    one = exact_sums(np.array([smoothed_entropy(task.label_smoothing, task.classes)]))
    return one.times(len(rows))


def smoothed_entropy(smoothing: float, classes: int) -> float:
    """H in nats of a one-hot target smoothed to (1 − ε)·onehot + ε/K."""
    rest = smoothing / classes
    true = 1.0 - smoothing + rest
    others = -(classes - 1) * rest * math.log(rest) if rest > 0.0 else 0.0
    return max(0.0, others - true * math.log(true))


def loss_bin(losses: FloatArray) -> IntArray:
    """(N,) number of the bin [edge_i, edge_i+1) each loss (≥ 0) is in."""
    steps = losses.view(np.int64) >> (_MANTISSA_BITS - _OCTAVE_BITS)
    first = (LOWEST + _BIAS) << _OCTAVE_BITS
    numbers: IntArray = np.clip(steps - (first - 1), 0, COUNT - 1)
    return numbers


def loss_edges() -> FloatArray:
    """(COUNT + 1,) edges: 0, 2**-40, …, 2**20, ∞."""
    octaves = np.exp2(np.arange(LOWEST, HIGHEST, dtype=np.float64))
    within = 1.0 + np.arange(PER_OCTAVE) / PER_OCTAVE
    inner = (octaves[:, np.newaxis] * within).reshape(-1)
    return np.concatenate([[0.0], inner, [2.0**HIGHEST, np.inf]])


def _ratio(part: float, whole: float) -> float:
    """part / whole; NaN for 0 / 0 as IEEE and PyTorch have it."""
    if whole == 0.0:
        return math.nan if part == 0.0 or math.isnan(part) else math.inf
    return part / whole
