"""Columns of native tables that list the classes of a row, beside its list of scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from ceviz.storage.readers.edge import Job, refuse, shown
from ceviz.storage.readers.formats.arrow_source import Source
from ceviz.storage.readers.formats.records.documents import CLASS_LISTS

#: Rows that are read at a time.
_ROWS = 1 << 16


def classes_beside(table: Source, job: Job) -> tuple[str, ...] | None:
    """The classes that a column lists for every row, if it does and they are always the same.

    Raises:
        FileRefused: if they come in another order in some row, as sorted ones do.
    """
    import pyarrow.types as types

    kinds = {field.name: field.type for field in table.fields if field.name in CLASS_LISTS}
    named = [
        name
        for name, kind in kinds.items()
        if (types.is_list(kind) or types.is_large_list(kind)) and types.is_string(kind.value_type)
    ]
    if not named or job.options.class_names is not None:
        return None
    names: tuple[str, ...] | None = None
    done = 0
    for batch, _ in table.batches(named[:1], _ROWS):
        column = batch.column(0)
        names = names or tuple(column[0].as_py() or ())
        row = _row_unlike(column, names)
        if row is not None:
            refuse(
                "lists other classes than the first row, or in another order",
                place=f"row {done + row} (from 0), “{shown(named[0])}”",
                remedy="save the scores by class",
            )
        done += len(column)
        job.step(0.0)
    return names


def _row_unlike(column: Any, names: tuple[str, ...]) -> int | None:
    """The first row of lists of text that does not hold ``names``."""
    lengths = column.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False)
    short = np.flatnonzero(lengths != len(names))
    if short.size:
        return int(short[0])
    encoded = column.flatten().dictionary_encode()
    texts = np.array(encoded.dictionary.to_pylist(), dtype=object)
    rows = texts[encoded.indices.to_numpy(zero_copy_only=False)].reshape(-1, len(names))
    unlike = np.flatnonzero((rows != np.array(names, dtype=object)).any(axis=1))
    return int(unlike[0]) if unlike.size else None
