"""Whole numbers as labels of classes with names: which number is which class, or a question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import AmbiguousFile, LabelForm, ReadOptions, read
from ceviz.storage.readers.meaning.classes.class_numbers import by_number, numbered_classes
from tests.storage.readers.making import lines, table
from tests.storage.readers.test_guessing import measured

#: The truth of the rows is the first column's class, the second's, the third's.
THREE = [[0.7, 0.2, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]]
TWO = [[0.7, 0.3], [0.2, 0.8]]


def right(count: int) -> float:
    return float(-np.log([0.7, 0.8] if count == 2 else [0.7, 0.7, 0.8]).mean())


def written(path: Path, names: Sequence[str], labels: Sequence[object]) -> Path:
    scores = TWO if len(names) == 2 else THREE
    return table(
        path, [*names, "label"], [[*row, y] for row, y in zip(scores, labels, strict=True)]
    )


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("yes_prob", "no_prob"), (1, 0)),
        (("bert_positive", "bert_negative"), (1, 0)),
        (("positive sentiment", "negative sentiment"), (1, 0)),
        (("prob_1_yes", "prob_0_no"), (1, 0)),
        (("1: yes", "0: no"), (1, 0)),
        (("class1 (malignant)", "class0 (benign)"), (1, 0)),
        (("resnet50_1", "resnet50_0"), (1, 0)),
        (("class_1_of_2", "class_0_of_2"), (1, 0)),
        (("p_1st", "p_0th"), (1, 0)),
        (("one", "zero"), (1, 0)),
        (("+", "-"), (1, 0)),
        (("3-high", "2-mid", "1-low"), (3, 2, 1)),
        (("stage III", "stage II", "stage I"), (3, 2, 1)),
        (("2+", "1", "0"), (2, 1, 0)),
        (("class_1", "class_0", "class_-1"), (1, 0, -1)),
        (("class-3", "class-2", "class-1"), (3, 2, 1)),
        (("v1.2", "v1.1", "v1.0"), (2, 1, 0)),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_names_that_say_the_number_of_their_class(
    names: Sequence[str], labels: Sequence[int], suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        written(path, names, labels)
    else:
        rows = zip(TWO if len(names) == 2 else THREE, labels, strict=True)
        lines(path, [{"probs": dict(zip(names, q, strict=True)), "label": y} for q, y in rows])
    assert measured(read(path)) == pytest.approx((right(len(names)), 1.0))


@pytest.mark.parametrize(
    ("names", "labels", "form"),
    [
        (("churn", "stay"), (1, 0), LabelForm.REVERSED),
        (("fg", "bg"), (1, 0), LabelForm.ALPHABETICAL),
        (("is_fraud", "is_not_fraud"), (1, 0), LabelForm.NAMES),
        (("relevant", "irrelevant"), (1, 0), LabelForm.NAMES),
        (("B", "A"), (1, 0), LabelForm.NAMES),
        (("high", "medium", "low"), (2, 1, 0), LabelForm.REVERSED),
        (("high", "medium", "low"), (3, 2, 1), LabelForm.REVERSED_FROM_1),
        (("severe", "moderate", "mild"), (3, 2, 1), LabelForm.ALPHABETICAL_FROM_1),
        (("dog", "ant", "cat"), (2, 0, 1), LabelForm.ALPHABETICAL),
        (("4+", "2-3", "0-1"), (2, 1, 0), LabelForm.ALPHABETICAL),
        (("grade 10", "grade 9", "grade 8"), (2, 1, 0), LabelForm.REVERSED),
        (("size 9", "size 11", "size 7"), (1, 2, 0), "1, 2, 0"),
    ],
)
def test_an_order_that_only_the_scores_tell_is_asked_about(
    names: Sequence[str], labels: Sequence[int], form: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", names, labels)
    with pytest.raises(AmbiguousFile, match="labels are numbers") as caught:
        read(path)
    best, *others = caught.value.readings
    assert best.value == form
    predictions = read(path, best.options)
    assert measured(predictions) == pytest.approx((right(len(names)), 1.0))
    if isinstance(form, LabelForm):
        assert predictions.class_names == tuple(names)
    assert {reading.value for reading in others} & {LabelForm.ZERO_BASED, LabelForm.ONE_BASED}
    by_place = read(path, others[-1].options)
    assert measured(by_place)[0] > 1
    assert others[-1].fit is not None
    assert measured(by_place) == pytest.approx((others[-1].fit.loss, others[-1].fit.accuracy))


def test_a_list_of_names_whose_places_fit_worse_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, probs=TWO, labels=[1, 0], class_names=np.array(["yes", "no"]))
    with pytest.raises(AmbiguousFile, match="“yes”, “no”") as caught:
        read(path)
    assert measured(read(path, caught.value.readings[0].options)) == pytest.approx((right(2), 1.0))
    plain = written(tmp_path / "a.csv", ("p0", "p1"), (1, 0))
    with pytest.raises(AmbiguousFile, match="“yes”, “no”"):
        read(plain, ReadOptions(class_names=("yes", "no")))


@pytest.mark.parametrize("name", ["order", "perm"])
def test_an_array_that_may_be_the_order_is_asked_about(name: str, tmp_path: Path) -> None:
    path, q = tmp_path / "a.npz", np.array([*THREE, [0.6, 0.3, 0.1]])
    arrays: dict[str, Any] = {"probs": q, "labels": [2, 0, 1, 2], name: [2, 0, 1]}
    np.savez(path, **arrays)
    with pytest.raises(AmbiguousFile, match=f"“{name}” has the numbers") as caught:
        read(path)
    values = [each.value for each in caught.value.readings]
    assert (values[0], *sorted(values[1:])) == ("2, 0, 1", "0, 1, 2", "1, 2, 0")
    assert measured(read(path, caught.value.readings[0].options))[1] == 1.0
    np.savez(path, **(arrays | {name: [0, 1, 2]}))
    assert measured(read(path))[1] == 0.0


@pytest.mark.parametrize(
    ("classes", "labels"),
    [([1, 0], [0, 1]), (["1", "0"], [0, 1]), (["LABEL_1", "LABEL_0"], [0, 1]), (["b", "a"], "ab")],
)
@pytest.mark.parametrize("rows", [2, 3])
def test_a_document_lists_its_classes_once(
    classes: list[object], labels: Sequence[object], rows: int, tmp_path: Path
) -> None:
    q, truth = [[0.3, 0.7], [0.8, 0.2], [0.9, 0.1]][:rows], [*labels, labels[1]][:rows]
    loss = pytest.approx((-np.log([0.7, 0.8, 0.9][:rows]).mean(), 1.0))
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"classes": classes, "probs": q, "labels": truth}))
    assert measured(read(path)) == loss
    records = [{"probs": p, "label": y} for p, y in zip(q, truth, strict=True)]
    path.write_text(json.dumps({"class_names": classes, "predictions": records}))
    assert measured(read(path)) == loss


def test_classes_of_the_rows_are_no_list_of_names(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"labels": [1, 0], "probs": [[0.3, 0.7], [0.8, 0.2]]}))
    assert measured(read(path))[1] == 1.0


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_a_key_that_is_there_twice_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    row = '{"probs": [0.3, 0.7], "probs": [0.6, 0.4], "label": 1}'
    path.write_text(f"[{row}]" if suffix == ".json" else row)
    with pytest.raises(FileRefused, match="“probs” twice"):
        read(path)
    path.write_text(path.read_text().replace("0.6, 0.4", "0.3, 0.7"))
    assert measured(read(path))[1] == 1.0


def _many(rows: int, accuracy: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of five classes, and the class of the largest in about so many rows."""
    random = np.random.default_rng(4)
    q = random.dirichlet(np.ones(5), rows).round(4)
    chance = random.integers(0, 5, rows)
    return q, np.where(random.random(rows) < accuracy, q.argmax(axis=1), chance)


