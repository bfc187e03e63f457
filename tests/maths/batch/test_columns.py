from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import mapped
from ceviz.maths.batch import Columns, task
from ceviz.maths.batch.kernel import columns_for

SCORES, LABELS = np.zeros((4, 3)), np.array([0, 1, 2, 0])


def room(**how: Any) -> Columns:
    return columns_for(task(SCORES, LABELS, **how))


def test_columns_that_cannot_differ_are_one_array() -> None:
    plain = room()
    assert plain.loss is plain.plain is plain.surprisal
    weighted = room(weight=[1.0, 2.0, 3.0])
    assert weighted.loss is not weighted.plain
    assert weighted.plain is weighted.surprisal
    smoothed = room(label_smoothing=0.1)
    assert smoothed.loss is smoothed.plain
    assert smoothed.plain is not smoothed.surprisal


def test_only_probability_targets_have_entropies_and_only_labels_are_ignored() -> None:
    assert room().entropy is None
    assert room().ignored is None
    ignoring = room(ignore_index=2).ignored
    assert ignoring is not None
    assert not ignoring.any()  # the pass says which
    soft = columns_for(task(SCORES, np.full((4, 3), 1.0 / 3.0)))
    assert soft.entropy is not None
    assert soft.surprisal is not soft.plain


def test_labels_of_a_file_are_taken_into_memory(tmp_path: Path) -> None:
    np.save(tmp_path / "labels.npy", LABELS)
    held = np.load(tmp_path / "labels.npy", mmap_mode="r")
    columns = columns_for(task(SCORES, held))
    assert not mapped(columns.true)
    np.testing.assert_array_equal(columns.true, LABELS)


def test_a_file_that_changed_is_asked_for_no_labels() -> None:
    from dataclasses import replace

    def changed() -> None:
        raise InvalidInput("the file was cut short")

    with pytest.raises(InvalidInput, match="cut short"):
        columns_for(replace(task(SCORES, LABELS), check=changed))
