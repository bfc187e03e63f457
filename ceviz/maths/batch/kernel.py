"""The pass for class labels: every number of a sample from one look at its scores.

For a sample with true class y, let o be the sum of exp(z_j) over the *other* classes. Then

    d          = ln o − z_y            log-odds against the true class
    −ln q_y    = ln(1 + e^d)           the surprisal
    −ln(1−q_y) = ln(1 + e^−d)

so a loss of 1e-30 is as accurate as one of 3: nothing is subtracted from 1, and the float32
sum only ever carries a relative error. The true class is lifted out of the working copy by
writing −∞ in its place, which also leaves the runner-up as the largest of what remains: the
margin costs no pass of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ceviz.maths.arrays import AnyArray, FloatArray, IntArray, mapped
from ceviz.maths.batch.blocks import Progress, plan, run
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.layout import Cells, cells_for
from ceviz.maths.batch.soft import soft_block, times
from ceviz.maths.batch.task import Task

#: Largest |runner-up score| of a block for which exp needs no shift: ten million squares of
#: exponentials do not overflow, and what underflows does not show in the sums.
_PLAIN_EXP = {np.float32: 36.0, np.float64: 300.0}

#: Largest cell, and one over the least, whose squares add up without a loss of digits.
_SQUARES = {np.float32: 2.0**52, np.float64: 2.0**400}

#: Log-odds from which ln(1 + e^d) is d, before e^d overflows.
_FAR = 700.0


def measure(
    task: Task,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Columns:
    """Loss, prediction, confidence, margin and Brier score of every sample.

    Args:
        task: the batch, from :func:`ceviz.maths.batch.task.task`.
        threads: how many to use; by default as many as there are processors, at most 8.
        progress: told (rows done, rows in all) on the calling thread between blocks.
        cancelled: asked between blocks; True stops.

    Raises:
        InvalidInput: NaN, +∞ or a label that is no class, named by row and column.
        Cancelled: ``cancelled`` said so.
    """
    columns = columns_for(task)
    if task.targets is not None:
        cut = plan(task.rows, task.classes, 4 * np.dtype(np.float64).itemsize, threads)
        work = partial(soft_block, task, columns)
        run(cut, lambda: work, progress, cancelled, check=task.check)
        return columns
    cut = plan(task.rows, task.classes, np.dtype(task.dtype).itemsize, threads)

    def worker() -> Callable[[int, int], None]:
        cells = cells_for(cut.block, task.classes, task.dtype)
        return lambda start, stop: _block(task, columns, cells, start, stop)

    run(cut, worker, progress, cancelled, check=task.check)
    return columns


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


@dataclass(frozen=True)
class _Rest:
    """The classes other than the true one, seen from it; (n,) each.

    Attributes:
        own: the score or probability of the true class as given.
        margin: ln q_y − ln q_r, r being the runner-up.
        against: d = ln Σ_{j≠y} q_j − ln q_y.
        rival: r, the most probable other class.
        share: q_r / Σ_{j≠y} q_j; 0 if all are 0.
        evenness: Σ_{j≠y} q_j² / (Σ_{j≠y} q_j)²; 0 if all are 0.
        total: sum of the others' exponentials, up to a factor.
        far: what :func:`_far` returns; None without label smoothing.
    """

    own: FloatArray
    margin: FloatArray
    against: FloatArray
    rival: IntArray
    share: FloatArray
    evenness: FloatArray
    total: FloatArray
    far: tuple[FloatArray, FloatArray] | None = None

    def usable(self) -> bool:
        """False if any cell was NaN or +∞, or a row leaves no class to predict."""
        finite = self.own.max(initial=0.0) < np.inf and self.total.max(initial=0.0) < np.inf
        return bool(finite and not np.isnan(self.against).any())


def _block(task: Task, columns: Columns, cells: Cells, start: int, stop: int) -> None:
    labels, ignored = task.labels_of(start, stop)
    scores = task.scores[start:stop]
    with np.errstate(all="ignore"):  # limits have their own lines, bad numbers are refused
        cells.load(scores)
        rest = _rest(task, cells, labels)
        if not rest.usable() or (task.kind == "probabilities" and scores.min() < 0):
            raise task.refused_scores(start, stop)
        _fill(task, columns, rest, labels, slice(start, stop))
    if ignored is not None:
        _ignore(columns, np.flatnonzero(ignored) + start)


def _rest(task: Task, cells: Cells, labels: IntArray) -> _Rest:
    if task.takes_logarithms:
        np.log(cells.cells, out=cells.cells)
    elif task.kind == "probabilities":
        return _from_probabilities(task, cells, labels)
    return _from_scores(task, cells, labels)


def _from_probabilities(task: Task, cells: Cells, labels: IntArray) -> _Rest:
    """No exponential is needed; the row's sum divides out."""
    own = cells.take(labels)
    cells.put(0.0)
    top, rival = cells.peak()
    total = cells.sums()
    share, evenness = _spread(task, cells, top, total)
    log_own = np.log(own)
    return _Rest(
        own=own,
        margin=log_own - np.log(top, dtype=np.float64),
        against=np.log(total) - log_own,
        rival=rival,
        share=share,
        evenness=evenness,
        total=total,
    )


