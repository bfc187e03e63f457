"""Columns of native tables with all numbers of a row in a cell: a list, or one that was printed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import MAX_CLASSES, refuse, shown
from ceviz.storage.readers.formats.list_cells import length_of, parse_lists


def are_lists_of_numbers(kind: Any, of_whole: bool) -> bool:
    """Whether a type of pyarrow is one of lists of fractions, or with ``of_whole`` of numbers."""
    import pyarrow.types as types

    if not (types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)):
        return False
    inner = kind.value_type
    return bool(types.is_floating(inner) or (of_whole and types.is_integer(inner)))


def list_length(first: Any, name: str) -> int:
    """How many numbers the first cell of the column ``name`` holds.

    Raises:
        FileRefused: it holds none, or more than there are classes.
    """
    place = f"row 0, “{shown(name)}”"
    if not first:
        refuse("the list of scores is missing or empty", place=place)
    length = length_of(first, place) if isinstance(first, str) else len(first)
    if length > MAX_CLASSES:
        refuse(f"has {length:,} classes", why=f"at most {MAX_CLASSES:,} are read")
    return length


def list_table(
    column: Any, name: str, length: int, start: int, *, of: str = "scores"
) -> NDArray[Any]:
    """(n, ``length``) the numbers of cells, of which the first is the row ``start`` of the file.

    ``of`` says what they are.

    Raises:
        FileRefused: naming the first cell that holds no such list.
    """

    def place(row: int) -> str:
        return f"row {start + row} (from 0), “{shown(name)}”"

    if not hasattr(column, "value_lengths"):
        cells = [cell.strip() for cell in column.fill_null("").to_pylist()]
        return parse_lists(cells, length, place)
    lengths = column.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False)
    if (lengths != length).any():
        row = int(np.flatnonzero(lengths != length)[0])
        had = "no list" if lengths[row] < 0 else f"{int(lengths[row]):,} {of}"
        refuse(f"has {had} instead of {length:,}", place=place(row))
    return np.asarray(column.flatten().to_numpy(zero_copy_only=False)).reshape(-1, length)
