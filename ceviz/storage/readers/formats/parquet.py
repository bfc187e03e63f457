"""Parquet and Arrow tables (extra ``ceviz[parquet]``): a list of scores a row, or one a class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from ceviz.storage.apart import SUFFIXES
from ceviz.storage.readers.ahead import ahead
from ceviz.storage.readers.columns import Columns, TextColumn
from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse, shown
from ceviz.storage.readers.formats.arrow_source import Source, arrow_source, parquet_source
from ceviz.storage.readers.formats.class_columns import ClassColumns
from ceviz.storage.readers.formats.class_lists import classes_beside
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.gathered import About, Begin
from ceviz.storage.readers.formats.list_cells import are_lists
from ceviz.storage.readers.formats.list_columns import (
    are_lists_of_numbers,
    list_length,
    list_table,
)
from ceviz.storage.readers.formats.lists import list_roles
from ceviz.storage.readers.formats.native_cells import (
    lists_of,
    numbers_of,
    texts_of,
    values_of,
)
from ceviz.storage.readers.formats.rowstore import Rows, Table
from ceviz.storage.readers.guesses import Guess, Kind
from ceviz.storage.readers.meaning.columns import choose_columns
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, normal
from ceviz.storage.readers.names import NamedBy, Values
from ceviz.storage.readers.process.parent import columns_apart, read_apart

#: Bytes of scores read at a time, and rows.
_BATCH, _MOST_ROWS = 4 << 20, 1 << 16

#: Rows of one column that are read at a time.
_COLUMN_ROWS = 1 << 16

#: What is looked at of every column, and the largest one that is.
_HEAD_ROWS, _FEWEST_HEAD_ROWS, _HEAD_CELLS = 256, 20, 200_000


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns to read; with ``is_list`` one holds all scores of a row, one perhaps its truth.

    ``label`` is None if the truth is in another file, ``prediction`` if there is none.
    The last ``targets`` of the numbers are target probabilities instead of a label.
    """

    columns: tuple[str, ...]
    label: str | None
    prediction: str | None
    is_list: bool
    names: tuple[str, ...] | None
    aliases: dict[str, int]
    title: str
    hint: Kind | None
    guesses: tuple[Guess, ...]
    targets: int = 0
    is_told_by_prediction: bool = False
    is_vague: bool = False
    is_bare: bool = False
    named_by: NamedBy = NamedBy.COLUMNS

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that are read as text."""
        label = None if self.targets else self.label
        return tuple(name for name in (label, self.prediction) if name is not None)


@dataclass(frozen=True, slots=True)
class _Look:
    """The first rows of a table, and what goes on from there.

    Attributes:
        heads: the plain columns with their first rows.
        batches: all rows of these columns, at most ``size`` at a time, and the share read.
    """

    heads: list[Column]
    size: int
    batches: Iterator[tuple[Any, float]]

    def goes_on(self, wanted: Sequence[str], size: int) -> bool:
        """Whether its rows are all columns that are ``wanted``, and no more than ``size``."""
        return self.size <= size and {*wanted} == {head.name for head in self.heads}


@dataclass(frozen=True, slots=True)
class Found:
    """What a table is, and its columns with their first rows if all of it was read."""

    about: About
    heads: Sequence[Column] | None


def read_parquet(job: Job, begin: Begin) -> Found:
    """The scores and labels of a Parquet file."""
    with parquet_source(job) as table:
        return _read(table, job, begin)


def read_arrow(job: Job, begin: Begin) -> Found:
    """The scores and labels of an Arrow file or stream."""
    with arrow_source(job) as table:
        return _read(table, job, begin)


def _read(stored: Source, job: Job, begin: Begin) -> Found:
    if stored.rows == 0:
        refuse("holds no rows")
    table = ClassColumns(stored, job)
    look = _look(table, job)
    layout = _layout(table, look.heads, job)
    layout = replace(layout, named_by=table.named_by(layout.columns))
    wanted = [*layout.columns, *layout.texts]
    table.check_unpacked(wanted, job)
    width = len(layout.columns)
    if layout.is_list:
        width *= (each := _list_length(table, layout))
        layout = replace(layout, targets=width - each)
    dtype = _score_type(table, layout)
    rows = table.rows if job.head is None else min(job.head, table.rows or job.head)
    size = max(1, min(job.head or _MOST_ROWS, _BATCH // (dtype.itemsize * width)))
    done = 0
    taker = begin(width, len(layout.texts), rows, dtype)
    goes_on = look.goes_on(wanted, size)
    batches = look.batches if goes_on else table.batches(wanted, size)
    for batch, share in batches if job.head is not None else ahead(batches):
        batch = batch if rows is None else batch.slice(0, rows - done)
        scores = _scores(batch, layout, width, done, dtype)
        texts = tuple(texts_of(batch.column(name)) for name in layout.texts)
        taker.add(Rows(scores, texts), share)
        done += batch.num_rows
        job.step(0.8 * share)
        if done == rows:
            break
    heads = None if job.head is not None else _with_lists(look.heads, table)
    return Found(_about(layout, width, done if job.head is None else table.rows), heads)


def _about(layout: _Layout, width: int, total: int | None) -> About:
    return About(
        targets=layout.targets,
        has_labels=layout.label is not None,
        has_prediction=layout.prediction is not None,
        array=layout.title,
        columns=() if layout.is_list else layout.columns[: width - layout.targets],
        labels_name=layout.label or "",
        predicted_name=layout.prediction or "",
        hint=layout.hint,
        guesses=layout.guesses,
        class_names=layout.names,
        aliases=dict(layout.aliases),
        total=total,
        is_told_by_prediction=layout.is_told_by_prediction,
        is_vague=layout.is_vague,
        is_bare=layout.is_bare,
        named_by=layout.named_by,
    )


def _score_type(table: Source, layout: _Layout) -> np.dtype[np.floating]:
    """What holds every score of the columns as it is: as they are stored, if they are floating."""
    import pyarrow.types as types

    kinds = [field.type for field in table.fields if field.name in layout.columns]
    if layout.is_list:
        kinds = [getattr(kind, "value_type", kind) for kind in kinds]
    if not all(map(types.is_floating, kinds)):
        return np.dtype(np.float64)
    return np.result_type(*{kind.to_pandas_dtype() for kind in kinds})


def _layout(table: Source, head: list[Column], job: Job) -> _Layout:
    names = [field.name for field in table.fields]
    if len(set(names)) < len(names):
        refuse("has two columns of the same name")
    if len(names) > MAX_CLASSES:
        refuse(f"has {len(names):,} columns", why=f"at most {MAX_CLASSES:,} classes are read")
    lists = _lists(table)
    texts = [
        column.name
        for column in head
        if are_lists(column.texts) and normal(column.name) not in LABEL_WORDS
    ]
    plain = [column for column in head if column.name not in texts]
    found = list_roles(plain, [*lists, *texts], job, truths=_lists(table, of_whole=True))
    if found is not None:
        return _Layout(
            columns=tuple(filter(None, (found.scores, found.targets))),
            label=found.targets or found.label,
            prediction=found.prediction,
            is_list=True,
            names=classes_beside(table, job),
            aliases={},
            title=found.scores,
            hint=found.hint,
            guesses=found.guesses,
            is_vague=found.is_vague,
        )
    roles = choose_columns(head, job)
    return _Layout(
        tuple(head[k].name for k in roles.numbers),
        None if roles.label is None else head[roles.label].name,
        None if roles.prediction is None else head[roles.prediction].name,
        False,
        roles.names,
        roles.aliases,
        roles.title,
        roles.hint,
        roles.guesses,
        len(roles.targets),
        roles.is_told_by_prediction,
        is_bare=roles.is_bare,
    )


def columns_of(job: Job, opened: Callable[[Job], AbstractContextManager[Source]]) -> Columns:
    """The columns of a table; one of structs is given as its fields, one of maps as its classes."""

    def values(name: str, most: int | None = None) -> Values:
        found, rows, done = TextColumn(shown(name), job), [], 0
        with opened(job) as stored:
            table = ClassColumns(stored, job)
            table.check_unpacked([name], job)
            for batch, _ in table.batches([name], most or _COLUMN_ROWS):
                column = batch.column(name)
                if name in lists:
                    rows.append(lists_of(column, name, done, job))
                else:
                    texts = texts_of(column)
                    found.add(texts.texts[code] for code in texts.codes)
                done += len(column)
                if most is not None:
                    break
        return np.concatenate(rows) if rows else found.result()

    with opened(job) as stored:
        table = ClassColumns(stored, job)
        lists = _lists(table)
        heads = _with_lists(_look(table, replace(job, head=_HEAD_ROWS)).heads, table)
    return Columns(heads, values)


def _with_lists(heads: list[Column], table: Source) -> list[Column]:
    """The plain columns, and those of lists, which have no first rows."""
    return [*heads, *(Column(name, (), None) for name in _lists(table))]


def _lists(table: Source, *, of_whole: bool = False) -> list[str]:
    """The columns of lists of numbers, with those ``of_whole`` numbers or without."""
    return [each.name for each in table.fields if are_lists_of_numbers(each.type, of_whole)]


def _look(table: Source, job: Job) -> _Look:
    """The first rows of the plain columns; if all are numbers, what was read to see them stays."""
    import pyarrow.types as types

    plain = [
        field
        for field in table.fields
        if not types.is_nested(field.type) and not table.is_large(field.name)
    ]
    if not plain:
        return _Look([], 0, iter(()))
    names = [field.name for field in plain]
    rows = size = max(_FEWEST_HEAD_ROWS, min(_HEAD_ROWS, _HEAD_CELLS // len(plain)))
    if job.head is None and all(map(_is_number, plain)):
        row_bits = sum(field.type.bit_width for field in plain)
        size = max(rows, min(_MOST_ROWS, 8 * _BATCH // row_bits))
    batches = table.batches(names, size)
    first = [*islice(batches, 1)]
    if not first:
        refuse("holds no rows")
    head = first[0][0].slice(0, rows)
    heads = [Column.of_values(name, values_of(head.column(name))) for name in names]
    return _Look(heads, size, chain(first, batches))


def _is_number(field: Any) -> bool:
    import pyarrow.types as types

    return bool(types.is_integer(field.type) or types.is_floating(field.type))


def _list_length(table: Source, layout: _Layout) -> int:
    first, _ = next(table.batches(layout.columns[:1], 1))
    return list_length(first.column(0)[0].as_py(), layout.title)


def _scores(batch: Any, layout: _Layout, width: int, start: int, dtype: np.dtype[Any]) -> Table:
    if not layout.is_list:
        return tuple(numbers_of(batch.column(name), name, start) for name in layout.columns)
    each = width // len(layout.columns)
    parts = [
        list_table(batch.column(name), name, each, start, of=of)
        for name, of in zip(layout.columns, ("scores", "probabilities"), strict=False)
    ]
    return np.concatenate(parts, axis=1, dtype=dtype)


def _write(path: Path, sample: Sample) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({**sample.columns, "label": sample.named_labels})
    pyarrow.parquet.write_table(table, path)


@dataclass(frozen=True, slots=True)
class NativeTable:
    """How a table is read by native code, which is done in a process of its own."""

    read: Callable[[Job, Begin], Found]
    columns: Callable[[Job], Columns]


#: By the name of the format.
TABLES = {
    "Parquet": NativeTable(read_parquet, partial(columns_of, opened=parquet_source)),
    "Arrow": NativeTable(read_arrow, partial(columns_of, opened=arrow_source)),
}

PARQUET = Format(
    name="Parquet",
    suffixes=SUFFIXES["Parquet"],
    begins=lambda head: head.data.startswith(b"PAR1"),
    read=partial(read_apart, "Parquet"),
    write=_write,
    columns=partial(columns_apart, "Parquet"),
)


def _write_arrow(path: Path, sample: Sample) -> None:
    import pyarrow
    import pyarrow.ipc

    table = pyarrow.table({**sample.columns, "label": sample.named_labels})
    with pyarrow.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)


ARROW = Format(
    name="Arrow",
    suffixes=SUFFIXES["Arrow"],
    begins=lambda head: head.data.startswith((b"ARROW1", b"\xff\xff\xff\xff")),
    read=partial(read_apart, "Arrow"),
    write=_write_arrow,
    columns=partial(columns_apart, "Arrow"),
)
