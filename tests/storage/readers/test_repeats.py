"""Rows that a mean over all should not mix are told of."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ceviz.storage.readers import read
from tests.storage.readers.making import lines

TWICE = "are measured together. Keep those of one to measure it."


def findings(path: Path, columns: dict[str, list[object]]) -> tuple[str, ...]:
    """What is told of a table of two classes with these columns."""
    rows = len(next(iter(columns.values())))
    probs = [(0.6, 0.4), (0.4, 0.6), (0.7, 0.3), (0.2, 0.8)] * (rows // 4)
    table = {
        **columns,
        "prob_0": [q for q, _ in probs],
        "prob_1": [q for _, q in probs],
        "y": [int(q < 0.5) ^ (k % 10 == 9) for k, (q, _) in enumerate(probs)],
    }
    records = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    if path.suffix == ".jsonl":
        lines(path, records)
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
    else:
        cells = [[*table], *([str(cell) for cell in record.values()] for record in records)]
        path.write_text("\n".join(map(",".join, cells)))
    return read(path).findings


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"model": ["rf", "rf", "lr", "lr"]},
            f"“model” is “lr”, “rf”: rows of all {TWICE}",
        ),
        ({"epoch": [1, 1, 2, 2]}, f"“epoch” is “1”, “2”: rows of all {TWICE}"),
        (
            {"part": ["train", "train", "dev", "dev"]},
            f"“part” is “dev”, “train”: rows of all {TWICE}",
        ),
        (
            {"image_id": ["a", "b", "a", "b"], "fold": [1, 1, 2, 2]},
            f"Each “image_id” is there 2 times, once for each “fold”: all {TWICE}",
        ),
        ({"sample_weight": [1, 2, 3, 3]}, "“sample_weight” is not used: every row counts once."),
        ({"n": [10, 1, 1, 1]}, "“n” is not used: every row counts once."),
    ],
)
def test_what_a_mean_mixes_is_told(
    columns: dict[str, list[object]], told: str, suffix: str, tmp_path: Path
) -> None:
    (finding,) = findings(tmp_path / f"a{suffix}", columns)
    assert finding == told


@pytest.mark.parametrize(
    "columns",
    [
        {"id": ["a", "b", "c", "d"], "fold": [1, 1, 2, 2]},
        {"id": ["a", "b", "a", "c"], "fold": [1, 1, 2, 2]},
        {"seed": [0, 0, 0, 0], "weight": [1, 1, 1, 1], "split": ["test"] * 4},
        {"text": ["train", "dog", "cat", "eel"], "n_tokens": [1, 2, 3, 4]},
    ],
)
def test_what_a_mean_does_not_mix_is_not_told(
    columns: dict[str, list[object]], tmp_path: Path
) -> None:
    assert findings(tmp_path / "a.csv", columns) == ()


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_models_one_after_the_other_are_told(suffix: str, tmp_path: Path) -> None:
    """The first rows are of one alone."""
    models: list[object] = [*["rf"] * 300, *["lr"] * 300]
    (finding,) = findings(tmp_path / f"a{suffix}", {"model": models})
    assert "“model” is “lr”, “rf”" in finding
