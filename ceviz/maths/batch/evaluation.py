"""One call from predictions to every number: ``evaluate(logits, targets)``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import AnyArray, BoolArray, FloatArray, IntArray
from ceviz.maths.batch.blocks import Progress
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.edited import laid, measured
from ceviz.maths.batch.overlay import Overlay
from ceviz.maths.batch.summary import Summary, summarise
from ceviz.maths.batch.task import Kind, Reduction, Task, task
from ceviz.maths.calibration import BINS, Reliability, Scheme, reliability


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a model's predictions cost, sample by sample and in all.

    Names and semantics are those of ``torch.nn.CrossEntropyLoss``; losses are in nats. Arrays
    are (N,) and hold one number a row, ignored rows included.

    Attributes:
        task: the predictions and settings measured.
        reduction: how ``cross_entropy`` combines the losses.
        class_names: K names.
        columns: the per-sample results.
        summary: their totals.
        warnings: what was noticed about the scores before they were measured, in sentences.
    """

    task: Task
    reduction: Reduction
    class_names: tuple[str, ...]
    columns: Columns
    summary: Summary
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """One line: the arrays may hold millions."""
        size = f"{self.columns.rows:,} rows × {self.task.classes:,} classes"
        loss = f"mean cross-entropy {self.mean:.4g} nats, accuracy {self.accuracy:.4g}"
        return f"<Evaluation: {size}, {loss}>"

    @property
    def cross_entropy(self) -> float | FloatArray:
        """What PyTorch returns: the mean (NaN if every row is ignored), the sum, or ``loss``.

        Without a reduction the losses have the shape that their labels had: (N, d1, …).
        """
        if self.reduction == "none":
            places = self.task.places
            return self.loss if places is None else self.loss.reshape(places.shape)
        return self.mean if self.reduction == "mean" else self.numerator

    @property
    def mean(self) -> float:
        """PyTorch's mean, numerator / denominator, whatever ``reduction`` is."""
        return self.summary.mean

    @property
    def numerator(self) -> float:
        """Σ of the weighted losses."""
        return self.summary.numerator

    @property
    def denominator(self) -> float:
        """Σ of the true classes' weights; the number of rows for probability targets."""
        return self.summary.denominator

    @property
    def loss(self) -> FloatArray:
        """Loss of each row, weighted and smoothed; 0 for an ignored row."""
        return self.columns.loss

    @property
    def true(self) -> AnyArray:
        """True class of each row; the most probable one of probability targets."""
        return self.columns.true

    @property
    def predicted(self) -> npt.NDArray[np.int32]:
        """Class with the largest score; the first of several."""
        return self.columns.predicted

    @property
    def confidence(self) -> FloatArray:
        """Probability of the predicted class, q(predicted)."""
        return self.columns.confidence

    @property
    def true_probability(self) -> FloatArray:
        """q(true); NaN for an ignored row."""
        probability = np.exp(-self.columns.surprisal)
        if self.columns.ignored is not None:
            probability[self.columns.ignored] = np.nan
        return probability

    @property
    def margin(self) -> FloatArray:
        """ln q(true) − ln of the largest other q: positive if right; NaN for an ignored row."""
        return self.columns.margin

    @property
    def ignored(self) -> BoolArray:
        """Which rows do not count."""
        flags = self.columns.ignored
        return np.zeros(self.columns.rows, np.bool_) if flags is None else flags

    @property
    def right(self) -> BoolArray:
        """Which rows count and are predicted right."""
        flags: BoolArray = self.columns.predicted == self.columns.true
        return flags if self.columns.ignored is None else flags & ~self.columns.ignored

    @property
    def accuracy(self) -> float:
        """Share of the counted rows predicted right."""
        return self.summary.accuracy

    @property
    def entropy_of_targets(self) -> float:
        """Mean H(p) in nats of the targets as smoothed: the floor of the loss."""
        return self.summary.entropy_of_targets

    @property
    def kl(self) -> float:
        """Mean KL(p‖q) in nats, every counted row the same."""
        return self.summary.kl

    @property
    def perplexity(self) -> float:
        """exp of the unweighted mean cross-entropy."""
        return self.summary.perplexity

    @property
    def brier(self) -> float:
        """Mean Σ_k (q_k − p_k)² over the counted rows, between 0 and 2, p unsmoothed."""
        return self.summary.mean_brier

    @property
    def ece(self) -> float:
        """Expected calibration error, equal-width bins (lo, hi]."""
        return self.summary.ece

    @property
    def mce(self) -> float:
        """Maximum calibration error, equal-width bins (lo, hi]."""
        return self.summary.mce

    def reliability(
        self,
        *,
        bins: int = BINS,
        scheme: Scheme = "equal-width",
        predicted: int | None = None,
    ) -> Reliability:
        """Top-label reliability diagram of the counted rows.

        Args:
            bins: how many bins.
            scheme: "equal-width" or "equal-mass".
            predicted: only rows predicted as this class.
        """
        chosen = ~self.ignored
        if predicted is not None:
            chosen &= self.predicted == predicted
        return reliability(self.confidence[chosen], self.right[chosen], bins=bins, scheme=scheme)

    def worst(self, count: int = 10) -> IntArray:
        """Rows with the largest losses, the largest first, ties by row."""
        rows = worst_rows(self, max(count, 0))
        return rows[np.argsort(-self.loss[rows], kind="stable")]


