"""What a person is told, or asked, where labels and scores hardly belong together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.storage.readers import AmbiguousFile, Kind, ReadOptions, read
from tests.storage.readers.making import lines, table

ROWS = 120


def rows(sure: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) logits of a model that knows what it says, and the labels."""
    random = np.random.default_rng(2)
    z = sure * random.normal(size=(ROWS, 3))
    q = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return z, (random.random((ROWS, 1)) > q.cumsum(axis=1)).sum(axis=1)


def saved(path: Path, z: np.ndarray, labels: np.ndarray) -> Path:
    np.savez(path, logits=z, labels=labels)
    return path


def test_nothing_is_told_of_what_fits(tmp_path: Path) -> None:
    assert read(saved(tmp_path / "a.npz", *rows())).findings == ()


def test_scores_that_cost_more_than_frequencies_are_told_of(tmp_path: Path) -> None:
    z, labels = rows()
    labels = np.random.default_rng(1).permutation(labels)
    (told,) = read(saved(tmp_path / "a.npz", z, labels)).findings
    shares = np.bincount(labels) / ROWS
    assert f"alone {-(shares * np.log(shares)).sum():.4g}" in told
    assert read(saved(tmp_path / "b.npz", z[:12], labels[:12])).findings == ()


def test_labels_that_are_all_right_by_unsure_scores_are_told_of(tmp_path: Path) -> None:
    z, _ = rows()
    (told,) = read(saved(tmp_path / "a.npz", z, z.argmax(axis=1))).findings
    assert "may be predictions themselves" in told
    sure = 30 * np.eye(3)[z.argmax(axis=1)]
    assert read(saved(tmp_path / "b.npz", sure, z.argmax(axis=1))).findings == ()


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_what_is_no_class_among_the_scores_is_told_of(suffix: str, tmp_path: Path) -> None:
    z, labels = rows()
    other = np.random.default_rng(3).normal(1.0, 0.5, ROWS)
    names = ["cat", "dog", "owl"]
    heads = [*names, "quality"]
    scores = np.column_stack([z, other]).tolist()
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        cells = [[names[y], *row] for y, row in zip(labels, scores, strict=True)]
        table(path, ["label", *(f"score_{name}" for name in heads)], cells)
    else:
        objects = [dict(zip(heads, row, strict=True)) for row in scores]
        lines(
            path,
            [{"label": names[y], "logits": row} for y, row in zip(labels, objects, strict=True)],
        )
    told = read(path).findings
    assert any(each.startswith("No label is “quality”, which by the scores ") for each in told)


def one_a_row(path: Path, name: str, numbers: np.ndarray) -> Path:
    body = [[k % 2, number] for k, number in enumerate(numbers.tolist())]
    return table(path, ["label", name], body)


SHARES = np.linspace(0.05, 0.95, 40)


@pytest.mark.parametrize("name", ["logprob", "yes_logprob", "score"])
def test_one_number_that_is_never_above_0_is_asked_about(name: str, tmp_path: Path) -> None:
    path = one_a_row(tmp_path / "a.csv", name, np.log(SHARES))
    with pytest.raises(AmbiguousFile, match="never above 0") as asked:
        read(path)
    assert {each.value for each in asked.value.readings} == {Kind.LOG_PROBABILITIES, Kind.LOGITS}
    for kind in (Kind.LOG_PROBABILITIES, Kind.LOGITS):
        assert read(path, ReadOptions(kind=kind)).kind == kind


def test_one_number_that_is_never_below_0_is_asked_about(tmp_path: Path) -> None:
    path = one_a_row(tmp_path / "a.csv", "score", 500 + 100 * SHARES)
    with pytest.raises(AmbiguousFile, match="never below 0"):
        read(path)
    assert read(path, ReadOptions(kind=Kind.LOGITS)).kind is Kind.LOGITS


def test_one_logit_that_lies_between_0_and_1_is_asked_about(tmp_path: Path) -> None:
    path = one_a_row(tmp_path / "a.csv", "logit", SHARES)
    with pytest.raises(AmbiguousFile, match="sounds like logits") as asked:
        read(path)
    assert {each.value for each in asked.value.readings} == {Kind.PROBABILITIES, Kind.LOGITS}
    assert read(one_a_row(tmp_path / "b.csv", "logit", 4 * SHARES - 2)).kind is Kind.LOGITS