@pytest.mark.parametrize("names", [("elk", "ant", "dog", "bat", "cat"), None])
def test_any_order_that_fits_far_better_is_offered(
    names: Sequence[str] | None, tmp_path: Path
) -> None:
    q, truth = _many(80, 0.8)
    numbers = np.array([3, 0, 4, 2, 1])
    path = tmp_path / "a.npz"
    arrays: dict[str, Any] = {"probs": q, "labels": numbers[truth]}
    if names is not None:
        arrays["class_names"] = np.array(names)
    np.savez(path, **arrays)
    with pytest.raises(AmbiguousFile, match="in which order") as caught:
        read(path)
    best = caught.value.readings[0]
    assert best.option == "--class-names '3, 0, 4, 2, 1'"
    np.testing.assert_array_equal(read(path, best.options).targets, truth)


@pytest.mark.parametrize("accuracy", [0.0, 0.3])
def test_a_poor_model_is_not_asked_about(accuracy: float, tmp_path: Path) -> None:
    q, truth = _many(80, accuracy)
    header = ["elk", "ant", "dog", "bat", "cat", "label"]
    rows = [[*row, y] for row, y in zip(q.tolist(), truth.tolist(), strict=True)]
    predictions = read(table(tmp_path / "a.csv", header, rows))
    np.testing.assert_array_equal(predictions.targets, truth)


def test_an_order_needs_names_or_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ("cat", "ant"), (2, 1))
    chosen = read(path, ReadOptions(label_form=LabelForm.ALPHABETICAL_FROM_1))
    assert measured(chosen) == pytest.approx((right(2), 1.0))
    with pytest.raises(Exception, match="the label 2 is outside 0 to 1"):
        read(path, ReadOptions(label_form=LabelForm.ALPHABETICAL))
    np.savez(tmp_path / "a.npz", probs=TWO, labels=[0, 1])
    with pytest.raises(Exception, match="no names to sort"):
        read(tmp_path / "a.npz", ReadOptions(label_form=LabelForm.ALPHABETICAL))
    reversed_one = read(tmp_path / "a.npz", ReadOptions(label_form=LabelForm.REVERSED))
    np.testing.assert_array_equal(reversed_one.targets, [1, 0])


@pytest.mark.parametrize(
    ("names", "numbers", "order"),
    [
        (("x3", "y1"), None, None),
        (("x_3", "y_1"), (3, 1), (1, 0)),
        (("ii", "iv"), None, None),
        (("regular", "irregular"), (1, 0), (1, 0)),
        (("4+", "2-3", "0-1"), None, (2, 1, 0)),
        (("-", "+"), (0, 1), (0, 1)),
        (("c", "a", "b"), (2, 0, 1), (1, 2, 0)),
        (("cat", "dog", "7"), None, None),
    ],
)
def test_numbers_and_their_order(
    names: Sequence[str], numbers: tuple[int, ...] | None, order: tuple[int, ...] | None
) -> None:
    found = numbered_classes(names)
    assert (None if found is None else found.numbers) == numbers
    if order is not None or found is None:
        assert by_number(names) == order
