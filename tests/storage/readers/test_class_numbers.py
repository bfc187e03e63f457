"""Labels that are numbers go by the numbers in the names of classes, wherever those stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import log_loss

from ceviz.storage.readers import AmbiguousFile, Field, LabelForm, ReadOptions, read, sniff
from ceviz.storage.readers.meaning.classes.class_numbers import (
    in_order,
    numbered_classes,
    truth_values,
    whole_numbers,
)
from tests.storage.readers.making import lines, table
from tests.storage.readers.test_guessing import measured

#: Two rows whose truth is the first column's class, then the second's, both likeliest.
SCORES = [[0.7, 0.3], [0.2, 0.8]]
LOSS = log_loss([0, 1], SCORES)
#: Both rows wrong.
REVERSED = log_loss([1, 0], SCORES)
#: As a sort of texts leaves eleven classes.
SORTED = sorted(range(11), key=str)


def two(path: Path, names: Sequence[str], labels: Sequence[object]) -> Path:
    rows = [[*row, label] for row, label in zip(SCORES, labels, strict=True)]
    return table(path, [*names, "label"], rows)


@pytest.mark.parametrize(
    "labels", [(1, 0), ("1.0", "0.0"), ("1,0", "0,0"), ("True", "False"), ("yes", "no")]
)
@pytest.mark.parametrize(
    "names",
    [
        ("prob_1", "prob_0"),
        ("1", "0"),
        ("p1", "p0"),
        ("p_1.0", "p_0.0"),
        ("p_class1", "p_class0"),
        ("LABEL_1", "LABEL_0"),
        ("positive", "negative"),
        ("p_yes", "p_no"),
        ("prob_true", "prob_false"),
        ("prob_pos", "prob_neg"),
    ],
)
def test_two_classes_in_the_other_order(
    names: Sequence[str], labels: Sequence[object], tmp_path: Path
) -> None:
    predictions = read(two(tmp_path / "a.csv", names, labels))
    assert measured(predictions) == pytest.approx((LOSS, 1.0))
    form = predictions.guess(Field.LABEL_FORM)
    assert form is not None
    assert form.value == LabelForm.NAMES
    # The classes keep the names of their columns, whatever the labels say.
    assert all(name.endswith(own) for name, own in zip(names, predictions.class_names, strict=True))


@pytest.mark.parametrize("number", ["{}", "{}.0"])
@pytest.mark.parametrize(
    "prefix", ["class_", "prob_class_", "prob_LABEL_", "c", "y", "class", "prob_", ""]
)
def test_numbered_columns_in_the_order_of_their_texts(
    prefix: str, number: str, tmp_path: Path
) -> None:
    rows = [[*(0.9 if k == y else 0.01 for k in SORTED), number.format(y)] for y in range(11)]
    path = table(tmp_path / "a.csv", [*(f"{prefix}{k}" for k in SORTED), "label"], rows)
    assert measured(read(path)) == pytest.approx((-np.log(0.9), 1.0))


def test_keys_in_the_order_of_their_texts(tmp_path: Path) -> None:
    rows = [
        {f"class_{k}": 0.9 if k == y else 0.01 for k in SORTED} | {"label": y} for y in range(11)
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))
    assert measured(read(path)) == pytest.approx((-np.log(0.9), 1.0))


def by_score(names: Sequence[str]) -> list[dict[str, object]]:
    """What Hugging Face's pipeline gives: the likeliest first in every row."""
    first, second = names
    return [
        {"scores": [{"label": first, "score": 0.7}, {"label": second, "score": 0.3}], "label": 1},
        {"scores": [{"label": second, "score": 0.8}, {"label": first, "score": 0.2}], "label": 0},
    ]


@pytest.mark.parametrize("names", [("LABEL_1", "LABEL_0"), ("POSITIVE", "NEGATIVE")])
@pytest.mark.parametrize("rows", [1, 2])
def test_pipelines_with_numbers_as_labels(names: Sequence[str], rows: int, tmp_path: Path) -> None:
    predictions = read(lines(tmp_path / "a.jsonl", by_score(names)[:rows]))
    loss = log_loss([0, 1][:rows], SCORES[:rows], labels=[0, 1])
    assert measured(predictions) == pytest.approx((loss, 1.0))
    assert predictions.class_names == tuple(sorted(names))


@pytest.mark.parametrize(
    "rows",
    [
        by_score(("dog", "cat")),
        by_score(("dog", "cat"))[:1],
        [
            {"probs": {"dog": 0.7, "cat": 0.3}, "label": 1},
            {"probs": {"cat": 0.8, "dog": 0.2}, "label": 0},
        ],
        [
            {"probs": [0.7, 0.3], "class_names": ["dog", "cat"], "label": 1},
            {"probs": [0.8, 0.2], "class_names": ["cat", "dog"], "label": 0},
        ],
    ],
)
def test_numbers_that_no_order_tells_are_asked_about(
    rows: Sequence[dict[str, object]], tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", rows)
    with pytest.raises(AmbiguousFile, match="in another order in every row") as caught:
        read(path)
    reading = next(each for each in caught.value.readings if each.value == LabelForm.ZERO_BASED)
    assert "“cat”, “dog”" in reading.why
    chosen = read(path, reading.options)
    assert chosen.class_names == ("cat", "dog")
    assert measured(chosen)[1] == 1.0


@pytest.mark.parametrize(("key", "label"), [("class_ids", 2), ("classes", 2), ("class_ids", "2")])
def test_every_row_may_list_its_classes(key: str, label: object, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"probs": [0.7, 0.2, 0.1], key: [2, 0, 1], "label": label},
        {"probs": [0.1, 0.6, 0.3], key: [1, 2, 0], "label": label},
    ]
    predictions = read(lines(tmp_path / "a.jsonl", rows))
    assert predictions.class_names == ("0", "1", "2")
    assert measured(predictions) == pytest.approx((-np.log([0.7, 0.6]).mean(), 1.0))


