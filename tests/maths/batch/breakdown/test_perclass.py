from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    balanced_accuracy_score,
    f1_score,
    precision_score,
    recall_score,
)

from ceviz.errors import InvalidInput
from ceviz.maths.batch import class_probability, class_reliability, evaluate, per_class
from tests.maths.batch.plainly import normal_batch, plainly


def test_recall_and_precision_are_sklearns() -> None:
    scores, labels = normal_batch(3000, 5)
    table = per_class(evaluate(scores, labels))
    predicted = scores.argmax(axis=1)
    np.testing.assert_allclose(table.recall, recall_score(labels, predicted, average=None))
    np.testing.assert_allclose(table.precision, precision_score(labels, predicted, average=None))


def test_means_are_over_the_rows_of_the_class() -> None:
    scores, labels = normal_batch(3000, 5)
    labels[::7] = -100
    result = evaluate(scores, labels, weight=np.arange(1.0, 6.0))
    table = per_class(result)
    plain = plainly(scores, np.where(labels < 0, 0, labels))
    for k in range(5):
        rows = labels == k
        assert table.counts[k] == rows.sum()
        assert table.loss[k] == pytest.approx(float(plain.loss[rows].mean()), rel=1e-6)
        assert table.brier[k] == pytest.approx(float(plain.brier[rows].mean()), rel=1e-6)
        assert table.ece[k] == pytest.approx(result.reliability(predicted=k).ece, abs=1e-11)


def test_a_class_without_rows_has_counts_and_no_means() -> None:
    table = per_class(evaluate(np.array([[1.0, 0.0, 0.0]]), [1]))
    assert table.counts.tolist() == [0, 1, 0]
    assert table.predicted.tolist() == [1, 0, 0]
    assert np.isnan(table.recall[0])
    assert np.isnan(table.precision[1])
    assert np.isnan(table.loss[2])
    assert np.isnan(table.ece[2])


@pytest.mark.parametrize("kind", ["logits", "probabilities"])
@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_the_probability_of_a_class(kind: Any, temperature: float) -> None:
    scores, labels = normal_batch(2000, 4, np.float64)
    labels[::7] = -100
    q = np.exp(scores / temperature)
    q /= q.sum(axis=1, keepdims=True)
    given = np.exp(scores) if kind == "probabilities" else scores
    result = evaluate(given, labels, kind=kind, temperature=temperature)
    for k in range(4):
        np.testing.assert_allclose(class_probability(result, k), q[:, k], rtol=1e-12)
    diagram = class_reliability(result, 2, bins=10)
    counted = labels != -100
    accuracy, mean = calibration_curve(labels[counted] == 2, q[counted, 2], n_bins=10)
    used = diagram.counts > 0
    np.testing.assert_allclose(diagram.accuracy[used], accuracy)
    np.testing.assert_allclose(diagram.confidence[used], mean)


def test_impossible_classes_have_probability_nought() -> None:
    for scores, kind in ((np.array([[0.0, -np.inf]]), "logits"), (np.eye(2)[:1], "probabilities")):
        result = evaluate(scores, [1], kind=kind)  # type: ignore[arg-type]
        assert class_probability(result, 1)[0] == 0.0
        assert class_probability(result, 0)[0] == 1.0


def test_a_class_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidInput, match="2 is not a class"):
        class_probability(evaluate(np.zeros((1, 2)), [0]), 2)


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
def test_the_means_over_classes_are_sklearns() -> None:
    scores, labels = normal_batch(300, 6)
    labels[labels == 2] = 3  # never true
    scores[:, 4] = -50.0  # never predicted
    table, predicted = per_class(evaluate(scores, labels)), scores.argmax(axis=1)
    macro = table.macro()
    for name, score in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        expected = score(labels, predicted, average="macro", zero_division=0)
        assert getattr(macro, name) == pytest.approx(expected, rel=1e-12)
    assert macro.balanced_accuracy == pytest.approx(balanced_accuracy_score(labels, predicted))
    np.testing.assert_allclose(table.f1, f1_score(labels, predicted, average=None, zero_division=0))
    assert (macro.classes, macro.undefined) == (6, 2)
    assert macro.loss == pytest.approx(np.nanmean(table.loss))


def test_a_class_that_never_occurs_is_in_no_mean() -> None:
    macro = per_class(evaluate(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), [0, 1])).macro()
    assert (macro.classes, macro.undefined, macro.f1) == (2, 0, 1.0)
    nothing = per_class(evaluate(np.zeros((1, 2)), [-100])).macro()
    assert nothing.classes == 0
    assert np.isnan(nothing.f1)
    assert np.isnan(nothing.loss)
