from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths.batch import measure, task
from tests.maths.batch.plainly import normal_batch, plainly


@pytest.mark.parametrize("kind", ["logits", "probabilities"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weighted", [False, True])
def test_one_hot_targets_are_class_labels(kind: Any, smoothing: float, weighted: bool) -> None:
    scores, labels = normal_batch(500, 7, np.float64)
    if kind == "probabilities":
        scores = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    weight = np.random.default_rng(1).random(7) if weighted else None
    how: Any = {"label_smoothing": smoothing, "kind": kind, "weight": weight, "temperature": 1.5}
    soft = measure(task(scores, np.eye(7)[labels], **how))
    hard = measure(task(scores, labels, **how))
    for name in ("loss", "plain", "surprisal", "confidence", "margin", "brier"):
        np.testing.assert_allclose(getattr(soft, name), getattr(hard, name), rtol=1e-11, atol=0)
    np.testing.assert_array_equal(soft.true, labels)
    np.testing.assert_array_equal(soft.predicted, hard.predicted)


def test_the_loss_is_an_expectation_over_labels() -> None:
    scores, _ = normal_batch(200, 4, np.float64)
    targets = np.random.default_rng(2).dirichlet(np.ones(4), 200)
    columns = measure(task(scores, targets, temperature=0.5))
    by_label = np.array(
        [plainly(scores, np.full(200, k), temperature=0.5).loss for k in range(4)]
    ).T
    np.testing.assert_allclose(columns.loss, (targets * by_label).sum(axis=1).astype(float))
    assert columns.entropy is not None
    np.testing.assert_allclose(columns.entropy, -(targets * np.log(targets)).sum(axis=1))


def test_a_target_of_zero_costs_nothing_and_another_infinity() -> None:
    scores = np.array([[0.0, -np.inf], [0.0, -np.inf]])
    columns = measure(task(scores, np.array([[1.0, 0.0], [0.5, 0.5]])))
    np.testing.assert_array_equal(columns.loss, [0.0, np.inf])
    np.testing.assert_array_equal(columns.entropy, [0.0, np.log(2)])


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ([-0.1, 1.1], "row 1, column 0 .*: the target probability is -0.1"),
        ([0.5, np.nan], "row 1, column 1 .*: the target probability is NaN"),
        ([0.5, 0.6], r"row 1 .*: the target probabilities sum to 1\.1, not 1.*[Dd]ivide each row"),
    ],
)
def test_targets_that_are_no_distribution_are_named(target: list[float], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        measure(task(np.zeros((2, 2)), np.array([[0.5, 0.5], target])))


def test_bad_scores_are_named() -> None:
    scores = np.zeros((3, 2))
    scores[2, 1] = np.nan
    with pytest.raises(InvalidInput, match="row 2, column 1"):
        measure(task(scores, np.full((3, 2), 0.5)))
