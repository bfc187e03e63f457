"""Names of columns as programs write them: the class, and what all share around it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import Field, ReadOptions, read
from ceviz.storage.readers.meaning.groups import class_name
from ceviz.storage.readers.names import letters
from tests.storage.readers.making import lines, table
from tests.storage.readers.test_guessing import measured

CLASSES = ("cat", "dog", "eel")
Q = [[0.7, 0.2, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]]
THREE = -np.log([0.7, 0.7, 0.8]).mean()
ONE = -np.log([0.8, 0.9, 0.6]).mean()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    "around",
    [
        "{}_prob",
        "{}_score",
        "{} probability",
        "class_{}_prob",
        "Pr[{}]",
        "confidence({})",
        "P (Class={})",
        'Scored Probabilities for Class "{}"',
    ],
)
def test_the_class_stands_between_what_all_share(around: str, named: bool, tmp_path: Path) -> None:
    header = [around.format(name) for name in CLASSES]
    rows = [[*q, CLASSES[k] if named else k] for k, q in enumerate(Q)]
    path = table(tmp_path / "a.csv", [*header, "label"], rows)
    predictions = read(path)
    assert measured(predictions) == pytest.approx((THREE, 1.0))
    if named:
        assert predictions.class_names == CLASSES
        guess = predictions.guess(Field.SCORES)
        assert guess is not None
        again = read(path, ReadOptions(scores=guess.value))
        assert again.class_names == CLASSES


def test_logits_may_end_alike(tmp_path: Path) -> None:
    z = np.log(Q).round(3) + 1
    rows = [["x", *row, CLASSES[k]] for k, row in enumerate(z.tolist())]
    header = ["id", *(f"{name}_logit" for name in CLASSES), "label"]
    predictions = read(table(tmp_path / "a.csv", header, rows))
    assert measured(predictions)[0] == pytest.approx(THREE, abs=1e-3)


@pytest.mark.parametrize("header", ["prob_new_york,prob_los_angeles", "New.York,Los.Angeles"])
def test_names_are_the_same_by_their_letters(header: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header},label\n.7,.3,New York\n.2,.8,Los Angeles\n")
    assert measured(read(path)) == pytest.approx((-np.log([0.7, 0.8]).mean(), 1.0))


@pytest.mark.parametrize(
    ("name", "labels", "of_second"),
    [
        ("p_B", "ABB", True),
        ("p_A", "ABB", False),
        ("p_normal", ("normal", "odd", "odd"), False),
        ("p0", "011", False),
        ("p1", "011", True),
        ("p_class_0", "011", False),
        ("P(y=0)", "011", False),
        ("P(y=1)", "011", True),
    ],
)
def test_one_probability_called_p(
    name: str, labels: tuple[str, ...], of_second: bool, tmp_path: Path
) -> None:
    q = [0.2, 0.9, 0.6] if of_second else [0.8, 0.1, 0.4]
    rows = list(zip(labels, q, strict=True))
    assert measured(read(table(tmp_path / "a.csv", ["label", name], rows)))[0] == pytest.approx(ONE)


@pytest.mark.parametrize("name", ["p_value", "portion", "quota"])
def test_other_fractions_are_no_scores(name: str, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["label", name], [["a", 0.2], ["b", 0.9], ["b", 0.6]])
    with pytest.raises(FileRefused, match="no score columns"):
        read(path)


def test_percentages_with_a_space_before_the_sign(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("cat;dog;label\n70,5 %;29,5 %;cat\n20 %;80 %;dog\n", encoding="utf-8")
    assert measured(read(path))[0] == pytest.approx(-np.log([0.705, 0.8]).mean())


def test_classes_and_letters() -> None:
    assert class_name(" cat_prob", "*_prob") == "cat"
    assert class_name("Pr[cat]", "Pr[*]") == "cat"
    assert class_name("_prob", "*_prob") == "_prob"
    assert letters("New.York-1") == letters("new york_1") == "newyork1"


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_names_given_in_another_order_than_the_columns_are_refused(
    suffix: str, tmp_path: Path
) -> None:
    """Each name stands over its scores already; another order would swap two classes."""
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        table(path, ["label", "prob_cat", "prob_dog"], [["cat", 0.7, 0.3], ["dog", 0.2, 0.8]])
    else:
        lines(
            path,
            [
                {"label": "cat", "probs": {"cat": 0.7, "dog": 0.3}},
                {"label": "dog", "probs": {"cat": 0.2, "dog": 0.8}},
            ],
        )
    assert read(path, ReadOptions(class_names=("cat", "dog"))).targets.tolist() == [0, 1]
    with pytest.raises(FileRefused, match="those of the scores in another order"):
        read(path, ReadOptions(class_names=("dog", "cat")))
