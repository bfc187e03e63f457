"""One number that makes a model's confidence honest: the temperature (Guo et al., 2017).

softmax(z / T) keeps every prediction and changes every confidence. The negative
log-likelihood is convex in β = 1/T, because its second derivative is a variance:

    L(β)  = Σ_n [ln Σ_k exp(β·z_nk) − β·z_ny]
    L'(β) = Σ_n (E_β[z_n] − z_ny)          L''(β) = Σ_n Var_β[z_n] ≥ 0

so Halley's method, kept inside a bracket, finds the only minimum. It is fitted on one named
split of the rows and reported on the other: on the rows it was fitted on, T always looks good.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import BoolArray
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.edited import measured
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.likelihood import Likelihood, likelihood
from ceviz.maths.batch.sketch import CELLS, Sketch, sketched
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import BINS, reliability
from ceviz.maths.tails import NORMAL_95

#: Temperatures the fit looks between; an optimum beyond them is reported as 0 or ∞.
COLDEST, HOTTEST = 1e-3, 1e3

_MOST_STEPS = 100

#: How far off T may be, as a share of it: of few scores, of many, of a sample of those.
_PRECISION, _ENOUGH, _ROUGHLY = 1e-10, 1e-5, 1e-3

#: With more scores a pass takes long enough to begin with a sample.
_MANY_SCORES = 2 * CELLS


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
            right, or a tie), ∞ if ever hotter is (the scores say less than nothing).
        steps: passes over all rows fitted on; samples before them are not counted.
        impossible: rows left out of the fit because no temperature makes them possible.
        fitted, reported: before and after on either part. With T of 0 or ∞, "after" is at
            ``COLDEST`` or ``HOTTEST``.
    """

    temperature: float
    steps: int
    impossible: int
    fitted: BeforeAfter
    reported: BeforeAfter


@dataclass(frozen=True, slots=True)
class BestTemperature:
    """The temperature at which all rows are likeliest, with its interval of 95 %.

    Attributes:
        value: above 1, the scores say more than they know; below 1, less.
        low, high: 1/T ± 1.96 standard errors, by the curvature of the likelihood; NaN where
            there is none.
    """

    value: float
    low: float
    high: float


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
        found = _optimum(task, before, possible & split.fit, cancelled)
        temperature, steps = found.temperature, found.passes
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
    if not counted.any():
        return math.nan, math.nan
    # Whether a labelled row is possible, and right, depends on neither temperature nor weights.
    columns = evaluation.columns if task.certain else _likelihood(evaluation, 1.0, cancelled)
    possible = counted & np.isfinite(columns.surprisal if task.certain else columns.plain)
    rows = int(np.count_nonzero(possible))
    if rows == 0:
        return math.nan, math.nan
    if task.certain and columns.margin[possible].min() >= 0.0:
        temperature = 0.0
        value = likelihood(task, possible, 1.0 / COLDEST, cancelled=cancelled).value
    else:
        found = _optimum(task, columns, possible, cancelled)
        temperature, value = found.temperature, found.value
    return temperature, value / rows if rows == np.count_nonzero(counted) else math.inf


def best_temperature(
    evaluation: Evaluation, *, cancelled: Callable[[], bool] | None = None
) -> BestTemperature:
    """The fitted T of a batch and how well it is known.

    The second derivative of −log-likelihood by β = 1/T is its information: β is known to
    1/√L''(β), and T = 1/β lies between the reciprocals of β's ends.
    """
    value, _ = optimal_temperature(evaluation, cancelled=cancelled)
    if not 0.0 < value < math.inf:
        return BestTemperature(value, math.nan, math.nan)
    possible = ~evaluation.ignored & np.isfinite(evaluation.columns.plain)
    beta = 1.0 / value
    bend = likelihood(evaluation.task, possible, beta, cancelled=cancelled).bend
    if not bend > 0.0:
        return BestTemperature(value, math.nan, math.nan)
    away = NORMAL_95 / math.sqrt(bend)
    return BestTemperature(
        value, 1.0 / (beta + away), 1.0 / (beta - away) if beta > away else math.inf
    )


