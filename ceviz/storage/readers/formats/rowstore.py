"""Room for the rows of a file as they are read, block by block.

Only what is kept takes memory. Scores that would take more than the job allows go to a scratch
file, if the file is large enough to be believed; labels stay in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse
from ceviz.storage.readers.formats.scratch import Scratch, free_bytes
from ceviz.storage.readers.lines import Lines
from ceviz.storage.readers.names import TextLabels

#: How much more room than needed is made when it runs out.
_AHEAD = 1.125

#: The same, of what a file is expected to take in all.
_EXPECTED = 1.02

#: What of a table stays in the cache while its columns are written, in bytes; the fewest rows.
_CACHED, _FEWEST = 256 << 10, 64

#: Codes replaced at a time.
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A column of text, (n,): row i says ``texts[codes[i]]``."""

    codes: NDArray[np.integer[Any]]
    texts: Sequence[str]


#: Scores of some rows: a table (n, K), or its K columns (n,).
Table: TypeAlias = "NDArray[np.floating] | tuple[NDArray[np.floating], ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some rows of a file.

    Attributes:
        scores: (n, K), or K columns of (n,).
        texts: the label of each row, and the prediction if the file has it.
        lines: (n,) where each row begins in the file; None if it has no lines.
    """

    scores: Table
    texts: tuple[Codes, ...]
    lines: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.scores[0]) if isinstance(self.scores, tuple) else len(self.scores)


def coded(texts: Iterable[str]) -> Codes:
    """A column of text with every different text once, in the order in which they come."""
    code_of: dict[str, int] = {}
    codes = [code_of.setdefault(text, len(code_of)) for text in texts]
    return Codes(np.array(codes, dtype=np.int32), list(code_of))


class RowStore:
    """Scores, texts and lines of the rows of a file, appended piece by piece.

    Within ``with``, it owns the scratch file, if there is one; the scores that :meth:`result`
    gives own it from then on.
    """

    def __init__(
        self,
        columns: int,
        job: Job,
        texts: int = 1,
        *,
        rows: int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        """``rows`` is how many will come, if that is known.

        Raises:
            TooLarge: if it is known and too much.
        """
        self._scores = _Scores(columns, np.dtype(dtype), job, rows, 4 * texts)
        most = max(job.limit_bytes, job.believed) // (columns * np.dtype(dtype).itemsize)
        self._texts = [_TextStore(job, most) for _ in range(texts)]
        self._lines = Lines()
        self._count = 0

    def __enter__(self) -> RowStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._scores.close()

    def add(self, rows: Rows, share: float = 1.0) -> None:
        """Append rows, after which ``share`` of the file has been read.

        Raises:
            TooLarge: if all rows take more than the limit, and more than the file's size
                makes believable.
        """
        if not len(rows):
            return
        self._count += len(rows)
        self._scores.add(rows.scores, self._count, share)
        for store, column in zip(self._texts, rows.texts, strict=True):
            store.add(column, self._count, share)
        if rows.lines is not None:
            self._lines.add(rows.lines)

    def result(self) -> tuple[NDArray[np.floating], list[TextLabels], Lines | None]:
        """What was added: scores (N, K), columns of text (N,), lines; mapped if it is much."""
        if not self._count:
            refuse("holds no rows")
        texts = [store.result() for store in self._texts]
        return self._scores.result(), texts, self._lines if self._lines.count else None


class _Growing:
    """Rows of numbers in memory, in one array that grows where it lies if it can."""

    def __init__(self, dtype: np.dtype[Any], columns: tuple[int, ...], most: int) -> None:
        self._array: NDArray[Any] = np.empty((0, *columns), dtype)
        self._columns = columns
        self._most = most  # rows that there is ever memory for
        self.count = 0

    def room(self, end: int, share: float) -> NDArray[Any]:
        """Where the rows up to ``end`` are to be written; ``share`` of all is there with them."""
        if end > len(self._array):
            if self.count:  # NumPy fills what it adds, so it takes memory at once
                size = max(end, min(self._most, int(_AHEAD * end)))
                self._array.resize((size, *self._columns), refcheck=False)
            else:  # untouched, it takes none yet
                expected = int(_EXPECTED * end / share) if share > 0 else 0
                size = max(end, min(self._most, expected))
                self._array = np.empty((size, *self._columns), self._array.dtype)
        start, self.count = self.count, end
        return self._array[start:end]

    def result(self) -> NDArray[Any]:
        """The rows that were written, and no room beyond them."""
        self._array.resize((self.count, *self._columns), refcheck=False)
        return self._array


class _Scores:
    """Scores (N, K): in memory as long as the job allows it, then in a scratch file."""

    def __init__(
        self, columns: int, dtype: np.dtype[Any], job: Job, rows: int | None, beside: int
    ) -> None:
        """``beside`` are the bytes of a row that stay in memory in any case."""
        self._columns, self._dtype, self._job = columns, dtype, job
        self._row_bytes, self._beside = columns * dtype.itemsize, beside
        self._memory = _Growing(dtype, (columns,), max(1, job.limit_bytes // self._row_bytes))
        self._scratch: Scratch | None = None
        self._rows = rows
        self._count = 0
        if rows is not None and not job.fits(rows * (self._row_bytes + beside)):
            self._spill(rows, rows)

    def add(self, scores: Table, end: int, share: float) -> None:
        expected = self._rows or int(end / share if share > 0 else end)
        count = end - self._count
        size = count * self._row_bytes
        if self._scratch is None and not self._job.fits(size + count * self._beside):
            self._spill(end, max(end, expected))
        if self._scratch is not None:
            self._check_believable(end, max(end, expected))
            block: NDArray[Any] = np.empty((count, self._columns), self._dtype)
            put(block, scores)
            self._scratch.write(block)
        else:
            self._job.take(size, "the scores")
            share = end / self._rows if self._rows else share
            put(self._memory.room(end, share), scores)
        self._count = end

    def _spill(self, needed: int, expected: int) -> None:
        """Go on in a scratch file."""
        self._check_believable(needed, expected)
        self._scratch = Scratch()
        if self._count:
            self._scratch.write(self._memory.result())
            self._job.give_back(self._count * self._row_bytes)
        self._memory = _Growing(self._dtype, (self._columns,), 0)

    def _check_believable(self, needed: int, expected: int) -> None:
        """Refuse what neither memory nor disk may hold."""
        size = needed * self._row_bytes
        why = ""
        if not self._job.believes(size):
            why = "so much from so small a file is only read into memory"
        elif size > self._count * self._row_bytes + free_bytes():
            why = "the disk has no room for it either"
        if why:
            rows = f"{expected:,}" if expected == self._rows else f"about {_rounded(expected):,}"
            what = f"a table of {rows} × {self._columns:,}"
            self._job.refuse_size(expected * self._row_bytes, what, why)

    def close(self) -> None:
        """Give the scratch file up, unless an array has it."""
        if self._scratch is not None:
            self._scratch.close()

    def result(self) -> NDArray[np.floating]:
        if self._scratch is None:
            return self._memory.result()
        return self._scratch.mapped(self._dtype, (self._count, self._columns))


def _rounded(count: int) -> int:
    """``count`` with two digits that mean something."""
    return round(count, 2 - len(str(count)))


def put(rows: NDArray[Any], scores: Table) -> None:
    """Write scores (n, K) where they belong, from a table or from its columns."""
    if isinstance(scores, tuple):
        count = max(_FEWEST, _CACHED // (rows.itemsize * len(scores)))
        for start in range(0, len(rows), count):
            block = rows[start : start + count]
            for k, column in enumerate(scores):
                block[:, k] = column[start : start + count]
    else:
        rows[:] = scores


class _TextStore:
    """One column of text."""

    def __init__(self, job: Job, most: int) -> None:
        self._job = job
        self._codes = _Growing(np.dtype(np.int32), (), most)
        self._code_of: dict[str, int] = {}

    def add(self, column: Codes, end: int, share: float) -> None:
        self._job.take(4 * len(column.codes), "the labels")
        known = np.array([self._code(text) for text in column.texts], dtype=np.int32)
        room = self._codes.room(end, share)
        room[:] = column.codes if _counts(known) else known[column.codes]

    def _code(self, text: str) -> int:
        code = self._code_of.setdefault(text, len(self._code_of))
        if code > 2 * MAX_CLASSES:
            refuse("the label column has more different values than there could be classes")
        return code

    def result(self) -> TextLabels:
        codes = self._codes.result()
        texts = sorted(self._code_of)
        place = np.empty(len(texts), np.int32)
        for rank, text in enumerate(texts):
            place[self._code_of[text]] = rank
        for start in range(0, 0 if _counts(place) else len(codes), _BLOCK):
            block = codes[start : start + _BLOCK]
            block[:] = place[block]
        return TextLabels(codes, tuple(texts))


def _counts(codes: NDArray[np.int32]) -> bool:
    """Whether every code stands for itself."""
    return np.array_equal(codes, np.arange(len(codes)))
