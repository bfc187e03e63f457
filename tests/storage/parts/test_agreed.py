"""All files are taken for what the first was, or the odd one is named."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from scipy.special import softmax

from ceviz.errors import FileRefused
from ceviz.storage.parts.agreed import Agreed, name_of
from ceviz.storage.parts.part import agree
from ceviz.storage.parts.whole import measure_files
from ceviz.storage.readers import Kind, ReadOptions, read
from tests.storage.parts.samples import WRITERS, rows


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_read_as_it_was_guessed_is_the_same(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{form}"
    WRITERS[form](path, *rows(40))
    first = read(path)
    agreed = pickle.loads(pickle.dumps(Agreed.on(first, str(path), ReadOptions())))
    again = read(path, agreed.options)
    np.testing.assert_array_equal(again.scores, first.scores)
    np.testing.assert_array_equal(again.targets, first.targets)
    agreed.check(again, str(path))


def test_a_class_that_a_part_does_not_hold_keeps_its_number(tmp_path: Path) -> None:
    scores, labels = rows(60)
    order = np.argsort(labels, kind="stable")  # the first file has cats only
    for name, part in (("a.csv", slice(0, 15)), ("b.csv", slice(15, 60)), ("all.csv", slice(60))):
        WRITERS["csv"](tmp_path / name, scores[order][part], labels[order][part])
    found = measure_files([tmp_path / "a.csv", tmp_path / "b.csv"])
    whole = measure_files([tmp_path / "all.csv"])
    assert found.totals.summary == whole.totals.summary


def _refused(tmp_path: Path, words: str, **arrays: object) -> None:
    scores, labels = rows(40)
    np.savez(tmp_path / "a.npz", logits=scores, labels=labels)
    np.savez(tmp_path / "odd.npz", **arrays)  # type: ignore[arg-type]
    with pytest.raises(FileRefused, match=words) as refusal:
        measure_files([tmp_path / "a.npz", tmp_path / "odd.npz"])
    assert "odd.npz" in str(refusal.value)


def test_other_classes_are_refused(tmp_path: Path) -> None:
    scores, labels = rows(40)
    wide = np.concatenate([scores, scores[:, :1]], axis=1)
    _refused(tmp_path, "class", logits=wide, labels=labels)


def test_another_type_is_refused(tmp_path: Path) -> None:
    scores, labels = rows(40)
    _refused(tmp_path, "float32, there float64", logits=scores.astype(np.float32), labels=labels)


def test_another_kind_is_refused_though_it_could_be_read(tmp_path: Path) -> None:
    scores, labels = rows(40)
    words = "probabilities, there logits"
    _refused(tmp_path, words, logits=softmax(scores, axis=1), labels=labels)
    said = ReadOptions(kind=Kind.LOGITS)  # whoever says so is believed
    found = measure_files([tmp_path / "a.npz", tmp_path / "odd.npz"], said, are_parts=True)
    assert found.summary.rows == 80


def test_another_truth_is_refused(tmp_path: Path) -> None:
    scores, _ = rows(40)
    _refused(tmp_path, "odd", logits=scores, targets=softmax(2.0 * scores[::-1], axis=1))


def test_names_of_classes_in_another_order_are_refused(tmp_path: Path) -> None:
    scores, labels = rows(40)
    np.savez(tmp_path / "a.npz", logits=scores, labels=labels, class_names=("x", "y", "z"))
    np.savez(tmp_path / "b.npz", logits=scores, labels=labels, class_names=("z", "y", "x"))
    with pytest.raises(FileRefused, match=r"b\.npz: does not go .*: z, there x"):
        measure_files([tmp_path / "a.npz", tmp_path / "b.npz"], are_parts=True)


@pytest.mark.parametrize("named", [False, True])
def test_so_many_classes_that_their_names_are_not_all_told(named: bool, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    names = [f"c{k}" for k in range(100)]
    for file in ("a", "b", "odd"):
        order = names if file != "odd" else [*names[:60], names[61], names[60], *names[62:]]
        np.savez(
            tmp_path / f"{file}.npz",
            logits=9.0 * random.standard_normal((50, 100)),
            labels=random.integers(0, 100, 50),
            **({"class_names": np.array(order)} if named else {}),  # type: ignore[arg-type]
        )
    files = [tmp_path / "a.npz", tmp_path / "b.npz"]
    assert measure_files(files).summary.rows == 100
    if named:
        with pytest.raises(FileRefused, match=r"odd\.npz.*names of classes: c61, there c60"):
            measure_files([*files, tmp_path / "odd.npz"])


def test_a_file_without_names_has_those_of_the_first(tmp_path: Path) -> None:
    scores, labels = rows(80)
    np.savez(
        tmp_path / "a.npz", logits=scores[:40], labels=labels[:40], class_names=("x", "y", "z")
    )
    np.savez(tmp_path / "b.npz", logits=scores[40:], labels=labels[40:])
    found = measure_files([tmp_path / "a.npz", tmp_path / "b.npz"])
    assert found.class_names == ("x", "y", "z")
    with pytest.raises(FileRefused, match=r"a\.npz"):
        measure_files([tmp_path / "b.npz", tmp_path / "a.npz"])


def test_a_refused_first_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(FileRefused, match=r"a\.npz"):
        agree(str(tmp_path / "a.npz"), ReadOptions())


def test_the_name_is_the_last_part() -> None:
    assert name_of("s3://bucket/day/shard-1.npz") == name_of("x\\shard-1.npz") == "shard-1.npz"


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("prefix", ["logit_", ""])
def test_so_many_columns_that_they_are_not_all_told(form: str, prefix: str, tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    words = ["".join(random.choice(list("abcdefghijklmnop"), 6)) for _ in range(100)]
    for file in ("a", "b"):
        columns: dict[str, pa.Array] = {
            f"{prefix}{word}": pa.array(9.0 * random.standard_normal(100)) for word in words
        }
        columns["label"] = pa.array([words[k] for k in random.permutation(100)])
        table = pa.table(columns)
        path = tmp_path / f"{file}.{form}"
        (pq.write_table if form == "parquet" else pacsv.write_csv)(table, path)
    found = measure_files([tmp_path / f"a.{form}", tmp_path / f"b.{form}"])
    assert found.summary.rows == 200
    assert found.class_names == tuple(words)
