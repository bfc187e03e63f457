"""Cells of a column of pyarrow: numbers, texts as codes, lists, Python's own values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.formats.rowstore import Codes

#: Whole numbers of a range below this are close together.
_CLOSE = 1 << 12


def values_of(column: Any) -> list[object]:
    """Cells as Python has them; times and other kinds of no use here as text."""
    return [float(v) if isinstance(v, Decimal) else v for v in column.to_pylist()]


def lists_of(column: Any, name: str, start: int, job: Job) -> NDArray[np.float64]:
    """(n, K) the lists of a column that are all as long as the first."""
    rows = column.to_pylist()
    for row, numbers in enumerate(rows):
        if numbers is None or len(numbers) != len(rows[0] or ()):
            refuse(
                "is no list as long as the first",
                place=f"row {start + row} (from 0), “{shown(name)}”",
            )
    job.take(8 * sum(map(len, rows)), f"“{shown(name)}”")
    return np.array(rows, dtype=np.float64)


def numbers_of(column: Any, name: str, start: int) -> NDArray[np.floating]:
    """(n,) the numbers of a column whose first row is the row ``start`` of the file."""
    if column.null_count:
        row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        refuse("the cell is empty", place=f"row {start + row} (from 0), column “{shown(name)}”")
    numbers = column.to_numpy(zero_copy_only=False)
    return numbers if numbers.dtype.kind == "f" else np.asarray(numbers, dtype=np.float64)


def texts_of(column: Any) -> Codes:
    """The cells of a column as text, empty where nothing is."""
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    is_whole = pyarrow.types.is_integer(column.type) and not column.null_count
    counted = _counted(column) if is_whole else None
    if counted is not None:
        return counted
    encoded = column.dictionary_encode()
    texts = [_text(value) for value in encoded.dictionary.to_pylist()]
    indices = encoded.indices
    if indices.null_count:
        texts, indices = [*texts, ""], indices.fill_null(len(texts))
    return Codes(indices.to_numpy(zero_copy_only=False), texts)


def _counted(column: Any) -> Codes | None:
    """Whole numbers that are close together, at a third of the cost of hashing each; or None."""
    numbers = column.to_numpy()
    low, high = numbers.min(initial=0), numbers.max(initial=0)
    if int(high) - int(low) >= min(len(numbers), _CLOSE):
        return None
    # What the subtraction of narrow numbers loses is the sign, which an offset has not.
    offsets = (numbers - low).view(f"u{numbers.itemsize}").astype(np.intp)
    is_there = np.bincount(offsets) > 0
    texts = [str(int(low) + k) for k in np.flatnonzero(is_there).tolist()]
    if not is_there.all():
        offsets = (np.cumsum(is_there) - 1)[offsets]
    return Codes(offsets, texts)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value != value:  # NaN
        return ""
    return str(value).strip()
