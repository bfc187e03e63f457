"""Probabilities of all classes but one: asked about, and what the others leave of 1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import log_loss

from ceviz.errors import FileRefused
from ceviz.storage.readers import Field, Kind, ReadOptions, read
from ceviz.storage.readers.readings import AmbiguousFile
from tests.storage.readers.making import labels, logits, softmax
from tests.storage.readers.test_guessing import measured

Q = softmax(logits())
TRUTH = labels()
NAMED = np.array(["cat", "dog", "eel"])[TRUTH]
CHOSEN = ReadOptions(kind=Kind.WITHOUT_ONE)


def saved(path: Path, columns: dict[str, NDArray[Any]]) -> Path:
    rows = zip(*columns.values(), strict=True)
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    path.write_text(",".join(columns) + "\n" + text)
    return path


@pytest.mark.parametrize(
    ("left", "names", "truth", "classes"),
    [
        ((0, 1), ("prob_cat", "prob_dog"), NAMED, ("cat", "dog", "eel")),
        ((0, 2), ("prob_cat", "prob_eel"), NAMED, ("cat", "eel", "dog")),
        ((0, 1), ("cat", "dog"), NAMED, ("cat", "dog", "eel")),
        ((0, 1), ("p0", "p1"), TRUTH, ("0", "1", "2")),
        ((1, 2), ("p1", "p2"), TRUTH, ("0", "1", "2")),
        ((0, 2), ("p0", "p2"), TRUTH, ("0", "1", "2")),
        ((0, 1), ("p1", "p2"), TRUTH + 1, ("1", "2", "3")),
    ],
)
def test_one_class_is_what_the_others_leave(
    left: tuple[int, int],
    names: tuple[str, str],
    truth: NDArray[Any],
    classes: tuple[str, ...],
    tmp_path: Path,
) -> None:
    scores = {name: Q[:, k] for name, k in zip(names, left, strict=True)}
    path = saved(tmp_path / "a.csv", {**scores, "label": truth})
    with pytest.raises(AmbiguousFile, match="one class more than there are columns") as asked:
        read(path)
    (reading,) = asked.value.readings
    assert (reading.field, reading.value) == (Field.KIND, Kind.WITHOUT_ONE)
    found = read(path, reading.options)
    assert (found.class_names, found.kind) == (classes, Kind.PROBABILITIES)
    loss, accuracy = measured(found)
    assert loss == pytest.approx(log_loss(TRUTH, Q), abs=1e-9)
    assert accuracy == np.mean(Q.argmax(axis=1) == TRUTH)


def test_arrays_leave_the_last_out(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", probs=Q[:, :2].astype(np.float32), labels=TRUTH)
    with pytest.raises(FileRefused, match="class more than there are columns, “2”"):
        read(tmp_path / "a.npz")
    loss, _ = measured(read(tmp_path / "a.npz", CHOSEN))
    assert loss == pytest.approx(log_loss(TRUTH, Q), abs=1e-5)


def test_a_class_that_no_label_has_is_the_rest(tmp_path: Path) -> None:
    two = np.array(["cat", "dog"])[TRUTH % 2]
    columns = {"prob_cat": Q[:, 0], "prob_dog": Q[:, 1], "label": two}
    path = saved(tmp_path / "a.csv", columns)
    with pytest.raises(FileRefused) as refused:
        read(path)
    said = str(refused.value)
    assert said.index("without one class") < said.index("to divide each row")
    assert read(path, CHOSEN).class_names == ("cat", "dog", "rest")


@pytest.mark.parametrize(
    ("scores", "truth", "said"),
    [
        (np.full((len(TRUTH), 2), 0.7), TRUTH, "leaves nothing for another class"),
        (Q[:, :2], np.arange(len(TRUTH)) % 4, "2 classes more than there are columns"),
        (Q[:, 0], TRUTH % 2, "one number a row"),
    ],
)
def test_what_leaves_no_one_class_is_refused(
    scores: NDArray[np.floating], truth: NDArray[np.int64], said: str, tmp_path: Path
) -> None:
    columns = {f"p{k}": scores[:, k] for k in range(2)} if scores.ndim == 2 else {"prob": scores}
    with pytest.raises(FileRefused, match=said):
        read(saved(tmp_path / "a.csv", {**columns, "label": truth}), CHOSEN)
