"""Which files make a run, and what is measured of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import ceviz
from ceviz.errors import FileRefused
from ceviz.maths.batch import optimal_temperature
from ceviz.storage.runs import dumps, measured_step, opened_step, title_of
from tests.helpers.files import load, sample_file, write_npz


def test_the_samples_are_a_run_of_nine() -> None:
    found = dumps(sample_file("digits-epoch-016.npz"))
    assert [dump.number for dump in found] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert dumps(sample_file("digits.npz").parent) == found
    assert title_of(found[0].path.name) == "digits-epoch-*.npz"


def test_steps_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("epoch-10.npz", "epoch-9.npz", "epoch-100.npz", "best.npz", "epoch-7.txt"):
        (tmp_path / name).touch()
    (tmp_path / "epoch-3.npz").mkdir()
    assert [dump.path.name for dump in dumps(tmp_path)] == [
        "epoch-9.npz", "epoch-10.npz", "epoch-100.npz",
    ]  # fmt: skip


def test_the_last_number_of_a_name_is_the_step(tmp_path: Path) -> None:
    for name in ("resnet50-1.npz", "resnet50-2.npz", "resnet18-1.npz"):
        (tmp_path / name).touch()
    assert [dump.path.name for dump in dumps(tmp_path)] == ["resnet50-1.npz", "resnet50-2.npz"]
    assert len(dumps(tmp_path / "resnet18-1.npz")) == 1


def test_a_run_is_known_by_one_of_its_files_though_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "epoch-2.npz").touch()
    assert [dump.number for dump in dumps(tmp_path / "epoch-1.npz")] == [2]


@pytest.mark.parametrize("name", ["", "best.npz", "nowhere/epoch-1.npz"])
def test_where_there_is_no_run_it_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "best.npz").touch()
    with pytest.raises(FileRefused, match=r"checkpoint|looked into"):
        dumps(tmp_path / name)


def test_a_step_is_measured_as_its_file_is() -> None:
    dump = dumps(sample_file("digits-epoch-016.npz"))[4]
    file, step = measured_step(dump)
    expected = load(dump.path).evaluation
    assert file.evaluation.summary == expected.summary
    assert (step.number, step.name, step.rows) == (16, "digits-epoch-016.npz", 899)
    assert (step.measures.temperature, step.measures.best) == optimal_temperature(expected)
    assert opened_step(dump).evaluation.summary == expected.summary


def test_a_recorded_step_has_no_best_temperature(tmp_path: Path) -> None:
    file = load(write_npz(tmp_path / "scores.npz"))
    recorder = ceviz.Recorder()
    recorder.add(file.predictions.scores, file.predictions.targets)
    recorder.save(tmp_path / "epoch-1.npz")
    _, step = measured_step(dumps(tmp_path / "epoch-1.npz")[0])
    assert step.measures.loss == file.evaluation.mean
    assert step.measures.temperature is None


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    whole = write_npz(tmp_path / "epoch-1.npz").read_bytes()
    half = tmp_path / "epoch-2.npz"
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileRefused, match=r"epoch-2\.npz"):
        measured_step(dumps(half)[1])
    assert np.isfinite(measured_step(dumps(half)[0])[1].measures.loss)
