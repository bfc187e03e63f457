"""The process that reads: ``python -m ceviz.storage.readers.process.child``.

Requests come by stdin. Replies go to what was stderr, numbers to the slots of what was stdout: all
that every system hands on. Native code that ends, loops or grows ends, loops or grows here.
"""

from __future__ import annotations

import mmap
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.apart import SLOT, SLOTS
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.parquet import TABLES
from ceviz.storage.readers.formats.rowstore import Rows, put
from ceviz.storage.readers.process import messages, slots
from ceviz.storage.readers.process.limits import limit_memory
from ceviz.storage.readers.process.messages import (
    Block,
    Enough,
    FoundHeads,
    FoundRows,
    FoundText,
    FoundValues,
    Numbers,
    Piece,
    Reply,
    Request,
    Step,
    Taken,
    Word,
)
from ceviz.storage.readers.process.refusals import of_exception

#: Threads that unpack at the same time; the stack of each counts as memory.
_MOST_THREADS = 8

#: Bytes of text that are given away at a time: what the other side holds besides its own.
_PIECE = 1 << 16


class _Enough(Exception):
    """Raised where the other side is told more than it wants."""


class _Asker:
    """The other side: asks, is told, and takes what is in the slots."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO, shared: int) -> None:
        self._requests, self._replies = requests, replies
        self._slots = memoryview(mmap.mmap(shared, SLOTS * SLOT))
        self._free, self._next = SLOTS, 0

    def request(self) -> Request:
        """The next request; ends this process when nobody asks any more."""
        while True:
            word: Word | None = messages.receive(self._requests, Word)  # type: ignore[arg-type]
            if word is None:
                os._exit(0)
            if isinstance(word, Request):
                return word
            self._free += isinstance(word, Taken)

    def tell(self, reply: Reply) -> None:
        """Send one reply, the answer or what comes before it."""
        messages.send(reply, self._replies)

    def slot(self) -> memoryview:
        """The next slot, once it is free."""
        while not self._free:
            word: Word | None = messages.receive(self._requests, Word)  # type: ignore[arg-type]
            if word is None:
                os._exit(0)
            if isinstance(word, Enough):
                raise _Enough
            self._free += 1
        self._free -= 1
        start = self._next * SLOT
        self._next = (self._next + 1) % SLOTS
        return self._slots[start : start + SLOT]

    def hand_over(self, array: NDArray[Any]) -> None:
        """Give an array away, slot by slot."""
        self.tell(Numbers(array.dtype.str, array.shape))
        left = memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        while left:
            size = min(SLOT, len(left))
            self.slot()[:size] = left[:size]
            self.tell(Piece(size))
            left = left[size:]


class _Rows:
    """Gives rows away, written where the other side takes them from."""

    def __init__(
        self,
        asker: _Asker,
        columns: int,
        texts: int,
        rows: int | None,
        dtype: np.dtype[np.floating],
    ) -> None:
        self._asker, self._columns, self._texts, self._dtype = asker, columns, texts, dtype
        asker.tell(messages.Rows(columns, texts, rows, dtype.str))

    def add(self, rows: Rows, share: float = 1.0) -> None:
        """Give some away, after which ``share`` of the file has been read."""
        table, columns = slots.layout(
            self._asker.slot(), len(rows), self._columns, self._texts, self._dtype
        )
        put(table, rows.scores)
        for codes, column in zip(columns, rows.texts, strict=True):
            codes[:] = column.codes
        texts = tuple(tuple(column.texts) for column in rows.texts)
        self._asker.tell(Block(len(rows), texts, share))


def _answer(request: Request, asker: _Asker) -> Reply:
    job = Job(
        path=Path(request.path),
        options=request.options,
        limit_bytes=request.limit_bytes,
        head=request.head,
        progress=lambda share: asker.tell(Step(share)),
        taken=[request.taken],
        truth=messages.to_truth(request.truth),
        seen=request.seen,
        mistrusts=request.mistrusts,
    )
    limit_memory(job)
    if request.wanted == "text":
        return _unpack(job, asker)
    table = TABLES[request.format]
    if request.wanted == "read":
        found = table.read(job, lambda *rows: _Rows(asker, *rows))
        heads = None if found.heads is None else messages.of_heads(found.heads)
        return FoundRows(found.about, heads)
    columns = table.columns(job)
    if request.wanted == "heads":
        return FoundHeads(messages.of_heads(columns.heads))
    values = columns.values(request.column, request.most)
    array, texts = messages.parts(values)
    asker.hand_over(array)
    return FoundValues(texts, job.taken[0] - request.taken)


def _unpack(job: Job, asker: _Asker) -> Reply:
    """Give away what is inside a file compressed with zstd, piece by piece."""
    import pyarrow

    with (
        suppress(_Enough),
        pyarrow.OSFile(str(job.path)) as file,
        pyarrow.CompressedInputStream(file, "zstd") as unpacked,
    ):
        while piece := unpacked.read(_PIECE):
            asker.slot()[: len(piece)] = piece
            asker.tell(Piece(len(piece), file.tell()))
    return FoundText()


def _import_pyarrow() -> None:
    """While nobody waits, and before what it takes counts; a request says if it is missing."""
    with suppress(ImportError):
        import pyarrow.parquet

        pyarrow.set_cpu_count(min(_MOST_THREADS, pyarrow.cpu_count()))


def _end_with(requests: int) -> None:
    """End this process, whatever it does, when the one that asks has ended in any way."""
    if sys.platform == "win32":  # there it is seen when the next request is read
        return
    import select

    def watch() -> None:
        poll = select.poll()
        poll.register(requests, 0)  # nothing but that the other end is closed
        poll.poll()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Answer requests until there are no more."""
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1, 2):
            msvcrt.setmode(descriptor, os.O_BINARY)
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(2), "wb")
    asker = _Asker(requests, replies, 1)
    # What libraries print as they end is nobody's message.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    _import_pyarrow()
    _end_with(requests.fileno())
    while True:
        request = asker.request()
        try:
            reply = _answer(request, asker)
        except Exception as problem:
            reply = of_exception(problem)
        asker.tell(reply)


if __name__ == "__main__":
    main()
