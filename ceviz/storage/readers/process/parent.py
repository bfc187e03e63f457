"""The other end: a process is started, asked, watched, and ended when it takes too long."""

from __future__ import annotations

import atexit
import mmap
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, NoReturn, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

import ceviz
from ceviz.errors import Cancelled
from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.formats.arrow_source import missing
from ceviz.storage.readers.formats.scratch import scratch_folder
from ceviz.storage.readers.names import Values
from ceviz.storage.readers.process import messages
from ceviz.storage.readers.process.messages import (
    Array,
    Doubted,
    Failed,
    FoundHeads,
    FoundRows,
    FoundValues,
    Refused,
    Reply,
    Request,
    RowsNeeded,
    Step,
)
from ceviz.storage.readers.process.refusals import raise_again
from ceviz.storage.readers.raw import Raw

_MODULE = "ceviz.storage.readers.process.child"

#: Seconds without a step before a reading is given up.
PATIENCE = 60.0

#: Seconds for which one waits to be asked again; it holds some tens of megabytes.
_IDLE = 60.0

#: How often is asked whether to stop, in seconds.
_LOOK = 0.05

#: A larger array stays in the file that it came in, and its process ends.
_COPIED = 4 << 20

#: Memory is taken as it is needed: other pools and arenas take a gigabyte of addresses ahead, and
#: the limit on those would then refuse files that are sound.
#: What is freed is kept for the next batch: to get it zeroed again costs a third of a reading.
_VARIABLES = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}

F = TypeVar("F", FoundRows, FoundHeads, FoundValues)


def read_apart(name: str, job: Job) -> Raw:
    """What the table of ``job`` holds, a file of the format ``name``, read in another process."""
    _require_pyarrow(name)
    with _borrowed() as process:
        found = process.ask(_request(name, "read", job), job, FoundRows)
        return messages.to_raw(found, process.take)


def columns_apart(form: str, job: Job) -> Columns:
    """The columns of such a table, each read in another process when it is wanted."""
    _require_pyarrow(form)
    with _borrowed() as process:
        heads = messages.to_heads(process.ask(_request(form, "heads", job), job, FoundHeads))

    def values(name: str, most: int | None = None) -> Values:
        with _borrowed() as process:
            request = _request(form, "values", job, name, most)
            found = process.ask(request, job, FoundValues)
            job.taken[0] += found.taken
            return messages.to_values(found.array, found.texts, process.take)

    return Columns(heads, values)


def _require_pyarrow(name: str) -> None:
    if find_spec("pyarrow") is None:  # no process has to be started to say so
        raise missing(name)


def _request(
    name: str, wanted: str, job: Job, column: str = "", most: int | None = None
) -> Request:
    return Request(
        format=name,
        wanted=wanted,
        path=str(job.path.absolute()),
        options=job.options,
        limit_bytes=job.limit_bytes,
        taken=job.taken[0],
        head=job.head,
        truth=messages.of_truth(job.truth),
        seen=job.seen,
        mistrusts=job.mistrusts,
        column=column,
        most=most,
    )


class Process:
    """One process that reads, one request at a time.

    Attributes:
        usable: whether it can be asked again.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=scratch_folder())  # noqa: SIM115
        root = str(Path(ceviz.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=self._file,
            stderr=subprocess.PIPE,
            env={**os.environ, **_VARIABLES, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self.usable = True
        self._replies: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        with stream:
            self._pass_on(stream)

    def _pass_on(self, stream: IO[bytes]) -> None:
        reply: Reply | None = Step(0.0)
        while reply is not None:
            try:
                reply = messages.receive(stream, Reply)  # type: ignore[arg-type]
            except (msgspec.DecodeError, OSError, ValueError):
                reply = None
            self._replies.put(reply)

    def ask(self, request: Request, job: Job, kind: type[F]) -> F:
        """What is found; progress and the wish to stop are those of ``job``.

        Raises:
            FileRefused, Doubt, AllRowsNeeded: as the reader there did; or it ended.
        """
        self.usable = False  # until it has answered
        assert self._process.stdin is not None
        with suppress(OSError):  # one that has ended is heard of below
            messages.send(request, self._process.stdin)
        reply = self._answer(job)
        self.usable = True
        match reply:
            case Refused() | Doubted() | RowsNeeded():
                raise_again(reply)
            case Failed(memory=True):
                job.refuse_size(2 * job.limit_bytes, "reading the table")
            case Failed():
                refuse("is damaged, or not what its name says", why=shown(reply.why, 200))
        if not isinstance(reply, kind):
            self.usable = False
            refuse("cannot be read", why="what came of it makes no sense")
        return reply

    def _answer(self, job: Job) -> Reply:
        since = time.monotonic()
        while True:
            try:
                reply = self._replies.get(timeout=_LOOK)
            except queue.Empty:
                if job.cancelled is not None and job.cancelled():
                    raise Cancelled("reading was stopped") from None
                if time.monotonic() - since > PATIENCE:
                    refuse("cannot be read", why=f"nothing came of it for {PATIENCE:.0f} seconds")
                continue
            since = time.monotonic()
            if reply is None:
                _refuse_ended(job)
            if not isinstance(reply, Step):
                return reply
            job.step(reply.share)

    def take(self, array: Array) -> NDArray[Any]:
        """An array of the last answer: a copy, or mapped if it is large.

        Raises:
            ValueError: there is none.
        """
        dtype, size = messages.checked(array)
        start = array.data
        if not isinstance(start, int) or not 0 <= start <= start + size <= self._length():
            raise ValueError("an array lies outside the file of results")
        if size == 0:
            return np.empty(array.shape, dtype)
        whole = mmap.mmap(self._file.fileno(), start + size, access=mmap.ACCESS_READ)
        found: NDArray[Any] = np.ndarray(array.shape, dtype, buffer=whole, offset=start)
        if size <= _COPIED and not array.stays:
            return found.copy()
        self.usable = False  # it would write over it
        return found

    def _length(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    def close(self) -> None:
        """End it, whatever it does; arrays that were taken stay."""
        self.usable = False
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._file):
            assert stream is not None
            with suppress(OSError):
                stream.close()


def _refuse_ended(job: Job) -> NoReturn:
    gigabytes = -(-2 * job.limit_bytes // 10**9)
    refuse(
        "cannot be read: it is damaged",
        why="pyarrow ended",
        remedy=f"if others can read it, raise the limit (--limit {gigabytes}GB)",
    )


class _Waiting:
    """Processes that have answered, for whoever asks next: starting one takes a while."""

    def __init__(self) -> None:
        self._lock, self._idle = threading.Lock(), list[Process]()
        self._later = threading.Timer(_IDLE, self.close)
        atexit.register(self.close)

    def get(self) -> Process:
        with self._lock:
            found = self._idle.pop() if self._idle else None
        return Process() if found is None else found

    def put(self, process: Process) -> None:
        with self._lock:
            if process.usable and not self._idle:
                self._idle.append(process)
                self._later.cancel()
                self._later = threading.Timer(_IDLE, self.close)
                self._later.daemon = True
                self._later.start()
                return
        process.close()

    def close(self) -> None:
        self._later.cancel()
        with self._lock:
            while self._idle:
                self._idle.pop().close()


_waiting = _Waiting()


@contextmanager
def _borrowed() -> Iterator[Process]:
    """A process for one question."""
    process = _waiting.get()
    try:
        yield process
    finally:
        _waiting.put(process)
