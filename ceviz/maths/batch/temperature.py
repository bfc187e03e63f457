"""One number that makes a model's confidence honest: the temperature (Guo et al., 2017).

softmax(z / T) keeps every prediction and changes every confidence. The negative
log-likelihood is convex in β = 1/T, because its second derivative is a variance:

    L(β)  = Σ_n [ln Σ_k exp(β·z_nk) − β·z_ny]
    L'(β) = Σ_n (E_β[z_n] − z_ny)          L''(β) = Σ_n Var_β[z_n] ≥ 0

so Newton's method, kept inside a bracket, finds the only minimum. It is fitted on one named
split of the rows and reported on the other: on the rows it was fitted on, T always looks good.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import BoolArray, IntArray
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.edited import measured
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.layout import MANY_CLASSES
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import BINS, reliability

#: Temperatures the fit looks between; an optimum beyond them is reported as 0 or ∞.
COLDEST, HOTTEST = 1e-3, 1e3

_MOST_STEPS, _PRECISION = 100, 1e-10

#: Stands for −∞ in products: its exponential is 0, and 0 times it is 0.
_FAR_BELOW = -1e300


@dataclass(frozen=True, eq=False)
class Split:
    """Which rows the temperature is fitted on; it is reported on the others.

    Attributes:
        fit: (N,) True for the rows fitted on.
        fit_name, report_name: what the two parts are called.
    """

    fit: BoolArray
    fit_name: str
    report_name: str


def random_halves(rows: int, seed: int = 0) -> Split:
    """Half of the rows, drawn by ``seed``, against the other half."""
    fit = np.zeros(rows, np.bool_)
    fit[np.random.default_rng(seed).permutation(rows)[: rows // 2]] = True
    return Split(fit, f"random half (seed {seed})", "the other half")


def first_part(rows: int, count: int) -> Split:
    """The first ``count`` rows against the rest."""
    fit = np.arange(rows) < count
    return Split(fit, f"first {count:,} rows", f"last {rows - count:,} rows")


@dataclass(frozen=True)
class BeforeAfter:
    """What the temperature does to one part of the rows.

    Attributes:
        name: the part.
        rows: rows that count in it.
        nll_before, nll_after: mean −ln q(true) in nats, no weights and no smoothing.
        ece_before, ece_after: expected calibration error, equal-width bins.
    """

    name: str
    rows: int
    nll_before: float
    nll_after: float
    ece_before: float
    ece_after: float


@dataclass(frozen=True)
class TemperatureFit:
    """The fitted temperature and what it is worth.

    Attributes:
        temperature: the optimal T; 0.0 if ever colder is ever better (every row fitted on is
            right), ∞ if ever hotter is (the scores say less than nothing).
        steps: passes over the rows that Newton needed.
        impossible: rows left out of the fit because no temperature makes them possible.
        fitted, reported: before and after on either part. With T of 0 or ∞, "after" is at
            ``COLDEST`` or ``HOTTEST``.
    """

    temperature: float
    steps: int
    impossible: int
    fitted: BeforeAfter
    reported: BeforeAfter


def fit_temperature(
    evaluation: Evaluation,
    split: Split,
    *,
    bins: int = BINS,
    cancelled: Callable[[], bool] | None = None,
) -> TemperatureFit:
    """Fit T on ``split.fit`` and report on the other rows; "before" is T = 1.

    Class weights and label smoothing are left out: calibration asks for the likelihood.

    Raises:
        InvalidInput: the split does not fit the rows, or leaves a part without a row that
            counts.
        Cancelled: ``cancelled`` said so.
    """
    task = evaluation.task
    if split.fit.shape != (task.rows,):
        raise InvalidInput(f"a split of {split.fit.shape} for {task.rows} rows", where="split")
    counted = ~evaluation.ignored
    before = _likelihood(evaluation, 1.0, cancelled)
    possible = counted & np.isfinite(before.plain)
    fit_rows = np.flatnonzero(possible & split.fit)
    _refuse_empty(split, len(fit_rows), int(np.count_nonzero(counted & ~split.fit)))
    if task.certain and before.margin[fit_rows].min() >= 0.0:
        temperature, steps = 0.0, 0  # nothing is wrong, so certainty has no price
    else:
        temperature, steps = _newton(lambda beta: _slopes(task, fit_rows, beta, cancelled))
    after = _likelihood(evaluation, min(max(temperature, COLDEST), HOTTEST), cancelled)
    return TemperatureFit(
        temperature=temperature,
        steps=steps,
        impossible=int(np.count_nonzero(counted & split.fit & ~possible)),
        fitted=_before_after(split.fit_name, counted & split.fit, before, after, bins),
        reported=_before_after(split.report_name, counted & ~split.fit, before, after, bins),
    )


def optimal_temperature(
    evaluation: Evaluation, *, cancelled: Callable[[], bool] | None = None
) -> tuple[float, float]:
    """The T that makes all counted rows likeliest, and their mean loss at it.

    Fitted and measured on the same rows, so the loss is a floor and no promise: for that,
    :func:`fit_temperature`. Class weights and label smoothing are left out. T is 0 or ∞ as
    :attr:`TemperatureFit.temperature` is; both are NaN if no row counts.
    """
    task, counted = evaluation.task, ~evaluation.ignored
    before = _likelihood(evaluation, 1.0, cancelled)
    rows = np.flatnonzero(counted & np.isfinite(before.plain))
    if len(rows) == 0:
        return math.nan, math.nan
    if task.certain and before.margin[rows].min() >= 0.0:
        temperature = 0.0
    else:
        temperature, _ = _newton(lambda beta: _slopes(task, rows, beta, cancelled))
    after = _likelihood(evaluation, min(max(temperature, COLDEST), HOTTEST), cancelled)
    return temperature, float(after.plain[counted].mean())


def _refuse_empty(split: Split, fitted: int, reported: int) -> None:
    for name, rows in ((split.fit_name, fitted), (split.report_name, reported)):
        if rows == 0:
            raise InvalidInput(f"no row that counts in {name}", where="split")


def _likelihood(
    evaluation: Evaluation, temperature: float, cancelled: Callable[[], bool] | None
) -> Columns:
    """The rows measured at a temperature without class weights and label smoothing."""
    asked = replace(evaluation.task, temperature=temperature, weight=None, label_smoothing=0.0)
    if asked == evaluation.task:
        return evaluation.columns
    return measured(asked, cancelled=cancelled)


def _before_after(
    name: str, part: BoolArray, before: Columns, after: Columns, bins: int
) -> BeforeAfter:
    def nll(columns: Columns) -> float:
        return float(columns.plain[part].mean())

    def ece(columns: Columns) -> float:
        hits = columns.predicted[part] == columns.true[part]
        return reliability(columns.confidence[part], hits, bins=bins).ece

    return BeforeAfter(
        name, int(np.count_nonzero(part)), nll(before), nll(after), ece(before), ece(after)
    )


def _newton(slopes: Callable[[float], tuple[float, float]]) -> tuple[float, int]:
    """The temperature where L' = 0 and the number of passes; 0 or ∞ if beyond the limits."""
    low, high = 1.0 / HOTTEST, 1.0 / COLDEST
    if slopes(low)[0] >= 0.0:
        return math.inf, 1
    beta, steps = 1.0, 1
    while steps < _MOST_STEPS:
        slope, bend = slopes(beta)
        steps += 1
        low, high = (beta, high) if slope < 0.0 else (low, beta)
        new = beta - slope / bend if bend > 0.0 else math.inf
        if not low <= new <= high:
            new = math.sqrt(low * high)
        if abs(new - beta) <= _PRECISION * beta:
            break
        beta = new
    return (0.0 if beta > (1.0 - 1e-6) / COLDEST else 1.0 / beta), steps


