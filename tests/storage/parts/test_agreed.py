"""All files are taken for what the first was, or the odd one is named."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
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
