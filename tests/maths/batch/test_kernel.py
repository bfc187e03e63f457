from __future__ import annotations

import itertools
import tracemalloc
from pathlib import Path
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.errors import Cancelled, InvalidInput
from ceviz.maths.batch import Kind, measure, task
from tests.maths.batch.plainly import normal_batch, plainly


def assert_close(got: Any, expected: Any, relative: float = 1e-6, absolute: float = 1e-7) -> None:
    """The promise for float32 losses: 1e-6 relative or 1e-7 absolute."""
    np.testing.assert_allclose(got, expected.astype(np.float64), rtol=relative, atol=absolute)


SHAPES = [(1, 1), (5, 1), (1, 2), (7, 3), (512, 10), (513, 10), (40_000, 4), (300, 63), (300, 64)]
SHAPES += [(90, 511), (90, 513), (70, 1500), (3, 50_257)]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(("rows", "classes"), SHAPES)
def test_every_column_is_what_the_definitions_say(rows: int, classes: int, dtype: Any) -> None:
    scores, labels = normal_batch(rows, classes, dtype)
    columns, plain = measure(task(scores, labels)), plainly(scores, labels)
    assert_close(columns.loss, plain.loss)
    assert_close(columns.confidence, plain.confidence)
    assert_close(columns.margin, plain.margin)
    assert_close(columns.brier, plain.brier, 2e-6)
    np.testing.assert_array_equal(columns.predicted, scores.argmax(axis=1))


@pytest.mark.parametrize("classes", [5, 80])
@pytest.mark.parametrize(
    ("temperature", "smoothing", "weighted"),
    list(itertools.product([0.5, 1.0, 3.0], [0.0, 0.1, 1.0], [False, True])),
)
def test_temperature_smoothing_and_weights(
    classes: int, temperature: float, smoothing: float, weighted: bool
) -> None:
    scores, labels = normal_batch(600, classes)
    weight = np.random.default_rng(1).random(classes) if weighted else None
    asked = task(scores, labels, temperature=temperature, label_smoothing=smoothing, weight=weight)
    columns = measure(asked)
    how: dict[str, Any] = {"temperature": temperature, "smoothing": smoothing}
    assert_close(columns.loss, plainly(scores, labels, weight=weight, **how).loss)
    assert_close(columns.plain, plainly(scores, labels, **how).loss)
    assert_close(columns.surprisal, plainly(scores, labels, temperature=temperature).loss)


