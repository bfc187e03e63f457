"""Sums over all rows for calls of other libraries: what each takes, weighs and divides by."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ceviz.maths.batch.arrays import Floats, Integers
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.limits import log_softmax, times
from ceviz.maths.batch.overlay import Overlay
from ceviz.maths.batch.task import Task


@dataclass(frozen=True)
class Block:
    """Some counted rows: scores z / T as handed over, ln q and q, (n, K) each."""

    given: Floats
    log_q: Floats
    q: Floats


_Logs = Callable[[Block], Floats]
Weighing = Literal["classes", "samples", "none"]


@dataclass(frozen=True)
class Call:
    """A library's call: what it takes the logarithms of, and how weights enter.

    Weights of "classes" are inside a smoothed loss and those of "samples" (the true class's
    weight) outside. The mean divides by the weights' sum, or else by the number of rows.
    """

    library: str
    call: str
    logs: _Logs
    reason: str
    weights: Weighing = "classes"
    smoothed: bool = True
    divides_by_rows: bool = False


def call_means(
    task: Task, calls: tuple[Call, ...], cancelled: Callable[[], bool] | None
) -> list[float]:
    """Each call's mean in nats over the rows that count, edited ones as they are now.

    Raises:
        Cancelled: ``cancelled``, asked between blocks, said so.
    """
    cut = plan(task.rows, task.classes, 8 * np.dtype(np.float64).itemsize)
    sums: dict[int, Floats] = {}

    def do(start: int, stop: int) -> None:
        with np.errstate(all="ignore"):  # ∞ and NaN are what these libraries print, too
            sums[start] = _sums(task, calls, _rows_between(task, start, stop))

    run(cut, lambda: do, cancelled=cancelled, check=task.check)
    if task.overlay is not None:
        with np.errstate(all="ignore"):
            sums[task.rows] = _sums(task, calls, _overlay_rows(task, task.overlay))
    table = np.array([sums[start] for start in sorted(sums)]).reshape(-1, len(calls), 2)
    with np.errstate(invalid="ignore"):
        numerators, denominators = table.sum(axis=0).T
        return [_mean(c, n, d) for c, n, d in zip(calls, numerators, denominators, strict=True)]


def _mean(call: Call, numerator: float, denominator: float) -> float:
    if denominator == 0.0:
        return 0.0 if call.library == "Keras" else math.nan
    return float(numerator / denominator)


@dataclass(frozen=True)
class _Rows:
    """Some counted rows: scores as they are handed over, (n, K), and their truth.

    A row with both a label and targets has the targets' loss and the label's weight.
    """

    given: Floats
    labels: Integers | None
    targets: Floats | None


def _rows_between(task: Task, start: int, stop: int) -> _Rows:
    """Those of the file from ``start`` to ``stop`` that count and are as the file has them."""
    keep, labels, targets = np.ones(stop - start, np.bool_), None, None
    if task.targets is None:
        labels, ignored = task.labels_of(start, stop)
        if ignored is not None:
            keep &= ~ignored
    if task.overlay is not None:
        edited = task.overlay.rows
        keep[edited[(edited >= start) & (edited < stop)] - start] = False
    at: slice | Integers = slice(None) if keep.all() else np.flatnonzero(keep)
    if labels is not None:
        labels = labels[at]
    if task.targets is not None:
        targets = task.targets[start:stop][at].astype(np.float64)
    return _Rows(task.scores[start:stop][at].astype(np.float64), labels, targets)


def _overlay_rows(task: Task, overlay: Overlay) -> _Rows:
    """The edited rows, in the kind of scores the file has."""
    given = overlay.scores
    if task.kind == "probabilities":
        given = np.exp(log_softmax(given))
    return _Rows(given, overlay.true if task.targets is None else None, overlay.targets)


def _sums(task: Task, calls: tuple[Call, ...], some: _Rows) -> Floats:
    """(calls, 2) numerators and denominators of some rows."""
    labels, targets = some.labels, some.targets
    block = _block(task, some.given)
    rows = len(block.given)
    result = np.empty((len(calls), 2))
    for i, call in enumerate(calls):
        epsilon = task.label_smoothing if call.smoothed else 0.0
        weight = task.weight if call.weights == "classes" else None
        costs = _costs(-call.logs(block), labels, targets, weight, epsilon)
        divisor = float(rows)
        if task.weight is not None and labels is not None and call.weights != "none":
            own = task.weight[labels]
            costs = costs if call.weights == "classes" else times(own, costs)
            divisor = divisor if call.divides_by_rows else float(own.sum())
        result[i] = costs.sum(), divisor
    return result


def _block(task: Task, given: Floats) -> Block:
    scores = np.log(given) if task.kind == "probabilities" else given
    if task.temperature != 1.0:
        scores = scores / task.temperature
        given = np.exp(scores) if task.kind == "probabilities" else scores
    log_q = log_softmax(scores)
    return Block(given, log_q, np.exp(log_q))


def _costs(
    surprisals: Floats,
    labels: Integers | None,
    targets: Floats | None,
    weight: Floats | None,
    epsilon: float,
) -> Floats:
    """(n,) losses of rows whose −ln q are ``surprisals`` (n, K)."""
    classes = surprisals.shape[1]
    weighted = surprisals if weight is None else times(weight, surprisals)
    if targets is not None:
        smooth = (1.0 - epsilon) * targets + epsilon / classes
        return _row_sums(times(smooth, weighted))
    assert labels is not None
    own: Floats = np.take_along_axis(weighted, labels[:, np.newaxis], axis=1)[:, 0]
    if epsilon > 0.0:
        own = (1.0 - epsilon) * own + epsilon / classes * _row_sums(weighted)
    return own


def _row_sums(table: Floats) -> Floats:
    sums: Floats = table.sum(axis=1)
    return sums
