"""Labels with a number a class in one cell or key: mappings, lists, and lists that were printed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ceviz.errors import FileRefused
from ceviz.storage.readers import read
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import lines

NAMES = ("cat", "dog", "eel")
Q = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [0.3, 0.3, 0.4]])
SOFT = np.array([[0.9, 0.1, 0.0], [0.0, 1.0, 0.0], [0.2, 0.2, 0.6], [1.0, 0.0, 0.0]])
HARD = np.eye(3)[[0, 1, 2, 0]]


def loss(p: np.ndarray) -> float:
    return float(-(p * np.log(Q)).sum(axis=1).mean())


def loss_of(path: Path) -> float:
    fit = fit_of(read(path))
    assert fit is not None
    return fit.loss


def by_class(row: np.ndarray, *, turned: bool = False, whole: bool = True) -> dict[str, float]:
    pairs = [(n, v) for n, v in zip(NAMES, row.tolist(), strict=True) if whole or v]
    return dict(pairs[::-1] if turned else pairs)


@pytest.mark.parametrize("p", [SOFT, HARD], ids=["soft", "hard"])
@pytest.mark.parametrize("whole", [True, False])
def test_targets_by_class(whole: bool, p: np.ndarray, tmp_path: Path) -> None:
    """In an order of their own, and without the classes that have nothing."""
    rows = [
        {"probs": by_class(q), "target": by_class(t, turned=True, whole=whole)}
        for q, t in zip(Q, p, strict=True)
    ]
    assert loss_of(lines(tmp_path / "a.jsonl", rows)) == pytest.approx(loss(p))


def test_targets_by_class_beside_scores_in_any_order(tmp_path: Path) -> None:
    rows = [
        {"probs": by_class(q, turned=k > 1), "target": by_class(t)}
        for k, (q, t) in enumerate(zip(Q, SOFT, strict=True))
    ]
    path = lines(tmp_path / "a.jsonl", rows)
    assert loss_of(path) == pytest.approx(loss(SOFT))
    for row, p in zip(rows, SOFT.tolist(), strict=True):
        row["target"] = p
    with pytest.raises(FileRefused, match="labels are lists, and the classes"):
        read(lines(path, rows))


def test_targets_by_class_need_scores_by_class(tmp_path: Path) -> None:
    rows = [{"probs": q.tolist(), "target": by_class(t)} for q, t in zip(Q, SOFT, strict=True)]
    with pytest.raises(FileRefused, match="names the classes, which the scores do not"):
        read(lines(tmp_path / "a.jsonl", rows))


@pytest.mark.parametrize("p", [SOFT, HARD, HARD.astype(int)], ids=["soft", "hard", "whole"])
@pytest.mark.parametrize("printed", [str, repr, json.dumps])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("is_wide", [True, False])
def test_printed_targets(
    is_wide: bool, suffix: str, printed: type[str], p: np.ndarray, tmp_path: Path
) -> None:
    texts = [printed(row) for row in p.tolist()]
    if is_wide:
        columns = {f"prob_{name}": Q[:, k].tolist() for k, name in enumerate(NAMES)}
    else:
        columns = {"probs": [printed(row) for row in Q.tolist()]}
    table = columns | {"label": texts}
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.table(table), path)
    elif suffix == ".jsonl":
        lines(
            path, [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
        )
    else:
        rows = [",".join(f'"{cell}"' for cell in row) for row in zip(*table.values(), strict=True)]
        path.write_text("\n".join([",".join(table), *rows]))
    assert loss_of(path) == pytest.approx(loss(np.asarray(p, float)))


@pytest.mark.parametrize("text", ["[0, 1]", "[0, one, 0]", "cat"])
def test_what_is_no_list_of_all_classes_is_no_target(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'prob_cat,prob_dog,prob_eel,label\n.7,.2,.1,"[1, 0, 0]"\n.2,.5,.3,"{text}"\n')
    with pytest.raises(FileRefused):
        read(path)
