"""The batch kernel against PyTorch on the CPU, and what a million rows cost.

Both sides get the same float32 array, two threads and the same rounds, turn by turn. PyTorch
does ``log_softmax``, ``gather`` and ``max``; ceviz measures loss, prediction, confidence,
margin and Brier score. torch is no dependency: without it these rows are left out, and that is
said.
"""

from __future__ import annotations

import gc
import importlib
import statistics
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ceviz.api import Recorder
from ceviz.maths.batch import TemperaturePreview, evaluate, measure, optimal_temperature, task
from tests.bench.harness import Row, at_least, at_most, turn_by_turn

THREADS = 2

#: Shapes and how many times as fast as PyTorch the kernel must be there.
SHAPES = [
    (1_000_000, 10, 2.0),
    (600_000, 16, 1.0),
    (500_000, 32, 1.0),
    (300_000, 63, 1.0),
    (300_000, 64, 1.0),
    (200_000, 100, 1.0),
    (100_000, 300, 1.0),
    (50_000, 1_000, 2.0),
    (10_000, 5_000, 1.0),
    (2_048, 50_257, 2.0),
]

Scores = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    rounds = 5 if fast else 15
    yield from _against_torch(rounds)
    yield from _recording(rounds)
    yield from _warming(rounds)
    scores, labels = _model(1_000_000, 10)
    yield from _precision(scores, labels)
    with tempfile.TemporaryDirectory() as folder:
        yield from _files(scores, labels, Path(folder), rounds)
    preview = TemperaturePreview(evaluate(scores, labels))
    (frames,) = turn_by_turn([lambda: preview.quickly(1.3)], 4 * rounds)
    speed = 1.0 / statistics.median(frames)
    yield Row("temperature slider over 1,000,000 × 10", speed, "/s", "at least 10", speed >= 10.0)


#: Batches of an evaluation loop, and how many times as long as PyTorch's loss alone recording one
#: may take; None where that is only told.
BATCHES = [(1_024, 10, 1.15), (256, 100, None), (256, 1_000, None), (64, 50_257, None)]

#: Bytes of all batches together: a model hands over new ones, which are in no cache.
_LOOP = 64 << 20


