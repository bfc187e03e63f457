from __future__ import annotations

import itertools
import threading

import pytest

from ceviz.errors import Cancelled, FileRefused
from ceviz.maths.batch.blocks import Plan, plan, run
from ceviz.maths.batch.layout import TILE


@pytest.mark.parametrize("threads", [1, 3])
def test_every_row_is_done_once(threads: int) -> None:
    done = [0] * 1001
    lock = threading.Lock()

    def do(start: int, stop: int) -> None:
        with lock:
            for row in range(start, stop):
                done[row] += 1

    run(Plan(1001, 10, threads), lambda: do)
    assert done == [1] * 1001


def test_of_several_failures_the_lowest_rows_are_told() -> None:
    def do(start: int, stop: int) -> None:
        if start >= 30:
            raise ValueError(start)

    with pytest.raises(ValueError, match=r"^30$"):
        run(Plan(1000, 10, 4), lambda: do)


def test_a_failure_stops_the_rest() -> None:
    begun: list[int] = []

    def do(start: int, stop: int) -> None:
        begun.append(start)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        run(Plan(1000, 10, 1), lambda: do)
    assert begun == [0]


def test_a_failing_worker_is_told_of_too() -> None:
    def worker() -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        run(Plan(1000, 10, 2), worker)  # type: ignore[arg-type]


def test_progress_comes_on_the_calling_thread() -> None:
    threads: set[threading.Thread] = set()
    told: list[int] = []

    def progress(done: int, rows: int) -> None:
        threads.add(threading.current_thread())
        told.append(done)
        assert rows == 100

    run(Plan(100, 10, 3), lambda: lambda start, stop: None, progress)
    assert threads == {threading.current_thread()}
    assert told[-1] == 100


def test_stopping_is_asked_before_each_block() -> None:
    begun: list[int] = []
    with pytest.raises(Cancelled):
        run(
            Plan(100, 10, 1),
            lambda: lambda start, stop: begun.append(start),
            cancelled=lambda: len(begun) == 3,
        )
    assert begun == [0, 10, 20]


def test_the_file_is_looked_at_before_each_block() -> None:
    begun: list[int] = []

    def check() -> None:
        if len(begun) == 3:
            raise FileRefused("the file is no longer there")

    with pytest.raises(FileRefused):
        run(Plan(100, 10, 1), lambda: lambda start, stop: begun.append(start), check=check)
    assert begun == [0, 10, 20]


def test_the_file_is_looked_at_after_the_last_block_and_after_one_that_fails() -> None:
    """What the last block read, or took for damage, may be of a file that was cut meanwhile."""
    begun: list[int] = []

    def check() -> None:
        if begun:
            raise FileRefused("the file was changed")

    def go_on(start: int, _: int) -> None:
        begun.append(start)

    def fail(start: int, _: int) -> None:
        begun.append(start)
        raise ValueError("NaN")

    for do in (go_on, fail):
        begun.clear()
        with pytest.raises(FileRefused, match="the file was changed"):
            run(Plan(10, 10, 1), itertools.repeat(do).__next__, check=check)
        assert begun == [0]


def test_blocks_are_whole_tiles_and_fit_the_budget() -> None:
    for classes in (2, 10, 63, 64, 1000, 50_257, 10_000_000):
        cut = plan(10_000_000, classes, 4, threads=16)
        assert cut.block % TILE == 0 or cut.block < TILE
        assert cut.threads >= 1
        if cut.threads > 1:
            assert cut.threads * cut.block * classes * 4 < 64 << 20
    assert plan(10, 10, 4).threads == 1
    assert plan(0, 10, 4).threads == 1
