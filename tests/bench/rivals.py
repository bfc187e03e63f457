"""``report`` against PyTorch computing the same, and reading tables against polars.

A report is a whole process on both sides, from its start to its last line: Python, imports, the
file, the numbers. Tables are read in a running program, into arrays of scores and labels on both
sides; ceviz also looks what the columns are. What reads Parquet and Arrow for ceviz is a process
that was started before, as one is when a file is dragged in or another was read; its start is in
the reports of such files. Neither rival is a dependency: without one its rows say so.
"""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet
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

#: A report may take this many times as long as PyTorch.
REPORT = 1.3

#: Reading from each form may take this many times as long as polars; from Arrow it copies nothing.
READ_FROM = {"parquet": 2.0, "csv": 2.0, "tsv": 2.0, "arrow": 6.0}

#: Of these the whole program is timed as well.
REPORTED_TABLES = ("parquet", "arrow")

#: Blocks on their way may take this much memory, in MB.
BLOCKS = 128.0

#: Peak beyond the scores and targets of the second file, after all was imported for the first.
_PEAK = """
import sys
from ceviz.storage.readers import read
def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))
import pyarrow.csv
read(sys.argv[1])
before = peak()
found = read(sys.argv[2])
print(peak() - before - found.scores.nbytes - found.targets.nbytes)
"""

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


#: The same of a table, read with polars.
_POLARS = """
import sys, numpy, polars
load = polars.read_ipc if sys.argv[1].endswith("arrow") else polars.read_parquet
table = load(sys.argv[1])
y = table["label"].to_numpy()
z = table.drop("label").to_numpy()
z = z - z.max(1, keepdims=True)
q = numpy.exp(z)
sums = q.sum(1, keepdims=True)
q /= sums
losses = numpy.log(sums)[:, 0] - z[numpy.arange(len(y)), y]
top = numpy.partition(q, -2, 1)[:, -2:]
confidence, margin, guess = top[:, 1], top[:, 1] - top[:, 0], q.argmax(1)
right = guess == y
brier = (q * q).sum(1) + 1 - 2 * q[numpy.arange(len(y)), y]
bins = (confidence * 15).astype(int).clip(max=14)
gaps = numpy.bincount(bins, confidence.astype(float) - right, 15)
costs = numpy.bincount(y, losses, z.shape[1])
pairs = numpy.unique(y * z.shape[1] + guess, return_counts=True)
print(losses.mean(dtype=float), right.mean(), brier.mean(dtype=float),
      abs(gaps).sum() / len(y), margin.mean(dtype=float), costs.max(), len(pairs[0]),
      numpy.argsort(losses)[-10:])
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
    scores, labels = _model(*READ, np.float32)
    table: dict[str, Any] = {f"logit_{k}": column for k, column in enumerate(scores.T)}
    few, many = folder / "few", folder / "table"
    _write_tables({name: column[:1000] for name, column in table.items()}, labels[:1000], few)
    _write_tables(table, labels, many)
    for form, bar in READ_FROM.items():
        name = f"reading {READ[0]:,} × {READ[1]} from {form}"
        path = many.with_suffix(f".{form}")
        if importlib.util.find_spec("polars") is None:
            yield not_installed(name, "polars")
        else:
            theirs = _by_polars(path, [*table])
            taken = turn_by_turn([lambda path=path: read(path), theirs], rounds)  # type: ignore[misc]
            yield of_rival(name, "polars", taken, bar)
            if form in REPORTED_TABLES:
                yield _table_report(path, rounds)
        yield from _memory(name, few.with_suffix(f".{form}"), path)


def _table_report(path: Path, rounds: int) -> Row:
    """From the start of both programs; nothing was promised."""
    ours = [sys.executable, str(_MAIN), "report", str(path), "--no-temperature"]
    theirs = [sys.executable, "-c", _POLARS, str(path)]
    taken = turn_by_turn([_process(ours), _process(theirs)], rounds)
    mine, rival = (statistics.median(times) for times in taken)
    name = f"report of {READ[0]:,} × {READ[1]} from {path.suffix[1:]}, of polars and NumPy"
    return Row(f"{name} ({rival:.2f} s)", mine / rival)


def _write_tables(table: dict[str, Any], labels: Any, path: Path) -> None:
    """The same table in every form."""
    whole = pyarrow.table({**table, "label": labels})
    pyarrow.parquet.write_table(whole, path.with_suffix(".parquet"))
    pyarrow.feather.write_feather(whole, str(path.with_suffix(".arrow")))
    pyarrow.csv.write_csv(whole, path.with_suffix(".csv"))
    tabs = pyarrow.csv.WriteOptions(delimiter="\t")
    pyarrow.csv.write_csv(whole, path.with_suffix(".tsv"), tabs)


def _by_polars(path: Path, columns: list[str]) -> Callable[[], object]:
    polars: Any = importlib.import_module("polars")
    kind = path.suffix[1:]
    load = getattr(polars, {"arrow": "read_ipc", "tsv": "read_csv"}.get(kind, f"read_{kind}"))
    options = {"separator": "\t"} if kind == "tsv" else {}

    def run() -> object:
        table = load(path, columns=[*columns, "label"], **options)
        return table.select(columns).to_numpy(), table["label"].to_numpy()

    return run


def _memory(name: str, few: Path, path: Path) -> Iterator[Row]:
    """What reading takes at its peak beyond what it keeps, in a process of its own."""
    if sys.platform != "linux":  # elsewhere it is counted otherwise
        return
    words = [sys.executable, "-c", _PEAK, str(few), str(path)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=_MAIN.parent)
    beyond = float(done.stdout) / 2**20
    yield Row(f"{name}: memory beyond it", beyond, "MB", f"at most {BLOCKS:g}", beyond <= BLOCKS)


def _model(count: int, classes: int, precision: DTypeLike) -> tuple[Any, Any]:
    """Scores of a model that is right about half the time, and labels."""
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, count)
    scores = random.standard_normal((count, classes), dtype=np.float32)
    scores *= 3.0
    scores[np.arange(count), labels] += 2.0 * np.log(classes)
    return scores.astype(precision, copy=False), labels
