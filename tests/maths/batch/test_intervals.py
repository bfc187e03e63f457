"""The interval of the mean loss covers what it says, with and without class weights."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from ceviz.maths.batch import evaluate, mean_interval


def drawn(rows: int, seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    return random.normal(0.0, 1.5, (rows, 3)), random.integers(0, 3, rows)


def test_it_is_the_normal_approximation() -> None:
    scores, labels = drawn(50, 3)
    evaluation = evaluate(scores, labels)
    expected = 1.96 * evaluation.loss.std(ddof=1) / math.sqrt(50)
    assert mean_interval(evaluation) == pytest.approx(expected, rel=1e-4)


def test_ignored_rows_tell_nothing() -> None:
    scores, labels = drawn(50, 4)
    padded = np.concatenate([labels, np.full(30, -100)])
    whole = evaluate(np.concatenate([scores, scores[:30]]), padded)
    assert mean_interval(whole) == pytest.approx(mean_interval(evaluate(scores, labels)))


def test_equal_weights_change_nothing() -> None:
    scores, labels = drawn(60, 5)
    weighted = evaluate(scores, labels, weight=np.full(3, 2.5))
    assert mean_interval(weighted) == pytest.approx(mean_interval(evaluate(scores, labels)))


@pytest.mark.parametrize("weight", [None, np.array([1.0, 4.0, 0.5])])
def test_it_covers_the_mean_of_many_as_often_as_it_says(weight: Any) -> None:
    scores, labels = drawn(40_000, 6)
    truth = evaluate(scores, labels, weight=weight).mean
    inside = 0
    for part in np.split(np.arange(40_000), 200):
        evaluation = evaluate(scores[part], labels[part], weight=weight)
        inside += abs(evaluation.mean - truth) <= mean_interval(evaluation)
    # 95 %, give or take three standard errors of 200 tries.
    assert 0.90 * 200 <= inside <= 200


def test_what_tells_nothing_has_none() -> None:
    assert math.isnan(mean_interval(evaluate([[1.0, 0.0]], [0])))
    assert math.isnan(mean_interval(evaluate([[1.0, 0.0]] * 3, [-100] * 3)))
    assert math.isnan(mean_interval(evaluate([[0.0, -np.inf], [0.0, 1.0]], [1, 0])))
