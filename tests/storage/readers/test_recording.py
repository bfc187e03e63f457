"""Recordings on the disk: read as they were written, refused if they are anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.document import edits
from ceviz.errors import CevizError, FileRefused, InvalidInput
from ceviz.maths.batch import evaluate
from ceviz.maths.batch.recorded import beside
from ceviz.storage.opened import OpenedFile, task_of
from ceviz.storage.readers import read, sniff
from ceviz.storage.readers.recording import MARK, Recording, read_recording

ROWS, NAMES = 90, ("ash", "birch", "cedar", "elm")


def recording(*, rows: bool = True) -> Recording:
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 4, ROWS)
    labels[0] = -100
    found = evaluate(3.0 * rng.normal(size=(ROWS, 4)), labels)
    return Recording(NAMES, -100, beside([found.columns]) if rows else None, found.summary)


@pytest.fixture(params=[True, False], ids=["rows", "totals"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = tmp_path / "epoch-001.npz"
    recording(rows=request.param).save(made)
    return made


def arrays_of(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path) as archive:
        return dict(archive)


def save(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    np.savez(path, **arrays)  # type: ignore[arg-type]


def test_totals_and_rows_come_back(path: Path) -> None:
    found, wanted = read_recording(path), recording()
    assert found.summary == wanted.summary
    assert (found.class_names, found.ignore_index) == (NAMES, -100)
    if found.columns is not None:
        assert wanted.columns is not None
        np.testing.assert_array_equal(found.columns.margin, wanted.columns.margin)


def test_it_opens_as_a_document_that_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "epoch.npz"
    wanted = recording()
    wanted.save(path)
    assert sniff(path).samples == ROWS
    opened = OpenedFile.measured(read(path), path)
    assert opened.evaluation.summary == wanted.summary
    assert opened.document.selected == 1
    with pytest.raises(InvalidInput, match="without their scores"):
        edits.set_temperature(opened.document, 2.0)
    with pytest.raises(InvalidInput, match="without their scores"):
        task_of(opened.predictions, label_smoothing=0.1)
    sample = opened.document.samples[5]
    assert -sample.scores[sample.true] == opened.evaluation.loss[5]


def test_every_byte_cut_off_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(FileRefused):
            read_recording(path)


def test_flipped_bytes_change_nothing_or_are_refused(path: Path) -> None:
    whole, wanted = path.read_bytes(), read_recording(path)
    rng = np.random.default_rng(0)
    for at in rng.integers(0, len(whole), 400).tolist():
        damaged = bytearray(whole)
        damaged[at] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        try:
            found = read_recording(path)
        except CevizError:
            continue
        assert found.summary == wanted.summary


@pytest.mark.parametrize(
    ("name", "value", "match"),
    [
        (MARK, "no JSON", "no head"),
        (MARK, {"version": 2}, "later ceviz"),
        (MARK, {"classes": 0}, "contradicts itself"),
        (MARK, {"ignored": ROWS + 1}, "contradicts itself"),
        (MARK, {"rows": ROWS + 1}, "epoch-001.npz"),
        ("class_names", np.array(["ash", "ash", "b", "c"]), "the same"),
        ("class_names", np.array(["ash"]), "no names"),
    ],
)
def test_what_contradicts_itself_is_refused(path: Path, name: str, value: Any, match: str) -> None:
    arrays = arrays_of(path)
    if isinstance(value, dict):
        value = json.dumps(json.loads(str(arrays[MARK])) | value)
    save(path, arrays | {name: np.array(value)})
    with pytest.raises(FileRefused, match=match):
        read_recording(path)


@pytest.mark.parametrize(("rows", "name"), [(True, "loss"), (False, "totals_pairs_counts")])
def test_a_column_of_another_length_is_refused(tmp_path: Path, rows: bool, name: str) -> None:
    path = tmp_path / "epoch.npz"
    recording(rows=rows).save(path)
    arrays = arrays_of(path)
    save(path, arrays | {name: arrays[name][1:]})
    with pytest.raises(FileRefused, match=name):
        read_recording(path)


def test_an_archive_of_scores_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "scores.npz"
    np.savez(path, logits=np.eye(3), labels=np.arange(3))
    with pytest.raises(FileRefused, match="no recording"):
        read_recording(path)
