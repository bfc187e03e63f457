"""Files that know the most probable classes of a row only are named, and never read as classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import Kind, ReadOptions, read
from tests.storage.readers.making import lines, softmax
from tests.storage.readers.test_guessing import Columns, written

ROWS, CLASSES, TOP = 40, 6, 3
RANDOM = np.random.default_rng(11)
NAMES = np.array(["cat", "dog", "bird", "fish", "cow", "hen"])
Q = softmax(RANDOM.normal(0, 2, (ROWS, CLASSES)))
TRUTH = RANDOM.integers(0, CLASSES, ROWS)
ORDER = np.argsort(-Q, axis=1)[:, :TOP]
BEST = np.take_along_axis(Q, ORDER, axis=1).round(4)


def ranked(classes: str, scores: str, *, first: int = 1, named: bool = True) -> Columns:
    """Columns such as ``label_1, prob_1, label_2, prob_2``; a name has ``#`` for the rank."""
    columns: Columns = {"label": NAMES[TRUTH] if named else TRUTH}
    for k in range(TOP):
        of_rank = str(k + first)
        columns[classes.replace("#", of_rank)] = NAMES[ORDER[:, k]] if named else ORDER[:, k]
        columns[scores.replace("#", of_rank)] = BEST[:, k]
    return columns


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("classes", "scores", "first"),
    [
        ("label_#", "prob_#", 1),
        ("pred_#", "score_#", 1),
        ("top#_class", "top#_prob", 1),
        ("class#", "conf#", 0),
        ("top_#_label", "top_#_probability", 1),
        ("pred_top#", "prob_top#", 1),
    ],
)
def test_top_k_columns_are_named(
    classes: str, scores: str, first: int, named: bool, suffix: str, tmp_path: Path
) -> None:
    path = written(tmp_path / f"a{suffix}", ranked(classes, scores, first=first, named=named))
    with pytest.raises(FileRefused, match="holds the 3 most probable classes of a row") as caught:
        read(path)
    assert "the loss needs q of the true class" in caught.value.why
    assert "scores of all classes" in caught.value.remedy


def test_top_scores_without_their_classes_are_named_too(tmp_path: Path) -> None:
    columns: Columns = {"label": TRUTH, **{f"top{k + 1}_prob": BEST[:, k] for k in range(TOP)}}
    with pytest.raises(FileRefused, match="holds the 3 most probable classes of a row"):
        read(written(tmp_path / "a.csv", columns))


def test_numbered_classes_beside_marks_are_no_top_k(tmp_path: Path) -> None:
    """The scores of a class rise and fall; a prediction is one column."""
    columns: Columns = {f"prob_{k}": Q[:, k] for k in range(CLASSES)}
    columns |= {"label": TRUTH, "pred_1": Q.argmax(axis=1), "pred_2": Q.argmin(axis=1)}
    assert read(written(tmp_path / "a.csv", columns)).class_names == tuple("012345")


def test_sorted_scores_are_no_classes(tmp_path: Path) -> None:
    whole = -np.sort(-Q, axis=1)
    np.savez(tmp_path / "a.npz", probs=whole, labels=TRUTH)
    with pytest.raises(FileRefused, match="fall from the first to the last of 6") as caught:
        read(tmp_path / "a.npz")
    assert "(--kind probabilities)" in caught.value.remedy
    assert read(tmp_path / "a.npz", ReadOptions(kind=Kind.PROBABILITIES)).kind is Kind.PROBABILITIES
    records = [
        {"label": int(y), "indices": k.tolist(), "probs": p.tolist()}
        for y, k, p in zip(TRUTH, ORDER, BEST, strict=True)
    ]
    with pytest.raises(FileRefused, match="fall from the first to the last of 3"):
        read(lines(tmp_path / "a.jsonl", records))


def test_the_same_scores_in_every_row_are_a_model_of_frequencies(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", probs=np.tile([0.5, 0.3, 0.2], (ROWS, 1)), labels=TRUTH % 3)
    assert read(tmp_path / "a.npz").kind is Kind.PROBABILITIES