def _slopes(
    task: Task, rows: IntArray, beta: float, cancelled: Callable[[], bool] | None
) -> tuple[float, float]:
    """L'(β) and L''(β) over the rows."""
    sums: dict[int, tuple[float, float]] = {}

    def do(start: int, stop: int) -> None:
        sums[start] = _block_slopes(task, rows[start:stop], beta)

    cut = plan(len(rows), task.classes, 4 * 8)
    run(cut, lambda: do, cancelled=cancelled, check=task.check)
    return math.fsum(s for s, _ in sums.values()), math.fsum(b for _, b in sums.values())


def _block_slopes(task: Task, rows: IntArray, beta: float) -> tuple[float, float]:
    scores = task.logits(rows)
    below = scores - scores.max(axis=1, keepdims=True)
    np.maximum(below, _FAR_BELOW, out=below)
    if task.labels is not None:
        own = below[np.arange(len(rows)), task.labels[rows].astype(np.int64)]
    else:
        assert task.targets is not None
        own = np.einsum("nk,nk->n", task.targets[rows].astype(np.float64), below)
    if task.overlay is not None:
        there, here = task.overlay.found(rows)
        own[there] = np.einsum("nk,nk->n", task.overlay.targets[here], below[there])
    # Long runs for NumPy: over samples if classes are few, over classes if they are many.
    axis = 1
    if task.classes < MANY_CLASSES:
        below, axis = np.ascontiguousarray(below.T), 0
    powers = np.exp(beta * below)
    total = powers.sum(axis=axis)
    powers *= below
    mean = powers.sum(axis=axis) / total
    powers *= below
    square = powers.sum(axis=axis) / total
    return float((mean - own).sum()), float((square - mean**2).sum())
