"""A batch with an :class:`~ceviz.maths.batch.overlay.Overlay`: measured as it is now.

The overlay's rows are measured in float64 as a small batch of their own, under the same
settings, and laid into a copy of the columns of the others; the file is never written to. A
row without a single true class has, as in PyTorch, the loss ``Σ_k w_k · p_k · (−ln q_k)``;
among labelled rows it weighs in the mean's denominator what its most probable class weighs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ceviz.maths.arrays import AnyArray, FloatArray, IntArray
from ceviz.maths.batch.blocks import Progress
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.kernel import measure
from ceviz.maths.batch.overlay import Overlay
from ceviz.maths.batch.recorded import recorded_columns
from ceviz.maths.batch.summary import smoothed_entropy
from ceviz.maths.batch.task import Task

_NO_CLASS = -1


def measured(
    task: Task,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Columns:
    """:func:`~ceviz.maths.batch.kernel.measure`, with the overlay's rows as they are now.

    Rows that were recorded are not measured again.
    """
    if task.recorded is not None:
        return laid(task, recorded_columns(task))
    columns = measure(task, threads=threads, progress=progress, cancelled=cancelled)
    return laid(task, columns)


def laid(task: Task, columns: Columns) -> Columns:
    """A copy of ``columns``, of the file's rows, with those of the task's overlay in place."""
    if task.overlay is None:
        return columns
    at, fresh = task.overlay.rows, columns_of_overlay(task, task.overlay)

    def put(old: AnyArray, new: AnyArray) -> AnyArray:
        copy = old.copy()
        copy[at] = new
        return copy

    plain = put(columns.plain, fresh.plain)
    one_array = columns.surprisal is columns.plain and bool(task.overlay.certain.all())
    same_truth = np.array_equal(columns.true[at], fresh.true)
    return Columns(
        loss=plain if columns.loss is columns.plain else put(columns.loss, fresh.loss),
        plain=plain,
        surprisal=plain if one_array else put(columns.surprisal, fresh.surprisal),
        predicted=put(columns.predicted, fresh.predicted),
        confidence=put(columns.confidence, fresh.confidence),
        margin=put(columns.margin, fresh.margin),
        brier=put(columns.brier, fresh.brier),
        entropy=_entropies(task, columns, at, fresh),
        true=columns.true if same_truth else put(columns.true, fresh.true),
        ignored=columns.ignored,
    )


def columns_of_overlay(task: Task, overlay: Overlay) -> Columns:
    """The overlay's rows alone under the settings of ``task``, (n,) each."""
    columns = measure(_small(task, overlay, labels=None))
    certain = np.flatnonzero(overlay.certain)
    if len(certain):
        # One class is measured as labels are: to the last digit, however small the loss.
        sharp = measure(_small(task, overlay, labels=certain))
        for name in ("loss", "plain", "surprisal", "predicted", "confidence", "margin", "brier"):
            getattr(columns, name)[certain] = getattr(sharp, name)
    return columns


def _small(task: Task, overlay: Overlay, labels: IntArray | None) -> Task:
    """The overlay as a batch: all of it with its targets, or the rows of ``labels`` with those."""
    if labels is None:
        scores, true, targets = overlay.scores, None, overlay.targets
    else:
        scores, true, targets = overlay.scores[labels], overlay.true[labels], None
    return Task(
        scores=scores,
        kind="logits",
        labels=true,
        targets=targets,
        weight=task.weight,
        ignore_index=_NO_CLASS,
        label_smoothing=task.label_smoothing,
        temperature=task.temperature,
    )


def _entropies(task: Task, columns: Columns, at: IntArray, fresh: Columns) -> FloatArray | None:
    """H(p) of each row once one of them differs from the others'."""
    assert task.overlay is not None
    assert fresh.entropy is not None
    if columns.entropy is not None:
        every = columns.entropy.copy()
    elif task.overlay.certain.all():
        return None
    else:
        every = np.full(columns.rows, smoothed_entropy(task.label_smoothing, task.classes))
        if columns.ignored is not None:
            every[columns.ignored] = 0.0
    every[at] = fresh.entropy
    return every
