"""What PyTorch, Keras, scikit-learn and Optax print for the same predictions, and why.

The formulas were checked against torch 2.13, keras 3.15, scikit-learn 1.9 and optax 0.2.8.
Every number is computed from the arrays in one more pass; nothing is imported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ceviz.maths.batch.arrays import Floats
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.library_calls import Call, Weighing, call_means
from ceviz.maths.batch.limits import log_softmax
from ceviz.maths.batch.task import Task

KERAS_EPSILON = 1e-7


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
    values = call_means(task, calls, cancelled)
    ours = evaluation.mean
    printed = [
        Printed(c.library, c.call, value, _same(value, ours), c.reason)
        for c, value in zip(calls, values, strict=True)
    ]
    if task.targets is not None:
        why = "it takes class labels only, no probability targets"
        printed.append(Printed("scikit-learn", "log_loss", None, False, why))
    return tuple(printed)


def _calls(task: Task, evaluation: Evaluation) -> Iterator[Call]:
    probabilities = task.kind == "probabilities"
    weights = _about_weights(task, evaluation)
    eps = float(np.finfo(task.scores.dtype).eps) if task.scores.dtype.kind == "f" else 2.0**-52
    if probabilities:
        yield Call(
            "PyTorch",
            "NLLLoss()(probabilities.log(), target)",
            lambda b: np.log(b.given),
            "probabilities are taken as they are; ceviz divides each row by its sum",
        )
    else:
        yield Call(
            "PyTorch",
            "CrossEntropyLoss()(logits, target)",
            lambda b: b.log_q,
            "ceviz mirrors it",
        )
    yield Call(
        "PyTorch",
        "CrossEntropyLoss()(softmax(logits), target)",
        lambda b: log_softmax(b.q),
        "softmax is applied twice: a mistake, since CrossEntropyLoss applies it itself",
    )
    samples: Weighing = "samples" if task.targets is None else "none"
    sparse = "Sparse" if task.targets is None and not task.label_smoothing else ""
    keras = f"{sparse}CategoricalCrossentropy"
    if not probabilities:
        yield Call(
            "Keras",
            f"{keras}(from_logits=True)(target, logits)",
            lambda b: b.log_q,
            weights["Keras"],
            samples,
            divides_by_rows=True,
        )
        yield Call(
            "Keras",
            f"{keras}()(target, logits)",
            lambda b: _keras_logs(b.given),
            "logits are taken for probabilities, divided by their sum and clipped: a mistake, "
            "since from_logits is False by default",
            samples,
            divides_by_rows=True,
        )
    yield Call(
        "Keras",
        f"{keras}()(target, probabilities)",
        lambda b: _keras_logs(b.q),
        "probabilities are clipped at 1e-7, so no sample costs more than 16.118; "
        + weights["Keras"],
        samples,
        divides_by_rows=True,
    )
    if task.targets is None:
        yield Call(
            "scikit-learn",
            "log_loss(target, probabilities)",
            lambda b: np.log(np.clip(b.q, eps, 1.0 - eps)),
            f"probabilities are clipped at {eps:.3g}, so no sample costs more than "
            f"{-math.log(eps):.3f}; {weights['scikit-learn']}",
            samples,
            smoothed=False,
        )
    optax = "_with_integer_labels" if sparse else ""
    yield Call(
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


def _keras_logs(table: Floats) -> Floats:
    shares = table / table.sum(axis=1, keepdims=True)
    logs: Floats = np.log(np.clip(shares, KERAS_EPSILON, 1.0 - KERAS_EPSILON))
    return logs


def _same(value: float, ours: float) -> bool:
    if math.isfinite(value) and math.isfinite(ours):
        return abs(value - ours) <= 1e-6 * abs(ours) + 1e-7
    return value == ours or (math.isnan(value) and math.isnan(ours))
