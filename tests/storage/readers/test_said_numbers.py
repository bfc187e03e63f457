"""Labels that say their numbers in a word, long cells, and classes that a column lists."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import read
from ceviz.storage.readers.meaning.classes.class_numbers import said_numbers
from ceviz.storage.readers.readings import fit_of


def loss_of(path: Path) -> float:
    fit = fit_of(read(path))
    assert fit is not None
    return fit.loss


@pytest.mark.parametrize("word", ["LABEL_{}", "class_{}", "Class {}", "{} stars"])
def test_labels_that_say_the_numbers_of_the_columns(word: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    one, nought = word.format(1), word.format(0)
    path.write_text(f"prob_1,prob_0,label\n.7,.3,{one}\n.2,.8,{nought}\n")
    assert loss_of(path) == pytest.approx(-np.log([0.7, 0.8]).mean())


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"LABEL_0", "LABEL_1"}, {"LABEL_0": 0, "LABEL_1": 1}),
        ({"1", "0"}, {"1": 1, "0": 0}),
        ({"True", "False"}, {"True": 1, "False": 0}),
        ({"a_1", "b_2"}, {}),
        ({"cat", "LABEL_1"}, {}),
        ({"v1", "v01"}, {}),
    ],
)
def test_what_numbers_labels_say(labels: set[str], said: dict[str, int]) -> None:
    assert said_numbers(labels, 2) == said


def test_a_cell_may_hold_the_scores_of_a_large_vocabulary(tmp_path: Path) -> None:
    """Longer than the csv module takes, whose limit is as it was afterwards."""
    limit = csv.field_size_limit()
    q = np.random.default_rng(0).dirichlet(np.ones(20_000), 3)
    rows = "".join(f'"{row}",{k}\n' for k, row in enumerate(q.tolist()))
    path = tmp_path / "a.csv"
    path.write_text("probs,label\n" + rows)
    assert max(map(len, rows.split("\n"))) > limit
    np.testing.assert_array_equal(read(path).scores, q)
    assert csv.field_size_limit() == limit


def test_classes_that_a_column_lists(tmp_path: Path) -> None:
    q, label = [[0.7, 0.3], [0.2, 0.8], [0.6, 0.4]], ["dog", "cat", "dog"]
    path = tmp_path / "a.parquet"
    table = {"probs": q, "classes": [["dog", "cat"]] * 3, "label": label}
    pq.write_table(pa.table(table), path)
    assert loss_of(path) == pytest.approx(-np.log([0.7, 0.8, 0.6]).mean())
    table["classes"] = [["dog", "cat"], ["dog", "cat"], ["cat", "dog"]]
    pq.write_table(pa.table(table), path)
    assert loss_of(path) == pytest.approx(-np.log([0.7, 0.8, 0.4]).mean())
    table["classes"] = [["dog", "cat"], ["dog", "cat"], ["dog"]]
    pq.write_table(pa.table(table), path)
    with pytest.raises(FileRefused, match=r"row 2 .*, “classes”: lists other classes"):
        read(path)
