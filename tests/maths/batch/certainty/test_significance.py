"""Whether a difference is more than chance: as SciPy says, and as often as it should."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from ceviz.errors import InvalidInput
from ceviz.maths.batch import evaluate, significance
from ceviz.maths.batch.certainty.significance import needed
from tests.maths.batch.certainty.test_units import images


def pair(rows: int, seed: int, better: float = 0.3) -> tuple[Any, Any, Any]:
    """Scores of two models of the same rows, the second better, and the labels."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, rows)
    before = random.normal(0.0, 1.5, (rows, 3))
    after = before + random.normal(0.0, 0.5, (rows, 3))
    after[np.arange(rows), labels] += better
    return before, after, labels


def test_the_t_test_is_scipys() -> None:
    before, after, labels = pair(80, 1, 0.1)
    was, now = evaluate(before, labels), evaluate(after, labels)
    found = significance(was, now)
    theirs = stats.ttest_rel(now.loss, was.loss)
    ends = theirs.confidence_interval(0.95)
    assert found.loss_t == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.loss.value == pytest.approx(now.mean - was.mean)
    assert found.loss.normal == pytest.approx((ends.low, ends.high))
    assert (found.units, found.unit) == (80, "row")


def test_few_signs_are_all_turned_as_scipy_does() -> None:
    before, after, labels = pair(9, 2, 0.2)
    was, now = evaluate(before, labels), evaluate(after, labels)
    theirs = stats.permutation_test(
        (now.loss - was.loss,), np.sum, permutation_type="samples", n_resamples=np.inf
    )
    assert significance(was, now).loss_flip == pytest.approx(theirs.pvalue)


def test_many_signs_are_turned_by_chance() -> None:
    before, after, labels = pair(300, 3, 0.08)
    was, now = evaluate(before, labels), evaluate(after, labels)
    found = significance(was, now)
    assert found.loss_flip == pytest.approx(found.loss_t, abs=0.01)
    assert 0.01 < found.loss_t < 0.6  # something to agree about


def test_mcnemars_test_is_the_binomial_one() -> None:
    before, after, labels = pair(200, 4)
    was, now = evaluate(before, labels), evaluate(after, labels)
    better, worse = int((now.right & ~was.right).sum()), int((was.right & ~now.right).sum())
    found = significance(was, now)
    assert found.accuracy_p == pytest.approx(stats.binomtest(better, better + worse).pvalue)
    assert found.accuracy.value == pytest.approx((better - worse) / 200)


def test_images_are_compared_by_image() -> None:
    before, after, labels = pair(40, 5)
    alone = significance(evaluate(before, labels), evaluate(after, labels))
    before, after, labels = (np.repeat(each, 6, axis=0) for each in (before, after, labels))
    was, now = (images(scores, labels, (40, 2, 3)) for scores in (before, after))
    found = significance(was, now)
    assert (found.units, found.unit) == (40, "image")
    assert found.loss_t == pytest.approx(alone.loss_t)
    assert found.loss_flip == pytest.approx(alone.loss_flip, abs=0.01)
    assert found.needed == alone.needed
    assert found.loss.bootstrap == pytest.approx(alone.loss.bootstrap)


def test_weights_are_those_of_the_mean() -> None:
    before, after, labels = pair(90, 6)
    weight = [1.0, 3.0, 0.2]
    was, now = (evaluate(scores, labels, weight=weight) for scores in (before, after))
    found = significance(was, now)
    assert found.loss.value == pytest.approx(now.mean - was.mean)
    low, high = found.loss.bootstrap
    assert low < found.loss.value < high


@pytest.mark.parametrize("effect", [0.05, 0.2, 0.5, 1.2])
def test_as_many_rows_are_needed_as_the_noncentral_t_says(effect: float) -> None:
    def power(rows: int) -> float:
        t = stats.t.ppf(0.975, rows - 1)
        away = stats.nct(rows - 1, effect * math.sqrt(rows))
        return float(away.sf(t) + away.cdf(-t))

    rows = int(needed(effect, 1.0))
    assert power(rows + 1) >= 0.8
    assert power(rows - 2) < 0.8


def test_what_is_needed_is_enough_four_times_of_five() -> None:
    """Chance alone is called a difference one time of twenty, this difference four of five."""
    random = np.random.default_rng(7)
    effect, rows = 0.25, int(needed(0.25, 1.0))
    for mean, share in ((0.0, 0.05), (effect, 0.8)):
        changes = random.normal(mean, 1.0, (2000, rows))
        t = changes.mean(axis=1) / changes.std(axis=1, ddof=1) * math.sqrt(rows)
        assert np.mean(np.abs(t) > stats.t.ppf(0.975, rows - 1)) == pytest.approx(share, abs=0.025)


def test_chance_alone_is_called_so_nineteen_times_of_twenty() -> None:
    """The whole road, of pairs of files that differ by noise only."""
    random, called = np.random.default_rng(11), np.zeros(2)
    labels = random.integers(0, 2, 40)
    for _ in range(400):
        before, after = random.normal(0.0, 1.0, (2, 40, 2))
        found = significance(evaluate(before, labels), evaluate(after, labels))
        called += [found.loss_t < 0.05, found.loss_flip < 0.05]
    assert (abs(called / 400 - 0.05) < 0.035).all()


def test_the_same_file_does_not_differ() -> None:
    before, _, labels = pair(30, 8)
    found = significance(evaluate(before, labels), evaluate(before.copy(), labels))
    assert (found.loss_t, found.loss_flip, found.accuracy_p) == (1.0, 1.0, 1.0)
    assert found.needed == math.inf


def test_all_rows_changed_alike_is_no_chance() -> None:
    """Two classes and one row again and again: every row changes by as much."""
    was, now = evaluate([[1.0, 0.0]] * 20, [0] * 20), evaluate([[2.0, 0.0]] * 20, [0] * 20)
    found = significance(was, now)
    assert found.loss_t < 1e-9
    assert found.loss_flip < 0.001
    assert found.needed == 2 or found.needed == 3


def test_what_is_infinite_tells_nothing() -> None:
    was, now = evaluate(np.zeros((3, 2)), [0, 0, 1]), evaluate([[0.0, -np.inf]] * 3, [0, 0, 1])
    found = significance(was, now)
    assert math.isnan(found.loss_t)
    assert math.isnan(found.loss_flip)
    assert math.isnan(found.needed)
    assert not math.isnan(found.accuracy_p)


def test_other_samples_are_refused() -> None:
    before, after, labels = pair(10, 9)
    with pytest.raises(InvalidInput, match="10 rows cannot be compared with 9"):
        significance(evaluate(before, labels), evaluate(after[:9], labels[:9]))
