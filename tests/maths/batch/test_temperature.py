from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ceviz.errors import Cancelled, InvalidInput
from ceviz.maths.batch import (
    Split,
    best_temperature,
    evaluate,
    first_part,
    fit_temperature,
    optimal_temperature,
    random_halves,
)
from ceviz.maths.batch.likelihood import likelihood
from ceviz.maths.batch.temperature import COLDEST, HOTTEST, _solved
from tests.maths.batch.plainly import normal_batch


def calibrated(rows: int, classes: int, sharpness: float, seed: int = 0) -> Any:
    """Labels drawn from softmax(z), and the scores z · sharpness: the right T is sharpness."""
    random = np.random.default_rng(seed)
    scores = 2.0 * random.standard_normal((rows, classes))
    noise = random.gumbel(size=scores.shape)
    return scores * sharpness, (scores + noise).argmax(axis=1)


@pytest.mark.parametrize("classes", [2, 10, 80])
@pytest.mark.parametrize("sharpness", [0.3, 1.0, 2.5])
def test_the_temperature_that_made_the_data_is_found(classes: int, sharpness: float) -> None:
    scores, labels = calibrated(20_000, classes, sharpness)
    fit = fit_temperature(evaluate(scores, labels), random_halves(20_000))
    assert fit.temperature == pytest.approx(sharpness, rel=0.06)
    assert fit.reported.nll_after <= fit.reported.nll_before + 1e-3
    assert fit.steps < 15


@pytest.mark.parametrize("kind", ["logits", "probabilities"])
@pytest.mark.parametrize("soft", [False, True])
def test_no_other_temperature_is_better(kind: Any, soft: bool) -> None:
    scores, labels = calibrated(2000, 5, 1.8)
    noise = np.random.default_rng(1).dirichlet(np.ones(5), 2000)
    targets = 0.9 * np.eye(5)[labels] + 0.1 * noise if soft else labels
    given = scores
    if kind == "probabilities":
        given = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    split = first_part(2000, 1200)
    fit = fit_temperature(evaluate(given, targets, kind=kind), split)

    def nll(beta: float) -> float:
        return evaluate(scores[:1200], targets[:1200], temperature=1.0 / beta).mean

    best = minimize_scalar(nll, bounds=(0.01, 10.0), method="bounded", options={"xatol": 1e-9})
    assert fit.temperature == pytest.approx(1.0 / best.x, rel=1e-5)
    assert fit.fitted.nll_after == pytest.approx(best.fun, rel=1e-12)


def test_both_parts_are_told_before_and_after() -> None:
    scores, labels = calibrated(4000, 4, 3.0)
    labels[::10] = -100
    evaluation = evaluate(scores, labels, weight=np.arange(1.0, 5.0), label_smoothing=0.2)
    split = random_halves(4000, seed=3)
    fit = fit_temperature(evaluation, split)
    assert (fit.fitted.name, fit.reported.name) == ("random half (seed 3)", "the other half")
    for part, rows in ((fit.fitted, split.fit), (fit.reported, ~split.fit)):
        for after in (False, True):
            alone = evaluate(
                scores[rows], labels[rows], temperature=fit.temperature if after else 1.0
            )
            assert part.rows == alone.summary.counted
            nll, ece = (
                (part.nll_after, part.ece_after) if after else (part.nll_before, part.ece_before)
            )
            assert nll == pytest.approx(alone.mean, rel=1e-12)
            assert ece == pytest.approx(alone.ece, rel=1e-12)
    assert fit.reported.ece_after < fit.reported.ece_before


def test_a_model_that_is_never_wrong_wants_no_temperature() -> None:
    scores = np.array([[3.0, 0.0], [0.0, 2.0], [3.0, 0.0], [0.0, 2.0]])
    fit = fit_temperature(evaluate(scores, [0, 1, 0, 1]), first_part(4, 2))
    assert fit.temperature == 0.0
    assert fit.fitted.nll_after == pytest.approx(0.0, abs=1e-300)


def test_scores_that_say_less_than_nothing_want_an_infinite_one() -> None:
    scores, labels = normal_batch(400, 3)
    fit = fit_temperature(evaluate(-scores, labels), random_halves(400))
    assert fit.temperature == math.inf
    assert fit.fitted.nll_after == pytest.approx(math.log(3), rel=1e-2)


def test_an_optimum_colder_than_the_limit_is_nought() -> None:
    scores = np.full((1000, 2), 0.0)
    scores[:, 0] = 1e-7
    labels = np.zeros(1000, int)
    labels[::300] = 1
    fit = fit_temperature(evaluate(scores, labels), random_halves(1000))
    assert fit.temperature == 0.0
    assert COLDEST < 1.0 < HOTTEST


def test_impossible_rows_are_left_out_and_counted() -> None:
    scores, labels = calibrated(1000, 3, 2.0)
    expected = fit_temperature(evaluate(scores[1:], labels[1:]), first_part(999, 499))
    scores[0, labels[0]] = -np.inf
    fit = fit_temperature(evaluate(scores, labels), first_part(1000, 500))
    assert fit.impossible == 1
    assert fit.temperature == pytest.approx(expected.temperature, rel=1e-9)
    assert fit.fitted.nll_after == math.inf


