from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix

from ceviz.errors import Cancelled, InvalidInput
from ceviz.maths.batch import Summary, measure, merge, summarise, task
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.summary import COUNT, loss_bin, loss_edges, smoothed_entropy
from ceviz.maths.calibration import reliability
from tests.maths.batch.plainly import normal_batch


def summary(scores: Any, targets: Any, **how: Any) -> Summary:
    asked = task(scores, targets, **how)
    return summarise(asked, measure(asked))


def cut(columns: Columns, start: int, stop: int) -> Columns:
    """What was measured of some of the rows; arrays that are one stay one."""
    made: dict[int, Any] = {id(None): None}
    for field in fields(columns):
        array = getattr(columns, field.name)
        if id(array) not in made:
            made[id(array)] = array[start:stop]
    return Columns(**{f.name: made[id(getattr(columns, f.name))] for f in fields(columns)})


batches = st.tuples(
    st.lists(st.integers(0, 60), min_size=2, max_size=4),
    st.sampled_from([1, 2, 5, 300]),
    st.sampled_from([np.float32, np.float64]),
    st.sampled_from([0.0, 0.1]),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)


@given(batches)
@settings(max_examples=60, deadline=None)
def test_summaries_of_parts_add_up_to_the_summary_of_the_whole(batch: Any) -> None:
    """To the last bit, in any order and grouping, if the rows were measured alike."""
    sizes, classes, dtype, smoothing, weighted, ignoring, seed = batch
    random = np.random.default_rng(seed)
    scores, labels = normal_batch(sum(sizes), classes, dtype, seed)
    scores *= dtype(10.0 ** random.integers(-3, 3))
    if ignoring:
        labels[random.random(len(labels)) < 0.4] = -100
    weight = random.random(classes) if weighted else None
    how = {"weight": weight, "label_smoothing": smoothing}
    asked = task(scores, labels, **how)
    columns = measure(asked)
    whole = summarise(asked, columns)
    ends = np.cumsum(sizes).tolist()
    parts = [
        summarise(task(scores[a:b], labels[a:b], **how), cut(columns, a, b))
        for a, b in zip([0, *ends], ends, strict=False)
    ]
    assert merge(parts) == whole
    assert merge(parts[::-1]) == whole
    assert parts[-1] + merge(parts[:-1]) == whole


def test_a_row_is_shifted_for_its_own_sake_only() -> None:
    """Its loss does not depend on whether another row of its block needs a shift."""
    scores, labels = normal_batch(600, 5, np.float32, 1)
    alone = measure(task(scores, labels))
    scores[7] *= 1e4
    among = measure(task(scores, labels))
    others = np.arange(600) != 7
    np.testing.assert_array_equal(alone.loss[others], among.loss[others])


