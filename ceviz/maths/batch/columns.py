"""One number a sample: what a pass over a batch leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import AnyArray, BoolArray, FloatArray, mapped
from ceviz.maths.batch.task import Task


@dataclass(eq=False)
class Columns:
    """Per-sample results, (N,) each, filled block by block. Ignored rows: see each.

    Attributes:
        loss: what PyTorch's ``reduction="none"`` returns: weighted and smoothed. Ignored: 0.
        plain: the same without class weights; the same array if there are none. Ignored: 0.
        surprisal: −ln q(true), neither weighted nor smoothed; the same array as ``plain``
            unless labels are smoothed or targets are probabilities. Ignored: 0.
        predicted: the class with the largest score, the first of several.
        confidence: q(predicted).
        margin: ln q(true) − ln of the largest other probability; positive if right.
            Ignored: NaN.
        brier: Σ_k (q_k − p_k)², p without smoothing. Ignored: 0.
        entropy: H(p) of the probability targets as smoothed; None for class labels, whose
            entropy is one number.
        true: the true class: the labels as given, or the most probable of probability
            targets. Only rows that count hold a class.
        ignored: which rows do not count, or None if all do.
    """

    loss: FloatArray
    plain: FloatArray
    surprisal: FloatArray
    predicted: npt.NDArray[np.int32]
    confidence: FloatArray
    margin: FloatArray
    brier: FloatArray
    entropy: FloatArray | None
    true: AnyArray
    ignored: BoolArray | None

    @property
    def rows(self) -> int:
        """N: ignored rows, too."""
        return len(self.loss)


def columns_for(task: Task) -> Columns:
    """Room for the results of ``task``; arrays that cannot differ are one array."""
    task.check()
    n = task.rows
    plain = np.empty(n)
    shared = task.labels is not None and task.label_smoothing == 0.0
    mayignore = task.labels is not None and bool(np.any(task.labels == task.ignore_index))
    return Columns(
        loss=plain if task.weight is None else np.empty(n),
        plain=plain,
        surprisal=plain if shared else np.empty(n),
        predicted=np.empty(n, np.int32),
        confidence=np.empty(n),
        margin=np.empty(n),
        brier=np.empty(n),
        entropy=None if task.targets is None else np.empty(n),
        true=_true(task),
        ignored=np.zeros(n, np.bool_) if mayignore else None,
    )


def _true(task: Task) -> AnyArray:
    """The labels, in memory: unlike a pass, who looks at columns asks for no file before."""
    if task.labels is None:
        return np.empty(task.rows, np.int32)
    return task.labels.astype(np.int32) if mapped(task.labels) else task.labels
