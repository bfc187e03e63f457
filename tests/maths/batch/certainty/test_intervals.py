"""The intervals of means cover what they say: weighted, clustered, of shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from ceviz.maths.batch import Places, certainty, evaluate, mean_interval
from ceviz.maths.batch.certainty.intervals import accuracy_interval, share_interval, standard_error
from ceviz.maths.batch.certainty.units import Units
from ceviz.maths.calibration import wilson
from tests.maths.batch.certainty.test_units import images


def drawn(rows: int, seed: int) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    return random.normal(0.0, 1.5, (rows, 3)), random.integers(0, 3, rows)


def test_it_is_students() -> None:
    scores, labels = drawn(50, 3)
    evaluation = evaluate(scores, labels)
    ends = stats.t.interval(0.95, 49, evaluation.mean, stats.sem(evaluation.loss))
    assert mean_interval(evaluation) == pytest.approx((ends[1] - ends[0]) / 2, rel=1e-9)
    assert certainty(evaluation).cross_entropy.normal == pytest.approx(ends, rel=1e-9)


def test_ignored_rows_tell_nothing() -> None:
    scores, labels = drawn(50, 4)
    padded = np.concatenate([labels, np.full(30, -100)])
    whole = evaluate(np.concatenate([scores, scores[:30]]), padded)
    alone = evaluate(scores, labels)
    assert mean_interval(whole) == pytest.approx(mean_interval(alone))
    assert certainty(whole).accuracy.normal == certainty(alone).accuracy.normal
    assert certainty(whole).brier.bootstrap == pytest.approx(certainty(alone).brier.bootstrap)


def test_equal_weights_change_nothing() -> None:
    scores, labels = drawn(60, 5)
    weighted, plain = evaluate(scores, labels, weight=np.full(3, 2.5)), evaluate(scores, labels)
    assert mean_interval(weighted) == pytest.approx(mean_interval(plain))
    ends = certainty(weighted).cross_entropy.bootstrap
    assert ends == pytest.approx(certainty(plain).cross_entropy.bootstrap)


@pytest.mark.parametrize("weight", [None, np.array([1.0, 4.0, 0.5])])
def test_it_covers_the_mean_of_many_as_often_as_it_says(weight: Any) -> None:
    scores, labels = drawn(400_000, 6)
    whole = evaluate(scores, labels, weight=weight)
    inside, units = 0, Units(None, None, 200, "row")
    weights = np.ones(400_000) if weight is None else weight[labels]
    t = stats.t.ppf(0.975, 199)
    for part in np.split(np.arange(400_000), 2000):
        mean = whole.loss[part].sum() / weights[part].sum()
        error = standard_error(whole.loss[part], weights[part], units)
        inside += abs(mean - whole.mean) <= t * error
    assert 0.935 * 2000 <= inside <= 0.965 * 2000


def pixels(images_: int, each: int, seed: int, tries: int) -> Any:
    """(tries, images, each) losses that an image's pixels have in common, mostly; mean 1."""
    random = np.random.default_rng(seed)
    common = random.exponential(1.0, (tries, images_, 1))
    return 0.7 * common + 0.3 * random.exponential(1.0, (tries, images_, each))


def test_pixels_of_an_image_are_not_told_apart() -> None:
    """Drawn by image 95 % are covered; by pixel, as if each knew something new, far fewer."""
    tries, images_, each = 2000, 120, 20
    losses = pixels(images_, each, 7, tries).reshape(tries, -1)
    codes = np.repeat(np.arange(images_), each)
    clustered = Units(None, codes, images_, "image")
    alone = Units(None, None, images_ * each, "row")
    away = np.abs(losses.mean(axis=1) - 1.0)

    def covered(units: Units) -> float:
        t = stats.t.ppf(0.975, units.count - 1)
        errors = np.array([standard_error(row, 1.0, units) for row in losses])
        return float(np.mean(away <= t * errors))

    assert 0.935 <= covered(clustered) <= 0.965
    assert covered(alone) < 0.5


