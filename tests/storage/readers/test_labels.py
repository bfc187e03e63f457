"""Labels by name and by number, ignored rows, distributions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.readers import (
    IGNORED,
    AmbiguousFile,
    Field,
    LabelForm,
    Predictions,
    ReadOptions,
    read,
    sniff,
)
from tests.storage.readers.making import NAMES, ROWS, labels, logits, softmax, table

TRUTH = labels()


def saved(tmp_path: Path, truth: ArrayLike, **more: ArrayLike) -> Path:
    np.savez(tmp_path / "a.npz", logits=logits(), labels=truth, **more)  # type: ignore[arg-type]
    return tmp_path / "a.npz"


def form_of(predictions: Predictions) -> str:
    guess = predictions.guess(Field.LABEL_FORM)
    assert guess is not None
    return guess.value


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u8", "f4", "f8", ">i4"])
def test_whole_numbers_of_every_type(dtype: str, tmp_path: Path) -> None:
    predictions = read(saved(tmp_path, TRUTH.astype(dtype)))
    assert predictions.targets.dtype == np.int64
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    assert form_of(predictions) == LabelForm.ZERO_BASED


def test_one_column_of_labels(tmp_path: Path) -> None:
    np.testing.assert_array_equal(read(saved(tmp_path, TRUTH[:, None])).targets, TRUTH)


def test_truth_values_are_two_classes(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=logits()[:, :2], labels=TRUTH > 0)
    np.testing.assert_array_equal(read(tmp_path / "a.npz").targets, TRUTH > 0)


def test_counting_from_1_is_recognised_by_the_last_class(tmp_path: Path) -> None:
    predictions = read(saved(tmp_path, TRUTH + 1))
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    assert form_of(predictions) == LabelForm.ONE_BASED


def test_counting_from_1_can_be_chosen(tmp_path: Path) -> None:
    ambiguous = np.where(TRUTH == 2, 1, TRUTH + 1)  # 1 and 2 only
    path = saved(tmp_path, ambiguous)
    with pytest.raises(AmbiguousFile, match="could count from 0 or from 1") as caught:
        read(path)
    from_1, from_0 = caught.value.readings
    assert (from_1.value, from_0.value) == (LabelForm.ONE_BASED, LabelForm.ZERO_BASED)
    assert from_1.fit is not None
    assert from_1.fit.accuracy == pytest.approx(27 / 40)
    for reading, first in ((from_1, 1), (from_0, 0)):
        np.testing.assert_array_equal(read(path, reading.options).targets, ambiguous - first)


def test_counting_from_0_is_kept_where_it_fits_better(tmp_path: Path) -> None:
    scores, truth = logits()[TRUTH > 0], TRUTH[TRUTH > 0]  # class 0 never occurs
    np.savez(tmp_path / "a.npz", logits=scores, labels=truth)
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_array_equal(predictions.targets, truth)
    assert form_of(predictions) == LabelForm.ZERO_BASED


def test_ignored_rows_are_counted(tmp_path: Path) -> None:
    truth = np.where(TRUTH == 1, IGNORED, TRUTH)
    predictions = read(saved(tmp_path, truth))
    np.testing.assert_array_equal(predictions.targets, truth)
    assert predictions.ignored == np.sum(TRUTH == 1)
    guess = predictions.guess(Field.IGNORED)
    assert guess is not None
    assert guess.value == "-100"
    assert guess.reason.startswith("13 of 40 rows")


def test_ignored_rows_when_counting_from_1(tmp_path: Path) -> None:
    truth = np.where(TRUTH == 1, IGNORED, TRUTH + 1)
    targets = read(saved(tmp_path, truth)).targets
    np.testing.assert_array_equal(targets, np.where(TRUTH == 1, IGNORED, TRUTH))


def test_another_label_can_be_the_ignored_one(tmp_path: Path) -> None:
    path = saved(tmp_path, np.where(TRUTH == 1, -1, TRUTH))
    with pytest.raises(AmbiguousFile, match=r"row 1 .*label -1 is outside 0 to 2.*-index -1") as c:
        read(path)
    fit = c.value.readings[0].fit
    assert fit is not None
    assert (fit.rows, fit.accuracy) == (27, 1.0)
    predictions = read(path, ReadOptions().choose(Field.IGNORED, "-1"))
    np.testing.assert_array_equal(predictions.targets, np.where(TRUTH == 1, IGNORED, TRUTH))
    assert predictions.ignored == 13


@pytest.mark.parametrize(
    ("columns", "numbers"),
    [
        (("neg", "pos"), (-1, 1)),
        (("pos", "neg"), (1, -1)),
        (("a", "b"), (-1, 1)),
        (("neg", "neu", "pos"), (-1, 0, 1)),
        (("prob_x", "prob_y", "prob_z"), (10, 20, 30)),
    ],
)
def test_as_many_numbers_as_classes_are_their_numbers(
    columns: tuple[str, ...], numbers: tuple[int, ...], tmp_path: Path
) -> None:
    """A support vector machine's -1 and 1, and VADER's -1, 0, 1."""
    count = len(columns)
    rows = [
        [*(0.9 if k == truth else 0.1 / (count - 1) for k in range(count)), numbers[truth]]
        for truth in (*range(count), 0)
    ]
    path = table(tmp_path / "a.csv", [*columns, "label"], rows)
    for door in (read, sniff):
        with pytest.raises(AmbiguousFile, match="is outside 0 to") as caught:
            door(path)
    given = next(each for each in caught.value.readings if each.field is Field.CLASS_NAMES)
    np.testing.assert_array_equal(read(path, given.options).targets, [*range(count), 0])
    assert given.fit is not None
    assert given.fit.accuracy == 1.0
    if min(numbers) == -1:
        assert Field.IGNORED in {each.field for each in caught.value.readings}


@pytest.mark.parametrize("name", ["y_prob", "decision_function"])
def test_one_number_a_row_with_labels_of_a_support_vector_machine(
    name: str, tmp_path: Path
) -> None:
    numbers = [0.9, 0.2, 0.7] if name == "y_prob" else [2.0, -1.5, 0.5]
    rows = [[q, y] for q, y in zip(numbers, (1, -1, 1), strict=True)]
    path = table(tmp_path / "a.csv", [name, "label"], rows)
    with pytest.raises(AmbiguousFile, match="-1, 1 in this order") as caught:
        read(path)
    best = caught.value.readings[0]
    given = next(each for each in caught.value.readings if each.field is Field.CLASS_NAMES)
    assert best.fit is not None
    np.testing.assert_array_equal(read(path, given.options).targets, [1, 0, 1])


def test_no_label_need_be_ignored(tmp_path: Path) -> None:
    path = saved(tmp_path, np.where(TRUTH == 1, IGNORED, TRUTH))
    with pytest.raises(FileRefused, match="label -100 is outside"):
        read(path, ReadOptions().choose(Field.IGNORED, "none"))


def test_all_rows_may_be_ignored(tmp_path: Path) -> None:
    assert read(saved(tmp_path, np.full(ROWS, IGNORED))).ignored == ROWS


@pytest.mark.parametrize("dtype", ["U", "S"])
def test_names(dtype: str, tmp_path: Path) -> None:
    truth = np.array(NAMES).astype(dtype)[TRUTH]
    predictions = read(saved(tmp_path, truth, class_names=np.array(NAMES)))
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    assert form_of(predictions) == LabelForm.NAMES
    assert predictions.class_names == NAMES


def test_names_forgive_case_and_blanks(tmp_path: Path) -> None:
    truth = np.array([" Cat", "DOG ", "bird"])[TRUTH]
    predictions = read(saved(tmp_path, truth, class_names=np.array(NAMES)))
    np.testing.assert_array_equal(predictions.targets, TRUTH)


def test_the_order_of_names_alone_is_asked(tmp_path: Path) -> None:
    path = saved(tmp_path, np.array(NAMES)[TRUTH])
    for door in (read, sniff):
        with pytest.raises(AmbiguousFile, match="nothing says which column") as caught:
            door(path)
        readings = {reading.value: reading for reading in caught.value.readings}
        assert list(readings) == ["cat, dog, bird", "bird, cat, dog"]
        right, alphabetical = (reading.fit for reading in readings.values())
        assert right is not None
        assert alphabetical is not None
        assert (right.accuracy, alphabetical.accuracy) == (1.0, 0.0)
    given = read(path, readings["cat, dog, bird"].options)
    np.testing.assert_array_equal(given.targets, TRUTH)
    assert given.warnings == ()


def test_too_few_names_leave_the_order_open(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="2 different labels for 3 classes"):
        read(saved(tmp_path, np.array(["cat", "dog"])[TRUTH % 2]))


@pytest.mark.parametrize("prefix", ["prob_", "Class_", ""])
def test_numbers_that_are_names_of_columns(prefix: str, tmp_path: Path) -> None:
    """Columns 1, 2, 3 and labels 1, 2, 3: the label is a column's name, not an index."""
    names = ["1", "2", "3"]
    columns = [prefix + name for name in names]
    for spelled in (names, columns):
        rows = [[*q, spelled[k]] for q, k in zip(softmax(logits()), TRUTH, strict=True)]
        path = table(tmp_path / "a.csv", [*columns, "target"], rows)
        np.testing.assert_array_equal(read(path).targets, TRUTH)


