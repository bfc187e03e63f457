"""The means over all samples, from three by hand to a million in a file.

Rows made by hand are measured in float64 on the spot. Rows of a file are measured by the
batch kernel, once for each temperature and kept; while that takes too long for a frame, a
sample of them answers, and :attr:`Batch.exact` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ceviz import maths
from ceviz.document.samples import Rows, Samples
from ceviz.document.targets import Vector

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation, TemperaturePreview

#: How many temperatures' evaluations of one file are kept.
KEPT = 3


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


@dataclass(frozen=True, eq=False)
class PerSample:
    """Columns over N samples: losses in nats, what is predicted, whether it is right."""

    cross_entropy: Vector
    entropy: Vector
    kl: Vector
    predicted: NDArray[np.integer]
    confidence: Vector
    correct: NDArray[np.bool_]


class _Kept:
    """What is known of some rows; it goes with them, so that a closed file leaves the memory.

    Attributes:
        quick, columns: what was last asked for, and at which temperature.
    """

    def __init__(self) -> None:
        self.evaluations: dict[float, Evaluation] = {}
        self.preview: TemperaturePreview | None = None
        self.quick: tuple[float, Evaluation] | None = None
        self.columns: tuple[float, PerSample] | None = None


_kept: WeakKeyDictionary[Rows, _Kept] = WeakKeyDictionary()


def remember(rows: Rows, evaluation: Evaluation) -> None:
    """Keep ``evaluation`` of all ``rows``; the first one stays, as the preview's base."""
    kept = _kept.setdefault(rows, _Kept())
    known = kept.evaluations
    known[evaluation.task.temperature] = evaluation
    if len(known) > KEPT:
        del known[list(known)[1]]


def known(rows: Rows, temperature: float) -> Evaluation | None:
    """The exact evaluation of all ``rows`` at ``temperature``, if it has been remembered."""
    kept = _kept.get(rows)
    return None if kept is None else kept.evaluations.get(temperature)


def evaluate_rows(rows: Rows, temperature: float) -> Evaluation:
    """All rows of a file at ``temperature``, however long it takes; remembered."""
    from ceviz.maths.batch import evaluate_task

    assert rows.task is not None
    names = tuple(str(k) for k in range(rows.task.classes))
    made = evaluate_task(rows.task.at(temperature), reduction="mean", class_names=names)
    remember(rows, made)
    return made


def evaluation_of(rows: Rows, temperature: float) -> Evaluation:
    """Rows of a file at ``temperature``: exact if known or quickly made, else of a sample.

    ``columns.rows`` of the result says how many rows were measured.
    """
    from ceviz.maths.batch import TemperaturePreview

    exact = known(rows, temperature)
    if exact is not None:
        return exact
    assert rows.task is not None
    kept = _kept.setdefault(rows, _Kept())
    if not rows.many or not kept.evaluations:
        return evaluate_rows(rows, temperature)
    if kept.preview is None:
        kept.preview = TemperaturePreview(next(iter(kept.evaluations.values())))
    if kept.quick is None or kept.quick[0] != temperature:
        kept.quick = (temperature, kept.preview.quickly(temperature))
    return kept.quick[1]


def evaluation_of_samples(samples: Samples, temperature: float) -> Evaluation:
    """All samples by the batch kernel, with their edits; those made by hand from arrays of them.

    A sample of a file's rows, as :func:`evaluation_of` gives it, is without the edits.
    """
    from ceviz.document.overlay import overlay_of
    from ceviz.maths.batch import evaluate, overlaid

    if samples.rows.task is not None:
        made, overlay = evaluation_of(samples.rows, temperature), overlay_of(samples)
        whole = made.columns.rows == len(samples)
        return overlaid(made, overlay) if whole and overlay is not None else made
    rows = Rows.of(list(samples)) if samples.edited else samples.rows
    plain = bool((rows.labels >= 0).all() and np.isnan(rows.smoothing).all())
    targets = rows.labels if plain else targets_of(rows)
    return evaluate(rows.scores, targets, temperature=temperature)


def means(samples: Samples, temperature: float) -> Batch:
    """Means over all samples; an edit recomputes the edited ones only."""
    rows = samples.rows
    if rows.task is None:
        columns = per_sample(samples, temperature)
        return Batch(
            count=len(samples),
            cross_entropy=float(columns.cross_entropy.mean()),
            entropy=float(columns.entropy.mean()),
            kl=float(columns.kl.mean()),
            correct=int(columns.correct.sum()),
        )
    evaluation = evaluation_of(rows, temperature)
    summary, count = evaluation.summary, evaluation.summary.counted
    batch = Batch(
        count=count,
        cross_entropy=evaluation.mean,
        entropy=evaluation.entropy_of_targets,
        kl=evaluation.kl,
        correct=round(summary.accuracy * count),
        exact=evaluation.columns.rows == len(rows),
    )
    return _with_edits(batch, samples, temperature) if samples.edited and batch.exact else batch


def per_sample(samples: Samples, temperature: float) -> PerSample:
    """The columns of all samples: the rows' (computed once) with the edited ones laid over."""
    columns = _of_rows(samples.rows, temperature)
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
    return _measured(Rows.of([samples.edited[row] for row in sorted(samples.edited)]), temperature)


def targets_of(rows: Rows) -> NDArray[np.float64]:
    """The targets of all rows as probabilities, (N, K)."""
    count = rows.scores.shape[1]
    p = np.zeros(rows.scores.shape)
    labelled = np.flatnonzero(rows.labels >= 0)
    epsilon = np.nan_to_num(rows.smoothing[labelled], nan=0.0)
    p[labelled] = (epsilon / count)[:, None]
    p[labelled, rows.labels[labelled]] += 1.0 - epsilon
    if rows.distributions is not None:
        distributed = np.flatnonzero(rows.labels < 0)
        p[distributed] = rows.distributions[distributed]
    return p


def _with_edits(batch: Batch, samples: Samples, temperature: float) -> Batch:
    """``batch`` with the edited rows' old numbers taken out and their new ones put in."""
    index = np.array(sorted(samples.edited))
    evaluation = evaluation_of(samples.rows, temperature)
    columns, new = evaluation.columns, edited_columns(samples, temperature)
    old_entropy = np.zeros(len(index)) if columns.entropy is None else columns.entropy[index]
    old_right = columns.predicted[index] == columns.true[index]

    def mean(now: float, old: Vector, fresh: Vector, column: Vector | None) -> float:
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


def _of_rows(rows: Rows, temperature: float) -> PerSample:
    if rows.task is not None:
        # Not kept: until all rows are measured it is of a sample of them.
        return _columns_of(evaluation_of(rows, temperature))
    kept = _kept.setdefault(rows, _Kept())
    if kept.columns is None or kept.columns[0] != temperature:
        kept.columns = (temperature, _measured(rows, temperature))
    return kept.columns[1]


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
    )


def _measured(rows: Rows, temperature: float) -> PerSample:
    scores = np.asarray(rows.scores, dtype=np.float64)
    p = targets_of(rows)
    prediction = maths.predict(scores, temperature=temperature)
    predicted = scores.argmax(axis=-1)
    at = np.arange(len(rows))
    return PerSample(
        cross_entropy=maths.contributions(p, prediction.surprisal).sum(axis=-1),
        entropy=np.asarray(maths.entropy(p)),
        kl=np.asarray(maths.kl_divergence(p, logits=scores, temperature=temperature)),
        predicted=predicted,
        confidence=prediction.q[at, predicted],
        correct=p[at, predicted] == p.max(axis=-1),
    )
