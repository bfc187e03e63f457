"""What may be asked of a batch, and what is refused before a number of it is read."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths.batch import Overlay, task

SCORES, LABELS = np.zeros((3, 2), np.float32), np.array([0, 1, 1])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"scores": np.zeros(3)}, r"scores must be \(rows, classes\), not \(3,\)"),
        ({"scores": np.zeros((3, 0))}, r"scores must be \(rows, classes\)"),
        ({"scores": np.zeros((3, 2), np.complex64)}, "scores must be real numbers, not complex64"),
        ({"targets": np.array([0, 1])}, "2 labels for 3 rows"),
        ({"targets": np.zeros((3, 3))}, r"probability targets are \(3, 3\), scores are \(3, 2\)"),
        ({"targets": np.zeros(3)}, "neither class numbers"),
        ({"kind": "odds"}, "unknown kind 'odds'.*logits, log-probabilities, probabilities"),
        ({"label_smoothing": 1.5}, r"label smoothing must be in \[0, 1\], not 1\.5"),
        ({"temperature": 0.0}, "temperature must be above 0"),
        ({"temperature": math.inf}, "temperature must be above 0"),
        ({"weight": [1.0]}, "one weight a class is needed: 2"),
        ({"weight": [1.0, -1.0]}, "the weight of class 1 is -1"),
        ({"weight": [math.nan, 1.0]}, "the weight of class 0 is nan"),
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], said: str) -> None:
    asked: dict[str, Any] = {"scores": SCORES, "targets": LABELS, **given}
    with pytest.raises(InvalidInput, match=said):
        task(asked.pop("scores"), asked.pop("targets"), **asked)


def test_exponentials_are_taken_in_the_scores_own_type_and_logarithms_in_float64() -> None:
    assert task(SCORES, LABELS).dtype is np.float32
    assert task(SCORES.astype(np.float16), LABELS).dtype is np.float32
    assert task(SCORES.astype(np.int8), LABELS).dtype is np.float64
    plain = task(SCORES, LABELS, kind="probabilities")
    assert plain.dtype is np.float32
    assert plain.at(2.0).takes_logarithms
    assert plain.at(2.0).dtype is np.float64


def test_a_thinner_batch_keeps_rows_labels_and_edits_together() -> None:
    scores = np.arange(40.0).reshape(20, 2)
    overlay = Overlay(np.array([4, 11]), np.array([[4.0, 0.0], [11.0, 0.0]]), np.eye(2))
    whole = replace(task(scores, np.arange(20) % 2), overlay=overlay)
    thin = whole.thinned(15)
    rows = (thin.scores[:, 0] / 2).astype(int)
    assert len(rows) == 15
    assert (np.diff(rows) > 0).all()
    assert thin.labels is not None
    np.testing.assert_array_equal(thin.labels, rows % 2)
    assert thin.overlay is not None
    np.testing.assert_array_equal(rows[thin.overlay.rows], thin.overlay.scores[:, 0])
    assert whole.thinned(20) is whole


def test_logits_are_scores_as_they_are_now() -> None:
    scores = np.array([[0.25, 0.75], [0.0, 1.0], [0.5, 0.5]])
    asked = replace(
        task(scores, LABELS, kind="probabilities"),
        overlay=Overlay(np.array([2]), np.array([[3.0, 4.0]]), np.array([[1.0, 0.0]])),
    )
    np.testing.assert_array_equal(asked.logits(np.array([1, 2])), [[-np.inf, 0.0], [3.0, 4.0]])


def test_ignored_labels_are_flagged_and_others_must_be_classes() -> None:
    asked = task(np.zeros((4, 2)), np.array([1, -1, 0, 2]), ignore_index=-1)
    labels, ignored = asked.labels_of(0, 3)
    np.testing.assert_array_equal(labels, [1, 0, 0])
    assert ignored is not None
    np.testing.assert_array_equal(ignored, [False, True, False])
    assert asked.labels_of(2, 3)[1] is None
    with pytest.raises(InvalidInput, match=r"row 3 .*: the label 2 is not a class"):
        asked.labels_of(2, 4)


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("logits", [0.0, math.nan], "row 6, column 1 .*: the score is NaN"),
        ("logits", [math.inf, 0.0], r"row 6, column 0 .*: the score is \+∞"),
        ("logits", [-math.inf, -math.inf], "row 6 .*: every score is −∞"),
        ("probabilities", [1.5, -0.5], "row 6, column 1 .*: the probability is -0.5"),
        ("probabilities", [0.0, 0.0], "row 6 .*: every probability is 0"),
    ],
)
def test_a_bad_score_is_named_by_its_place_in_the_file(kind: Any, row: Any, said: str) -> None:
    scores = np.full((9, 2), 0.5)
    scores[6] = row
    refusal = task(scores, np.zeros(9, np.int64), kind=kind).refused_scores(3, 9)
    with pytest.raises(InvalidInput, match=said):
        raise refusal
