"""The pass for probability targets, in float64 throughout.

Two (N, K) tables are read instead of one, so there is no bar to clear and no trick to play:
every line is the formula.
"""

from __future__ import annotations

import numpy as np

from ceviz.maths.arrays import FloatArray
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.task import Task


def soft_block(task: Task, columns: Columns, start: int, stop: int) -> None:
    """Fill rows ``start`` to ``stop``.

    With p the targets, p' = (1 − ε)·p + ε/K and w the class weights, a row's loss is
    ``Σ_k w_k · p'_k · (−ln q_k)`` with 0 · ∞ = 0, as PyTorch defines it for class
    probabilities.

    Raises:
        InvalidInput: a score is NaN or +∞, or a row of targets is not a distribution.
    """
    targets = task.targets_of(start, stop)
    with np.errstate(all="ignore"):  # ln 0 = −∞ is meant; NaN is refused
        surprisals, scores = _surprisals(task, start, stop)
    at = slice(start, stop)
    rows = np.arange(stop - start)
    smooth = (1.0 - task.label_smoothing) * targets + task.label_smoothing / task.classes
    terms = times(smooth, surprisals)
    probabilities = np.exp(-surprisals)
    true = targets.argmax(axis=1)
    predicted = scores.argmax(axis=1)

    columns.plain[at] = terms.sum(axis=1)
    if task.weight is not None:
        columns.loss[at] = times(task.weight, terms).sum(axis=1)
    assert columns.entropy is not None
    columns.entropy[at] = times(smooth, -np.log(np.where(smooth > 0, smooth, 1.0))).sum(axis=1)
    columns.surprisal[at] = surprisals[rows, true]
    columns.true[at] = true
    columns.predicted[at] = predicted
    columns.confidence[at] = probabilities[rows, predicted]
    columns.brier[at] = ((probabilities - targets) ** 2).sum(axis=1)
    columns.margin[at] = _margins(scores, true)


def _surprisals(task: Task, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
    """−ln q and the scores z / T of the rows, (n, K) each."""
    scores = task.scores[start:stop].astype(np.float64)
    if task.kind == "probabilities":
        scores = np.log(scores)
    scores /= task.temperature
    logs = log_softmax(scores)
    if np.isnan(logs).any():
        raise task.refused_scores(start, stop)
    return -logs, scores


def _margins(scores: FloatArray, true: FloatArray) -> FloatArray:
    """The score of the true class over the best of the others; +∞ if there is no other."""
    rows = np.arange(len(scores))
    own = scores[rows, true]
    scores[rows, true] = -np.inf
    rival = scores.max(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(rival), np.inf, own - rival)


def times(weight: FloatArray | float, values: FloatArray) -> FloatArray:
    """weight · values, element by element, with 0 · ∞ = 0.

    A target probability or a class weight of 0 costs nothing, however improbable its class.
    """
    share = np.asarray(weight, dtype=np.float64)
    return np.multiply(share, values, out=np.zeros(values.shape), where=share != 0.0)


def log_softmax(scores: FloatArray) -> FloatArray:
    """ln softmax of each row (n, K); NaN in a row whose largest score is not finite."""
    below = scores - scores.max(axis=1, keepdims=True)
    logs: FloatArray = below - np.log(np.exp(below).sum(axis=1, keepdims=True))
    return logs