def test_class_names_that_are_numbers_in_an_archive(tmp_path: Path) -> None:
    codes = np.array([30, 10, 20])
    predictions = read(saved(tmp_path, codes[TRUTH], class_names=codes))
    np.testing.assert_array_equal(predictions.targets, TRUTH)
    assert predictions.class_names == ("30", "10", "20")


def test_one_hot_rows_are_labels(tmp_path: Path) -> None:
    for dtype in (int, float, bool):
        predictions = read(saved(tmp_path, np.eye(3, dtype=dtype)[TRUTH]))
        np.testing.assert_array_equal(predictions.targets, TRUTH)
        assert form_of(predictions) == LabelForm.DISTRIBUTION


def test_distributions(tmp_path: Path) -> None:
    p: NDArray[np.float64] = softmax(-logits())
    predictions = read(saved(tmp_path, p.astype(np.float32)))
    assert predictions.has_distributions
    assert predictions.targets.dtype == np.float64
    np.testing.assert_allclose(predictions.targets, p, atol=1e-6)
    np.testing.assert_allclose(predictions.targets.sum(axis=1), 1, atol=1e-12)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.nan, r"row 7 \(from 0\), column 1 of “labels”: nan is no probability"),
        (-0.5, r"row 7 \(from 0\), column 1 of “labels”: -0.5 is no probability"),
        (0.9, r"row 7 \(from 0\): the target probabilities sum to"),
    ],
)
def test_distributions_that_are_none(bad: float, message: str, tmp_path: Path) -> None:
    p = softmax(-logits())
    p[7, 1] = bad
    with pytest.raises(FileRefused, match=message):
        read(saved(tmp_path, p))