@given(st.lists(st.integers(0, 40), min_size=2, max_size=3), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_summaries_of_probability_targets_add_up_too(sizes: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.standard_normal((sum(sizes), 4))
    targets = random.dirichlet(np.ones(4), sum(sizes))
    cuts = np.cumsum(sizes)[:-1]
    parts = [
        summary(z, p) for z, p in zip(np.split(scores, cuts), np.split(targets, cuts), strict=True)
    ]
    assert merge(parts) == summary(scores, targets)


def test_a_batch_of_several_chunks_adds_up() -> None:
    scores, labels = normal_batch(150_000, 3)
    whole = summary(scores, labels)
    assert whole == summary(scores[:1000], labels[:1000]) + summary(scores[1000:], labels[1000:])


def test_summaries_that_do_not_fit_are_refused() -> None:
    two, three = summary(np.zeros((1, 2)), [0]), summary(np.zeros((1, 3)), [0])
    with pytest.raises(InvalidInput, match="2 and 3 classes"):
        two + three
    assert two != three
    assert two != "a summary"


def test_totals_are_those_of_the_columns() -> None:
    scores, labels = normal_batch(5000, 6)
    labels[::7] = -100
    asked = task(scores, labels, weight=np.arange(1.0, 7.0), label_smoothing=0.1)
    columns = measure(asked)
    totals = summarise(asked, columns)
    kept = labels != -100
    assert (totals.rows, totals.counted) == (5000, int(kept.sum()))
    assert totals.numerator == math.fsum(columns.loss)
    assert totals.denominator == math.fsum(np.arange(1.0, 7.0)[labels[kept]])
    assert totals.mean == totals.numerator / totals.denominator
    assert totals.cross_entropy == pytest.approx(math.fsum(columns.plain) / kept.sum(), rel=1e-15)
    assert totals.mean_brier == pytest.approx(math.fsum(columns.brier) / kept.sum(), abs=1e-11)
    assert totals.perplexity == pytest.approx(math.exp(totals.cross_entropy))
    assert totals.kl == pytest.approx(totals.cross_entropy - smoothed_entropy(0.1, 6))


def test_counts_are_sklearns() -> None:
    scores, labels = normal_batch(3000, 5)
    totals = summary(scores, labels)
    predicted = scores.argmax(axis=1)
    counts, losses = totals.confusion()
    np.testing.assert_array_equal(counts, confusion_matrix(labels, predicted))
    assert totals.accuracy == accuracy_score(labels, predicted)
    assert losses.sum() == pytest.approx(totals.numerator)
    by_class = totals.by_true_class()
    np.testing.assert_array_equal(by_class.counts, np.bincount(labels))
    np.testing.assert_allclose(by_class.sums.values(), losses.sum(axis=1))


def test_the_diagram_is_that_of_the_samples() -> None:
    scores, labels = normal_batch(4000, 5)
    columns = measure(task(scores, labels))
    totals = summary(scores, labels)
    hit = columns.predicted == labels
    for predicted in (None, 2):
        chosen = slice(None) if predicted is None else columns.predicted == predicted
        expected = reliability(columns.confidence[chosen], hit[chosen])
        got = totals.reliability(predicted)
        np.testing.assert_array_equal(got.counts, expected.counts)
        np.testing.assert_array_equal(got.hits, expected.hits)
        np.testing.assert_allclose(got.confidence, expected.confidence, atol=1e-11)
    assert totals.ece == pytest.approx(reliability(columns.confidence, hit).ece, abs=1e-11)
    assert totals.mce == pytest.approx(reliability(columns.confidence, hit).mce, abs=1e-11)


def test_the_histogram_is_numpys() -> None:
    scores, labels = normal_batch(4000, 5)
    losses = measure(task(scores, labels)).loss
    counts = summary(scores, labels).losses
    expected = np.searchsorted(loss_edges(), losses, side="right") - 1
    np.testing.assert_array_equal(counts, np.bincount(expected, minlength=COUNT))


def test_infinite_losses_make_infinite_means() -> None:
    totals = summary(np.array([[0.0, -np.inf], [0.0, 1.0]]), [1, 1])
    assert totals.numerator == totals.mean == totals.kl == totals.perplexity == math.inf


def test_nothing_that_counts_is_nan() -> None:
    for totals in (
        summary(np.empty((0, 3)), np.empty(0, int)),
        summary(np.zeros((2, 3)), [-100] * 2),
    ):
        assert totals.numerator == 0.0
        for name in ("mean", "cross_entropy", "kl", "accuracy", "mean_brier", "ece", "perplexity"):
            assert math.isnan(getattr(totals, name)), name


def test_only_weightless_rows_are_nan_too() -> None:
    assert math.isnan(summary(np.zeros((2, 2)), [0, 0], weight=[0.0, 1.0]).mean)


@pytest.mark.parametrize("classes", [1, 2, 10])
@pytest.mark.parametrize("smoothing", [0.0, 1e-9, 0.3, 1.0])
def test_entropy_of_a_smoothed_target(smoothing: float, classes: int) -> None:
    p = np.full(classes, smoothing / classes)
    p[0] += 1 - smoothing
    p = p[p > 0]
    assert smoothed_entropy(smoothing, classes) == pytest.approx(
        float(-(p * np.log(p)).sum()), rel=1e-9, abs=1e-15
    )


def test_it_can_be_stopped() -> None:
    scores, labels = normal_batch(10, 3)
    asked = task(scores, labels)
    with pytest.raises(Cancelled):
        summarise(asked, measure(asked), cancelled=lambda: True)


def test_a_table_of_too_many_classes_is_refused() -> None:
    totals = summary(np.zeros((2, 5000), np.float32), [0, 4999])
    assert totals.pairs.keys.tolist() == [0, 4999 * 5000]
    with pytest.raises(InvalidInput, match="too large"):
        totals.confusion()


def test_a_number_that_is_none_is_refused_by_its_row_in_the_file() -> None:
    """Chunks and ignored rows before it do not shift the number that is named."""
    rows = 140_000
    scores, labels = normal_batch(rows, 2)
    labels[[3, rows - 9]] = -100
    asked = task(scores, labels)
    columns = measure(asked)
    columns.brier[rows - 5] = np.nan
    with pytest.raises(InvalidInput, match=f"row {rows - 5} "):
        summarise(asked, columns)


def test_bins_are_between_their_edges() -> None:
    edges = loss_edges()
    assert len(edges) == COUNT + 1
    assert (np.diff(edges) > 0).all()
    losses = np.concatenate([10.0 ** np.random.default_rng(0).uniform(-14, 8, 5000), edges[:-1]])
    bins = loss_bin(losses)
    assert (edges[bins] <= losses).all()
    assert (losses < edges[bins + 1]).all()


def test_zero_and_infinity_have_a_bin() -> None:
    np.testing.assert_array_equal(
        loss_bin(np.array([0.0, 5e-324, 1e300, np.inf])), [0, 0, COUNT - 1, COUNT - 1]
    )


def test_no_bin_is_wider_than_an_eighth() -> None:
    inner = loss_edges()[1:-1]
    assert (inner[1:] / inner[:-1] <= 1.125).all()
