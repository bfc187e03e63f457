"""Slices against NumPy and SciPy, row by row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.special import log_softmax

from ceviz.errors import InvalidInput
from ceviz.maths.batch import Places, evaluate, mean_interval, slices
from tests.maths.batch.plainly import normal_batch


def test_each_slice_is_measured_as_if_it_were_alone() -> None:
    scores, labels = normal_batch(900, 5, np.float64)
    labels[::9] = -100
    codes = np.random.default_rng(3).integers(0, 3, 900)
    found = slices(evaluate(scores, labels), codes, ("a", "b", "c"))
    losses = -log_softmax(scores, axis=1)[np.arange(900), np.maximum(labels, 0)]
    whole = losses[labels >= 0].sum()
    for k, each in enumerate(found):
        rows = (codes == k) & (labels >= 0)
        assert (each.name, each.rows, each.units) == ("abc"[k], rows.sum(), rows.sum())
        assert each.loss == pytest.approx(losses[rows].mean(), rel=1e-12)
        ends = stats.t.interval(0.95, rows.sum() - 1, each.loss, stats.sem(losses[rows]))
        assert tuple(each.loss_within) == pytest.approx(ends, rel=1e-9)
        hits = int((scores.argmax(axis=1) == labels)[rows].sum())
        wilson = stats.binomtest(hits, int(rows.sum())).proportion_ci(method="wilson")
        assert each.accuracy == hits / rows.sum()
        assert tuple(each.accuracy_within) == pytest.approx(tuple(wilson), rel=1e-9)
        assert each.share == pytest.approx(losses[rows].sum() / whole, rel=1e-12)
    assert sum(each.share for each in found) == pytest.approx(1.0)


def test_class_weights_weigh_as_in_pytorch() -> None:
    scores, labels = normal_batch(400, 3, np.float64)
    codes, weight = np.arange(400) % 2, np.array([1.0, 5.0, 0.5])
    made = evaluate(scores, labels, weight=weight)
    for k, each in enumerate(slices(made, codes, ("even", "odd"))):
        alone = evaluate(scores[codes == k], labels[codes == k], weight=weight)
        assert each.loss == pytest.approx(alone.mean, rel=1e-12)
        low, high = each.loss_within
        assert (high - low) / 2.0 == pytest.approx(mean_interval(alone), rel=1e-9)


def test_few_rows_are_said_to_be_few_and_none_have_no_loss() -> None:
    scores, labels = normal_batch(100, 3)
    codes = np.where(np.arange(100) < 30, 0, 1)
    codes[99] = 2
    many, most, one, none = slices(evaluate(scores, labels), codes, ("x", "y", "z", "w"))
    assert [each.is_small for each in (many, most, one, none)] == [False, False, True, True]
    assert one.rows == 1
    assert np.isnan(one.loss_within.low)
    assert np.isnan(one.accuracy_within.low)
    assert (none.rows, none.share) == (0, 0.0)
    assert np.isnan(none.loss)


def test_pixels_of_an_image_are_drawn_together() -> None:
    scores, labels = normal_batch(600, 4, np.float64)
    images = 30
    scores[:] = np.repeat(scores[::20], 20, axis=0)
    labels[:] = np.repeat(labels[::20], 20)
    made = evaluate(scores, labels)
    made = replace(made, task=replace(made.task, places=Places((images, 20))))
    codes = np.repeat(np.arange(images) % 2, 20)
    for k, each in enumerate(slices(made, codes, ("left", "right"))):
        losses = made.loss[codes == k].reshape(-1, 20)[:, 0]  # one of each image: all are alike
        assert (each.rows, each.units) == (300, 15)
        ends = stats.t.interval(0.95, 14, losses.mean(), stats.sem(losses))
        assert tuple(each.loss_within) == pytest.approx(ends, rel=1e-9)
        assert each.is_small


def test_a_loss_of_infinity_has_no_interval() -> None:
    made = evaluate(np.array([[0.0, -np.inf], [0.0, 1.0], [1.0, 0.0]]), [1, 1, 0])
    first, second = slices(made, np.array([0, 0, 1]), ("a", "b"))
    assert first.loss == np.inf
    assert np.isnan(first.loss_within.low)
    assert np.isnan(second.share)


def test_every_row_needs_a_value() -> None:
    scores, labels = normal_batch(10, 3)
    with pytest.raises(InvalidInput, match="9 values for 10 rows"):
        slices(evaluate(scores, labels), np.zeros(9, np.int64), ("a",))
