"""The negative log-likelihood as a function of β = 1/T, with three derivatives, in one pass.

With x_k = z_k − z_y, the scores seen from the true class, a row gives

    L = ln Σ_k exp(β·x_k)     L' = E[x]     L'' = Var[x]     L''' = E[(x − E[x])³]

under q = softmax(β·z). All come from sums over the *other* classes and q(others), so that a row
that is right beyond doubt keeps its digits: nothing is subtracted from 1. The sums over rows are
exact, so that they are the same bits in whatever order and parts the rows come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ceviz.maths.arrays import BoolArray, FloatArray, IntArray
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.exact import ExactSums, beside, exact_sums, to_float
from ceviz.maths.batch.layout import Cells, cells_for
from ceviz.maths.batch.task import Task

#: Stands for −∞ in products, within float32: its exponential is 0, and 0 times it is 0.
_FAR_BELOW = -1e30


@dataclass(frozen=True)
class Likelihood:
    """Σ over some rows of −ln q(true) at one β, in nats, and its derivatives by β.

    Attributes:
        value: L.
        slope: L'.
        bend: L'', never negative.
        twist: L'''.
    """

    value: float
    slope: float
    bend: float
    twist: float

    def after(self, step: float) -> float:
        """L at β + ``step``, up to terms of the fourth order."""
        return self.value + step * (self.slope + step * (self.bend / 2 + step * self.twist / 6))


#: What is added up is so many times as large: an :class:`ExactSums` ends at 2**-66, and what a row
#: beyond doubt costs has its digits below.
_SCALE = 2.0**64


class Sums(NamedTuple):
    """The same, exact and still to be added up: what is above 0 in each, and what is below.

    Attributes:
        above, below: four sums each, of L and of its three derivatives; none negative. All are
            2**64 times as large as they are.
    """

    above: ExactSums
    below: ExactSums

    @classmethod
    def of(cls, rows: FloatArray) -> Sums:
        """Σ over the columns of (4, n)."""
        nothing = exact_sums(np.empty(0))
        return cls(
            beside([exact_sums(np.maximum(each, 0.0)) for each in rows * _SCALE]),
            # Neither L nor its second derivative is ever negative.
            beside(
                [
                    exact_sums(np.maximum(-_SCALE * each, 0.0)) if k % 2 else nothing
                    for k, each in enumerate(rows)
                ]
            ),
        )

    @classmethod
    def together(cls, parts: Sequence[Sums]) -> Sums:
        """All parts as one, in whatever order they come."""
        codes = np.tile(np.arange(4), len(parts) + 1)
        nothing = cls.of(np.empty((4, 0)))
        above, below = (beside(each) for each in zip(nothing, *parts, strict=True))
        return cls(above.regrouped(codes, 4), below.regrouped(codes, 4))

    @property
    def rounded(self) -> Likelihood:
        """The four numbers, each rounded once."""
        groups = [np.array([k]) for k in range(4)]
        units = [self.above.only(k).units() - self.below.only(k).units() for k in groups]
        return Likelihood(*(to_float(each) / _SCALE for each in units))


def likelihood(
    task: Task,
    keep: BoolArray,
    beta: float,
    *,
    weights: FloatArray | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Likelihood:
    """L(β) over some rows, as :func:`likelihood_sums` adds them up."""
    return likelihood_sums(task, keep, beta, weights=weights, cancelled=cancelled).rounded


def likelihood_sums(
    task: Task,
    keep: BoolArray,
    beta: float,
    *,
    weights: FloatArray | None = None,
    threads: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sums:
    """L(β) over the rows that ``keep`` (N,) is True for, of a likelihood without class weights.

    Each row counts as often as ``weights`` (N,) says, or once.

    All of them must be possible: −ln q(true) finite. Smoothing and the task's own temperature
    are left out.

    Raises:
        Cancelled: ``cancelled`` said so.
    """
    parts: dict[int, Sums] = {}

    def added(found: FloatArray, rows: IntArray) -> Sums:
        return Sums.of(found if weights is None else found * weights[rows])

    if task.targets is not None:
        rows = np.flatnonzero(keep)

        def of_rows(start: int, stop: int) -> None:
            some = rows[start:stop]
            parts[start] = added(_of_rows(task, some, beta), some)

        cut = plan(len(rows), task.classes, 4 * 8, threads)
        run(cut, lambda: of_rows, cancelled=cancelled, check=task.check)
    else:
        if task.overlay is not None:
            keep, edited = keep.copy(), task.overlay.rows[keep[task.overlay.rows]]
            keep[edited] = False
            parts[-1] = added(_of_rows(task, edited, beta), edited)
        dtype = np.float64 if task.kind == "probabilities" else task.dtype
        cut = plan(task.rows, task.classes, 2 * np.dtype(dtype).itemsize, threads)

        def worker() -> Callable[[int, int], None]:
            scores = cells_for(cut.block, task.classes, dtype)
            powers = cells_for(cut.block, task.classes, dtype)

            def do(start: int, stop: int) -> None:
                sums = _of_block(task, scores, powers, slice(start, stop), beta)
                some = np.flatnonzero(keep[start:stop])
                parts[start] = added(sums[:, some], start + some)

            return do

        run(cut, worker, cancelled=cancelled, check=task.check)
    return Sums.together(list(parts.values()))


def _of_block(task: Task, scores: Cells, powers: Cells, at: slice, beta: float) -> FloatArray:
    """(4, n): each row's L and derivatives; what rows that do not count give is to be dropped."""
    labels, _ = task.labels_of(at.start, at.stop)
    with np.errstate(all="ignore"):  # only rows that do not count, or 0·(−∞), which is named
        scores.load(task.scores[at])
        if task.kind == "probabilities":
            np.log(scores.cells, out=scores.cells)
        own = scores.take(labels)
        scores.put(-np.inf)
        top = scores.top()
        shift = np.where(np.isneginf(top), top.dtype.type(0.0), top)
        scores.subtract(shift)
        np.maximum(scores.cells, _FAR_BELOW, out=scores.cells)
        powers.exponentials_of(scores, beta)
        total = powers.sums()
        some = np.where(total > 0.0, total, 1.0)
        moments = np.empty((3, len(labels)))
        for moment in moments:
            powers.times(scores)
            moment[:] = powers.sums() / some
        gap = shift.astype(np.float64) - own
        against = np.log(total) + beta * gap
        return _of_moments(moments, gap, against)


def _of_moments(moments: FloatArray, gap: FloatArray, against: FloatArray) -> FloatArray:
    """From E[b^j] of the other classes, j = 1 to 3, with x = b + gap and their log-odds."""
    first, second, third = moments
    others = 1.0 / (1.0 + np.exp(-against))  # q of all other classes together
    x1 = others * (first + gap)
    x2 = others * (second + gap * (2.0 * first + gap))
    x3 = others * (third + gap * (3.0 * second + gap * (3.0 * first + gap)))
    bend = np.maximum(x2 - x1**2, 0.0)
    return np.stack([np.logaddexp(0.0, against), x1, bend, x3 - 3.0 * x1 * x2 + 2.0 * x1**3])


def _of_rows(task: Task, rows: IntArray, beta: float) -> FloatArray:
    """(4, n) of some rows as they are now, whatever their targets, in float64."""
    scores = task.logits(rows)
    if task.targets is not None:
        targets = task.targets[rows].astype(np.float64)
    else:
        assert task.labels is not None
        targets = np.zeros(scores.shape)
        targets[np.arange(len(rows)), task.labels[rows].astype(np.int64)] = 1.0
    if task.overlay is not None:
        there, here = task.overlay.found(rows)
        targets[there] = task.overlay.targets[here]
    below = np.maximum(scores - scores.max(axis=1, keepdims=True), _FAR_BELOW)
    own = np.einsum("nk,nk->n", targets, below)
    powers = np.exp(beta * below)
    total = powers.sum(axis=1)
    powers /= total[:, np.newaxis]
    first, second, third = (np.einsum("nk,nk->n", powers, below**j) for j in (1, 2, 3))
    return np.stack(
        [
            np.log(total) - beta * own,
            first - own,
            np.maximum(second - first**2, 0.0),
            third - 3.0 * first * second + 2.0 * first**3,
        ]
    )
