"""A sketch is the same rows, however they come."""

from __future__ import annotations

import numpy as np
import pytest

from ceviz.maths.batch import measure, task
from ceviz.maths.batch.sketch import Sketch, merged_sketches, room, sketched


def sketch_of(scores: np.ndarray, labels: np.ndarray) -> Sketch:
    asked = task(scores, labels)
    return sketched(asked, measure(asked), np.ones(asked.rows, np.bool_))


def rows_of(sketch: Sketch) -> list[tuple[float, ...]]:
    assert sketch.rows.labels is not None
    rows = np.column_stack([sketch.rows.scores, sketch.rows.labels]).tolist()
    return sorted(map(tuple, rows))


def test_the_parts_merge_to_the_sketch_of_the_whole() -> None:
    random = np.random.default_rng(0)
    classes = 5_000
    scores = random.standard_normal((700, classes))
    labels = random.integers(0, classes, 700)
    whole = sketch_of(scores, labels)
    assert len(whole.ranks) == room(classes) < 700
    parts = [sketch_of(scores[a:b], labels[a:b]) for a, b in ((0, 3), (3, 300), (300, 700))]
    merged = merged_sketches([merged_sketches(parts[1:][::-1]), parts[0]])
    assert rows_of(merged) == rows_of(whole)
    assert merged.below == whole.below
    order = random.permutation(700)
    assert rows_of(sketch_of(scores[order], labels[order])) == rows_of(whole)


def test_it_is_a_fair_sample() -> None:
    random = np.random.default_rng(1)
    scores = random.standard_normal((60_000, 20))
    labels = np.sort(random.integers(0, 20, 60_000))
    sampled = sketch_of(scores, labels).rows
    assert sampled.labels is not None
    counts = np.bincount(sampled.labels, minlength=20)
    expected = room(20) / 20
    assert ((counts - expected) ** 2 / expected).sum() < 45  # the 99.9 % point of χ² with 19


def test_each_row_stands_for_as_many_as_there_are() -> None:
    random = np.random.default_rng(2)
    scores = random.standard_normal((100_000, 20)) * 3.0
    labels = scores.argmax(axis=1)
    wrong = random.random(len(labels)) < 0.001
    labels[wrong] = random.integers(0, 20, int(wrong.sum()))
    whole = measure(task(scores, labels))
    sketch = sketch_of(scores, labels)
    assert len(sketch.ranks) == room(20)
    found = measure(sketch.rows)
    for sampled, summed in (
        (np.ones(room(20)), float(len(labels))),
        (found.surprisal, whole.surprisal.sum()),
        (found.margin < 0.0, np.count_nonzero(whole.margin < 0.0)),
    ):
        assert sketch.weights @ sampled == pytest.approx(summed, rel=0.05)
    # Those that cost most are all there, once.
    dear = sketch.costs * sketch.below >= 1.0
    assert np.count_nonzero(dear) == np.count_nonzero(whole.surprisal * sketch.below >= 1.0) > 0
    assert (sketch.weights[dear] == 1.0).all()


def test_rows_that_are_all_alike_are_all_there_or_none() -> None:
    few, most = np.zeros((5, 2)), np.zeros((room(2) + 1, 2))
    assert len(sketch_of(few, np.zeros(5, np.int64)).ranks) == 5
    assert len(sketch_of(most, np.zeros(len(most), np.int64)).ranks) == 0
