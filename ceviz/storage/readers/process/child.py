"""The process that reads: ``python -m ceviz.storage.readers.process.child``.

Requests come by stdin. Replies go to what was stderr, arrays to a file that was stdout: all that
every system hands on. Native code that ends, loops or grows ends, loops or grows here.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ceviz.maths.arrays import mapped
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.parquet import TABLES
from ceviz.storage.readers.process import messages
from ceviz.storage.readers.process.limits import limit_memory
from ceviz.storage.readers.process.messages import Array, Reply, Request, Step
from ceviz.storage.readers.process.refusals import of_exception

#: Arrays begin at multiples of this, as every type of numbers may.
_ALIGNED = 64

#: Threads that unpack at the same time; the stack of each counts as memory.
_MOST_THREADS = 8

#: Bytes written at a time.
_BLOCK = 8 << 20


class _Results:
    """The file that both have open, from its beginning with each request."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    def empty(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def lay(self, array: NDArray[Any]) -> Array:
        start = -(-self._file.tell() // _ALIGNED) * _ALIGNED
        self._file.seek(start)
        rows = max(1, _BLOCK // max(1, array[:1].nbytes)) if array.ndim else 1
        for begin in range(0, len(array), rows):
            left = memoryview(np.ascontiguousarray(array[begin : begin + rows]).data).cast("B")
            while left:
                left = left[self._file.write(left) :]
        return Array(array.dtype.str, array.shape, start, mapped(array))


def _answer(request: Request, results: _Results, replies: BinaryIO) -> Reply:
    job = Job(
        path=Path(request.path),
        options=request.options,
        limit_bytes=request.limit_bytes,
        head=request.head,
        progress=lambda share: messages.send(Step(share), replies),
        taken=[request.taken],
        truth=messages.to_truth(request.truth),
        seen=request.seen,
        mistrusts=request.mistrusts,
    )
    limit_memory(job)
    table = TABLES[request.format]
    if request.wanted == "read":
        return messages.of_raw(table.read(job), results.lay)
    columns = table.columns(job)
    if request.wanted == "heads":
        return messages.of_heads(list(columns.heads))
    values = columns.values(request.column, request.most)
    array, texts = messages.of_values(values, results.lay)
    return messages.FoundValues(array, texts, job.taken[0] - request.taken)


def _import_pyarrow() -> None:
    """While nobody waits, and before what it takes counts; a request says if it is missing."""
    with suppress(ImportError):
        import pyarrow.parquet

        pyarrow.set_cpu_count(min(_MOST_THREADS, pyarrow.cpu_count()))


def main() -> None:
    """Answer requests until there are no more."""
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1, 2):
            msvcrt.setmode(descriptor, os.O_BINARY)
    requests = os.fdopen(os.dup(0), "rb")
    results, replies = _Results(os.dup(1)), os.fdopen(os.dup(2), "wb")
    # What libraries print as they end is nobody's message.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    _import_pyarrow()
    while True:
        request = messages.receive(requests, Request)
        if request is None:
            os._exit(0)
        results.empty()
        try:
            reply = _answer(request, results, replies)
        except Exception as problem:
            reply = of_exception(problem)
        messages.send(reply, replies)


if __name__ == "__main__":
    main()
