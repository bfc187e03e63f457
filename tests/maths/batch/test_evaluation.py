from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss

from ceviz.errors import InvalidInput
from ceviz.maths.batch import evaluate, worst_rows
from tests.maths.batch.plainly import normal_batch

# Six rows of four classes, the fifth ignored, and what torch 2.13 in float64 says of them.
LOGITS = np.array(
    [
        [2.0, -1.0, 0.5, 0.0],
        [0.0, 3.0, -2.0, 1.0],
        [-1.0, -1.5, 4.0, 2.5],
        [40.0, -5.0, 1.0, 0.0],
        [0.25, 0.5, 0.75, -3.0],
        [1.0, 1.0, 1.0, 1.0],
    ]
)
LABELS = np.array([0, 3, 2, 1, -100, 2])
WEIGHT = np.array([1.0, 2.0, 0.5, 3.0])
TARGETS = np.array(
    [
        [0.7, 0.1, 0.1, 0.1],
        [0.0, 0.5, 0.0, 0.5],
        [0.25, 0.25, 0.25, 0.25],
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.9, 0.1],
        [0.05, 0.05, 0.9, 0.0],
    ]
)
# (weighted, label_smoothing, targets are probabilities): (mean, sum)
TORCH = {
    (False, 0.0, False): (9.822876733155152, 49.11438366577576),
    (False, 0.1, False): (9.645376733155151, 48.22688366577576),
    (True, 0.0, False): (13.952450718660653, 97.66715503062457),
    (True, 0.1, False): (13.585753839035812, 95.10027687325068),
    (False, 0.0, True): (1.3364221306907629, 8.018532784144577),
    (False, 0.1, True): (1.9068387973574297, 11.441032784144578),
    (True, 0.0, True): (2.2040797374012975, 13.224478424407785),
    (True, 0.1, True): (3.2584966098984167, 19.5509796593905),
}


@pytest.mark.parametrize(("weighted", "smoothing", "soft"), list(TORCH))
def test_the_reductions_are_pytorchs(weighted: bool, smoothing: float, soft: bool) -> None:
    mean, total = TORCH[weighted, smoothing, soft]
    how: Any = {"weight": WEIGHT if weighted else None, "label_smoothing": smoothing}
    targets = TARGETS if soft else LABELS
    assert evaluate(LOGITS, targets, **how).cross_entropy == pytest.approx(mean, rel=1e-14)
    summed = evaluate(LOGITS, targets, reduction="sum", **how)
    assert summed.cross_entropy == pytest.approx(total, rel=1e-14)
    assert summed.mean == pytest.approx(mean, rel=1e-14)
    assert summed.numerator / summed.denominator == summed.mean
    none = evaluate(LOGITS, targets, reduction="none", **how).cross_entropy
    assert isinstance(none, np.ndarray)
    assert none.sum() == pytest.approx(total, rel=1e-14)


def test_all_ignored_is_nan_and_its_sum_nought() -> None:
    for weight in (None, WEIGHT):
        result = evaluate(LOGITS, np.full(6, -100), weight=weight)
        assert math.isnan(result.mean)
        assert result.numerator == 0.0
        assert result.denominator == 0.0
        assert len(result.worst()) == 0


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("weighted", [False, True])
def test_onnx_agrees(reduction: Any, weighted: bool) -> None:
    floating, integer = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
    names = ["z", "y", "w"] if weighted else ["z", "y"]
    node = onnx.helper.make_node(
        "SoftmaxCrossEntropyLoss", names, ["loss"], reduction=reduction, ignore_index=-100
    )
    kinds = {"z": (floating, [6, 4]), "y": (integer, [6]), "w": (floating, [4])}
    inputs = [onnx.helper.make_tensor_value_info(name, *kinds[name]) for name in names]
    output = onnx.helper.make_tensor_value_info("loss", floating, None)
    graph = onnx.helper.make_graph([node], "loss", inputs, [output])
    feeds = {"z": LOGITS.astype(np.float32), "y": LABELS, "w": WEIGHT.astype(np.float32)}
    answers: Any = ReferenceEvaluator(onnx.helper.make_model(graph)).run(
        None, {name: feeds[name] for name in names}
    )
    ours = evaluate(feeds["z"], LABELS, weight=WEIGHT if weighted else None, reduction=reduction)
    np.testing.assert_allclose(np.asarray(ours.cross_entropy), answers[0], rtol=1e-6)


def test_sklearn_agrees() -> None:
    scores, labels = normal_batch(2000, 5, np.float64)
    weight = np.arange(1.0, 6.0)
    q = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    ours = evaluate(scores, labels, weight=weight)
    assert ours.mean == pytest.approx(log_loss(labels, q, sample_weight=weight[labels]), rel=1e-9)
    assert ours.accuracy == accuracy_score(labels, scores.argmax(axis=1))
    one_against_rest = [brier_score_loss(labels == k, q[:, k]) for k in range(5)]
    assert ours.brier == pytest.approx(sum(one_against_rest), abs=1e-11)
    np.testing.assert_allclose(ours.true_probability, q[np.arange(2000), labels], rtol=1e-12)


