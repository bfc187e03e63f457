"""Where many files are read and measured: here, in several processes, or on a cluster.

No engine here schedules by itself: processes are :mod:`concurrent.futures`', a cluster is whatever
has its ``submit``, Dask's client among them. Files are named to them, never sent, and what comes
back merges in any order to the same bits, so an engine decides about time alone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, Protocol, Self, TypeVar

from ceviz.errors import CevizError, InvalidInput
from ceviz.maths.batch.blocks import processors
from ceviz.storage.parts.agreed import name_of
from ceviz.storage.parts.part import Found, Piece, Step
from ceviz.storage.readers.edge import shown

_T = TypeVar("_T")
_Made = TypeVar("_Made", covariant=True)

#: Told the stage, how many files are done, the share of the one at hand, and how many of its rows
#: are measured.
Told = Callable[[str, int, float, int], None]

#: So many files are given to an executor before the first of them is waited for.
_AHEAD = 64

#: So many results are merged at once where they lie on a cluster.
_FAN_IN = 8


class Work(Protocol[_Made]):
    """What is done to each file; it may be sent to other processes."""

    def __call__(self, piece: Piece, step: Step | None = None) -> _Made:
        """The result for one file."""


class Engine(Protocol):
    """Where the files are read and measured."""

    def run(self, function: Callable[..., _T], *given: Any) -> _T:
        """Call one function where the files are."""

    def gather(
        self,
        stage: str,
        work: Work[_T],
        pieces: Sequence[Piece],
        merge: Callable[[Sequence[_T]], _T],
    ) -> _T:
        """The work on every file, merged in any order and any groups.

        Args:
            stage: what it is, in a word or two.
            work: done to each file.
            pieces: the files, at least one.
            merge: some results as one.
        """


@dataclass(frozen=True)
class OneByOne:
    """Reads one file after the other in this process, and keeps only what they add up to."""

    told: Told | None = None

    def run(self, function: Callable[..., _T], *given: Any) -> _T:
        """Call it in this process."""
        return function(*given)

    def gather(
        self,
        stage: str,
        work: Work[_T],
        pieces: Sequence[Piece],
        merge: Callable[[Sequence[_T]], _T],
    ) -> _T:
        """One file after the other."""
        found: list[_T] = []
        for done, piece in enumerate(pieces):

            def step(share: float, rows: int | None, done: int = done) -> None:
                if self.told is not None:
                    self.told(stage, done, share, rows or 0)

            step(0.0, None)
            here = work(piece, step)
            found = [merge([*found, here]) if found else here]
        return found[0]


@dataclass(frozen=True)
class Executing:
    """Has an executor of :mod:`concurrent.futures` read and measure, and merges here.

    Attributes:
        executor: its workers see the files under the names that they have here.
        told: is told of each file that is done.
    """

    executor: Executor
    told: Told | None = None

    def run(self, function: Callable[..., _T], *given: Any) -> _T:
        """Call it in a worker."""
        return self.executor.submit(function, *given).result()

    def gather(
        self,
        stage: str,
        work: Work[_T],
        pieces: Sequence[Piece],
        merge: Callable[[Sequence[_T]], _T],
    ) -> _T:
        """As many files at a time as there are workers."""
        return _merged(
            _in_order(self.executor, work, pieces, gives_back=True), stage, merge, self.told
        )


class Processes:
    """Several processes of this machine; used with ``with``, at whose end they are gone.

    One that is killed, as systems do when memory runs out, costs the files that were under way:
    they are measured anew, once.
    """

    def __init__(self, workers: int, told: Told | None = None) -> None:
        """Of so many processes.

        Raises:
            InvalidInput: there is to be none.
        """
        if workers < 1:
            raise InvalidInput("at least one process has to work", where="workers")
        self._workers, self._told = workers, told
        self._executor, self._alive = self._started()

    def __enter__(self) -> Self:
        """The processes start with the first file."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Wait for them if all went well; else end them, whatever they are at."""
        if kind is None:
            self._executor.shutdown()
            self._alive.close()
        else:
            self._end()

    def run(self, function: Callable[..., _T], *given: Any) -> _T:
        """Call it in one of them."""
        try:
            return self._executor.submit(function, *given).result()
        except BrokenProcessPool:
            self._end()
            self._executor, self._alive = self._started()
        try:
            return self._executor.submit(function, *given).result()
        except BrokenProcessPool:
            raise _ended(next(filter(None, map(_source, given)), "")) from None

    def gather(
        self,
        stage: str,
        work: Work[_T],
        pieces: Sequence[Piece],
        merge: Callable[[Sequence[_T]], _T],
    ) -> _T:
        """As many files at a time as there are processes."""
        found: list[_T] = []
        done, broken_at = 0, -1
        while done < len(pieces):
            try:
                for here in _in_order(self._executor, work, pieces[done:], gives_back=False):
                    found = [merge([*found, here]) if found else here]
                    done += 1
                    _tell(self._told, stage, done, here)
            except BrokenProcessPool:
                if broken_at == done:
                    raise _ended(pieces[done].source) from None
                broken_at = done
                self._end()
                self._executor, self._alive = self._started()
        return found[0]

    def _started(self) -> tuple[ProcessPoolExecutor, Connection]:
        # A fork would copy the locks of threads that are not copied.
        context = multiprocessing.get_context("spawn")
        watched, alive = context.Pipe(duplex=False)
        executor = ProcessPoolExecutor(self._workers, context, _live_with, (watched,))
        return executor, alive

    def _end(self) -> None:
        self._alive.close()
        self._executor.shutdown(wait=False, cancel_futures=True)