def test_splits_are_disjoint_and_repeatable() -> None:
    one, again = random_halves(101, seed=5), random_halves(101, seed=5)
    np.testing.assert_array_equal(one.fit, again.fit)
    assert one.fit.sum() == 50
    assert first_part(10, 3).fit.tolist() == [True] * 3 + [False] * 7
    assert first_part(10_000, 3000).report_name == "last 7,000 rows"


def test_a_split_needs_rows_on_both_sides() -> None:
    evaluation = evaluate(np.zeros((4, 2)), [0, 1, -100, -100])
    with pytest.raises(InvalidInput, match="no row that counts in last 2 rows"):
        fit_temperature(evaluation, first_part(4, 2))
    with pytest.raises(InvalidInput, match="no row that counts in first 0 rows"):
        fit_temperature(evaluation, first_part(4, 0))
    with pytest.raises(InvalidInput, match="a split of"):
        fit_temperature(evaluation, Split(np.ones(3, np.bool_), "a", "b"))


@pytest.mark.parametrize("sharpness", [0.2, 1.7, 6.0])
def test_many_rows_need_two_passes_at_most(sharpness: float) -> None:
    scores, labels = calibrated(130_000, 10, sharpness)
    asked = evaluate(scores.astype(np.float32), labels)
    fit = fit_temperature(asked, Split(np.arange(130_000) < 129_999, "most", "one"))
    assert fit.steps <= 2
    exact = _solved(lambda b: likelihood(asked.task, np.arange(130_000) < 129_999, b), 1.0, 1e-10)
    assert fit.temperature == pytest.approx(exact.temperature, rel=1e-5)


def test_a_model_that_is_hardly_ever_wrong_needs_two_passes_at_most() -> None:
    random = np.random.default_rng(0)
    scores = random.standard_normal((3000, 1000), np.float32) * np.float32(3.0)
    labels = random.integers(0, 1000, 3000)
    scores[np.arange(3000), labels] += np.float32(20.0)
    asked, keep = evaluate(scores, labels), np.arange(3000) < 2999
    assert 0 < np.count_nonzero(asked.columns.margin[keep] < 0.0) < 10  # of 500 hardly one
    fit = fit_temperature(asked, Split(keep, "most", "one"))
    assert fit.steps <= 2
    exact = _solved(lambda b: likelihood(asked.task, keep, b), 1.0, 1e-10)
    assert fit.temperature == pytest.approx(exact.temperature, rel=1e-5)


@pytest.mark.parametrize("weight", [None, [1.0, 2.0, 3.0]])
@pytest.mark.parametrize("soft", [False, True])
def test_the_optimum_of_all_rows_is_the_fit_on_them(weight: Any, soft: bool) -> None:
    scores, labels = calibrated(1500, 3, 2.0)
    targets = (
        0.8 * np.eye(3)[labels] + 0.2 / 3
        if soft
        else np.where(np.arange(1500) % 9 == 0, -100, labels)
    )
    smoothing = 0.0 if soft else 0.1
    asked = evaluate(scores, targets, weight=weight, label_smoothing=smoothing, temperature=1.3)
    temperature, nll = optimal_temperature(asked)

    def mean(each: float) -> float:
        return evaluate(scores, targets, temperature=each).mean

    best = minimize_scalar(mean, bounds=(0.1, 20.0), method="bounded", options={"xatol": 1e-9})
    assert temperature == pytest.approx(best.x, rel=1e-5)
    assert nll == pytest.approx(best.fun, rel=1e-12)


def test_the_optimum_at_the_ends() -> None:
    right = evaluate([[3.0, 0.0], [0.0, 2.0]], [0, 1])
    temperature, nll = optimal_temperature(right)
    assert temperature == 0.0
    assert nll == pytest.approx(0.0, abs=1e-300)
    scores, labels = normal_batch(400, 3)
    temperature, nll = optimal_temperature(evaluate(-scores, labels))
    assert temperature == math.inf
    assert nll == pytest.approx(math.log(3), rel=1e-2)
    impossible = evaluate([[-math.inf, 0.0], [0.0, 1.0], [0.0, 1.0]], [0, 1, 0])
    assert optimal_temperature(impossible)[1] == math.inf
    nothing = optimal_temperature(evaluate([[0.0, 1.0]], [-100]))
    assert all(map(math.isnan, nothing))


def test_it_can_be_stopped() -> None:
    scores, labels = calibrated(1000, 3, 2.0)
    with pytest.raises(Cancelled):
        fit_temperature(evaluate(scores, labels), random_halves(1000), cancelled=lambda: True)


def test_the_interval_covers_as_often_as_it_says() -> None:
    random, inside, runs = np.random.default_rng(1), 0, 200
    for _ in range(runs):
        scores = random.normal(0.0, 1.5, (80, 3))
        odds = np.exp(scores / 0.5)
        odds /= odds.sum(axis=1, keepdims=True)
        right = (odds.cumsum(axis=1) > random.random((80, 1))).argmax(axis=1)
        found = best_temperature(evaluate(scores, right, kind="logits"))
        inside += found.low < 0.5 < found.high
    # 95 %, give or take three standard errors of 200 tries.
    assert 0.90 * runs < inside <= runs


def test_who_is_always_right_has_no_interval() -> None:
    found = best_temperature(evaluate([[2.0, 0.0], [0.0, 1.0]], [0, 1], kind="logits"))
    assert found.value == 0.0
    assert np.isnan(found.low)
    assert np.isnan(found.high)