def worst_rows(evaluation: Evaluation, count: int) -> IntArray:
    """The ``count`` dearest rows that count, ascending; of equal ones the first.

    Raises:
        InvalidInput: fewer than none.
    """
    if count < 0:
        raise InvalidInput(f"there are no {count} rows", where="count")
    count = min(count, evaluation.summary.counted)
    if count == 0:
        return np.empty(0, np.int64)
    losses = evaluation.loss
    if evaluation.columns.ignored is not None:
        losses = np.where(evaluation.ignored, -1.0, losses)
    place = len(losses) - count
    least = np.partition(losses, place)[place]
    rows = np.flatnonzero(losses >= least)
    surplus = len(rows) - count
    if surplus:
        rows = np.delete(rows, np.flatnonzero(losses[rows] == least)[-surplus:])
    return rows


def evaluate(
    logits: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    kind: Kind = "logits",
    weight: npt.ArrayLike | None = None,
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
    reduction: Reduction = "mean",
    class_names: Sequence[str] | None = None,
    bins: int = BINS,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Evaluation:
    """Cross-entropy, accuracy, calibration and the loss of every sample.

    Arrays are read in one pass, block by block, so they may be memory-mapped; they are never
    copied whole and never written to.

    Args:
        logits: (N, K) scores; float16, float32 and float64 are measured as they are.
        targets: (N,) integer classes, or (N, K) class probabilities.
        kind: what ``logits`` holds; probabilities are divided by their row's sum.
        weight: (K,) class weights.
        ignore_index: label of rows that do not count.
        label_smoothing: ε in [0, 1].
        temperature: T > 0; softmax(z / T) is measured.
        reduction: "mean", "sum" or "none".
        class_names: K names; by default "0", "1", …
        bins: confidence bins of ECE and MCE.
        threads, progress, cancelled: see :func:`ceviz.maths.batch.kernel.measure`.

    Raises:
        InvalidInput: says which argument, row or column is wrong.
        Cancelled: ``cancelled`` said so.
    """
    if reduction not in get_args(Reduction):
        raise InvalidInput(
            f"unknown reduction {reduction!r}", where="reduction", why="mean, sum or none"
        )
    asked = task(
        logits,
        targets,
        kind=kind,
        weight=weight,
        ignore_index=ignore_index,
        label_smoothing=label_smoothing,
        temperature=temperature,
    )
    names = tuple(map(str, range(asked.classes))) if class_names is None else tuple(class_names)
    if len(names) != asked.classes:
        raise InvalidInput(
            f"{len(names)} class names for {asked.classes} classes", where="class_names"
        )
    return evaluate_task(
        asked,
        reduction=reduction,
        class_names=names,
        bins=bins,
        threads=threads,
        progress=progress,
        cancelled=cancelled,
    )


def evaluate_task(
    asked: Task,
    *,
    reduction: Reduction,
    class_names: tuple[str, ...],
    bins: int = BINS,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Evaluation:
    """:func:`evaluate` for a batch that has been read and checked already."""
    columns = measured(asked, threads=threads, progress=progress, cancelled=cancelled)
    summary = summarise(asked, columns, bins=bins, cancelled=cancelled)
    return Evaluation(asked, reduction, class_names, columns, summary)


def overlaid(
    evaluation: Evaluation,
    overlay: Overlay,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Evaluation:
    """``evaluation``, which is of the file's rows, with some of them as they are now.

    The file is not read again: columns are copied and summarised anew.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    task = replace(evaluation.task, overlay=overlay)
    columns = laid(task, evaluation.columns)
    summary = summarise(task, columns, bins=evaluation.summary.bins, cancelled=cancelled)
    return replace(evaluation, task=task, columns=columns, summary=summary)


def retargeted(other: Evaluation, overlay: Overlay) -> Evaluation:
    """Another file's predictions of the same samples, judged by the truth as it is now.

    ``other`` itself where the overlay leaves the truth as the files have it.
    """
    task, rows = other.task, overlay.rows
    if rows[-1] >= task.rows or overlay.targets.shape[1] != task.classes:
        return other  # not the same samples, which comparing them will say
    task.check()
    if task.targets is None:
        assert task.labels is not None
        same = bool(overlay.certain.all()) and np.array_equal(overlay.true, task.labels[rows])
    else:
        same = np.array_equal(overlay.targets, task.targets[rows].astype(np.float64))
    if same:
        return other
    return overlaid(other, replace(overlay, scores=task.logits(rows)))
