"""Top-k accuracy against scikit-learn, and the order of equal scores."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import top_k_accuracy_score

from ceviz.maths.batch import Overlay, evaluate, overlaid, top_accuracies
from ceviz.maths.batch.parts.totals import merged_totals, total
from ceviz.maths.batch.places import Places
from ceviz.maths.batch.ranks import merged_hits, ranks, top_hits, tops_of
from tests.maths.batch.plainly import normal_batch


@pytest.mark.parametrize("classes", [3, 7, 40])
def test_top_accuracies_are_sklearns(classes: int) -> None:
    scores, labels = normal_batch(3000, classes)
    found = top_accuracies(evaluate(scores, labels))
    assert found is not None
    assert tuple(found) == tuple(k for k in (2, 3, 5, 10) if k < classes)
    for k, (share, ends) in found.items():
        expected = top_k_accuracy_score(labels, scores, k=k, labels=np.arange(classes))
        assert share == pytest.approx(expected, abs=1e-12)
        hits = round(expected * len(labels))
        wilson = stats.binomtest(hits, len(labels)).proportion_ci(method="wilson")
        assert (ends.low, ends.high) == pytest.approx(tuple(wilson), rel=1e-9)


def test_of_equal_scores_the_first_class_comes_first() -> None:
    scores = np.array([[1.0, 2.0, 2.0, 0.0], [1.0, 2.0, 2.0, 0.0], [3.0, 3.0, 3.0, 3.0]])
    for labels, expected in (([1, 2, 3], [0, 1, 3]), ([2, 1, 0], [1, 0, 0])):
        made = evaluate(scores, labels)
        found = ranks(made.task, made.columns)
        assert found is not None
        assert found.tolist() == expected
        assert ((found == 0) == made.right).all()


def test_a_row_that_does_not_count_has_no_place() -> None:
    scores, labels = normal_batch(500, 6)
    labels[::3] = -100
    made = evaluate(scores, labels)
    found = ranks(made.task, made.columns)
    assert found is not None
    assert (found[::3] == -1).all()
    kept = labels >= 0
    expected = top_k_accuracy_score(labels[kept], scores[kept], k=2, labels=np.arange(6))
    shares = top_accuracies(made)
    assert shares is not None
    assert shares[2][0] == pytest.approx(expected, abs=1e-12)


def test_an_edited_row_is_placed_as_it_is_now() -> None:
    scores, labels = normal_batch(50, 4)
    target = np.eye(4)[[3]]
    overlay = Overlay(np.array([7]), np.array([[9.0, 8.0, 7.0, 6.0]]), target)
    made = overlaid(evaluate(scores, labels), overlay)
    found = ranks(made.task, made.columns)
    assert found is not None
    assert found[7] == 3


def test_the_number_of_threads_changes_nothing() -> None:
    scores, labels = normal_batch(40_000, 12)
    made = evaluate(scores, labels)
    one, two = (ranks(made.task, made.columns, threads=n) for n in (1, 2))
    assert one is not None
    assert two is not None
    assert (one == two).all()


def test_parts_add_up_to_the_whole() -> None:
    scores, labels = normal_batch(1000, 12)
    whole = total(evaluate(scores, labels).task, fit=False)
    parts = [total(evaluate(scores[at], labels[at]).task, fit=False)
             for at in (slice(700, None), slice(0, 700))]  # fmt: skip
    assert merged_totals(parts).top == whole.top
    assert whole.top is not None
    alone = top_accuracies(evaluate(scores, labels))
    assert whole.top.accuracies() == alone
    assert merged_hits([whole.top, None]) is None


def test_nothing_is_known_of_no_rows() -> None:
    made = evaluate(np.zeros((2, 4)), [-100, -100])
    found = top_accuracies(made)
    assert found is not None
    assert math.isnan(found[2][0])
    hits = top_hits(made.task, made.columns)
    assert hits is not None
    assert math.isnan(hits.accuracies()[2][0])
    assert tops_of(2) == ()


def test_rows_that_belong_together_are_drawn_together() -> None:
    scores, labels = normal_batch(400, 6)
    scores[:] = np.repeat(scores[::40], 40, axis=0)  # ten images of forty pixels alike
    labels[:] = np.repeat(labels[::40], 40)
    made = evaluate(scores, labels)
    rows = top_accuracies(made)
    images = top_accuracies(replace(made, task=replace(made.task, places=Places((10, 40)))))
    assert rows is not None
    assert images is not None
    widths = [found[2][1].high - found[2][1].low for found in (rows, images)]
    assert widths[1] > 3.0 * widths[0]