class Client(Protocol):
    """What is needed of a Dask ``distributed.Client``; it is not imported here."""

    def submit(self, function: Callable[..., Any], *given: Any, pure: bool) -> Any:
        """A future, which may be given to other calls."""


@dataclass(frozen=True)
class Cluster:
    """Has the workers of a Dask cluster read, measure and merge; one result comes back.

    The results of a worker that is lost are made anew by the others, which Dask sees to.

    Attributes:
        client: its workers have ceviz, and see the files under the names that they have here.
        told: is told of each file that is done.
    """

    client: Client
    told: Told | None = None

    def run(self, function: Callable[..., _T], *given: Any) -> _T:
        """Call it on a worker."""
        made: _T = self.client.submit(function, *given, pure=False).result()
        return made

    def gather(
        self,
        stage: str,
        work: Work[_T],
        pieces: Sequence[Piece],
        merge: Callable[[Sequence[_T]], _T],
    ) -> _T:
        """All files at once, their results merged as a tree."""
        futures = [self.client.submit(work, piece, pure=False) for piece in pieces]
        done, lock = [0], threading.Lock()

        def count(_: object) -> None:
            with lock:
                done[0] += 1
                _tell(self.told, stage, done[0], None)

        every = list(futures)
        for future in futures:
            future.add_done_callback(count)
        while len(futures) > 1:
            futures = [
                self.client.submit(merge, futures[first : first + _FAN_IN], pure=False)
                for first in range(0, len(futures), _FAN_IN)
            ]
            every += futures
        try:
            made: _T = futures[0].result()
        except BaseException:
            for future in every:
                future.cancel()
            raise
        return made


@contextmanager
def working(workers: int | None, told: Told | None = None) -> Iterator[Engine]:
    """So many processes as an engine, or this one if there are to be no others.

    Raises:
        InvalidInput: ``workers`` is below 1.
    """
    if workers is None:
        yield OneByOne(told)
    else:
        with Processes(workers, told) as engine:
            yield engine


def threads_each(workers: int | None) -> int | None:
    """How many threads each of so many processes may use; None for all that there are."""
    return None if workers is None else max(1, processors() // max(workers, 1))


def engine_of(client: Client | Executor, told: Told | None = None) -> Engine:
    """The engine for what a user brings."""
    return Executing(client, told) if isinstance(client, Executor) else Cluster(client, told)


def _in_order(
    executor: Executor, work: Work[_T], pieces: Sequence[Piece], *, gives_back: bool
) -> Iterator[_T]:
    """The results in the order of the files, so that the first that is refused is the one told.

    Of an executor that ``gives_back`` is true for, what is not wanted any more is cancelled.
    Of processes that are about to be ended nothing is: Python 3.11 stumbles over what was
    cancelled when a pool breaks (https://github.com/python/cpython/pull/108974).
    """
    under_way = deque(executor.submit(work, piece) for piece in pieces[:_AHEAD])
    waiting = iter(pieces[_AHEAD:])
    try:
        while under_way:
            yield under_way.popleft().result()
            under_way.extend(executor.submit(work, piece) for piece in islice(waiting, 1))
    finally:
        for future in under_way if gives_back else ():
            future.cancel()


def _merged(
    results: Iterator[_T], stage: str, merge: Callable[[Sequence[_T]], _T], told: Told | None
) -> _T:
    found: list[_T] = []
    for done, here in enumerate(results, start=1):
        found = [merge([*found, here]) if found else here]
        _tell(told, stage, done, here)
    return found[0]


def _tell(told: Told | None, stage: str, done: int, here: object) -> None:
    """That so many files are done, and the rows of the last."""
    if told is not None:
        rows = here.totals.summary.rows if isinstance(here, Found) else 0
        told(stage, done - 1, 1.0, rows)


def _live_with(watched: Connection) -> None:
    """In a process that works: end when the one that asked does, and leave Ctrl+C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        with suppress(EOFError, OSError):
            watched.recv()
        os._exit(1)

    threading.Thread(target=watch, name="ceviz-parent", daemon=True).start()


def _source(given: object) -> str:
    return given if isinstance(given, str) else ""


def _ended(source: str) -> CevizError:
    return CevizError(
        "the process that read it was ended twice",
        where=shown(name_of(source)),
        why="systems do that when memory runs out",
        remedy="let fewer processes work at a time (--workers), or allow less (--limit)",
    )