@pytest.mark.parametrize(
    ("truth", "message"),
    [
        (np.where(TRUTH == 2, 3, TRUTH), r"row 2 \(from 0\): the label 3 is outside 0 to 2"),
        (np.where(TRUTH == 2, np.nan, TRUTH), r"row 2 \(from 0\), “labels”: the label is missing"),
        (np.where(TRUTH == 2, 0.5, TRUTH), r"row 2 \(from 0\): the label 0.5 is not a whole"),
        (np.where(TRUTH == 2, np.inf, TRUTH), r"row 2 \(from 0\): the label inf is not a whole"),
        (TRUTH.astype(np.uint64) + np.uint64(2**63), r"row 0 \(from 0\): the label 92233720368"),
        (np.array(["cat", "dog", "cow", ""])[np.arange(ROWS) % 4], "row 3 .*label is missing"),
        (TRUTH.astype(complex), "labels of type complex128"),
        (TRUTH[:-1], r"shape \(40, 3\) and labels of shape \(39,\) do not fit"),
    ],
)
def test_bad_labels(truth: NDArray[np.generic], message: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=message) as caught:
        read(saved(tmp_path, truth))
    assert str(caught.value).startswith("a.npz, ")


def test_unknown_names(tmp_path: Path) -> None:
    truth = np.array(["cat", "dog", "cow"])[TRUTH]
    with pytest.raises(FileRefused, match=r"row 2 .*“cow” is no class .*“cat”, “dog”, “bird”"):
        read(saved(tmp_path, truth, class_names=np.array(NAMES)))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("cat", "dog"), "2 class names for 3 classes"),
        (("cat", "dog", "cat"), "two classes are called “cat”"),
        (("cat", " ", "dog"), r"class 1 \(from 0\): a class has no name"),
    ],
)
def test_bad_class_names(names: tuple[str, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=message):
        read(saved(tmp_path, TRUTH, class_names=np.array(names)))
    with pytest.raises(FileRefused, match=message):
        read(saved(tmp_path, TRUTH), ReadOptions(class_names=names))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.KIND, "odds"),
        (Field.LABEL_FORM, "2-based"),
        (Field.IGNORED, "x"),
        (Field.DELIMITER, "full stop"),
        (Field.HEADER, "perhaps"),
        (Field.FORMAT, "npz"),
    ],
)
def test_choices_that_are_none(field: Field, value: str) -> None:
    with pytest.raises(InvalidInput, match=f"“{value}” is no choice for the {field}"):
        ReadOptions().choose(field, value)


def test_labels_of_sequences_may_be_distributions_or_names(tmp_path: Path) -> None:
    """(B, T, K) scores with (B, T, K) distributions or (B, T) names."""
    p = softmax(-logits(24)).reshape(4, 6, 3)
    scores = logits(24).reshape(4, 6, 3)
    np.savez(tmp_path / "a.npz", logits=scores, labels=p)
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_allclose(predictions.targets, p.reshape(24, 3), atol=1e-12)
    names = np.array(NAMES)[labels(24)]
    for shape in ((4, 6), (24, 1)):
        where = scores if shape == (4, 6) else scores.reshape(24, 3)
        np.savez(tmp_path / "a.npz", logits=where, labels=names.reshape(shape), names=NAMES)
        np.testing.assert_array_equal(read(tmp_path / "a.npz").targets, labels(24))
