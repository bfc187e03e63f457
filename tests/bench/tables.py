"""A million rows of Parquet, read by the process that waits, against reading them here."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from ceviz.storage.readers import read
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.parquet import PARQUET
from ceviz.storage.readers.meaning.interpret import interpret
from ceviz.storage.readers.process import parent
from tests.bench.harness import Row, at_most
from tests.helpers.native_tables import read_here

#: What is read: rows and classes.
SHAPE = (1_000_000, 10)

#: How much longer it may take there than here, and how long the first question at most, in s.
TIMES, FIRST = 1.2, 0.3


def rows(*, fast: bool = False) -> Iterator[Row]:
    """All rows of this part."""
    rounds = 7 if fast else 25
    with tempfile.TemporaryDirectory() as folder:
        large, small = _written(Path(folder), SHAPE[0]), _written(Path(folder), 100)
        here, apart, first, look = [], [], [], []
        for _ in range(rounds):
            here.append(_seconds(partial(_here, large)))
            look.append(_seconds(partial(_here, small)))
            parent._waiting.close()
            first.append(
                _seconds(partial(read, small))
            )  # which starts it, as a look at a file does
            apart.append(_seconds(partial(read, large)))
        times = statistics.median(apart) / statistics.median(here)
        yield at_most("a million rows of Parquet read apart", times, TIMES)
        more = statistics.median(first) - statistics.median(look)
        yield Row(
            "the first question, which starts it, takes longer by",
            more,
            "s",
            f"at most {FIRST}",
            more < FIRST,
        )
        parent._waiting.close()


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _here(path: Path) -> None:
    job = Job(path)
    interpret(read_here("Parquet", job), job)


def _written(folder: Path, count: int) -> Path:
    import pyarrow
    import pyarrow.parquet

    random = np.random.default_rng(0)
    scores = random.standard_normal((count, SHAPE[1]), dtype=np.float32)
    columns = {f"logit_{k}": scores[:, k] for k in range(SHAPE[1])}
    labels = random.integers(0, SHAPE[1], count)
    path = folder / f"{count}{PARQUET.suffixes[0]}"
    pyarrow.parquet.write_table(pyarrow.table({**columns, "label": labels}), path)
    return path
