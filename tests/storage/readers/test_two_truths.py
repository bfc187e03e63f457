"""Which column is the truth, where others hold the same classes; and rows that are no samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import ChoiceNeeded
from ceviz.storage.readers import AmbiguousFile, Field, ReadOptions, read
from tests.storage.readers.test_guessing import Columns, written

ROWS = 12
NAMES = np.array(["cat", "dog"])
TRUTH = NAMES[np.arange(ROWS) % 2]
OTHER = NAMES[np.arange(ROWS) // 3 % 2]
Q = np.linspace(0.1, 0.9, ROWS).round(2)
SCORES: Columns = {"cat": Q, "dog": (1 - Q).round(2)}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "name", ["correct_answer", "human_label", "label_v2", "consensus", "label.1", "final_label"]
)
def test_another_column_of_the_same_classes_is_asked_about(
    name: str, suffix: str, tmp_path: Path
) -> None:
    path = written(tmp_path / f"a{suffix}", SCORES | {"label": TRUTH, name: OTHER})
    with pytest.raises(AmbiguousFile, match=f"“{name}” has the same classes as “label”") as caught:
        read(path)
    assert [reading.value for reading in caught.value.readings] in (
        ["label", name],
        [name, "label"],
    )
    for value, classes in (("label", TRUTH), (name, OTHER)):
        predictions = read(path, ReadOptions(labels=value))
        assert [predictions.class_names[k] for k in predictions.targets] == classes.tolist()


@pytest.mark.parametrize(
    "others",
    [
        {"pred": OTHER},
        {"model_label": OTHER},
        {"label_length": np.arange(ROWS) % 2},
        {"site": np.array(["north", "south"])[np.arange(ROWS) % 2]},
        {"cat_or_not": np.array(["cat", "none"])[np.arange(ROWS) % 2]},
        {"species": TRUTH},
    ],
)
def test_columns_beside_a_label_that_are_no_other(others: Columns, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", SCORES | {"label": TRUTH} | others)
    guess = read(path).guess(Field.LABELS)
    assert guess is not None
    assert guess.value == "label"


def test_numbers_are_another_truth_if_they_are_called_so(tmp_path: Path) -> None:
    numbers: Columns = {"label": np.arange(ROWS) % 2, "fold": np.arange(ROWS) // 3 % 2}
    assert len(read(written(tmp_path / "a.csv", SCORES | numbers))) == ROWS
    numbers["human_label"] = numbers.pop("fold")
    with pytest.raises(AmbiguousFile, match="“human_label” has the same classes"):
        read(written(tmp_path / "b.csv", SCORES | numbers))


def test_arrays_called_given_and_true_labels(tmp_path: Path) -> None:
    given, true = np.arange(ROWS) % 2, np.arange(ROWS) // 3 % 2
    table = np.stack([Q, 1 - Q], axis=1)
    np.savez(tmp_path / "a.npz", probs=table, given_labels=given, true_labels=true)
    with pytest.raises(AmbiguousFile) as caught:
        read(tmp_path / "a.npz")
    assert {reading.value for reading in caught.value.readings} == {"given_labels", "true_labels"}


LONG = "id,class,prob,y\na,cat,.7,1\na,dog,.2,0\na,eel,.1,0\nb,cat,.2,0\nb,dog,.7,1\nb,eel,.1,0\n"


@pytest.mark.parametrize(
    "text",
    [LONG, "image,label,score,is_true\na,cat,.7,1\na,dog,.3,0\nb,cat,.2,0\nb,dog,.8,1\n"],
)
def test_a_row_for_every_class_of_a_sample_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises((ChoiceNeeded, AmbiguousFile)) as caught:
        read(path, ReadOptions(labels=text.split("\n")[0].split(",")[-1]))
    assert "for every class of a sample" in str(caught.value)


def test_rows_of_one_group_may_sum_to_anything(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(LONG.replace(".7", ".6"))
    assert len(read(path, ReadOptions(labels="y"))) == 6