@pytest.mark.parametrize("temperature", [1.0, 2.0])
@pytest.mark.parametrize("classes", [4, 100])
def test_probabilities_and_their_logarithms_are_the_same_scores(
    classes: int, temperature: float
) -> None:
    scores, labels = normal_batch(700, classes, np.float64)
    q = np.exp(scores - scores.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    plain = plainly(scores, labels, temperature=temperature)
    kinds: dict[Kind, Any] = {"probabilities": q, "log-probabilities": np.log(q)}
    for kind, given_scores in kinds.items():
        columns = measure(task(given_scores, labels, kind=kind, temperature=temperature))
        np.testing.assert_allclose(columns.loss, plain.loss.astype(float), rtol=1e-12)
        np.testing.assert_allclose(columns.margin, plain.margin.astype(float), rtol=1e-9)
        np.testing.assert_allclose(columns.brier, plain.brier.astype(float), rtol=1e-11)
        np.testing.assert_array_equal(columns.predicted, scores.argmax(axis=1))


def test_probabilities_are_divided_by_their_sum() -> None:
    columns = measure(task(np.array([[2.0, 6.0]]), [1], kind="probabilities"))
    assert columns.loss[0] == pytest.approx(np.log(4 / 3), rel=1e-15)


def test_a_probability_of_zero_costs_infinity() -> None:
    columns = measure(task(np.array([[1.0, 0.0], [1.0, 0.0]]), [1, 0], kind="probabilities"))
    np.testing.assert_array_equal(columns.loss, [np.inf, 0.0])
    np.testing.assert_array_equal(columns.margin, [-np.inf, np.inf])
    np.testing.assert_array_equal(columns.brier, [2.0, 0.0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_tiny_losses_keep_their_digits(dtype: Any) -> None:
    """1 − q(true) is never formed by subtraction, so a loss of 1e-30 is not 0."""
    for gap in (5.0, 20.0, 69.0):
        scores = np.array([[gap, 0.0, -1.0]], dtype)
        loss = measure(task(scores, [0])).loss[0]
        with mp.workdps(60):
            exact = mp.log1p(mp.exp(-mp.mpf(gap)) + mp.exp(-mp.mpf(gap) - 1))
        assert loss == pytest.approx(float(exact), rel=3e-7)


@pytest.mark.parametrize("offset", [0.0, 1e4, -1e4, 3e38])
def test_only_differences_of_scores_matter(offset: float) -> None:
    scores = np.array([[0.0, 1.0, 2.0], [5.0, 0.0, 0.0]]) + 0.0
    moved = measure(task(scores + (offset if abs(offset) < 1e5 else 0.0), [0, 1]))
    np.testing.assert_allclose(moved.loss, measure(task(scores, [0, 1])).loss, rtol=1e-11)


@pytest.mark.parametrize("level", [80.0, -80.0, 3e4, -3e4])
@pytest.mark.parametrize("classes", [3, 100])
def test_scores_far_from_zero_neither_overflow_nor_vanish(classes: int, level: float) -> None:
    scores, labels = normal_batch(600, classes)
    scores = (np.round(scores * 8) / 8 + level).astype(np.float32)
    assert_close(measure(task(scores, labels)).loss, plainly(scores, labels).loss)


@pytest.mark.parametrize("classes", [63, 255, 1000, 1023, 4096, 50_257])
def test_long_rows_of_equal_scores_do_not_drift(classes: int) -> None:
    """Adding the same rounded number thousands of times errs to one side each time."""
    for tail in (0.3, -2.7, 1.1):
        scores = np.full((4, classes), tail, np.float32)
        scores[1:, 0] += np.log(classes) + np.array([-2.0, 0.0, 2.0], np.float32)
        labels = np.zeros(4, int)
        assert_close(measure(task(scores, labels)).loss, plainly(scores, labels).loss)


def test_equal_scores_predict_the_first_class() -> None:
    for classes in (4, 70):
        scores = np.zeros((classes, classes), np.float32)
        scores[:, 0] = -1.0
        columns = measure(task(scores, np.arange(classes)))
        np.testing.assert_array_equal(columns.predicted, np.ones(classes))
        np.testing.assert_array_equal(columns.margin[1:], np.zeros(classes - 1))


def test_a_score_of_minus_infinity_is_a_class_that_cannot_be() -> None:
    for classes in (3, 70):
        scores = np.zeros((3, classes), np.float32)
        scores[0, 1] = scores[1, 0] = -np.inf
        scores[2, 1:] = -np.inf
        columns = measure(task(scores, [0, 0, 0]))
        np.testing.assert_allclose(columns.loss, [np.log(classes - 1), np.inf, 0.0], rtol=1e-6)
        assert columns.margin[2] == np.inf
        assert columns.confidence[2] == 1.0
        smooth = measure(task(scores, [0, 0, 0], label_smoothing=0.1))
        np.testing.assert_array_equal(smooth.loss, [np.inf, np.inf, np.inf])


def test_a_class_of_weight_zero_costs_nothing_even_if_impossible() -> None:
    scores = np.array([[-np.inf, 0.0, 1.0], [0.0, -np.inf, 1.0]])
    weight = np.array([0.0, 1.0, 1.0])
    columns = measure(task(scores, [0, 1], weight=weight))
    np.testing.assert_array_equal(columns.loss, [0.0, np.inf])
    smooth = measure(task(scores, [0, 1], weight=weight, label_smoothing=0.3))
    assert np.isfinite(smooth.loss[0])
    assert smooth.loss[1] == np.inf


def test_ignored_rows_cost_nothing_and_are_still_predicted() -> None:
    scores, labels = normal_batch(1200, 6)
    labels[::3] = -100
    columns = measure(task(scores, labels, label_smoothing=0.1))
    assert columns.ignored is not None
    np.testing.assert_array_equal(columns.ignored, labels == -100)
    np.testing.assert_array_equal(columns.loss[::3], 0.0)
    assert np.isnan(columns.margin[::3]).all()
    np.testing.assert_array_equal(columns.predicted, scores.argmax(axis=1))
    kept = labels != -100
    assert_close(columns.loss[kept], plainly(scores[kept], labels[kept], smoothing=0.1).loss)


def test_ignore_index_may_be_a_class() -> None:
    scores, labels = normal_batch(300, 3)
    columns = measure(task(scores, labels, ignore_index=0))
    np.testing.assert_array_equal(columns.loss[labels == 0], 0.0)


@given(st.integers(1, 2000), st.integers(1, 200), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_any_shape(rows: int, classes: int, seed: int) -> None:
    scores, labels = normal_batch(rows, classes, np.float32, seed)
    assert_close(measure(task(scores, labels)).loss, plainly(scores, labels).loss)


@pytest.mark.parametrize(("rows", "classes"), [(70_000, 5), (3000, 400)])
def test_the_number_of_threads_changes_nothing(rows: int, classes: int) -> None:
    scores, labels = normal_batch(rows, classes)
    one = measure(task(scores, labels), threads=1)
    three = measure(task(scores, labels), threads=3)
    for name in ("loss", "predicted", "confidence", "margin", "brier"):
        np.testing.assert_array_equal(getattr(one, name), getattr(three, name))


@pytest.mark.parametrize("classes", [6, 90])
def test_any_layout_of_the_array_gives_the_same(classes: int) -> None:
    scores, labels = normal_batch(900, classes)
    expected = measure(task(scores, labels)).loss
    wide = np.zeros((900, 2 * classes), np.float32)
    wide[:, ::2] = scores
    for same in (np.asfortranarray(scores), wide[:, ::2], scores.astype(">f4")):
        np.testing.assert_array_equal(measure(task(same, labels)).loss, expected)
    backwards = measure(task(scores[::-1], labels[::-1])).loss
    np.testing.assert_array_equal(backwards[::-1], expected)


def test_integers_are_scores_too() -> None:
    scores = np.array([[3, 1, 2], [0, 0, 9]])
    assert_close(measure(task(scores, [2, 2])).loss, plainly(scores, np.array([2, 2])).loss)


def test_a_mapped_file_is_read_without_being_copied_or_changed(tmp_path: Path) -> None:
    scores, labels = normal_batch(400_000, 50)
    np.save(tmp_path / "z.npy", scores)
    del scores
    mapped = np.load(tmp_path / "z.npy", mmap_mode="r")
    tracemalloc.start()
    try:
        columns = measure(task(mapped, labels), threads=2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    results = sum(
        getattr(columns, name).nbytes
        for name in ("loss", "predicted", "confidence", "margin", "brier")
    )
    assert peak - results < 64 << 20 < mapped.nbytes


@pytest.mark.parametrize("classes", [4, 100])
@pytest.mark.parametrize(
    ("bad", "said"), [(np.nan, "the score is NaN"), (np.inf, r"the score is \+∞")]
)
@pytest.mark.parametrize("at_label", [False, True])
def test_bad_scores_are_named_by_row_and_column(
    classes: int, bad: float, said: str, at_label: bool
) -> None:
    scores, labels = normal_batch(50_000 if classes < 64 else 3000, classes)
    row = len(labels) - 2
    column = int(labels[row]) if at_label else (int(labels[row]) + 1) % classes
    scores[row, column] = bad
    hows: list[dict[str, Any]] = [{}, {"temperature": 2.0}, {"label_smoothing": 0.1}]
    for how in hows:
        with pytest.raises(InvalidInput, match=f"row {row}, column {column} .*: {said}"):
            measure(task(scores, labels, **how))


def test_of_several_bad_rows_the_first_is_named() -> None:
    scores, labels = normal_batch(200_000, 4)
    scores[[70_000, 150_000, 199_999], 1] = np.nan
    for threads in (1, 2, 4):
        with pytest.raises(InvalidInput, match="row 70000, column 1"):
            measure(task(scores, labels), threads=threads)


def test_a_row_without_any_possible_class_is_refused() -> None:
    scores = np.zeros((3, 4))
    scores[1] = -np.inf
    with pytest.raises(InvalidInput, match=r"row 1 .*: every score is −∞"):
        measure(task(scores, [0, 0, 0]))
    q = np.full((3, 4), 0.25)
    q[2] = 0.0
    for temperature in (1.0, 2.0):
        with pytest.raises(InvalidInput, match=r"row 2 .*: every probability is 0"):
            measure(task(q, [0, 0, 0], kind="probabilities", temperature=temperature))


@pytest.mark.parametrize("temperature", [1.0, 2.0])
@pytest.mark.parametrize("column", [0, 1])
def test_a_negative_probability_is_refused(column: int, temperature: float) -> None:
    q = np.full((3, 4), 0.25)
    q[2, column] = -0.01
    with pytest.raises(InvalidInput, match=f"row 2, column {column} .*: the probability is -0.01"):
        measure(task(q, [0, 0, 0], kind="probabilities", temperature=temperature))


@pytest.mark.parametrize("label", [4, -1, -101])
def test_labels_out_of_range_are_named(label: int) -> None:
    scores, labels = normal_batch(100, 4)
    labels[17] = label
    with pytest.raises(InvalidInput, match=f"row 17 .*: the label {label} is not a class"):
        measure(task(scores, labels))


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_is_told_and_reaches_the_end(threads: int) -> None:
    """After each block of the calling thread: of two threads it may do as few as one."""
    scores, labels = normal_batch(300_000, 3)
    told: list[tuple[int, int]] = []

    def tell(done: int, of: int) -> None:
        told.append((done, of))

    measure(task(scores, labels), threads=threads, progress=tell)
    assert told[-1] == (300_000, 300_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    if threads == 1:
        assert len(told) > 2


@pytest.mark.parametrize("threads", [1, 2])
def test_it_can_be_stopped(threads: int) -> None:
    scores, labels = normal_batch(300_000, 3)
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        measure(task(scores, labels), threads=threads, cancelled=lambda: next(asked, True))


def test_no_rows_are_no_trouble() -> None:
    columns = measure(task(np.empty((0, 3), np.float32), np.empty(0, int)))
    assert columns.rows == 0
