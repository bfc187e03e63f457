"""Columns of native tables that hold the scores of a row by class: maps, and lists of pairs.

``{cat: 0.9, dog: 0.1}`` and ``[{label: cat, score: 0.9}, …]`` are given as one column a class,
``probs.cat`` and ``probs.dog``, as the fields of structs are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import EDGE_TOLERANCE
from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse, shown
from ceviz.storage.readers.formats.arrow_source import Source
from ceviz.storage.readers.formats.class_pairs import (
    ClassItems,
    ClassPairs,
    class_pairs,
    listed_pairs,
)
from ceviz.storage.readers.formats.records.mappings import refuse_unless_whole, refuse_unlike_scores
from ceviz.storage.readers.meaning.classes.class_numbers import in_order
from ceviz.storage.readers.names import NamedBy

#: Rows that are read at a time to find the classes.
_ROWS = 1 << 12


@dataclass(slots=True)
class _Found:
    """What was seen of a column of pairs, row after row.

    Attributes:
        names: the classes, numbered in the order in which they come.
        done: rows seen.
        is_ordered: whether every row has all classes in this order.
        is_whole: whether every row has all classes.
        has_twice: whether a row has a class twice.
        is_falling: whether no score of a row is above the one before.
        low, high: the smallest and the largest score, NaN if one is none.
        mass, log_mass: the smallest sum of a row's scores, and of their exponentials, with the row.
        nothing: the first row that holds nothing.
    """

    pairs: ClassPairs
    names: dict[str, int] = field(default_factory=dict)
    done: int = 0
    is_ordered: bool = True
    is_whole: bool = True
    has_twice: bool = False
    is_falling: bool = True
    low: float = np.inf
    high: float = -np.inf
    mass: tuple[float, int] = (np.inf, 0)
    log_mass: tuple[float, int] = (np.inf, 0)
    nothing: int | None = None

    def add(self, items: ClassItems) -> None:
        """See the next rows."""
        known = len(self.names)
        numbers = [self.names.setdefault(text, len(self.names)) for text in items.texts]
        items = replace(items, codes=np.array([*numbers, -1])[items.codes])
        count = len(self.names)
        self.has_twice = self.has_twice or items.have_twice(count)
        is_whole = items.are_full(count) and known in (0, count)
        self.is_whole = self.is_whole and is_whole
        self.is_ordered = self.is_ordered and is_whole and items.are_in_order(count)
        if items.has_none.any() and self.nothing is None:
            self.nothing = self.done + int(items.has_none.argmax())
        self._measure(items)
        self.done += len(items.lengths)

    def _measure(self, items: ClassItems) -> None:
        scores, rows, count = items.scores.astype(np.float64), items.rows, len(items.lengths)
        self.low = float(np.minimum(self.low, scores.min(initial=np.inf)))
        self.high = float(np.maximum(self.high, scores.max(initial=-np.inf)))
        with np.errstate(over="ignore", invalid="ignore"):
            rises = np.diff(scores) > 0
            masses = np.bincount(rows, scores, count)
            log_masses = np.bincount(rows, np.exp(scores), count)
        self.is_falling = self.is_falling and not rises[rows[1:] == rows[:-1]].any()
        self.mass = min(self.mass, self._least(masses))
        self.log_mass = min(self.log_mass, self._least(log_masses))

    def _least(self, masses: NDArray[Any]) -> tuple[float, int]:
        """The smallest of the next rows' masses, and the row."""
        row = int(masses.argmin())
        return float(masses[row]), self.done + row


@dataclass(frozen=True, slots=True)
class _ByClass:
    """A column that is given as one a class.

    Attributes:
        names: the classes in the order of the columns.
        lacking: the score of a class that a row lacks, or NaN if nothing says what it is.
    """

    pairs: ClassPairs
    found: _Found
    names: tuple[str, ...]
    named_by: NamedBy
    lacking: float

    @classmethod
    def of(cls, found: _Found) -> _ByClass:
        """What the rows seen tell."""
        is_sorted = not found.pairs.is_map and found.is_falling
        is_ordered = found.is_ordered and not is_sorted
        lacking = np.nan
        if found.low >= -EDGE_TOLERANCE and found.high <= 1 + EDGE_TOLERANCE:
            lacking = 0.0
        elif found.high <= EDGE_TOLERANCE:
            lacking = -np.inf
        return cls(
            found.pairs,
            found,
            tuple(found.names) if is_ordered else in_order(tuple(found.names)),
            NamedBy.COLUMNS if is_ordered else NamedBy.ROWS,
            lacking,
        )

    @property
    def columns(self) -> dict[str, int]:
        """The names of the columns, each with its place."""
        return {f"{self.pairs.column}.{name}": k for k, name in enumerate(self.names)}

    def check_whole(self) -> None:
        """Refuse rows that lack a class unless what they lack is known to be nothing."""
        found = self.found
        if found.is_whole:
            return
        mass, row = found.log_mass if self.lacking == -np.inf else found.mass
        if found.nothing is not None:
            refuse("the cell is empty", place=self._place(found.nothing))
        if np.isnan(self.lacking):
            refuse_unlike_scores(self._place(row))
        refuse_unless_whole(mass, self._place(row))

    def _place(self, row: int) -> str:
        return f"row {row} (from 0), “{shown(self.pairs.column)}”"

    def table(self, batch: Any) -> tuple[NDArray[np.floating], NDArray[np.bool_]]:
        """(K, n) the scores of some rows, and where there are none."""
        items = self.pairs.items(batch)
        assert items is not None  # as in all rows before
        place = {name: k for k, name in enumerate(self.names)}
        # A class that the rows seen did not have is left out of a look.
        codes = np.array([*(place.get(text, -1) for text in items.texts), -1])[items.codes]
        is_known = codes >= 0
        at = codes[is_known], items.rows[is_known]
        shape = len(self.names), len(items.lengths)
        scores = np.full(shape, self.lacking, self.pairs.dtype)
        is_empty = np.full(shape, np.isnan(self.lacking))
        scores[at], is_empty[at] = items.scores[is_known], items.is_empty[is_known]
        return scores, is_empty | items.has_none


