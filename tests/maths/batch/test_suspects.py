from __future__ import annotations

import numpy as np

from ceviz.maths.batch import evaluate, suspect_labels


def test_flipped_labels_are_found_first() -> None:
    """A good model of 3,000 samples, 100 of whose labels were changed afterwards."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 5, 3000)
    scores = random.standard_normal((3000, 5))
    scores[np.arange(3000), truth] += 5.0
    labels = truth.copy()
    flipped = random.choice(3000, 100, replace=False)
    labels[flipped] = (labels[flipped] + random.integers(1, 5, 100)) % 5
    found = suspect_labels(evaluate(scores, labels))
    hits = np.isin(found.rows[:100], flipped)
    assert hits[:50].all()
    assert hits.mean() > 0.9
    np.testing.assert_array_equal(found.given, labels[found.rows])
    first = np.isin(found.rows, flipped)
    assert (found.suggested[first] == truth[found.rows[first]]).mean() > 0.95


def test_thresholds_are_mean_self_confidence_by_class() -> None:
    q = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.95, 0.05]])
    labels = np.array([0, 0, 1, 1])
    found = suspect_labels(evaluate(q, labels, kind="probabilities"))
    np.testing.assert_allclose(found.thresholds, [0.8, 0.425])
    np.testing.assert_array_equal(found.rows, [3])
    np.testing.assert_allclose([found.self_confidence[0], found.confidence[0]], [0.05, 0.95])


def test_a_class_the_model_is_not_sure_of_accuses_nobody() -> None:
    q = np.array([[0.9, 0.1], [0.3, 0.7], [0.6, 0.4]])
    found = suspect_labels(evaluate(q, np.array([0, 1, 1]), kind="probabilities"))
    assert len(found.rows) == 0  # 0.6 is below class 0's mean of 0.9


def test_a_class_nobody_is_labelled_with_suggests_nothing() -> None:
    q = np.array([[0.1, 0.9], [0.8, 0.2]])
    found = suspect_labels(evaluate(q, np.array([0, 0]), kind="probabilities"))
    assert np.isnan(found.thresholds[1])
    assert len(found.rows) == 0


def test_ignored_rows_are_beyond_suspicion() -> None:
    q = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8], [0.95, 0.05]])
    found = suspect_labels(evaluate(q, np.array([0, 0, 1, -100]), kind="probabilities"))
    assert len(found.rows) == 0