def _recording(rounds: int) -> Iterator[Row]:
    """An evaluation loop: recording every batch against ``cross_entropy`` of every batch."""
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        return  # said above
    for count, classes, bar in BATCHES:
        parts = max(2, _LOOP // (4 * count * classes))
        scores, labels = _model(count * parts, classes)
        batches = [
            (torch.from_numpy(z), torch.from_numpy(y))
            for z, y in zip(np.split(scores, parts), np.split(labels, parts), strict=True)
        ]

        def ours(batches: list[Any] = batches) -> None:
            recorder = Recorder(kind="logits")
            for z, y in batches:
                recorder.add(z, y)
            assert recorder.summary.rows

        def loss(batches: list[Any] = batches) -> None:
            for z, y in batches:
                torch.nn.functional.cross_entropy(z, y, reduction="none")

        def same(batches: list[Any] = batches) -> None:
            for z, y in batches:
                log_q = torch.log_softmax(z, 1)
                own, two = log_q.gather(1, y[:, None])[:, 0], log_q.topk(2, 1)
                predicted, q = two.indices[:, 0], log_q.exp()
                rival = torch.where(predicted == y, two.values[:, 1], two.values[:, 0])
                (own - rival, two.values[:, 0].exp(), q.square().sum(1) - 2 * own.exp() + 1)

        mine, theirs, all_theirs = turn_by_turn([ours, loss, same], rounds)
        name = f"recording batches of {count:,} × {classes:,}, of PyTorch's"
        ratio = min(mine) / min(theirs)
        yield (
            Row(f"{name} loss alone", ratio)
            if bar is None
            else at_most(f"{name} loss alone", ratio, bar)
        )
        yield at_most(f"{name} same five numbers", min(mine) / min(all_theirs), 1.15)


def _against_torch(rounds: int) -> Iterator[Row]:
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        print("  torch is not installed: pip install torch to measure against it", flush=True)
        return
    torch.set_num_threads(THREADS)
    for count, classes, bar in SHAPES:
        scores, labels = _model(count, classes)
        contenders = [_ours(scores, labels), _torchs(torch, scores, labels)]
        ours, theirs = turn_by_turn(contenders, rounds)
        name = f"{count:,} × {classes:,}: times as fast as PyTorch, best of {rounds}"
        yield at_least(name, min(theirs) / min(ours), bar)
        median = statistics.median(theirs) / statistics.median(ours)
        yield Row(f"{count:,} × {classes:,}: the same, medians", median)


def _ours(scores: Scores, labels: Labels) -> Callable[[], object]:
    return lambda: measure(task(scores, labels), threads=THREADS)


def _torchs(torch: Any, scores: Scores, labels: Labels) -> Callable[[], object]:
    z, y = torch.from_numpy(scores), torch.from_numpy(labels)[:, None]

    def run() -> object:
        log_q = torch.log_softmax(z, 1)
        return -log_q.gather(1, y), log_q.max(1)

    return run


def _warming(rounds: int) -> Iterator[Row]:
    """The optimal temperature against measuring the same rows; nothing was promised."""
    for count, classes in ((1_000_000, 10), (2_048, 50_257)):
        evaluation = evaluate(*_model(count, classes))
        found, measured = turn_by_turn(
            [
                lambda evaluation=evaluation: optimal_temperature(evaluation),  # type: ignore[misc]
                lambda evaluation=evaluation: measure(evaluation.task),  # type: ignore[misc]
            ],
            rounds,
        )
        name = f"{count:,} × {classes:,}: its best temperature, of measuring it once"
        yield Row(name, min(found) / min(measured))


def _precision(scores: Scores, labels: Labels) -> Iterator[Row]:
    worst = 0.0
    for count, classes, _ in SHAPES:
        some, of = (scores, labels) if classes == 10 else _model(max(64, count // 50), classes)
        single = measure(task(some, of), threads=THREADS).loss
        double = measure(task(some.astype(np.float64), of), threads=THREADS).loss
        allowed = np.maximum(1e-6 * double, 1e-7)
        worst = max(worst, float((np.abs(single - double) / allowed).max()))
    yield at_most("largest error of a float32 loss, of what is allowed", worst, 1.0)


def _files(scores: Scores, labels: Labels, folder: Path, rounds: int) -> Iterator[Row]:
    np.save(folder / "z.npy", scores)
    np.savez(folder / "z.npz", logits=scores)
    mapped = np.load(folder / "z.npy", mmap_mode="r")

    gc.collect()
    tracemalloc.start()
    columns = measure(task(mapped, labels), threads=THREADS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    floats = [columns.loss, columns.confidence, columns.margin, columns.brier]
    results = columns.predicted.nbytes + sum(array.nbytes for array in floats)
    beyond = (peak - results) / 2**20
    yield Row("memory beyond file and results", beyond, "MB", "at most 64", beyond <= 64.0)

    def read_and_sum() -> object:
        with np.load(folder / "z.npz") as archive:
            return archive["logits"].sum()

    contenders = [lambda: evaluate(mapped, labels, threads=THREADS), read_and_sum]
    whole, reading = turn_by_turn(contenders, rounds)
    # From the drop to the summary 3 times are allowed; reading and guessing come on top of this.
    yield Row(
        "all totals of 1,000,000 × 10, of NumPy reading and summing", min(whole) / min(reading)
    )


def _model(count: int, classes: int) -> tuple[Scores, Labels]:
    """Scores of a model that is right about half the time."""
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, count)
    scores = random.standard_normal((count, classes), dtype=np.float32)
    scores *= 3.0
    scores[np.arange(count), labels] += 2.0 * np.log(classes)
    return scores, labels