class ClassColumns:
    """A table in which columns of scores by class are one column a class."""

    def __init__(self, table: Source, job: Job) -> None:
        """Look for such columns in ``table``, and through their rows for the classes."""
        self._table = table
        self.rows = table.rows
        pairs = [each for field in table.fields if (each := class_pairs(field)) is not None]
        seen = [_seen(table, each, job) for each in (*pairs, *listed_pairs(table.fields))]
        found = {each.pairs.column: _ByClass.of(each) for each in seen if each is not None}
        self._found = found
        self._columns = {name: each for each in found.values() for name in each.columns}
        self.fields = [
            part
            for each in table.fields
            for part in (_fields(found[each.name]) if each.name in found else [each])
        ]

    def batches(self, columns: Sequence[str], size: int) -> Iterator[tuple[Any, float]]:
        """Batches of these columns, as any :class:`Source` gives them."""
        for batch, share in self._table.batches(self._stored(columns), size):
            yield self._by_class(batch, columns), share

    def _by_class(self, batch: Any, columns: Sequence[str]) -> Any:
        import pyarrow

        if not any(name in self._columns for name in columns):
            return batch
        tables: dict[str, tuple[NDArray[np.floating], NDArray[np.bool_]]] = {}
        arrays = []
        for name in columns:
            each = self._columns.get(name)
            if each is None:
                arrays.append(batch.column(name))
                continue
            column = each.pairs.column
            if column not in tables:
                tables[column] = each.table(batch)
            (scores, empty), k = tables[column], each.columns[name]
            arrays.append(pyarrow.array(scores[k], mask=empty[k] if empty[k].any() else None))
        return pyarrow.RecordBatch.from_arrays(arrays, list(columns))

    def _stored(self, columns: Sequence[str]) -> list[str]:
        """The columns as the file has them."""
        found = ((name, self._columns.get(name)) for name in columns)
        stored = [(name,) if each is None else each.pairs.columns for name, each in found]
        return list(dict.fromkeys(chain.from_iterable(stored)))

    def check_unpacked(self, columns: Sequence[str], job: Job) -> None:
        """Refuse a bomb, as any :class:`Source` does."""
        self._table.check_unpacked(self._stored(columns), job)

    def is_large(self, column: str) -> bool:
        """Whether the column that the file has for it is too large."""
        return self._table.is_large(self._stored([column])[0])

    def named_by(self, columns: Sequence[str]) -> NamedBy:
        """What the order of these columns says, if they are to be the scores.

        Raises:
            FileRefused: rows lack some of them, and the rest of the probability.
        """
        found = {id(each): each for name in columns if (each := self._columns.get(name))}
        for each in found.values():
            each.check_whole()
        is_by_row = any(each.named_by is NamedBy.ROWS for each in found.values())
        return NamedBy.ROWS if is_by_row else NamedBy.COLUMNS


def _seen(table: Source, pairs: ClassPairs, job: Job) -> _Found | None:
    """What the rows of a column hold; nothing unless it is a score for each of some classes."""
    table.check_unpacked(pairs.columns, job)
    found = _Found(pairs)
    for batch, _ in table.batches(pairs.columns, _ROWS):
        items = pairs.items(batch)
        if items is None:
            return None
        found.add(items)
        job.step(0.0)
        if found.has_twice or len(found.names) > MAX_CLASSES:
            return None
        if job.head is not None and found.is_whole and found.done >= job.head:
            break
    is_plain = pairs.beside is not None and found.is_ordered  # a list, whose places are classes
    return found if len(found.names) > 1 and not is_plain else None


def _fields(found: _ByClass) -> list[Any]:
    import pyarrow

    kind = pyarrow.from_numpy_dtype(found.pairs.dtype)
    return [pyarrow.field(name, kind) for name in found.columns]