def test_samples_can_be_read_one_by_one() -> None:
    result = evaluate(LOGITS, LABELS, class_names=["a", "b", "c", "d"])
    np.testing.assert_array_equal(result.predicted, [0, 1, 2, 0, 2, 0])
    np.testing.assert_array_equal(result.right, [True, False, True, False, False, False])
    np.testing.assert_array_equal(result.ignored, LABELS == -100)
    assert np.isnan(result.true_probability[4])
    assert np.isnan(result.margin[4])
    assert result.margin[3] == pytest.approx(-45.0)
    assert result.class_names == ("a", "b", "c", "d")
    assert evaluate(LOGITS, LABELS).class_names == ("0", "1", "2", "3")


def test_the_worst_come_first_and_never_the_ignored() -> None:
    result = evaluate(LOGITS, LABELS)
    np.testing.assert_array_equal(result.worst(), [3, 1, 5, 0, 2])
    np.testing.assert_array_equal(result.worst(2), [3, 1])
    same = evaluate(np.zeros((5, 2)), np.zeros(5, int))
    np.testing.assert_array_equal(same.worst(3), [0, 1, 2])
    impossible = evaluate(np.array([[0.0, 1.0], [0.0, -np.inf]]), [0, 1])
    np.testing.assert_array_equal(impossible.worst(), [1, 0])


def test_smoothing_has_a_floor_that_is_told() -> None:
    perfect = evaluate(np.array([[100.0, 0.0]]), [0], label_smoothing=0.1)
    assert perfect.entropy_of_targets == pytest.approx(-0.95 * np.log(0.95) - 0.05 * np.log(0.05))
    best = evaluate(np.log([[0.95, 0.05]]), [0], label_smoothing=0.1)
    assert best.mean == pytest.approx(best.entropy_of_targets, rel=1e-14)
    assert best.kl == pytest.approx(0.0, abs=1e-15)


def test_the_diagram_leaves_ignored_rows_out() -> None:
    scores, labels = normal_batch(3000, 4)
    labels[::5] = -100
    result = evaluate(scores, labels, bins=10)
    diagram = result.reliability(bins=10)
    assert diagram.counts.sum() == result.summary.counted
    assert diagram.ece == pytest.approx(result.ece, abs=1e-11)
    assert diagram.mce == pytest.approx(result.mce, abs=1e-11)
    of_two = result.reliability(predicted=2, scheme="equal-mass")
    assert of_two.counts.sum() == ((result.predicted == 2) & (labels != -100)).sum()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"reduction": "average"}, "reduction: unknown reduction 'average'"),
        ({"kind": "odds"}, "kind: unknown kind 'odds'"),
        ({"temperature": 0.0}, "temperature must be above 0"),
        ({"temperature": math.inf}, "temperature must be above 0"),
        ({"label_smoothing": 1.5}, "label smoothing must be in"),
        ({"label_smoothing": math.nan}, "label smoothing must be in"),
        ({"weight": [1.0, 2.0]}, "one weight a class is needed: 4"),
        ({"weight": [1.0, -2.0, 1.0, 1.0]}, "the weight of class 1 is -2.0"),
        ({"weight": [1.0, 2.0, math.nan, 1.0]}, "the weight of class 2 is nan"),
        ({"class_names": ["a"]}, "1 class names for 4 classes"),
        ({"bins": 0}, "at least one bin"),
    ],
)
def test_settings_that_mean_nothing_are_refused(arguments: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        evaluate(LOGITS, LABELS, **arguments)


@pytest.mark.parametrize(
    ("scores", "targets", "said"),
    [
        (np.zeros(3), [0], "must be .rows, classes."),
        (np.zeros((3, 0)), [0, 0, 0], "must be .rows, classes."),
        (np.zeros((2, 2), complex), [0, 0], "real numbers"),
        (np.zeros((2, 2), bool), [0, 0], "real numbers"),
        (np.zeros((2, 2)), [0, 0, 0], "3 labels for 2 rows"),
        (np.zeros((2, 2)), [0.0, 1.0], "neither class numbers"),
        (np.zeros((2, 2)), np.zeros((2, 3)), r"probability targets are \(2, 3\)"),
        (np.zeros((2, 2)), ["a", "b"], "neither class numbers"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(scores: Any, targets: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        evaluate(scores, targets)


def test_the_worst_rows_are_the_evaluations_in_file_order() -> None:
    scores, labels = normal_batch(200, 4)
    labels[::9] = -100
    evaluation = evaluate(scores, labels)
    for count in (0, 1, 7, evaluation.summary.counted, 1000):
        assert worst_rows(evaluation, count).tolist() == sorted(evaluation.worst(count).tolist())


def test_of_equally_dear_rows_the_first_are_taken() -> None:
    evaluation = evaluate(np.zeros((6, 2)), np.array([-100, 0, 0, 1, 0, 1]))
    assert worst_rows(evaluation, 3).tolist() == [1, 2, 3]


def test_fewer_than_no_rows_are_refused() -> None:
    with pytest.raises(InvalidInput):
        worst_rows(evaluate(np.zeros((6, 2)), np.zeros(6, np.int64)), -1)