def test_an_evaluation_of_images_is_known_by_its_images() -> None:
    scores, labels = drawn(30, 9)
    scores, labels = np.repeat(scores, 8, axis=0), np.repeat(labels, 8)
    clustered = images(scores, labels, (30, 2, 4))
    alone = evaluate(scores[::8], labels[::8])
    assert mean_interval(clustered) == pytest.approx(mean_interval(alone))
    known, one = certainty(clustered), certainty(alone)
    assert (known.units, known.unit) == (30, "image")
    assert known.cross_entropy.bootstrap == pytest.approx(one.cross_entropy.bootstrap)
    half = np.diff(wilson(round(alone.accuracy * 30), 30))
    assert np.diff(accuracy_interval(clustered)) == pytest.approx(half, rel=0.1)


def test_a_share_of_clusters_is_covered_too() -> None:
    """Near 1, where its normal interval would leave [0, 1]."""
    random = np.random.default_rng(5)
    tries, clusters, each = 2000, 60, 10
    codes = np.repeat(np.arange(clusters), each)
    units = Units(None, codes, clusters, "image")
    shares = random.beta(18.0, 2.0, (tries, clusters))[:, codes]
    hits = (random.random(shares.shape) < shares).astype(np.float64)
    found = [share_interval(row, units) for row in hits]
    inside = np.mean([low <= 0.9 <= high for low, high in found])
    assert 0.935 <= inside <= 0.965
    assert all(0.0 <= low <= high <= 1.0 for low, high in found)


def test_a_share_of_rows_is_wilsons() -> None:
    scores, labels = drawn(80, 2)
    evaluation = evaluate(scores, labels)
    low, high = (float(end) for end in wilson(round(evaluation.accuracy * 80), 80))
    assert accuracy_interval(evaluation) == (low, high)
    assert certainty(evaluation).accuracy.normal == (low, high)


def test_all_images_alike_say_one_thing_each() -> None:
    clustered = images(np.tile([[3.0, 0.0]], (40, 1)), np.zeros(40, int), (4, 2, 5))
    low, high = accuracy_interval(clustered)
    assert high == 1.0
    assert low == pytest.approx(
        float(wilson(4.0 * (1.96 / 3.1824) ** 2, 4.0 * 0.3793)[0]), abs=0.01
    )


def test_every_mean_has_its_intervals() -> None:
    scores, _ = drawn(70, 1)
    targets = np.random.default_rng(0).dirichlet([1.0, 1.0, 1.0], 70)
    evaluation = evaluate(scores, targets)
    known, entropy = certainty(evaluation), evaluation.columns.entropy
    assert entropy is not None
    for name, value, column in (
        ("cross_entropy", evaluation.mean, evaluation.loss),
        ("entropy", evaluation.entropy_of_targets, entropy),
        ("kl", evaluation.kl, evaluation.loss - entropy),
        ("brier", evaluation.brier, evaluation.columns.brier),
    ):
        found = getattr(known, name)
        assert found.value == pytest.approx(value)
        assert found.error == pytest.approx(stats.sem(column))
        low, high = found.bootstrap
        assert low < value < high
        assert high - low == pytest.approx(found.normal.high - found.normal.low, rel=0.15)
    assert known.perplexity.normal == pytest.approx(np.exp(known.cross_entropy.normal))
    assert known.perplexity.error == pytest.approx(
        evaluation.perplexity * known.cross_entropy.error
    )


def test_the_entropy_of_class_labels_is_known() -> None:
    scores, labels = drawn(20, 1)
    known = certainty(evaluate(scores, labels, label_smoothing=0.1)).entropy
    assert known.normal == known.bootstrap == (known.value, known.value)


def test_what_tells_nothing_has_none() -> None:
    one = evaluate([[1.0, 0.0]], [0])
    assert math.isnan(mean_interval(one))
    assert math.isnan(certainty(one).accuracy.normal.low)
    assert math.isnan(mean_interval(evaluate([[1.0, 0.0]] * 3, [-100] * 3)))
    infinite = evaluate([[0.0, -np.inf], [0.0, 1.0]], [1, 0])
    assert math.isnan(mean_interval(infinite))
    assert math.isnan(certainty(infinite).perplexity.bootstrap.high)
    single = images(np.zeros((6, 2)), np.zeros(6, int), (1, 2, 3))
    assert single.task.places == Places((1, 2, 3))
    assert math.isnan(mean_interval(single))