def _spread(
    task: Task, cells: Cells, top: AnyArray, total: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """``share`` and ``evenness`` of :class:`_Rest`; squares the cells.

    Both are ratios, and a row may be measured in units of its largest cell: one whose squares
    would underflow or overflow is, and no other, so that it is measured alike in any company.
    """
    bound = _SQUARES[task.dtype]
    odd = (top > 0.0) & ((top < 1.0 / bound) | (top > bound))
    some = _some(total)
    if odd.any():
        unit = np.where(odd, top, top.dtype.type(1.0))
        cells.divide(unit)
        top, some = top / unit, np.where(odd, cells.sums(), some)
    share = top / some
    cells.square()
    return share, cells.sums() / some**2


def _from_scores(task: Task, cells: Cells, labels: IntArray) -> _Rest:
    own = cells.take(labels)
    cells.put(-np.inf)
    top, rival = cells.peak()
    bound = _PLAIN_EXP[task.dtype]
    plain = task.temperature == 1.0 and task.label_smoothing == 0.0
    far = None
    if plain and -bound < top.min(initial=0.0) and top.max(initial=0.0) < bound:
        margin, ahead, peak = own - top, own, np.exp(top)
    else:
        # Subtracting before dividing by T keeps float32 exact where it matters: near the top.
        cold = 1.0 / task.temperature
        # A row that needs no shift gets none: it is measured alike in whatever company.
        bare = (np.abs(top) < bound) | np.isneginf(top) if plain else np.isneginf(top)
        shift = np.where(bare, top.dtype.type(0), top)
        margin, ahead, peak = (own - top) * cold, (own - shift) * cold, np.exp(top - shift)
        far = _shifted(task, cells, shift)
    np.exp(cells.cells, out=cells.cells)
    total = cells.sums()
    some = _some(total)
    cells.square()
    return _Rest(
        own=own,
        margin=margin,
        against=np.log(total) - ahead,
        rival=rival,
        share=peak / some,
        evenness=cells.sums() / some**2,
        total=total,
        far=far,
    )


def _some(total: FloatArray) -> FloatArray:
    """Sums to divide by: 1 for a row whose other classes all have probability 0."""
    return total if total.min(initial=1.0) > 0.0 else np.where(total > 0.0, total, 1.0)


def _shifted(task: Task, cells: Cells, shift: AnyArray) -> tuple[FloatArray, FloatArray] | None:
    """Make every cell (z_j − shift) / T; with label smoothing add up how far they fall.

    Returns:
        Σ_{j≠y} w_j·(z_r − z_j)/T with the class weights, and with all weights 1.
    """
    smooth = task.label_smoothing > 0.0
    if smooth:
        cells.put(shift)  # the true class, out of this sum
    cells.subtract(shift)
    if task.temperature != 1.0:
        np.multiply(cells.cells, shift.dtype.type(1.0 / task.temperature), out=cells.cells)
    if not smooth:
        return None
    plain = -cells.dot(np.ones(task.classes))
    weighted = plain if task.weight is None else -cells.dot(task.weight)
    cells.put(-np.inf)
    return weighted, plain


def _fill(task: Task, columns: Columns, rest: _Rest, labels: IntArray, at: slice) -> None:
    # No np.where on conditions that go either way: its branches cost more than an exp.
    far = rest.against.max(initial=0.0) > _FAR
    odds = np.exp(np.minimum(rest.against, _FAR) if far else rest.against)
    surprisal = np.log1p(odds)
    if far:
        surprisal = np.where(rest.against > _FAR, rest.against, surprisal)
    own = 1.0 / (1.0 + odds)
    others = odds * own
    right = (rest.margin > 0) | ((rest.margin == 0) & (labels < rest.rival))
    columns.surprisal[at] = surprisal
    columns.predicted[at] = rest.rival + (labels - rest.rival) * right
    columns.confidence[at] = np.maximum(own, rest.share * others)
    columns.margin[at] = rest.margin
    columns.brier[at] = others**2 * (1.0 + rest.evenness)
    if task.label_smoothing > 0.0:
        # −ln(1 − q_y) is what the true class costs less the log-odds; 0 where q_y is 0.
        others_cost = np.where(np.isposinf(rest.against), 0.0, surprisal - rest.against)
        rival = others_cost - np.log(rest.share)
        smoothed = _Smoothing(task, surprisal, rival, labels)
        assert rest.far is not None
        columns.plain[at] = smoothed.loss(np.ones(task.classes), rest.far[1])
        if task.weight is not None:
            columns.loss[at] = smoothed.loss(task.weight, rest.far[0])
    elif task.weight is not None:
        columns.loss[at] = times(task.weight[labels], surprisal)


@dataclass(frozen=True)
class _Smoothing:
    """(1 − ε)·w_y·(−ln q_y) + ε/K · Σ_k w_k·(−ln q_k), every term non-negative."""

    task: Task
    surprisal: FloatArray
    rival: FloatArray
    labels: IntArray

    def loss(self, weight: FloatArray, far: FloatArray) -> FloatArray:
        """(n,) losses; ``far`` is Σ_{k≠y} w_k·(ln q_r − ln q_k)."""
        epsilon = self.task.label_smoothing
        own = weight[self.labels]
        # Without a runner-up, ``far`` alone says whether the others cost ∞ or nothing.
        rival = np.where(np.isfinite(self.rival), self.rival, 0.0)
        true = times(own, self.surprisal)
        spread = (weight.sum() - own) * rival + true + far
        smooth: FloatArray = times(1.0 - epsilon, true) + epsilon / len(weight) * spread
        return smooth


def _ignore(columns: Columns, rows: IntArray) -> None:
    """What is known of rows without a true class; prediction and confidence stay."""
    for column in (columns.loss, columns.plain, columns.surprisal, columns.brier):
        column[rows] = 0.0
    columns.margin[rows] = np.nan
    assert columns.ignored is not None
    columns.ignored[rows] = True
