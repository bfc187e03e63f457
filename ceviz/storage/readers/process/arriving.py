"""What the process that reads hands over, believed as far as it is checked."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import MAX_CLASSES, Job
from ceviz.storage.readers.formats.gathered import Gathered
from ceviz.storage.readers.formats.rowstore import Codes, Rows, RowStore
from ceviz.storage.readers.names import TextLabels, Values
from ceviz.storage.readers.process import messages, slots
from ceviz.storage.readers.process.messages import Block, Numbers, Part, Piece

#: A table has columns of text for the label and the prediction at most.
_MOST_TEXTS = 2


class Arriving(Protocol):
    """Takes what comes before the answer."""

    def take(self, part: Part, slot: memoryview) -> bool:
        """Take one message, and what is in the slot that is next; whether that one was used.

        Raises:
            FileRefused: there is no room for it.
            ValueError: it makes no sense.
        """


class Nothing:
    """Where nothing but the answer is to come."""

    def take(self, part: Part, slot: memoryview) -> bool:
        """Refuse whatever it is."""
        raise ValueError("nobody asked for numbers")


class ArrivingRows:
    """Rows of a table, which are added to those that were gathered."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._store: RowStore | None = None
        self._described = messages.Rows(0, 0, None, "<f8")

    def take(self, part: Part, slot: memoryview) -> bool:
        """Begin a table, or go on with it."""
        match part:
            case messages.Rows():
                self._begin(part)
                return False
            case Block():
                self._add(part, slot)
                return True
        raise ValueError("an array is no block of rows")

    def _begin(self, rows: messages.Rows) -> None:
        dtype = np.dtype(rows.dtype)
        is_table = 1 <= rows.columns <= MAX_CLASSES and 0 <= rows.texts <= _MOST_TEXTS
        if dtype.kind != "f" or not is_table or (rows.rows or 0) < 0:
            raise ValueError("no table of scores")
        self._described = rows
        self._store = self._gathered.begin(rows.columns, rows.texts, rows.rows, dtype)

    def _add(self, block: Block, slot: memoryview) -> None:
        described = self._described
        if self._store is None or len(block.texts) != described.texts:
            raise ValueError("a block of another table")
        table, columns = slots.layout(
            slot, block.count, described.columns, described.texts, np.dtype(described.dtype)
        )
        # A copy, so that what was checked is what is used.
        codes = [_indices(column.copy(), len(block.texts[k])) for k, column in enumerate(columns)]
        texts = tuple(Codes(*each) for each in zip(codes, block.texts, strict=True))
        self._store.add(Rows(table, texts), block.share)


class ArrivingValues:
    """One array, as a column of a table is read."""

    def __init__(self, job: Job) -> None:
        self._most = max(job.limit_bytes, job.believed)
        self._array: NDArray[Any] | None = None
        self._left = memoryview(b"")

    def take(self, part: Part, slot: memoryview) -> bool:
        """Make room for it, or put the next bytes there."""
        match part:
            case Numbers():
                dtype, size = messages.checked(part.dtype, part.shape)
                if size > self._most:
                    raise ValueError("an array larger than was asked for")
                self._array = np.empty(part.shape, dtype)
                self._left = self._array.reshape(-1).view(np.uint8).data
                return False
            case Piece():
                if not 0 < part.size <= min(len(slot), len(self._left)):
                    raise ValueError("a piece of no array")
                self._left[: part.size] = slot[: part.size]
                self._left = self._left[part.size :]
                return True
        raise ValueError("rows are no column")

    def values(self, texts: tuple[str, ...] | None) -> Values:
        """The column, whole.

        Raises:
            ValueError: it did not come, or its codes are none of ``texts``.
        """
        if self._array is None or self._left:
            raise ValueError("an array did not come whole")
        if texts is None:
            return self._array
        return TextLabels(_indices(self._array, len(texts)), texts)


def _indices(codes: NDArray[Any], count: int) -> NDArray[np.int32]:
    """``codes``, each of which is below ``count``."""
    if codes.dtype != slots.CODES or (len(codes) and not 0 <= codes.min() <= codes.max() < count):
        raise ValueError("texts that are not there")
    return codes
