"""Predictions as a document: what lies in a file is read only while the file is what it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.maths.batch import (
    Evaluation,
    TemperaturePreview,
    class_probability,
    evaluate_task,
    fit_temperature,
    optimal_temperature,
    random_halves,
    suspect_labels,
    what_others_print,
)
from ceviz.storage.opened import document_of, task_of
from ceviz.storage.readers import Predictions, arrays, read
from tests.helpers.files import write_npz

NAMES = tuple("abcde")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose arrays are mapped, however small."""
    monkeypatch.setattr(arrays, "MAP_ABOVE", 0)
    return write_npz(tmp_path / "z.npz", 60, images=np.zeros((60, 2, 2)))


def measured(predictions: Predictions) -> Evaluation:
    return evaluate_task(task_of(predictions), reduction="mean", class_names=NAMES)


@pytest.mark.parametrize(
    "computation",
    [
        lambda e: evaluate_task(e.task, reduction="mean", class_names=NAMES),
        lambda e: fit_temperature(e, random_halves(60)),
        optimal_temperature,
        what_others_print,
        lambda e: class_probability(e, 0),
        lambda e: TemperaturePreview(e, cells=1),
    ],
    ids=["measure", "fit", "optimum", "others", "class", "sample"],
)
@pytest.mark.parametrize("cut", [True, False])
def test_rows_of_a_file_cut_short_or_gone_are_not_read(
    path: Path,
    computation: Callable[[Evaluation], object],
    cut: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ceviz.maths.batch.preview._FEWEST_ROWS", 10)
    evaluation = measured(read(path))
    computation(evaluation)
    if cut:
        with path.open("r+b") as file:
            file.truncate(0)
    else:
        path.unlink()
    what = "changed by another program" if cut else "no longer there"
    with pytest.raises(FileRefused, match=rf"z\.npz: the file .*{what}.*Open it again"):
        computation(evaluation)


def test_a_file_cut_short_between_two_blocks_ends_in_a_refusal(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ceviz.maths.batch.kernel.plan", lambda *_: _Tens())
    predictions = read(path)
    done: list[int] = []

    def progress(rows: int, _: int) -> None:
        done.append(rows)
        if rows == 30:
            with path.open("r+b") as file:
                file.truncate(0)

    with pytest.raises(FileRefused, match="changed by another program"):
        evaluate_task(task_of(predictions), reduction="mean", class_names=NAMES, progress=progress)
    assert done == [10, 20, 30]


class _Tens:
    """Blocks of ten rows, one after the other."""

    rows, block, threads = 60, 10, 1

    def starts(self) -> object:
        return iter(range(0, 60, 10))


def test_what_was_measured_of_it_can_be_looked_at_still(path: Path) -> None:
    predictions = read(path)
    evaluation = measured(predictions)
    true, found = evaluation.true.tolist(), suspect_labels(evaluation)
    with path.open("r+b") as file:
        file.truncate(0)
    assert evaluation.true.tolist() == true
    assert np.array_equal(suspect_labels(evaluation).rows, found.rows)


def test_what_is_in_memory_is_measured_though_its_file_changed(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "z.npz", 60)
    predictions = read(path)
    mean = measured(predictions).mean
    path.unlink()
    assert measured(predictions).mean == mean
    # To open another of its samples is refused all the same: the file is not what is shown.
    with pytest.raises(FileRefused, match="no longer there"):
        document_of(predictions).samples[1]