def _refuse_empty(split: Split, fitted: int, reported: int) -> None:
    for name, rows in ((split.fit_name, fitted), (split.report_name, reported)):
        if rows == 0:
            raise InvalidInput(f"no row that counts in {name}", where="split")


def _likelihood(
    evaluation: Evaluation, temperature: float, cancelled: Callable[[], bool] | None
) -> Columns:
    """The rows measured at a temperature without class weights and label smoothing."""
    task = evaluation.task
    plain = task.weight is None and task.label_smoothing == 0.0
    if plain and task.temperature == temperature:
        return evaluation.columns
    asked = replace(task, temperature=temperature, weight=None, label_smoothing=0.0)
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


@dataclass(frozen=True)
class Optimum:
    """Where L is least: T (0 or ∞ beyond the limits), L there, and the passes it took."""

    temperature: float
    value: float
    passes: int


def _optimum(
    task: Task, columns: Columns, keep: BoolArray, cancelled: Callable[[], bool] | None
) -> Optimum:
    """The temperature that makes the kept rows likeliest, which were measured in ``columns``."""
    rows = int(np.count_nonzero(keep))
    sketch = sketched(task, columns, keep) if many(rows, task.classes) else None

    def pass_over(beta: float) -> Likelihood:
        return likelihood(task, keep, beta, cancelled=cancelled)

    return solved_from(sketch, pass_over, cancelled)


def many(rows: int, classes: int) -> bool:
    """Whether a pass over so many scores takes long enough to begin with a sketch of them."""
    return rows * classes > _MANY_SCORES


def solved_from(
    sketch: Sketch | None,
    pass_over: Callable[[float], Likelihood],
    cancelled: Callable[[], bool] | None = None,
) -> Optimum:
    """Where L is least, for L and its derivatives at any β, from all rows.

    Of many rows there is a sketch, and that is solved first: from there, one pass over all rows
    mostly suffices, and T is within a hundred-thousandth.
    """
    if sketch is None:
        return _solved(pass_over, 1.0, _PRECISION)
    beta, all_of_it = 1.0, np.ones(sketch.rows.rows, np.bool_)
    if len(all_of_it):
        rows, weights = sketch.rows, sketch.weights
        found = _solved(
            lambda b: likelihood(rows, all_of_it, b, weights=weights, cancelled=cancelled),
            beta,
            _ROUGHLY,
        )
        beta = 1.0 / found.temperature if 0.0 < found.temperature < math.inf else 1.0
    return _solved(pass_over, beta, _ENOUGH)


def _solved(pass_over: Callable[[float], Likelihood], beta: float, precision: float) -> Optimum:
    """Halley's method for L' = 0 inside a bracket, from ``beta``."""
    coldest, hottest = 1.0 / COLDEST, 1.0 / HOTTEST
    low, high = hottest, coldest
    for passes in range(1, _MOST_STEPS + 1):
        here = pass_over(beta)
        if beta == hottest and here.slope >= 0.0:
            return Optimum(math.inf, here.value, passes)
        if beta == coldest and here.slope <= 0.0:
            return Optimum(0.0, here.value, passes)
        low, high = (beta, high) if here.slope < 0.0 else (low, beta)
        step, error = _halley(here, beta)
        if low <= beta + step <= high and error <= precision:
            return Optimum(1.0 / (beta + step), here.after(step), passes)
        if high - low <= precision * low:
            break
        if low < beta + step < high:
            beta += step
        elif step > 0.0 and high == coldest:
            beta = coldest
        elif step < 0.0 and low == hottest:
            beta = hottest
        else:
            beta = math.sqrt(low * high)
    return Optimum(1.0 / beta, here.value, passes)


def _halley(here: Likelihood, beta: float) -> tuple[float, float]:
    """The step to where L' vanishes, and how far off that is at most, as a share of β.

    The method is of the third order: what is left of an error is about its cube, times the
    square of twist / (2·bend), or of 1/β where that is more.
    """
    if here.bend <= 0.0:
        return math.copysign(math.inf, -here.slope), math.inf
    newton = -here.slope / here.bend
    curved = here.twist / (2.0 * here.bend)
    bent = 1.0 + curved * newton
    step = newton / bent if bent > 0.5 else newton
    return step, max((curved * beta) ** 2, 1.0) * abs(step / beta) ** 3