def test_names_of_an_archive_that_are_numbers(tmp_path: Path) -> None:
    q = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]])
    np.savez(tmp_path / "a.npz", probs=q, labels=[2, 0, 1], class_names=np.array(["2", "0", "1"]))
    loss = -np.log([0.7, 0.8, 0.4]).mean()
    assert measured(read(tmp_path / "a.npz")) == pytest.approx((loss, 1.0))


@pytest.mark.parametrize("names", [("malignant", "benign"), ("positive", "negative")])
def test_a_list_of_names_numbers_the_classes_by_its_places(
    names: Sequence[str], tmp_path: Path
) -> None:
    """As scikit-learn's target_names do; but True is a name's meaning, not a place in a list."""
    np.savez(tmp_path / "a.npz", probs=SCORES, labels=[0, 1], target_names=np.array(names))
    assert measured(read(tmp_path / "a.npz")) == pytest.approx((LOSS, 1.0))
    np.savez(tmp_path / "b.npz", probs=SCORES, labels=[True, False], target_names=np.array(names))
    if names[0] == "positive":
        assert measured(read(tmp_path / "b.npz")) == pytest.approx((LOSS, 1.0))
    else:
        with pytest.raises(AmbiguousFile, match="than by their places"):
            read(tmp_path / "b.npz")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("spam", "ham"), (1, 0)),  # not everywhere is spam 1
        (("cat", "not_cat"), (1, 0)),
        (("positive", "negative"), (2, 1)),  # neither its number nor its place
        (("prob_2", "prob_1"), (1, 0)),
        (("c_1", "c_0"), (1, 1)),  # class 0 never occurs
        (("positive", "negative"), (0, 0)),
    ],
)
def test_names_and_places_that_differ_are_asked_about(
    names: Sequence[str], labels: Sequence[int], tmp_path: Path
) -> None:
    path = two(tmp_path / "a.csv", names, labels)
    for door in (read, sniff):
        with pytest.raises(AmbiguousFile, match="than by their places") as caught:
            door(path)
    readings = {reading.value: reading for reading in caught.value.readings}
    by_name = measured(read(path, readings.pop(LabelForm.NAMES).options))
    (place,) = readings.values()
    by_place = measured(read(path, place.options))
    if len(set(labels)) == 2:
        assert (*by_name, *by_place) == pytest.approx((LOSS, 1.0, REVERSED, 0.0))
    assert by_name != by_place
    assert place.fit is not None
    assert place.fit.loss == pytest.approx(by_place[0])


def test_a_place_can_be_chosen(tmp_path: Path) -> None:
    path = two(tmp_path / "a.csv", ("prob_1", "prob_0"), (1, 0))
    chosen = read(path, ReadOptions(label_form=LabelForm.ZERO_BASED))
    assert measured(chosen) == pytest.approx((REVERSED, 0.0))


def test_names_that_count_from_1_and_labels_that_leave_it_open(tmp_path: Path) -> None:
    """Labels 1 and 2 of the classes 1 to 3 are those, or the last two counted from 0."""
    rows = [[0.8, 0.1, 0.1, 1], [0.2, 0.7, 0.1, 2]]
    path = table(tmp_path / "a.csv", ["class_1", "class_2", "class_3", "label"], rows)
    with pytest.raises(AmbiguousFile, match="than by their places") as caught:
        read(path)
    assert [reading.value for reading in caught.value.readings] == [
        LabelForm.NAMES, LabelForm.ZERO_BASED,
    ]  # fmt: skip
    path = table(
        tmp_path / "b.csv", ["class_1", "class_2", "class_3", "label"], [*rows, [0.1, 0.2, 0.7, 3]]
    )
    assert measured(read(path))[1] == 1.0
    path = table(
        tmp_path / "c.csv", ["class_3", "class_7", "label"], [[0.8, 0.2, 3], [0.1, 0.9, 7]]
    )
    assert measured(read(path))[1] == 1.0


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (("2", "-1", "0"), (2, -1, 0)),
        (("LABEL_1", "label_0"), (1, 0)),
        (("5 stars", "1 star"), (5, 1)),
        (("No", "YES"), (0, 1)),
        (("cat", "dog"), None),
        (("cat1", "dog2"), None),
        (("c1", "c01"), None),
        (("h1n1", "h5n1"), None),
        (("positive",), None),
    ],
)
def test_numbers_of_names(names: Sequence[str], numbers: tuple[int, ...] | None) -> None:
    found = numbered_classes(names)
    assert (None if found is None else found.numbers) == numbers


def test_order_and_truth_values() -> None:
    assert in_order(("c10", "c9", "c0")) == ("c0", "c9", "c10")
    assert in_order(("b", "a")) == ("a", "b")
    assert truth_values(["True", "FALSE"]) == {"True": 1, "FALSE": 0}
    assert truth_values(["yes", "false"]) is None
    assert truth_values([]) is None
    assert whole_numbers(["-1,0", "2.", "3"]) == {"-1,0": -1, "2.": 2, "3": 3}
    assert whole_numbers(["1,000"]) is None
