"""Parts of a batch add up to the same bits as the whole, however it is cut and in any order."""

from __future__ import annotations

import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from ceviz.errors import InvalidInput
from ceviz.maths.batch import evaluate_task, optimal_temperature, per_class, task, worst_rows
from ceviz.maths.batch.likelihood import Likelihood, Sums
from ceviz.maths.batch.parts import totals as totals_module
from ceviz.maths.batch.parts.temperature import optimal_of_totals, sums_of_part
from ceviz.maths.batch.parts.totals import Totals, merged_totals, total
from ceviz.maths.batch.task import Task

WAYS = ("plain", "weighted", "smoothed", "hot", "probabilities", "soft", "half", "impossible")


def batch(way: str, rows: int, classes: int, seed: int) -> Task:
    random = np.random.default_rng(seed)
    scores = 3.0 * random.standard_normal((rows, classes))
    labels = random.integers(0, classes, rows)
    labels[random.random(rows) < 0.1] = -100
    asked: dict[str, Any] = {}
    targets: np.ndarray = labels
    match way:
        case "weighted":
            asked["weight"] = random.random(classes) + 0.1
        case "smoothed":
            asked["label_smoothing"] = 0.1
        case "hot":
            asked["temperature"] = 2.5
        case "probabilities":
            scores, asked["kind"] = np.exp(scores), "probabilities"
        case "soft":
            targets = random.dirichlet(np.ones(classes), rows)
            asked["label_smoothing"] = 0.05
        case "half":
            scores = scores.astype(np.float16)
        case "impossible":
            scores[::5, 0] = -np.inf
    if way in ("weighted", "hot"):
        scores = scores.astype(np.float32)
    return task(scores, targets, **asked)


def passing(parts: list[Task], whole: Totals) -> Any:
    assert whole.fitness is not None
    all_possible = whole.fitness.possible == whole.summary.counted

    def pass_over(beta: float) -> Likelihood:
        sums = [sums_of_part(part, beta, all_possible=all_possible) for part in parts]
        return Sums.together(sums[::-1]).rounded

    return pass_over


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(WAYS),
    st.integers(2, 12),
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 400), max_size=8),
    st.randoms(use_true_random=False),
)
def test_any_parts_in_any_order_are_the_whole(
    way: str, classes: int, seed: int, cuts: list[int], random: Any
) -> None:
    whole = batch(way, 400, classes, seed)
    edges = sorted({0, 400, *cuts})
    pieces = [whole.stretch(a, b) for a, b in pairwise(edges)]
    alone = [
        total(part, part=0, kept=20)  # as stretches of one file, their rows count on
        for part in pieces
    ]
    order = list(range(len(alone)))
    random.shuffle(order)
    while len(order) > 1:  # a tree of merges of random shape
        k = random.randrange(len(order) - 1)
        alone.append(merged_totals([alone[order[k]], alone[order[k + 1]]]))
        order[k : k + 2] = [len(alone) - 1]
    merged = alone[order[0]]

    evaluation = evaluate_task(whole, reduction="mean", class_names=tuple(map(str, range(classes))))
    assert merged.summary == evaluation.summary
    expected = per_class(evaluation)
    for name in ("counts", "predicted", "right", "loss", "brier", "ece"):
        np.testing.assert_array_equal(
            getattr(merged.per_class, name), getattr(expected, name), err_msg=name
        )
    once = total(whole, kept=20)
    assert (merged.moments, merged.chances) == (once.moments, once.chances)
    assert merged.dearest.row.tolist() == evaluation.worst(20).tolist()
    np.testing.assert_array_equal(merged.dearest.loss, evaluation.loss[merged.dearest.row])
    assert optimal_of_totals(merged, passing(pieces, merged)) == pytest.approx(
        optimal_temperature(evaluation), rel=0, abs=0, nan_ok=True
    )


@pytest.mark.parametrize("soft", [False, True])
def test_of_many_rows_a_sketch_is_solved_first_and_the_bits_are_the_same(soft: bool) -> None:
    random = np.random.default_rng(3)
    scores = 3.0 * random.standard_normal((60_000, 20))
    true = softmax(scores / 1.7, axis=1)
    labels = (random.random((60_000, 1)) < true.cumsum(axis=1)).argmax(axis=1)
    whole = task(scores, true if soft else labels)
    evaluation = evaluate_task(whole, reduction="mean", class_names=tuple(map(str, range(20))))
    edges = [0, 7, 20_011, 59_999, 60_000]
    pieces = [whole.stretch(a, b) for a, b in pairwise(edges)]
    merged = merged_totals([total(part) for part in pieces[::-1]])
    passes = []
    pass_over = passing(pieces, merged)

    def counted(beta: float) -> Likelihood:
        passes.append(beta)
        found: Likelihood = pass_over(beta)
        return found

    assert optimal_of_totals(merged, counted) == optimal_temperature(evaluation)
    assert len(passes) <= 2


def test_a_long_part_is_measured_stretch_by_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals_module, "STRETCH", 64)
    whole = batch("plain", 400, 5, seed=1)
    seen, told = [], []
    found = total(
        whole,
        part=3,
        kept=7,
        each=lambda part, columns: seen.append((part.first, columns.rows)),
        progress=lambda done, rows: told.append((done, rows)),
    )
    evaluation = evaluate_task(whole, reduction="mean", class_names=("a", "b", "c", "d", "e"))
    assert found.summary == evaluation.summary
    assert sorted(found.dearest.row.tolist()) == worst_rows(evaluation, 7).tolist()
    assert set(found.dearest.part.tolist()) == {3}
    assert seen == [(start, min(64, 400 - start)) for start in range(0, 400, 64)]
    assert told[-1] == (400, 400)


def test_a_refusal_names_the_row_of_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals_module, "STRETCH", 64)
    scores, labels = np.zeros((200, 3)), np.zeros(200, np.int64)
    scores[150, 2] = np.nan
    with pytest.raises(InvalidInput, match="row 150, column 2"):
        total(task(scores, labels))
    labels[100] = 7
    with pytest.raises(InvalidInput, match="row 100 "):
        total(task(np.zeros((200, 3)), labels))
    targets = np.full((200, 3), 1 / 3)
    targets[140] = 1.0
    with pytest.raises(InvalidInput, match="row 140 "):
        total(task(np.zeros((200, 3)), targets))


def test_totals_of_different_classes_do_not_add_up() -> None:
    two, three = (task(np.zeros((2, k)), np.array([0, 1])) for k in (2, 3))
    with pytest.raises(InvalidInput, match="do not add up"):
        merged_totals([total(two, fit=False), total(three, fit=False)])
    with pytest.raises(InvalidInput, match="with and without"):
        merged_totals([total(two), total(two, fit=False)])


def test_nothing_that_counts_has_no_temperature() -> None:
    found = total(task(np.zeros((3, 2)), np.full(3, -100)))
    best = optimal_of_totals(found, lambda beta: pytest.fail("there is nothing to pass over"))
    assert np.isnan(best).all()


def test_a_vocabulary_of_128256_classes_costs_megabytes() -> None:
    random = np.random.default_rng(0)
    asked = task(random.standard_normal((64, 128_256), np.float32), random.integers(0, 128_256, 64))
    found = total(asked)
    assert found.fitness is not None
    sketch = len(pickle.dumps(found.fitness.sketch))
    assert len(pickle.dumps(found)) - sketch < 1 << 20
    assert sketch < 20 << 20
    assert merged_totals([found, found]).summary.rows == 128
