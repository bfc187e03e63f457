"""Processes, executors and a cluster give the bits that one process gives."""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ceviz.errors import CevizError, FileRefused, InvalidInput
from ceviz.storage.parts.engines import (
    Executing,
    OneByOne,
    Processes,
    engine_of,
    threads_each,
    working,
)
from ceviz.storage.parts.part import Piece, Step
from ceviz.storage.parts.whole import Whole, measure_files
from tests.storage.parts.samples import rows, shards

has_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask is not installed"
)


def same(one: Whole, other: Whole) -> None:
    """The same bits, and the same files in the same order."""
    assert one.summary == other.summary
    for name in ("counts", "predicted", "right", "loss", "brier", "ece"):
        mine, its = getattr(one.per_class, name), getattr(other.per_class, name)
        np.testing.assert_array_equal(mine, its, err_msg=name)
    assert one.moments == other.moments
    assert one.optimal == other.optimal
    assert [file.source for file in one.files] == [file.source for file in other.files]
    assert [(row.file.number, row.index, row.loss) for row in one.worst(50)] == [
        (row.file.number, row.index, row.loss) for row in other.worst(50)
    ]


@pytest.fixture(name="paths")
def _paths(tmp_path: Path) -> list[Path]:
    return shards(tmp_path / "s", [0, 40, 41, 90, 150, 300, 420], seed=3)[0]


def test_processes_give_the_same_bits(paths: list[Path]) -> None:
    told: list[tuple[str, int, float, int]] = []
    with Processes(2, lambda *each: told.append(each)) as engine:
        same(measure_files(paths, engine=engine), measure_files(paths))
    measuring = [each for each in told if each[0] == "measuring"]
    assert [done for _, done, _, _ in measuring] == list(range(6))
    assert [count for *_, count in measuring] == [40, 1, 49, 60, 150, 120]
    assert {stage for stage, *_ in told} == {"measuring", "temperature"}


def test_any_executor_gives_the_same_bits(paths: list[Path]) -> None:
    with ThreadPoolExecutor(3) as executor:
        engine = engine_of(executor)
        assert isinstance(engine, Executing)
        same(measure_files(paths, engine=engine), measure_files(paths))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_odd_file_is_the_one_that_is_told(paths: list[Path], workers: int) -> None:
    scores, labels = rows(20)
    for path in (paths[2], paths[4]):
        np.savez(path, logits=scores[:, :2], labels=labels % 2)
    with pytest.raises(FileRefused, match=r"shard-2\.npz"), Processes(workers) as engine:
        measure_files(paths, engine=engine)


@dataclass(frozen=True)
class DiesOnce:
    """Work whose process is killed at one file, the first time."""

    at: int
    mark: Path
    always: bool = False

    def __call__(self, piece: Piece, step: Step | None = None) -> list[int]:
        if piece.number == self.at and (self.always or not self.mark.exists()):
            self.mark.touch()
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        return [piece.number]


def _sorted(parts: Any) -> list[int]:
    return sorted(number for part in parts for number in part)


def test_a_process_that_is_killed_costs_only_its_files(tmp_path: Path) -> None:
    pieces = [Piece(number, f"shard-{number}") for number in range(9)]
    with Processes(2) as engine:
        found = engine.gather("measuring", DiesOnce(4, tmp_path / "died"), pieces, _sorted)
    assert (tmp_path / "died").exists()
    assert found == list(range(9))


def test_a_file_that_kills_twice_is_named(tmp_path: Path) -> None:
    pieces = [Piece(number, f"in/shard-{number}.npz") for number in range(3)]
    work = DiesOnce(1, tmp_path / "died", always=True)
    with (
        pytest.raises(CevizError, match=r"shard-1\.npz: the process that read it was ended twice"),
        Processes(1) as engine,
    ):
        engine.gather("measuring", work, pieces, _sorted)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is asked for by a signal")
def test_no_process_stays_when_work_is_broken_off() -> None:
    identities: list[int] = []

    def work() -> None:
        with Processes(2) as engine:
            identities.append(engine.run(os.getpid))
            identities.extend(each.pid or 0 for each in multiprocessing.active_children())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    for process in multiprocessing.active_children():
        process.join(5.0)
    assert len(identities) > 1
    for identity in identities:
        with pytest.raises(ProcessLookupError):
            os.kill(identity, 0)


def test_how_many_work_is_checked_and_shared() -> None:
    with pytest.raises(InvalidInput, match="at least one process"), working(0):
        pass
    with working(None) as here:
        assert isinstance(here, OneByOne)
    assert threads_each(None) is None
    assert threads_each(1_000_000) == 1
    assert threads_each(1) == (len(os.sched_getaffinity(0)) if hasattr(
        os, "sched_getaffinity") else os.cpu_count())  # fmt: skip


@pytest.fixture(name="dask", scope="module")
def _dask() -> Iterator[Any]:
    """Two worker processes of a real cluster, and its client."""
    distributed = importlib.import_module("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@has_dask
@pytest.mark.filterwarnings("ignore")  # the cluster's own
def test_a_dask_cluster_gives_the_same_bits(dask: Any, paths: list[Path]) -> None:
    told: list[tuple[str, int, float, int]] = []
    engine = engine_of(dask, lambda *each: told.append(each))
    same(measure_files(paths, engine=engine), measure_files(paths))
    assert sum(stage == "measuring" for stage, *_ in told) == 6


@has_dask
@pytest.mark.filterwarnings("ignore")
def test_a_worker_of_the_cluster_that_is_killed_changes_nothing(dask: Any, tmp_path: Path) -> None:
    pieces = [Piece(number, f"shard-{number}") for number in range(20)]
    work = DiesOnce(11, tmp_path / "died")
    assert engine_of(dask).gather("measuring", work, pieces, _sorted) == list(range(20))
    assert (tmp_path / "died").exists()


@has_dask
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_names_the_odd_file(dask: Any, paths: list[Path]) -> None:
    scores, labels = rows(20)
    np.savez(paths[2], logits=scores[:, :2], labels=labels % 2)
    with pytest.raises(FileRefused, match=r"shard-2\.npz"):
        measure_files(paths, engine=engine_of(dask))
