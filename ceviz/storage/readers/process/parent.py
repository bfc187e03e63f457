"""The other end: a process is started, asked, watched, and ended when it takes too long."""

from __future__ import annotations

import atexit
import mmap
import queue
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import IO, NoReturn, TypeVar

import msgspec

from ceviz.errors import Cancelled, FileRefused
from ceviz.storage import apart
from ceviz.storage.apart import SLOT, SLOTS
from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.formats.arrow_source import missing
from ceviz.storage.readers.formats.gathered import Gathered
from ceviz.storage.readers.names import Values
from ceviz.storage.readers.process import messages
from ceviz.storage.readers.process.arriving import (
    Arriving,
    ArrivingRows,
    ArrivingValues,
    Nothing,
)
from ceviz.storage.readers.process.messages import (
    Block,
    Doubted,
    Enough,
    Failed,
    FoundHeads,
    FoundRows,
    FoundText,
    FoundValues,
    Numbers,
    Piece,
    Refused,
    Reply,
    Request,
    Rows,
    RowsNeeded,
    Step,
    Taken,
    Word,
)
from ceviz.storage.readers.process.refusals import raise_again
from ceviz.storage.readers.raw import Raw

#: Seconds without a step before a reading is given up.
PATIENCE = 60.0

#: How often is asked whether to stop, in seconds.
_LOOK = 0.05

_NOTHING = Nothing()

F = TypeVar("F", FoundRows, FoundHeads, FoundValues, FoundText)


def read_apart(name: str, job: Job) -> Raw:
    """What the table of ``job`` holds, a file of the format ``name``, read in another process."""
    _require_pyarrow(name)
    with _borrowed() as process, Gathered(job) as gathered:
        request = _request(name, "read", job)
        found = process.ask(request, job, FoundRows, ArrivingRows(gathered))
        heads = None if found.heads is None else messages.to_heads(found.heads)
        return gathered.raw(found.about, heads)


def columns_apart(form: str, job: Job) -> Columns:
    """The columns of such a table, each read in another process when it is wanted."""
    _require_pyarrow(form)
    with _borrowed() as process:
        found = process.ask(_request(form, "heads", job), job, FoundHeads)

    def values(name: str, most: int | None = None) -> Values:
        with _borrowed() as process:
            request, arriving = _request(form, "values", job, name, most), ArrivingValues(job)
            found = process.ask(request, job, FoundValues, arriving)
            job.taken[0] += found.taken
            return arriving.values(found.texts)

    return Columns(messages.to_heads(found.heads), values)


def pieces_apart(job: Job) -> Generator[tuple[bytes, int]]:
    """What is inside a file compressed with zstd, unpacked in another process.

    Each piece comes with how much of the file was read to come there.

    Raises:
        FileRefused: it is damaged, or takes more memory than it may.
    """
    with _borrowed() as process:
        yield from process.pieces(_request("", "text", job), job)


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
        self._started = apart.started()
        self._process = self._started.process
        shared = self._started.shared.fileno()
        self._slots = memoryview(mmap.mmap(shared, SLOTS * SLOT, access=mmap.ACCESS_READ))
        self._next_slot = 0
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

    def ask(self, request: Request, job: Job, kind: type[F], arriving: Arriving = _NOTHING) -> F:
        """What is found; progress and the wish to stop are those of ``job``.

        What comes before the answer goes to ``arriving``.

        Raises:
            FileRefused, Doubt, AllRowsNeeded: as the reader there did; or it ended.
        """
        self.usable = False  # until it has answered
        self._say(request)
        while isinstance(reply := self._next(job), Rows | Block | Numbers | Piece):
            if arriving.take(reply, self._slot):
                self._turn()
        self.usable = True
        return self._as_found(reply, job, kind)

    def pieces(self, request: Request, job: Job) -> Generator[tuple[bytes, int]]:
        """The pieces of a text, one by one; no more come once this is closed.

        Raises:
            FileRefused: as the reader there did; or it ended.
        """
        self.usable = False
        self._say(request)
        try:
            while isinstance(reply := self._next(job), Piece):
                if not 0 < reply.size <= SLOT:
                    _refuse_nonsense()
                yield bytes(self._slot[: reply.size]), reply.at
                self._turn()
        except GeneratorExit:
            self._end_pieces(job)
            raise
        self.usable = True
        self._as_found(reply, job, FoundText)

    def _end_pieces(self, job: Job) -> None:
        """Have no more pieces after the one that is in the slot."""
        self._say(Enough())
        with suppress(FileRefused):
            reply: Reply = Piece(0)
            while isinstance(reply, Piece):
                self._turn()
                reply = self._next(job)
            self.usable = True

    def _as_found(self, reply: Reply, job: Job, kind: type[F]) -> F:
        match reply:
            case Refused() | Doubted() | RowsNeeded():
                raise_again(reply)
            case Failed(memory=True):
                job.refuse_size(2 * job.limit_bytes, "reading the table")
            case Failed():
                refuse("is damaged, or not what its name says", why=shown(reply.why, 200))
        if not isinstance(reply, kind):
            self.usable = False
            _refuse_nonsense()
        return reply

    def _say(self, word: Word) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # one that has ended is heard of where its reply is awaited
            messages.send(word, self._process.stdin)

    def _next(self, job: Job) -> Reply:
        """What comes next, but for steps, of which ``job`` is told."""
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

    @property
    def _slot(self) -> memoryview:
        """The oldest slot that was filled."""
        return self._slots[self._next_slot * SLOT : (self._next_slot + 1) * SLOT]

    def _turn(self) -> None:
        """Go on to the slot after it, and let it be filled again."""
        self._next_slot = (self._next_slot + 1) % SLOTS
        self._say(Taken())

    def close(self) -> None:
        """End it, whatever it does."""
        self.usable = False
        self._started.end()


def _refuse_nonsense() -> NoReturn:
    refuse("cannot be read", why="what came of it makes no sense")


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
        self._lock, self._idle = threading.Lock(), _idle
        self._later = threading.Timer(apart.IDLE, self.close)
        atexit.register(self.close)

    def get(self) -> Process:
        """The one that waits, or a new one."""
        with self._lock:
            found = self._idle.pop() if self._idle else None
        return Process() if found is None else found

    def put(self, process: Process) -> None:
        """Let one wait for a while that can be asked again, unless another does; end any other."""
        with self._lock:
            if process.usable and not self._idle:
                self._idle.append(process)
                self._later.cancel()
                self._later = threading.Timer(apart.IDLE, self.close)
                self._later.daemon = True
                self._later.start()
                return
        process.close()

    def close(self) -> None:
        """End the one that waits."""
        self._later.cancel()
        with self._lock:
            while self._idle:
                self._idle.pop().close()


_idle: list[Process] = apart.idle

_waiting = _Waiting()


@contextmanager
def _borrowed() -> Iterator[Process]:
    """A process for one question."""
    process = _waiting.get()
    try:
        yield process
    finally:
        _waiting.put(process)
