"""What PyTorch, Keras, scikit-learn and Optax print for the same predictions, and why.

The formulas were checked against torch 2.13, keras 3.15, scikit-learn 1.9 and optax 0.2.8.
Every number is computed from the arrays in one more pass; nothing is imported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.overlay import Overlay
from ceviz.maths.batch.soft import log_softmax, times
from ceviz.maths.batch.task import Task

KERAS_EPSILON = 1e-7


@dataclass(frozen=True)
class _Block:
    """Some counted rows: scores z / T as handed over, ln q and q, (n, K) each."""

    given: FloatArray
    log_q: FloatArray
    q: FloatArray


_Logs = Callable[[_Block], FloatArray]
_Weighing = Literal["classes", "samples", "none"]


@dataclass(frozen=True)
class _Call:
    """A library's call: what it takes the logarithms of, and how weights enter.

    Weights of "classes" are inside a smoothed loss and those of "samples" (the true class's
    weight) outside. The mean divides by the weights' sum, or else by the number of rows.
    """

    library: str
    call: str
    logs: _Logs
    reason: str
    weights: _Weighing = "classes"
    smoothed: bool = True
    divides_by_rows: bool = False


@dataclass(frozen=True)
class Printed:
    """One library's number.

    Attributes:
        library: "PyTorch", "Keras", "scikit-learn" or "Optax".
        call: what one would write there.
        value: the number in nats; None if the library cannot take these targets.
        agrees: whether it is ceviz's mean, to 1e-6.
        reason: one sentence: why it is the same, or why it differs.
    """

    library: str
    call: str
    value: float | None
    agrees: bool
    reason: str


def what_others_print(
    evaluation: Evaluation, *, cancelled: Callable[[], bool] | None = None
) -> tuple[Printed, ...]:
    """The mean loss of ``evaluation``'s predictions as other libraries report it.

    Includes the two commonest mistakes, since their numbers are what people come with:
    softmax applied twice, and logits given to a loss that expects probabilities.

    Raises:
        Cancelled: ``cancelled``, asked between blocks, said so.
    """
    task = evaluation.task
    calls = tuple(_calls(task, evaluation))
    values = _call_means(task, calls, cancelled)
    ours = evaluation.mean
    printed = [
        Printed(c.library, c.call, value, _same(value, ours), c.reason)
        for c, value in zip(calls, values, strict=True)
    ]
    if task.targets is not None:
        why = "it takes class labels only, no probability targets"
        printed.append(Printed("scikit-learn", "log_loss", None, False, why))
    return tuple(printed)


def _calls(task: Task, evaluation: Evaluation) -> Iterator[_Call]:
    probabilities = task.kind == "probabilities"
    weights = _about_weights(task, evaluation)
    eps = float(np.finfo(task.scores.dtype).eps) if task.scores.dtype.kind == "f" else 2.0**-52
    if probabilities:
        yield _Call(
            "PyTorch",
            "NLLLoss()(probabilities.log(), target)",
            lambda b: np.log(b.given),
            "probabilities are taken as they are; ceviz divides each row by its sum",
        )
    else:
        yield _Call(
            "PyTorch",
            "CrossEntropyLoss()(logits, target)",
            lambda b: b.log_q,
            "ceviz mirrors it",
        )
    yield _Call(
        "PyTorch",
        "CrossEntropyLoss()(softmax(logits), target)",
        lambda b: log_softmax(b.q),
        "softmax is applied twice: a mistake, since CrossEntropyLoss applies it itself",
    )
    samples: _Weighing = "samples" if task.targets is None else "none"
    sparse = "Sparse" if task.targets is None and not task.label_smoothing else ""
    keras = f"{sparse}CategoricalCrossentropy"
    if not probabilities:
        yield _Call(
            "Keras",
            f"{keras}(from_logits=True)(target, logits)",
            lambda b: b.log_q,
            weights["Keras"],
            samples,
            divides_by_rows=True,
        )
        yield _Call(
            "Keras",
            f"{keras}()(target, logits)",
            lambda b: _keras_logs(b.given),
            "logits are taken for probabilities, divided by their sum and clipped: a mistake, "
            "since from_logits is False by default",
            samples,
            divides_by_rows=True,
        )
    yield _Call(
        "Keras",
        f"{keras}()(target, probabilities)",
        lambda b: _keras_logs(b.q),
        "probabilities are clipped at 1e-7, so no sample costs more than 16.118; "
        + weights["Keras"],
        samples,
        divides_by_rows=True,
    )
    if task.targets is None:
        yield _Call(
            "scikit-learn",
            "log_loss(target, probabilities)",
            lambda b: np.log(np.clip(b.q, eps, 1.0 - eps)),
            f"probabilities are clipped at {eps:.3g}, so no sample costs more than "
            f"{-math.log(eps):.3f}; {weights['scikit-learn']}",
            samples,
            smoothed=False,
        )
    optax = "_with_integer_labels" if sparse else ""
    yield _Call(
        "Optax",
        f"softmax_cross_entropy{optax}(logits, target).mean()",
        lambda b: b.log_q,
        weights["Optax"],
        "none",
        divides_by_rows=True,
    )


def _about_weights(task: Task, evaluation: Evaluation) -> dict[str, str]:
    smoothing = "" if not task.label_smoothing else "; it does not smooth labels"
    if task.weight is None:
        same = "without weights all divide by the number of rows that count"
        return {"Keras": same, "scikit-learn": same + smoothing, "Optax": same}
    if task.targets is not None:
        none = "it has no class weights"
        return {"Keras": none + " for probability targets", "scikit-learn": "", "Optax": none}
    rows, total = evaluation.summary.counted, evaluation.denominator
    return {
        "Keras": f"the weighted sum is divided by the {rows:,} rows, not by the weights' "
        f"sum {total:,.6g}",
        "scikit-learn": f"as sample_weight, divided by the weights' sum {total:,.6g}" + smoothing,
        "Optax": "it has no class weights",
    }


def _keras_logs(table: FloatArray) -> FloatArray:
    shares = table / table.sum(axis=1, keepdims=True)
    logs: FloatArray = np.log(np.clip(shares, KERAS_EPSILON, 1.0 - KERAS_EPSILON))
    return logs


def _same(value: float, ours: float) -> bool:
    if math.isfinite(value) and math.isfinite(ours):
        return abs(value - ours) <= 1e-6 * abs(ours) + 1e-7
    return value == ours or (math.isnan(value) and math.isnan(ours))


def _call_means(
    task: Task, calls: tuple[_Call, ...], cancelled: Callable[[], bool] | None
) -> list[float]:
    """Each call's mean in nats over the rows that count, edited ones as they are now.

    Raises:
        Cancelled: ``cancelled``, asked between blocks, said so.
    """
    cut = plan(task.rows, task.classes, 8 * np.dtype(np.float64).itemsize)
    sums: dict[int, FloatArray] = {}

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


def _mean(call: _Call, numerator: float, denominator: float) -> float:
    if denominator == 0.0:
        return 0.0 if call.library == "Keras" else math.nan
    return float(numerator / denominator)


@dataclass(frozen=True)
class _Rows:
    """Some counted rows: scores as they are handed over, (n, K), and their truth.

    A row with both a label and targets has the targets' loss and the label's weight.
    """

    given: FloatArray
    labels: IntArray | None
    targets: FloatArray | None


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
    at: slice | IntArray = slice(None) if keep.all() else np.flatnonzero(keep)
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


def _sums(task: Task, calls: tuple[_Call, ...], some: _Rows) -> FloatArray:
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


def _block(task: Task, given: FloatArray) -> _Block:
    scores = np.log(given) if task.kind == "probabilities" else given
    if task.temperature != 1.0:
        scores = scores / task.temperature
        given = np.exp(scores) if task.kind == "probabilities" else scores
    log_q = log_softmax(scores)
    return _Block(given, log_q, np.exp(log_q))


def _costs(
    surprisals: FloatArray,
    labels: IntArray | None,
    targets: FloatArray | None,
    weight: FloatArray | None,
    epsilon: float,
) -> FloatArray:
    """(n,) losses of rows whose −ln q are ``surprisals`` (n, K)."""
    classes = surprisals.shape[1]
    weighted = surprisals if weight is None else times(weight, surprisals)
    if targets is not None:
        smooth = (1.0 - epsilon) * targets + epsilon / classes
        return _row_sums(times(smooth, weighted))
    assert labels is not None
    own: FloatArray = np.take_along_axis(weighted, labels[:, np.newaxis], axis=1)[:, 0]
    if epsilon > 0.0:
        own = (1.0 - epsilon) * own + epsilon / classes * _row_sums(weighted)
    return own


def _row_sums(table: FloatArray) -> FloatArray:
    sums: FloatArray = table.sum(axis=1)
    return sums
