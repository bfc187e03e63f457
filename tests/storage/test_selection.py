"""Rows that were selected, written and read again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.document.model import Unit
from ceviz.errors import InvalidInput
from ceviz.maths.batch import Evaluation, Overlay, evaluate, evaluate_task, overlaid
from ceviz.maths.batch.places import Parts
from ceviz.maths.batch.recorded import recorded_task
from ceviz.storage.opened import task_of
from ceviz.storage.readers import read
from ceviz.storage.selection import rows_csv, selection_bytes
from tests.maths.batch.plainly import normal_batch

NAMES = ("a", "=b", "c")


def again(tmp_path: Path, evaluation: Evaluation, rows: list[int]) -> Evaluation:
    """Those rows, written as predictions, read and measured."""
    path = tmp_path / "rows.npz"
    path.write_bytes(selection_bytes(path, evaluation, np.array(rows), Unit.NATS))
    made = read(path)
    assert made.class_names == evaluation.class_names
    return evaluate_task(task_of(made), reduction="mean", class_names=made.class_names)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_predictions_come_back_in_their_order(tmp_path: Path, dtype: Any) -> None:
    scores, labels = normal_batch(50, 3, dtype)
    labels[7] = -100
    made = evaluate(scores, labels, class_names=NAMES)
    rows = [20, 7, 3, 49]
    back = again(tmp_path, made, rows)
    assert back.task.scores.dtype == dtype
    assert (back.task.scores == scores[rows]).all()
    assert back.loss.tolist() == made.loss[rows].tolist()
    assert back.ignored.tolist() == [False, True, False, False]
    assert np.load(tmp_path / "rows.npz")["row"].tolist() == rows


def test_probabilities_come_back_as_their_logarithms(tmp_path: Path) -> None:
    q = np.array([[0.5, 0.5, 0.0], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4]])
    made = evaluate(q, [0, 2, 1], kind="probabilities", class_names=NAMES)
    back = again(tmp_path, made, [2, 0, 1])
    np.testing.assert_allclose(back.loss, made.loss[[2, 0, 1]], rtol=1e-14)


def test_what_was_edited_is_written_as_it_is(tmp_path: Path) -> None:
    scores, labels = normal_batch(20, 3, np.float64)
    targets = np.array([[0.25, 0.75, 0.0]])
    made = overlaid(
        evaluate(scores, labels, class_names=NAMES),
        Overlay(np.array([4]), np.array([[1.0, 2.0, 3.0]]), targets),
    )
    back = again(tmp_path, made, [5, 4])
    np.testing.assert_allclose(back.loss, made.loss[[5, 4]], rtol=1e-12)
    assert back.task.targets is not None
    assert back.task.targets[1].tolist() == targets[0].tolist()


def test_distributions_come_back(tmp_path: Path) -> None:
    scores, _ = normal_batch(30, 3, np.float64)
    targets = np.random.default_rng(1).dirichlet([1.0] * 3, 30)
    made = evaluate(scores, targets, class_names=NAMES)
    back = again(tmp_path, made, [9, 1, 2])
    np.testing.assert_allclose(back.loss, made.loss[[9, 1, 2]], rtol=1e-12)


def test_a_table_has_the_numbers_of_its_rows() -> None:
    scores, labels = normal_batch(50, 3)
    labels[7] = -100
    made = evaluate(scores, labels, class_names=NAMES)
    data = rows_csv(made, Unit.BITS, np.array([7, 12]))
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (first["row"], first["true"], first["ignored"]) == ("7", "", "1")
    assert (second["row"], second["ignored"]) == ("12", "0")
    assert float(second["loss [bits]"]) == made.loss[12] / np.log(2.0)
    assert second["predicted"].removeprefix("'") == NAMES[int(made.predicted[12])]
    everything = list(csv.DictReader(io.StringIO(rows_csv(made, Unit.NATS).decode("utf-8-sig"))))
    assert len(everything) == 50


def test_rows_of_several_files_name_theirs() -> None:
    scores, labels = normal_batch(50, 3)
    made = evaluate(scores, labels, class_names=NAMES)
    parts = Parts(("a.npz", "=b.npz"), (0, 20))
    made = replace(made, task=replace(made.task, parts=parts))
    data = rows_csv(made, Unit.NATS, np.array([30, 19]))
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (first["row"], first["file"], first["its row"]) == ("30", "'=b.npz", "10")
    assert (second["row"], second["file"], second["its row"]) == ("19", "a.npz", "19")


def test_rows_without_scores_are_no_predictions() -> None:
    scores, labels = normal_batch(5, 3)
    columns = evaluate(scores, labels).columns
    made = evaluate_task(recorded_task(columns, 3, -100), reduction="mean", class_names=NAMES)
    with pytest.raises(InvalidInput, match="without their scores"):
        selection_bytes(Path("x.npz"), made, np.array([1]), Unit.NATS)
    assert selection_bytes(Path("x.csv"), made, np.array([1]), Unit.NATS).count(b"\n") == 2
