"""The rows of a text table, read forward in pieces of whole lines, several parsed at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import Job, refuse
from ceviz.storage.readers.formats.rowstore import Rows, RowStore
from ceviz.storage.readers.formats.text.arrow_cells import parse_with_arrow
from ceviz.storage.readers.formats.text.cells import Layout, Piece, last_line_end, parse_piece
from ceviz.storage.readers.lines import Lines
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.packed import TextFile

#: How long a line may be.
PIECE = 8 << 20

#: How much is parsed at a time; as numbers and pyarrow's notes it takes five times as much.
BLOCK = 4 << 20

#: More threads than this only wait for the disk.
_MOST_THREADS = 4


def refuse_long(line: int) -> NoReturn:
    """Refuse a line that cannot be read into memory."""
    refuse(f"is longer than {PIECE >> 20} MB, or a quote is not closed", place=f"line {line}")


def parse(
    layout: Layout, head: bytes, skip: int, header_lines: int, job: Job
) -> tuple[NDArray[np.floating], list[TextLabels], Lines | None]:
    """Scores, labels and line numbers of every row, or of those in ``head`` for a preview."""
    with RowStore(layout.width or len(layout.scores), job, len(layout.texts)) as store:
        if job.head is not None:
            first = _first_lines(head, header_lines, job.head)
            store.add(parse_piece(Piece(layout.unmarked(first), header_lines + 1), layout))
            return store.result()
        with TextFile(job.path) as stream:
            stream.read(skip)
            for _ in range(header_lines):
                stream.readline()
            for rows, share in _parsed(_pieces(stream, job), layout, header_lines + 1):
                store.add(rows, share)
                job.step(0.8 * share)
        return store.result()


def _first_lines(head: bytes, skipped: int, most: int) -> bytes:
    """The first ``most`` lines after those skipped, without a row of which only a part is there."""
    lines = head.splitlines(keepends=True)[skipped:]
    text = b"".join(lines[:most])
    return text[: last_line_end(text)] if len(lines) > most else text


def _parsed(
    pieces: Iterator[tuple[bytes, float]], layout: Layout, line: int
) -> Iterator[tuple[Rows, float]]:
    """The rows of each piece of whole lines, and the share of the file that ends with it.

    pyarrow, where it is, parses several at once; what it leaves is parsed here, in its turn.
    ``line`` is the number of the first.
    """
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    begun: deque[tuple[bytes, float, Future[Rows | None]]] = deque()

    def first() -> tuple[Rows, float]:
        nonlocal line
        text, share, parsed = begun.popleft()
        rows = parsed.result()
        if rows is None:
            rows = parse_piece(Piece(text, line), layout)
            line += text.count(b"\n")
        else:
            rows = replace(rows, lines=np.arange(line, line + len(rows)))
            line += len(rows)
        return rows, share

    with ThreadPoolExecutor(threads, "parse") as pool:
        try:
            for marked, share in pieces:
                text = layout.unmarked(marked)
                begun.append((text, share, pool.submit(parse_with_arrow, text, layout)))
                if len(begun) > threads:
                    yield first()
            while begun:
                yield first()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _pieces(stream: TextFile, job: Job) -> Iterator[tuple[bytes, float]]:
    """The rest of the stream in pieces of whole lines, and the share read with each."""
    rest = b""
    while data := stream.read(min(BLOCK, PIECE)):
        text = rest + data
        end = last_line_end(text)
        if end == 0 and len(text) > PIECE:
            refuse_long(1 + _lines_in(job, stream.unpacked - len(text)))
        if end:
            yield text[:end], stream.share
        rest = text[end:]
    if rest.strip():
        yield rest, 1.0


def _lines_in(job: Job, size: int) -> int:
    """How many lines the first ``size`` bytes hold."""
    count = 0
    with TextFile(job.path) as stream:
        while size > 0 and (text := stream.read(min(size, PIECE))):
            count += text.count(b"\n")
            size -= len(text)
    return count
