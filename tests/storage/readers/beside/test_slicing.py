"""The columns beside scores and labels, as slices of the rows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ceviz.errors import FileRefused
from ceviz.maths.batch import Places
from ceviz.storage.readers import read
from ceviz.storage.readers.beside.slicing import NOTHING, columns_beside, sliced

RANDOM = np.random.default_rng(5)
REGIONS = RANDOM.choice(["north", "south", ""], 60).tolist()
AGES = RANDOM.integers(18, 90, 60).tolist()
LEVELS = RANDOM.choice([1, 2, 10], 60).tolist()
CATS = np.round(RANDOM.random(60), 4)
TABLE = {
    "region": REGIONS,
    "age": AGES,
    "level": LEVELS,
    "label": ["cat", "dog"] * 30,
    "p_cat": CATS.tolist(),
    "p_dog": (1.0 - CATS).round(4).tolist(),
}


@pytest.fixture(params=["csv", "jsonl", "parquet"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = tmp_path / f"table.{request.param}"
    rows = list(zip(*TABLE.values(), strict=True))
    if request.param == "csv":
        lines = [",".join(TABLE), *(",".join(map(str, row)) for row in rows)]
        made.write_text("\n".join(lines) + "\n")
    elif request.param == "jsonl":
        made.write_text(
            "".join(f"{json.dumps(dict(zip(TABLE, row, strict=True)))}\n" for row in rows)
        )
    else:
        pq.write_table(pa.table(TABLE), made)
    return made


def test_columns_beside_are_neither_labels_nor_scores(path: Path) -> None:
    assert columns_beside(path, read(path)) == ("region", "age", "level")


def test_words_are_a_slice_each(path: Path) -> None:
    found = sliced(path, "region", 60)
    assert found.names == ("north", "south", NOTHING)
    assert [found.names[k] for k in found.codes] == [each or NOTHING for each in REGIONS]


def test_few_different_numbers_are_a_slice_each_in_their_order(path: Path) -> None:
    found = sliced(path, "level", 60)
    assert found.names == ("1", "2", "10")
    assert [int(found.names[k]) for k in found.codes] == LEVELS


def test_many_different_numbers_are_cut_into_ranges(path: Path) -> None:
    found = sliced(path, "age", 60)
    assert len(found.names) == 4
    for name, k in zip(found.names, range(4), strict=True):
        low, high = map(int, name.removeprefix("above ").split(" to "))
        inside = [age for age, code in zip(AGES, found.codes, strict=True) if code == k]
        assert min(inside) > low if name.startswith("above") else min(inside) == low
        assert max(inside) == high
        assert 10 <= len(inside) <= 20


def test_what_is_not_there_is_refused_with_what_is(path: Path) -> None:
    with pytest.raises(FileRefused, match=r"no column “nope”.*“region”"):
        sliced(path, "nope", 60)
    with pytest.raises(FileRefused, match="60 values for 61 rows"):
        sliced(path, "region", 61)


def test_a_value_for_each_image_is_that_of_its_pixels(path: Path) -> None:
    found = sliced(path, "level", 60 * 4, places=Places((60, 2, 2)))
    assert (found.codes.reshape(60, 4) == found.codes[::4, np.newaxis]).all()


def test_arrays_beside_the_scores_are_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "some.npz"
    z = RANDOM.normal(size=(40, 3))
    np.savez(
        path, logits=z, labels=np.arange(40) % 3, site=np.array(["a", "b"] * 20),
        class_names=np.array(["x", "y", "z"]), night=np.arange(40) < 10,
        dose=np.where(np.arange(40) < 5, np.nan, 1.5),
    )  # fmt: skip
    assert columns_beside(path, read(path)) == ("site", "night", "dose")
    assert sliced(path, "night", 40).names == ("False", "True")
    assert np.bincount(sliced(path, "night", 40).codes).tolist() == [30, 10]
    dose = sliced(path, "dose", 40)
    assert dose.names == ("1.5", NOTHING)
    assert dose.codes.tolist() == [1] * 5 + [0] * 35
    with pytest.raises(FileRefused, match="no column “logits”"):
        sliced(path, "logits", 40)


def test_what_names_rows_is_no_slice(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    lines = [f"img{k}.png,{'cat' if k % 2 else 'dog'},0.5,0.5" for k in range(300)]
    path.write_text("\n".join(["file,label,p_cat,p_dog", *lines]) + "\n")
    with pytest.raises(FileRefused, match="300 different values, which are no slices"):
        sliced(path, "file", 300)
