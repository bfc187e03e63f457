from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import log_loss

from ceviz.maths.batch import evaluate, what_others_print
from tests.maths.batch.plainly import normal_batch
from tests.maths.batch.test_evaluation import LABELS, LOGITS, TARGETS, WEIGHT

# What torch 2.13 (float64), keras 3.15 (torch backend; its losses are float32) and optax 0.2.8
# (float64) print for the rows that count; Keras and Optax get those rows only.
PRINTED = {
    "CrossEntropyLoss()(logits, target)": 9.822876733155152,
    "CrossEntropyLoss()(softmax(logits), target)": 1.3139850031747846,
    "SparseCategoricalCrossentropy(from_logits=True)(target, logits)": 9.822876930236816,
    "SparseCategoricalCrossentropy()(target, logits)": 3.639507293701172,
    "SparseCategoricalCrossentropy()(target, probabilities)": 4.0464959144592285,
    "softmax_cross_entropy_with_integer_labels(logits, target).mean()": 9.822876733155155,
}
WEIGHTED = {
    "CrossEntropyLoss()(logits, target)": 13.952450718660653,
    "CrossEntropyLoss()(softmax(logits), target)": 1.4790566461390264,
    "SparseCategoricalCrossentropy(from_logits=True)(target, logits)": 19.533430099487305,
    "SparseCategoricalCrossentropy()(target, logits)": 7.001756191253662,
    "SparseCategoricalCrossentropy()(target, probabilities)": 7.9806694984436035,
    "softmax_cross_entropy_with_integer_labels(logits, target).mean()": 9.822876733155155,
}
SMOOTHED = {
    "CrossEntropyLoss()(logits, target)": 9.645376733155151,
    "CategoricalCrossentropy(from_logits=True)(target, logits)": 9.645376205444336,
    "CategoricalCrossentropy()(target, logits)": 3.9772326946258545,
    "CategoricalCrossentropy()(target, probabilities)": 4.068405628204346,
    "softmax_cross_entropy(logits, target).mean()": 9.645376733155153,
}
WEIGHTED_AND_SMOOTHED = {
    "CrossEntropyLoss()(logits, target)": 13.585753839035812,
    "CategoricalCrossentropy(from_logits=True)(target, logits)": 19.06593132019043,
    "CategoricalCrossentropy()(target, logits)": 7.416020393371582,
    "CategoricalCrossentropy()(target, probabilities)": 7.911988258361816,
    "softmax_cross_entropy(logits, target).mean()": 9.645376733155153,
}
SOFT = {
    "CrossEntropyLoss()(logits, target)": 1.3364221306907629,
    "CategoricalCrossentropy(from_logits=True)(target, logits)": 1.336422085762024,
    "CategoricalCrossentropy()(target, probabilities)": 1.336422085762024,
    "softmax_cross_entropy(logits, target).mean()": 1.336422130690763,
}


@pytest.mark.parametrize(
    ("targets", "how", "expected"),
    [
        (LABELS, {}, PRINTED),
        (LABELS, {"weight": WEIGHT}, WEIGHTED),
        (LABELS, {"label_smoothing": 0.1}, SMOOTHED),
        (LABELS, {"label_smoothing": 0.1, "weight": WEIGHT}, WEIGHTED_AND_SMOOTHED),
        (TARGETS, {}, SOFT),
    ],
)
def test_the_numbers_are_those_the_libraries_print(
    targets: Any, how: dict[str, Any], expected: dict[str, float]
) -> None:
    evaluation = evaluate(LOGITS, targets, **how)
    values = {other.call: other.value for other in what_others_print(evaluation)}
    for call, value in expected.items():
        assert values[call] == pytest.approx(value, rel=1e-6), call


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("weighted", [False, True])
def test_sklearns_number_is_sklearns(dtype: Any, weighted: bool) -> None:
    scores, labels = normal_batch(500, 4, np.float64)
    q = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    q[3] = [0.0, 0.0, 1.0, 0.0]
    labels[3] = 0
    weight = np.array([1.0, 2.0, 0.5, 3.0]) if weighted else None
    evaluation = evaluate(q.astype(dtype), labels, kind="probabilities", weight=weight)
    (ours,) = [o for o in what_others_print(evaluation) if o.library == "scikit-learn"]
    theirs = log_loss(
        labels, q.astype(dtype), sample_weight=None if weight is None else weight[labels]
    )
    assert ours.value == pytest.approx(float(theirs), rel=1e-6)
    assert not ours.agrees
    assert "clipped" in ours.reason


def test_who_agrees_and_why_not() -> None:
    weighted = {o.call: o for o in what_others_print(evaluate(LOGITS, LABELS, weight=WEIGHT))}
    keras = weighted["SparseCategoricalCrossentropy(from_logits=True)(target, logits)"]
    assert not keras.agrees
    assert "divided by the 5 rows, not by the weights' sum 7" in keras.reason
    plain = {o.call: o for o in what_others_print(evaluate(LOGITS, LABELS))}
    assert plain["SparseCategoricalCrossentropy(from_logits=True)(target, logits)"].agrees
    assert plain["CrossEntropyLoss()(logits, target)"].agrees
    assert "twice" in plain["CrossEntropyLoss()(softmax(logits), target)"].reason


def test_probabilities_are_not_softmaxed_again_by_mistake() -> None:
    q = np.array([[0.7, 0.2], [0.1, 0.8]])
    others = {o.call: o for o in what_others_print(evaluate(q, [0, 1], kind="probabilities"))}
    as_they_are = others["NLLLoss()(probabilities.log(), target)"]
    assert as_they_are.value == pytest.approx(-np.log([0.7, 0.8]).mean())
    assert not as_they_are.agrees  # the rows sum to 0.9
    assert not any("from_logits" in call for call in others)


def test_ignored_rows_are_left_out_everywhere_and_none_is_nan_or_nought() -> None:
    nobody = what_others_print(evaluate(LOGITS, np.full(6, -100)))
    for other in nobody:
        assert other.value is not None
        assert other.value == 0.0 if other.library == "Keras" else math.isnan(other.value)


def test_probability_targets_are_beyond_sklearn() -> None:
    (sklearn,) = [
        o for o in what_others_print(evaluate(LOGITS, TARGETS)) if o.library == "scikit-learn"
    ]
    assert sklearn.value is None


def test_temperature_is_applied_before_anything_else() -> None:
    for kind in ("logits", "probabilities"):
        scores = np.exp(LOGITS / 10) if kind == "probabilities" else LOGITS
        evaluation = evaluate(scores, LABELS, kind=kind, temperature=2.0)
        values = [o.value for o in what_others_print(evaluation) if o.library == "Optax"]
        assert values == [pytest.approx(evaluation.mean, rel=1e-12)]
