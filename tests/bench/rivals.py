"""``report`` against PyTorch computing the same, and reading tables against polars.

A report is a whole process on both sides, from its start to its last line: Python, imports, the
file, the numbers. Tables are read in this process, into arrays of scores and labels on both
sides; ceviz also looks what the columns are. Neither rival is a dependency: without one its rows
say so.
"""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from ceviz.storage.readers import read
from tests.bench.harness import Row, not_installed, of_rival, turn_by_turn

#: The program as people run it.
_MAIN = Path(__file__).parents[2] / "main.py"

#: Rows, classes and precision of the files reported on; the last two only in a full run.
REPORTED: list[tuple[int, int, DTypeLike]] = [
    (1_000_000, 10, np.float32),
    (4_096, 50_257, np.float16),
    (10_000_000, 10, np.float32),
    (100_000, 1_000, np.float32),
]

#: Rows and classes of the tables read.
READ = (1_000_000, 10)

#: A report may take this many times as long as PyTorch, and reading as polars.
REPORT, READING = 1.3, 2.0

#: What PyTorch is given to do: the columns and totals of a report without its temperature.
_TORCH = """
import sys, numpy, torch
with numpy.load(sys.argv[1]) as file:
    z, y = torch.from_numpy(file["logits"]).float(), torch.from_numpy(file["labels"])
logs = torch.log_softmax(z, 1)
losses = -logs.gather(1, y[:, None])[:, 0]
q = logs.exp_()
top = q.topk(2, 1)
confidence, margin = top.values[:, 0], top.values[:, 0] - top.values[:, 1]
right = top.indices[:, 0] == y
brier = (q * q).sum(1) + 1 - 2 * q.gather(1, y[:, None])[:, 0]
bins = (confidence * 15).long().clamp(max=14)
count = torch.bincount(bins, minlength=15)
gaps = torch.bincount(bins, confidence.double() - right.double(), minlength=15)
costs = torch.bincount(y, losses.double(), minlength=z.shape[1])
pairs = torch.unique(y * z.shape[1] + top.indices[:, 0], return_counts=True)
print(losses.double().mean().item(), right.double().mean().item(), brier.double().mean().item(),
      (gaps.abs().sum() / len(y)).item(), margin.mean().item(), costs.max().item(), len(pairs[0]),
      losses.topk(10).indices.tolist())
"""


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    rounds = 3 if fast else 5
    with tempfile.TemporaryDirectory() as folder:
        for count, classes, precision in REPORTED[: 2 if fast else None]:
            yield _report(Path(folder), count, classes, precision, rounds)
        yield from _reading(Path(folder), rounds)


def _report(folder: Path, count: int, classes: int, precision: DTypeLike, rounds: int) -> Row:
    name = f"report of {count:,} × {classes:,} {np.dtype(precision)}"
    if importlib.util.find_spec("torch") is None:
        return not_installed(name, "torch")
    path = folder / "reported.npz"
    scores, labels = _model(count, classes, precision)
    np.savez(path, logits=scores, labels=labels)
    del scores
    ours = [sys.executable, str(_MAIN), "report", str(path), "--no-temperature"]
    theirs = [sys.executable, "-c", _TORCH, str(path)]
    taken = turn_by_turn([_process(ours), _process(theirs)], rounds)
    path.unlink()
    return of_rival(name, "torch", taken, REPORT)


def _process(words: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def _reading(folder: Path, rounds: int) -> Iterator[Row]:
    """Both sides end with scores as one array and labels as another."""
    forms = ("parquet", "csv")
    names = [f"reading {READ[0]:,} × {READ[1]} from {form}" for form in forms]
    if importlib.util.find_spec("polars") is None:
        yield from (not_installed(name, "polars") for name in names)
        return
    polars: Any = importlib.import_module("polars")
    scores, labels = _model(*READ, np.float32)
    columns = [f"logit_{k}" for k in range(READ[1])]
    frame = polars.DataFrame(dict(zip(columns, scores.T, strict=True))).with_columns(
        polars.Series("label", labels)
    )
    for form, name in zip(forms, names, strict=True):
        path = folder / f"table.{form}"
        getattr(frame, f"write_{form}")(path)
        load = getattr(polars, f"read_{form}")

        def theirs(path: Path = path, load: Callable[..., Any] = load) -> object:
            table = load(path, columns=[*columns, "label"])
            return table.select(columns).to_numpy(), table["label"].to_numpy()

        taken = turn_by_turn([lambda path=path: read(path), theirs], rounds)  # type: ignore[misc]
        yield of_rival(name, "polars", taken, READING)


def _model(count: int, classes: int, precision: DTypeLike) -> tuple[Any, Any]:
    """Scores of a model that is right about half the time, and labels."""
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, count)
    scores = random.standard_normal((count, classes), dtype=np.float32)
    scores *= 3.0
    scores[np.arange(count), labels] += 2.0 * np.log(classes)
    return scores.astype(precision, copy=False), labels
