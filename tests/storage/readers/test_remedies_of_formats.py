"""Remedies named in refusals and questions about JSON, JSONL, Parquet, Arrow and npz files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.storage.readers.remedies import assert_remedies_lead_on
from tests.storage.readers.test_remedies import TEXTS, TRUTH, Q, Z

Columns = dict[str, list[Any]]


def columns_of(text: str) -> Columns:
    """The columns of a CSV as a data frame has them: numbers, texts, and nothing."""
    header, *rows = csv.reader(io.StringIO(text))
    return {name: _typed([row[k] for row in rows if row]) for k, name in enumerate(header)}


def _typed(cells: list[str]) -> list[Any]:
    for kind in (int, float):
        try:
            return [kind(cell) if cell else None for cell in cells]
        except ValueError:
            continue
    return list(cells)


def as_json(folder: Path, columns: Columns) -> Path:
    path = folder / "a.json"
    path.write_text(json.dumps(columns, indent=1))
    return path


def as_one_line(folder: Path, columns: Columns) -> Path:
    path = folder / "a.json"
    path.write_text(json.dumps(columns))
    return path


def as_jsonl(folder: Path, columns: Columns) -> Path:
    path = folder / "a.jsonl"
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def as_parquet(folder: Path, columns: Columns) -> Path:
    pq.write_table(pa.table(columns), folder / "a.parquet")
    return folder / "a.parquet"


def as_arrow(folder: Path, columns: Columns) -> Path:
    table = pa.table(columns)
    with pa.ipc.new_file(str(folder / "a.arrow"), table.schema) as writer:
        writer.write_table(table)
    return folder / "a.arrow"


FRAMES = (as_json, as_one_line, as_jsonl, as_parquet, as_arrow)


@pytest.mark.parametrize("write", FRAMES)
@pytest.mark.parametrize("name", TEXTS)
def test_remedies_for_tables_lead_on_in_every_format(
    name: str,
    write: Callable[[Path, Columns], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert_remedies_lead_on(write(tmp_path, columns_of(TEXTS[name])), capsys)


SOFT = np.random.default_rng(8).dirichlet([1.0, 1.0, 1.0], len(TRUTH)).round(4)
NAMES = ("cat", "dog", "eel")
PAIRS = [
    sorted(
        ({"label": n, "score": p} for n, p in zip(NAMES, row, strict=True)),
        key=lambda pair: -pair["score"],
    )
    for row in Q.tolist()
]

#: Tables with a list or more in a cell, by what is in doubt.
LISTS: dict[str, Columns] = {
    "two models": {"logits_a": Z.tolist(), "logits_b": Z[::-1].tolist(), "label": TRUTH.tolist()},
    "two truths": {"logits": Z.tolist(), "label": TRUTH.tolist(), "gold": TRUTH[::-1].tolist()},
    "a soft truth too": {"q": Q.tolist(), "label": TRUTH.tolist(), "target": SOFT.tolist()},
    "no name of a truth": {"logits": Z.tolist(), "segment": TRUTH.tolist()},
    "mass": {"probs": (0.8 * Q).tolist(), "label": TRUTH.tolist()},
    "independent": {
        "probs": np.random.default_rng(1).random(Q.shape).tolist(),
        "label": TRUTH.tolist(),
    },
    "sorted": {"probs": np.sort(Q)[:, ::-1].tolist(), "label": TRUTH.tolist()},
    "base 10": {"logprobs": np.log10(Q + 1e-9).tolist(), "label": TRUTH.tolist()},
    "ranked, by number": {"predictions": PAIRS, "label": TRUTH.tolist()},
    "from one": {
        "probs": [dict(zip(NAMES, row, strict=True)) for row in Q.tolist()],
        "label": (np.minimum(TRUTH, 1) + 1).tolist(),
    },
    "ignored": {"probs": Q.tolist(), "label": np.where(TRUTH, TRUTH, 255).tolist()},
    "a label is missing": {"logits": Z.tolist(), "label": [None, *TRUTH.tolist()[1:]]},
}


@pytest.mark.parametrize("write", FRAMES)
@pytest.mark.parametrize("name", LISTS)
def test_remedies_for_lists_lead_on_in_every_format(
    name: str,
    write: Callable[[Path, Columns], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert_remedies_lead_on(write(tmp_path, LISTS[name]), capsys)


_SHAPED = np.random.default_rng(3).normal(size=(6, 4, 4))

#: Files of arrays, by what is in doubt.
ARRAYS: dict[str, dict[str, Any]] = {
    "two models": {"logits_a": Z, "logits_b": Z[::-1], "labels": TRUTH},
    "two truths": {"logits": Z, "labels": TRUTH, "targets": TRUTH[::-1]},
    "two splits": {
        "val_logits": Z, "val_labels": TRUTH, "test_logits": Z[::-1], "test_labels": TRUTH[::-1],
    },
    "no name of a truth": {"logits": Z, "noisy_segment_labels": TRUTH},
    "no name of the scores": {"a": Z, "b": Z[::-1], "labels": TRUTH},
    "mass": {"probs": 0.8 * Q, "labels": TRUTH},
    "independent": {"probs": np.random.default_rng(1).random(Q.shape), "labels": TRUTH},
    "sorted": {"probs": np.sort(Q)[:, ::-1], "labels": TRUTH},
    "base 10": {"logprobs": np.log10(Q + 1e-9), "labels": TRUTH},
    "ignored": {"probs": Q, "labels": np.where(TRUTH, TRUTH, 255)},
    "two axes": {"logits": _SHAPED, "labels": np.arange(24).reshape(6, 4) % 4},
    "from one": {"probs": Q, "labels": np.minimum(TRUTH, 1) + 1},
    "alphabet": {"probs": Q, "labels": np.array(NAMES)[TRUTH]},
    "no name of either": {"x1": Z, "x2": Z[::-1], "y1": TRUTH, "y2": TRUTH[::-1]},
}  # fmt: skip


@pytest.mark.parametrize("name", ARRAYS)
def test_remedies_for_arrays_lead_on(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(tmp_path / "a.npz", **ARRAYS[name])
    assert_remedies_lead_on(tmp_path / "a.npz", capsys)
