"""Parquet and Arrow tables (extra ``ceviz[parquet]``): a list of scores a row, or one a class."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.apart import SUFFIXES
from ceviz.storage.readers.columns import Columns, TextColumn
from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse, shown
from ceviz.storage.readers.formats.arrow_source import Source, arrow_source, parquet_source
from ceviz.storage.readers.formats.class_lists import classes_beside
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.gathered import About, Begin
from ceviz.storage.readers.formats.list_cells import are_lists, length_of, parse_lists
from ceviz.storage.readers.formats.lists import list_roles
from ceviz.storage.readers.formats.rowstore import Codes, Rows, Table
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


def read_parquet(job: Job, begin: Begin) -> About:
    """The scores and labels of a Parquet file."""
    with parquet_source(job) as table:
        return _read(table, job, begin)


def read_arrow(job: Job, begin: Begin) -> About:
    """The scores and labels of an Arrow file or stream."""
    with arrow_source(job) as table:
        return _read(table, job, begin)


def _read(table: Source, job: Job, begin: Begin) -> About:
    if table.rows == 0:
        refuse("holds no rows")
    layout = _layout(table, job)
    wanted = [*layout.columns, *layout.texts]
    table.check_unpacked(wanted, job)
    width = _list_length(table, layout) if layout.is_list else len(layout.columns)
    dtype = _score_type(table, layout)
    rows = table.rows if job.head is None else min(job.head, table.rows or job.head)
    size = max(1, min(job.head or _MOST_ROWS, _BATCH // (dtype.itemsize * width)))
    done = 0
    taker = begin(width, len(layout.texts), rows, dtype)
    for batch, share in table.batches(wanted, size):
        batch = batch if rows is None else batch.slice(0, rows - done)
        scores = _scores(batch, layout, width, done, dtype)
        texts = tuple(_texts(batch.column(name)) for name in layout.texts)
        taker.add(Rows(scores, texts), share)
        done += batch.num_rows
        job.step(0.8 * share)
        if done == rows:
            break
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
        total=done if job.head is None else table.rows,
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


def _layout(table: Source, job: Job) -> _Layout:
    names = [field.name for field in table.fields]
    if len(set(names)) < len(names):
        refuse("has two columns of the same name")
    if len(names) > MAX_CLASSES:
        refuse(f"has {len(names):,} columns", why=f"at most {MAX_CLASSES:,} classes are read")
    lists = [field.name for field in table.fields if _is_list_of_numbers(field.type)]
    head = _head(table)
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
                    rows.append(_listed(column, name, done, job))
                else:
                    texts = _texts(column)
                    found.add(texts.texts[code] for code in texts.codes)
                done += len(column)
                if most is not None:
                    break
        return np.concatenate(rows) if rows else found.result()

    with opened(job) as table:
        lists = [field.name for field in table.fields if _is_list_of_numbers(field.type)]
        heads = [*_head(table), *(Column(name, (), None) for name in lists)]
    return Columns(heads, values)


def _listed(column: Any, name: str, start: int, job: Job) -> NDArray[np.float64]:
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


def _head(table: Source) -> list[Column]:
    """The plain columns with their first rows."""
    import pyarrow.types as types

    plain = [
        field.name
        for field in table.fields
        if not types.is_nested(field.type) and not table.is_large(field.name)
    ]
    if not plain:
        return []
    rows = max(_FEWEST_HEAD_ROWS, min(_HEAD_ROWS, _HEAD_CELLS // len(plain)))
    batch = next((batch for batch, _ in table.batches(plain, rows)), None)
    if batch is None:
        refuse("holds no rows")
    return [Column.of_values(name, _values(batch.column(name))) for name in plain]


def _values(column: Any) -> list[object]:
    """Cells as Python has them; times and other kinds of no use here as text."""
    return [float(v) if isinstance(v, Decimal) else v for v in column.to_pylist()]


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
        return tuple(_numbers(batch.column(name), name, start) for name in layout.columns)
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


def _numbers(column: Any, name: str, start: int) -> NDArray[np.floating]:
    if column.null_count:
        row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        refuse("the cell is empty", place=f"row {start + row} (from 0), column “{shown(name)}”")
    numbers = column.to_numpy(zero_copy_only=False)
    return numbers if numbers.dtype.kind == "f" else np.asarray(numbers, dtype=np.float64)


def _texts(column: Any) -> Codes:
    """A column as text, empty where nothing is."""
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    encoded = column.dictionary_encode()
    texts = [_text(value) for value in encoded.dictionary.to_pylist()]
    indices = encoded.indices
    if indices.null_count:
        texts, indices = [*texts, ""], indices.fill_null(len(texts))
    return Codes(indices.to_numpy(zero_copy_only=False), texts)


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


def _write(path: Path, sample: Sample) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({**sample.columns, "label": sample.named_labels})
    pyarrow.parquet.write_table(table, path)


@dataclass(frozen=True, slots=True)
class NativeTable:
    """How a table is read by native code, which is done in a process of its own."""

    read: Callable[[Job, Begin], About]
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
