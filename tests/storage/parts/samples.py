"""Predictions cut into files, and the one file that has all their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import softmax

NAMES = ("cat", "dog", "emu")


def rows(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Scores (count, 3) and labels, of which every one occurs in any dozen of rows."""
    random = np.random.default_rng(seed)
    labels = np.where(
        random.random(count) < 0.7, np.arange(count) % 3, random.integers(0, 3, count)
    )
    scores = 2.0 * random.standard_normal((count, 3))
    scores[np.arange(count), labels] += 3.0
    return scores, labels


def npz(path: Path, scores: np.ndarray, labels: np.ndarray) -> None:
    np.savez(path, logits=scores, labels=labels, class_names=NAMES)


def csv(path: Path, scores: np.ndarray, labels: np.ndarray) -> None:
    shares = softmax(scores, axis=1)
    lines = ["label," + ",".join(f"prob_{name}" for name in NAMES)]
    lines += [
        ",".join([NAMES[label], *map(repr, row)])
        for label, row in zip(labels.tolist(), shares.tolist(), strict=True)
    ]
    path.write_text("\n".join(lines) + "\n")


def parquet(path: Path, scores: np.ndarray, labels: np.ndarray) -> None:
    columns: dict[str, Any] = {"label": labels}
    columns |= {f"logit_{name}": scores[:, k] for k, name in enumerate(NAMES)}
    pq.write_table(pa.table(columns), path)


WRITERS: dict[str, Callable[[Path, np.ndarray, np.ndarray], None]] = {
    "npz": npz, "csv": csv, "parquet": parquet,
}  # fmt: skip


def shards(
    folder: Path, edges: Sequence[int], form: str = "npz", seed: int = 0
) -> tuple[list[Path], Path]:
    """Rows cut at ``edges`` into ``shard-0`` …, and the same in one file."""
    scores, labels = rows(edges[-1], seed)
    write = WRITERS[form]
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number, (start, stop) in enumerate(pairwise(edges)):
        found.append(folder / f"shard-{number}.{form}")
        write(found[-1], scores[start:stop], labels[start:stop])
    whole = folder.parent / f"{folder.name}-whole.{form}"
    write(whole, scores, labels)
    return found, whole
