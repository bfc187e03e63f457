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
from ceviz.storage.readers.formats.class_lists import classes_beside
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.gathered import About, Begin
from ceviz.storage.readers.formats.list_cells import are_lists, length_of, parse_lists
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
from ceviz.storage.readers.names import Values
from ceviz.storage.readers.process.parent import columns_apart, read_apart

#: Bytes of scores read at a time, and rows.
_BATCH, _MOST_ROWS = 4 << 20, 1 << 16

#: Rows of one column that are read at a time.
_COLUMN_ROWS = 1 << 16

#: What is looked at of every column, and the largest one that is.
_HEAD_ROWS, _FEWEST_HEAD_ROWS, _HEAD_CELLS = 256, 20, 200_000


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns to read; with ``is_list`` one column holds all scores of a row.

    ``label`` is None if the truth is in another file, ``prediction`` if there is none.
    The last ``targets`` of the columns are target probabilities instead of a label.
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


def _read(table: Source, job: Job, begin: Begin) -> Found:
    if table.rows == 0:
        refuse("holds no rows")
    look = _look(table, job)
    layout = _layout(table, look.heads, job)
    wanted = [*layout.columns, *layout.texts]
    table.check_unpacked(wanted, job)
    width = _list_length(table, layout) if layout.is_list else len(layout.columns)
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
    found = list_roles(plain, [*lists, *texts], job)
    if found is not None:
        return _Layout(
            columns=(found.scores,),
            label=found.label,
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
    """The columns of a table; one of structs is given as its fields."""

    def values(name: str, most: int | None = None) -> Values:
        found, rows, done = TextColumn(shown(name), job), [], 0
        with opened(job) as table:
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

    with opened(job) as table:
        lists = _lists(table)
        heads = _with_lists(_look(table, replace(job, head=_HEAD_ROWS)).heads, table)
    return Columns(heads, values)


def _with_lists(heads: list[Column], table: Source) -> list[Column]:
    """The plain columns, and those of lists, which have no first rows."""
    return [*heads, *(Column(name, (), None) for name in _lists(table))]


def _lists(table: Source) -> list[str]:
    return [field.name for field in table.fields if _is_list_of_numbers(field.type)]


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


def _is_list_of_numbers(kind: Any) -> bool:
    import pyarrow.types as types

    is_list = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return bool(is_list and types.is_floating(kind.value_type))


def _list_length(table: Source, layout: _Layout) -> int:
    first, _ = next(table.batches(layout.columns, 1))
    value = first.column(0)[0].as_py()
    place = f"row 0, “{shown(layout.title)}”"
    if not value:
        refuse("the list of scores is missing or empty", place=place)
    width = length_of(value, place) if isinstance(value, str) else len(value)
    if width > MAX_CLASSES:
        refuse(f"has {width:,} classes", why=f"at most {MAX_CLASSES:,} are read")
    return width


def _scores(
    batch: Any, layout: _Layout, width: int, start: int, dtype: np.dtype[np.floating]
) -> Table:
    if not layout.is_list:
        return tuple(numbers_of(batch.column(name), name, start) for name in layout.columns)
    column = batch.column(layout.columns[0])
    if not hasattr(column, "value_lengths"):
        cells = [cell.strip() for cell in column.fill_null("").to_pylist()]
        return parse_lists(
            cells, width, lambda row: f"row {start + row} (from 0), “{shown(layout.title)}”"
        )
    lengths = column.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False)
    if (lengths != width).any():
        row = int(np.flatnonzero(lengths != width)[0])
        had = "no list" if lengths[row] < 0 else f"{int(lengths[row]):,} scores"
        refuse(
            f"has {had} instead of {width:,} scores",
            place=f"row {start + row} (from 0), “{shown(layout.title)}”",
        )
    flat = column.flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat, dtype=dtype).reshape(-1, width)


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
