"""The means over all samples, from three by hand to a million in a file.

Rows made by hand are measured in float64. Rows of a file are measured by the batch kernel; what
:class:`~ceviz.document.measurements.Measurements` know of them is not measured again, and where
they know a sample only, :attr:`Batch.exact` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ceviz.document.measurements import NOTHING, Measurements, PerSample, columns_of
from ceviz.document.overlay import overlay_of
from ceviz.document.samples import Rows, Samples
from ceviz.maths.arrays import FloatArray

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation


@dataclass(frozen=True, slots=True)
class Batch:
    """Means over the samples that count, in nats.

    Attributes:
        count: how many count.
        correct: how many of them are right.
        exact: False while only a sample of the rows has been measured at this temperature.
    """

    count: int
    cross_entropy: float
    entropy: float
    kl: float
    correct: int
    exact: bool = True

    @property
    def perplexity(self) -> float:
        """exp of the mean cross-entropy."""
        return float(np.exp(self.cross_entropy)) if self.cross_entropy < 709.0 else np.inf

    @property
    def accuracy(self) -> float:
        """The share of samples that are right."""
        return self.correct / self.count


def evaluation_of_samples(
    samples: Samples, temperature: float, measured: Measurements = NOTHING
) -> Evaluation:
    """All samples by the batch kernel, with their edits; those made by hand from arrays of them.

    Where ``measured`` knows only a sample of a file's rows, it is that, without the edits.
    """
    from ceviz.maths.batch import evaluate, overlaid

    if samples.rows.task is not None:
        made, overlay = measured.evaluation(samples.rows, temperature), overlay_of(samples)
        whole = made.columns.rows == len(samples)
        return overlaid(made, overlay) if whole and overlay is not None else made
    rows = Rows.of(list(samples)) if samples.edited else samples.rows
    plain = bool((rows.labels >= 0).all() and np.isnan(rows.smoothing).all())
    targets = rows.labels if plain else rows.probabilities()
    return evaluate(rows.scores, targets, temperature=temperature)


def means(samples: Samples, temperature: float, measured: Measurements = NOTHING) -> Batch:
    """Means over all samples; an edit recomputes the edited ones only."""
    rows = samples.rows
    if rows.task is None:
        columns = per_sample(samples, temperature, measured)
        return Batch(
            count=len(samples),
            cross_entropy=float(columns.cross_entropy.mean()),
            entropy=float(columns.entropy.mean()),
            kl=float(columns.kl.mean()),
            correct=int(columns.correct.sum()),
        )
    evaluation = measured.evaluation(rows, temperature)
    summary, count = evaluation.summary, evaluation.summary.counted
    batch = Batch(
        count=count,
        cross_entropy=evaluation.mean,
        entropy=evaluation.entropy_of_targets,
        kl=evaluation.kl,
        correct=round(summary.accuracy * count),
        exact=evaluation.columns.rows == len(rows),
    )
    return _with_edits(batch, samples, evaluation) if samples.edited and batch.exact else batch


def per_sample(samples: Samples, temperature: float, measured: Measurements = NOTHING) -> PerSample:
    """The columns of all samples: the rows' with the edited ones laid over.

    Where ``measured`` knows only a sample of a file's rows, they are those of that.
    """
    rows = samples.rows
    if rows.task is None:
        columns = measured.columns(rows, temperature)
    else:
        columns = _columns_of(measured.evaluation(rows, temperature))
    if not samples.edited:
        return columns
    index = sorted(samples.edited)
    edited = edited_columns(samples, temperature)
    laid = {}
    for name in PerSample.__dataclass_fields__:
        column = getattr(columns, name).copy()
        column[index] = getattr(edited, name)
        laid[name] = column
    return PerSample(**laid)


def edited_columns(samples: Samples, temperature: float) -> PerSample:
    """The columns of the edited samples alone, in the order of their rows."""
    rows = Rows.of([samples.edited[row] for row in sorted(samples.edited)])
    return columns_of(rows, temperature)


def _with_edits(batch: Batch, samples: Samples, evaluation: Evaluation) -> Batch:
    """``batch`` with the edited rows' old numbers taken out and their new ones put in."""
    index = np.array(sorted(samples.edited))
    columns, new = evaluation.columns, edited_columns(samples, evaluation.task.temperature)
    old_entropy = np.zeros(len(index)) if columns.entropy is None else columns.entropy[index]
    old_right = columns.predicted[index] == columns.true[index]

    def mean(now: float, old: FloatArray, fresh: FloatArray, column: FloatArray | None) -> float:
        if column is not None and not np.isfinite(old).all():
            # Taking ∞ out of ∞ says nothing of the others: they are added up again.
            others = np.delete(column, index)
            return float((others.sum() + fresh.sum()) / batch.count)
        return float(now + (fresh.sum() - old.sum()) / batch.count)

    old_loss = columns.plain[index]
    cross_entropy = mean(batch.cross_entropy, old_loss, new.cross_entropy, columns.plain)
    entropy = mean(batch.entropy, old_entropy, new.entropy, None)
    return Batch(
        count=batch.count,
        cross_entropy=cross_entropy,
        entropy=entropy,
        kl=max(cross_entropy - entropy, 0.0),
        correct=batch.correct - int(old_right.sum()) + int(new.correct.sum()),
    )


def _columns_of(evaluation: Evaluation) -> PerSample:
    columns = evaluation.columns
    entropy = np.zeros(columns.rows) if columns.entropy is None else columns.entropy
    return PerSample(
        cross_entropy=columns.plain,
        entropy=entropy,
        kl=np.maximum(columns.plain - entropy, 0.0),
        predicted=columns.predicted,
        confidence=columns.confidence,
        correct=evaluation.right,
        tied=columns.margin == 0.0,
    )


def telling_row(evaluation: Evaluation) -> int:
    """The row that says most of a model: of those it is wrong about, the one that costs most.

    Of rows that count; if all of them are right, the one that costs most of these.
    """
    columns = evaluation.columns
    cost = np.array(columns.surprisal, dtype=np.float64)
    if columns.ignored is not None:
        cost[columns.ignored] = -1.0
    wrong = (columns.predicted != columns.true) & (cost >= 0.0)
    return int(np.argmax(np.where(wrong, cost, -1.0) if wrong.any() else cost))
