"""``ceviz.evaluate_files``: many files as one, from a script."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import ceviz
from ceviz.errors import InvalidInput
from tests.storage.parts.samples import NAMES, rows, shards


def test_the_numbers_are_those_of_evaluate_on_all_rows(tmp_path: Path) -> None:
    shards(tmp_path / "s", [0, 40, 41, 300], seed=7)
    scores, labels = rows(300, seed=7)
    asked = {"weight": [1.0, 2.0, 0.5], "label_smoothing": 0.05, "temperature": 1.5}
    many = ceviz.evaluate_files(tmp_path / "s", **asked)  # type: ignore[arg-type]
    one = ceviz.evaluate(scores, labels, class_names=NAMES, **asked)  # type: ignore[arg-type]
    assert many.summary == one.summary
    assert (many.cross_entropy, many.accuracy, many.ece) == (
        one.cross_entropy, one.accuracy, one.ece
    )  # fmt: skip
    assert many.class_names == one.class_names
    assert [file.rows for file in many.files] == [40, 1, 259]


def test_files_folders_and_patterns_in_any_order(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 80, 120])
    wanted = ceviz.evaluate_files(str(tmp_path / "s" / "*.npz"), find_temperature=False)
    assert wanted.optimal is None
    for words in (reversed(paths), [str(path) for path in paths]):
        assert ceviz.evaluate_files(words).summary == wanted.summary


def test_processes_and_executors(tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 80, 120])
    here = ceviz.evaluate_files(paths)
    there = ceviz.evaluate_files(paths, workers=2)
    with ThreadPoolExecutor(2) as executor:
        elsewhere = ceviz.evaluate_files(paths, client=executor)
        assert here.summary == there.summary == elsewhere.summary
        assert here.optimal == there.optimal == elsewhere.optimal
        with pytest.raises(InvalidInput, match="there is one place to work at"):
            ceviz.evaluate_files(paths, client=executor, workers=2)


def test_what_is_said_goes_before_what_is_guessed(tmp_path: Path) -> None:
    scores, labels = rows(60)
    for name, part in (("a", slice(0, 30)), ("b", slice(30, 60))):
        np.savez(tmp_path / f"{name}.npz", x=scores[part], y=labels[part] + 1, z=labels[part])
    found = ceviz.evaluate_files(
        tmp_path, scores="x", labels="y", label_form="1-based", kind="logits", ignore_index=None,
        limit="1GiB",
    )  # fmt: skip
    assert found.summary == ceviz.evaluate(scores, labels).summary
    with pytest.raises(InvalidInput, match="there is no “odds”"):
        ceviz.evaluate_files(tmp_path, kind="odds")
    with pytest.raises(InvalidInput, match="there are no files"):
        ceviz.evaluate_files([])
