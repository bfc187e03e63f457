"""Blocks of rows: how large, over how many threads, with progress and a way to stop.

NumPy lets go of the interpreter inside each of its loops, so plain threads work on blocks
side by side as long as a block is large enough to outlast the hand-over.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ceviz.errors import Cancelled
from ceviz.maths.batch.layout import TILE

#: Called on the caller's thread with rows done and rows in all.
Progress = Callable[[int, int], None]

_MOST_THREADS = 8
#: Fewer cells than this are done before a second thread has started.
_SMALL = 1 << 17

#: Rows of a block at most: their one-number-a-sample arrays must stay in cache, too.
_LONGEST = 32768

#: Bytes all threads' working copies may take together.
_BUFFER_BUDGET = 48 << 20

#: Bytes of a block that glibc, once it was freed, keeps.
_LARGE = 16 << 20


@dataclass(frozen=True)
class Plan:
    """How a pass is cut.

    Attributes:
        rows: rows in all.
        block: rows in a block; the last may have fewer.
        threads: how many blocks are worked on at once.
    """

    rows: int
    block: int
    threads: int

    def starts(self) -> Iterator[int]:
        """First row of each block, in order."""
        return iter(range(0, self.rows, self.block))


def plan(rows: int, classes: int, itemsize: int, threads: int | None = None) -> Plan:
    """Blocks of about 4 MB of working copy, in whole tiles, threads as there are processors."""
    block = max(1, (4 << 20) // (classes * itemsize))
    if block >= TILE:
        block = min(block // TILE * TILE, _LONGEST)
    wanted = min(processors(), _MOST_THREADS) if threads is None else max(1, threads)
    if rows * classes < _SMALL:
        wanted = 1
    # The copy, a byte a cell for flags, and some twenty one-number-a-sample arrays.
    affordable = _BUFFER_BUDGET // (block * (classes * (itemsize + 1) + 160))
    blocks = -(-rows // block)
    return Plan(rows, block, max(1, min(wanted, affordable, blocks)))


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def keep_freed_memory() -> None:
    """Make freed temporaries stay at hand for the next ones.

    glibc returns freed blocks above 128 KiB to the system at once, and the next temporary pays
    for every page again: half of the time of a first pass. Once it has seen a large block
    freed, it keeps as much (man mallopt, M_MMAP_THRESHOLD). So one is taken and freed; it is
    never touched, so that it costs nothing. Elsewhere this does nothing.
    """
    np.empty(_LARGE, dtype=np.uint8)


def run(
    cut: Plan,
    worker: Callable[[], Callable[[int, int], None]],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    check: Callable[[], None] | None = None,
) -> None:
    """Do every block once; blocks are begun in order and may end in any.

    Args:
        cut: the plan.
        worker: called once in each thread; returns what does rows ``start`` to ``stop``.
        progress: told after each block the calling thread has done, and at the end.
        cancelled: asked before each block; True stops all threads.
        check: called before each block, and after the last: what a block read meanwhile counts
            only then. What it raises stops all threads, too, and comes before what a block raised.

    Raises:
        Cancelled: ``cancelled`` said so.
        Exception: what a block raised; of several the one with the lowest rows, so that a
            message does not depend on the number of threads.
    """
    keep_freed_memory()
    starts = cut.starts()
    lock = threading.Lock()
    failures: list[tuple[int, BaseException]] = []
    done = 0

    def take() -> int | None:
        with lock:
            return None if failures else next(starts, None)

    def work(own: bool) -> None:
        nonlocal done
        start: int | None = 0
        try:
            do = worker()
            while (start := take()) is not None:
                if cancelled is not None and cancelled():
                    raise Cancelled("measuring was stopped")
                if check is not None:
                    check()
                stop = min(start + cut.block, cut.rows)
                do(start, stop)
                with lock:
                    done += stop - start
                if own and progress is not None:
                    progress(done, cut.rows)
        except BaseException as error:  # handed to the caller below, whatever it is
            with lock:
                failures.append((start or 0, error))

    helpers = [
        threading.Thread(target=work, args=(False,), name="ceviz-batch", daemon=True)
        for _ in range(cut.threads - 1)
    ]
    for helper in helpers:
        helper.start()
    work(True)
    for helper in helpers:
        helper.join()
    failure = min(failures, key=lambda failure: failure[0])[1] if failures else None
    if check is not None and not isinstance(failure, Cancelled):
        check()
    if failure is not None:
        raise failure
    if progress is not None:
        progress(cut.rows, cut.rows)
