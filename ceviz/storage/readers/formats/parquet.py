"""Parquet tables, with the extra ``ceviz[parquet]``: a list column of scores, or one a class."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.bootstrap import how_to_install
from ceviz.errors import MissingPackage
from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import MAX_CLASSES, Job, listed, refuse, shown
from ceviz.storage.readers.formats.format import Format, Sample
from ceviz.storage.readers.formats.rowstore import Codes, Rows, RowStore
from ceviz.storage.readers.guesses import NOTHING, Field, Guess, Kind
from ceviz.storage.readers.meaning.columns import choose_columns
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import (
    LABEL_WORDS,
    SCORE_WORDS,
    is_prediction,
    kind_hinted,
    rank,
)
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: Bytes of scores read at a time.
_BATCH = 4 << 20

#: What is looked at of every column, and the largest one that is.
_HEAD_ROWS, _FEWEST_HEAD_ROWS, _HEAD_CELLS = 256, 20, 200_000
_HEAD_BYTES = 256 << 20

#: What the file's own description may take, in bytes and in entries.
_METADATA_BYTES = 32 << 20
_METADATA_ENTRIES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns to read; with ``is_list`` one column holds all scores of a row.

    ``texts`` are the label's column and the prediction's, if there is one.
    """

    columns: tuple[str, ...]
    texts: tuple[str, ...]
    is_list: bool
    names: tuple[str, ...] | None
    aliases: dict[str, int]
    title: str
    hint: Kind | None
    guesses: tuple[Guess, ...]


def read_parquet(job: Job) -> Raw:
    """The scores and labels of a Parquet file."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingPackage(
            "is a Parquet file, and pyarrow, which reads them, is not installed",
            package="pyarrow",
            extra="parquet",
            remedy=how_to_install("pyarrow"),
        ) from None
    with pyarrow.parquet.ParquetFile(
        job.path,
        pre_buffer=False,
        thrift_string_size_limit=_METADATA_BYTES,
        thrift_container_size_limit=_METADATA_ENTRIES,
    ) as table:
        return _read(table, job)


def _read(table: Any, job: Job) -> Raw:
    rows = table.metadata.num_rows
    if rows == 0:
        refuse("holds no rows")
    layout = _layout(table, job)
    wanted = [*layout.columns, *layout.texts]
    _check_unpacked(table.metadata, wanted, job)
    total, rows = rows, min(rows, job.head or rows)
    store: RowStore | None = None
    done = 0
    width = len(layout.columns)
    if layout.is_list:
        width = _list_length(table, layout)
    store = RowStore(rows, width, job, len(layout.texts))
    size = max(1, min(rows, _BATCH // (8 * width)))
    for batch in table.iter_batches(batch_size=size, columns=wanted, use_threads=False):
        batch = batch.slice(0, rows - done)
        scores = _scores(batch, layout, width, done)
        texts = tuple(_texts(batch.column(name), name, done) for name in layout.texts)
        store.add(Rows(scores, texts, np.arange(done, done + len(scores))))
        done += len(scores)
        job.step(0.8 * done / rows)
        if done >= rows:
            break
    table_of_scores, columns, _ = store.result()
    return Raw(
        scores=table_of_scores,
        labels=columns[0],
        predicted=columns[1] if len(columns) > 1 else None,
        predicted_name=layout.texts[-1] if len(columns) > 1 else "",
        place=Place(layout.title, () if layout.is_list else layout.columns),
        labels_name=layout.texts[0],
        hint=layout.hint,
        guesses=layout.guesses,
        class_names=layout.names,
        names_reason="they are the names of the columns",
        aliases=layout.aliases,
        total=total,
    )


def _layout(table: Any, job: Job) -> _Layout:
    schema = table.schema_arrow
    names = list(schema.names)
    if len(set(names)) < len(names):
        refuse("has two columns of the same name")
    if len(names) > MAX_CLASSES:
        refuse(f"has {len(names):,} columns", why=f"at most {MAX_CLASSES:,} classes are read")
    lists = [field.name for field in schema if _is_list_of_numbers(field.type)]
    ranked = sorted(
        (place, name) for name in lists if (place := rank(name, SCORE_WORDS)) is not None
    )
    chosen = job.options.scores
    key = chosen if chosen in lists else None
    if key is None and chosen is None and lists:
        if not ranked and len(lists) > 1:
            raise Doubt(
                Field.SCORES,
                "more than one column holds lists of numbers",
                [Choice(name, "it holds a list of numbers a row") for name in lists],
            )
        key = ranked[0][1] if ranked else lists[0]
    if key is not None:
        label = _label(names, key, job)
        texts = (label, *_prediction(schema, key, label, job))
        return _Layout(
            (key,), texts, True, None, {}, key, kind_hinted(key),
            (
                Guess(Field.SCORES, key, "it holds a list of numbers a row",
                      tuple(name for name in lists if name != key)),
                Guess(Field.LABELS, label, "of its name", tuple(n for n in names if n != label)),
            ),
        )  # fmt: skip

    head = _head(table)
    roles = choose_columns(head, job.options)
    read_as_text = (roles.label,) if roles.prediction is None else (roles.label, roles.prediction)
    return _Layout(
        tuple(head[k].name for k in roles.scores),
        tuple(head[k].name for k in read_as_text),
        False,
        roles.names,
        roles.aliases,
        roles.title,
        roles.hint,
        roles.guesses,
    )


def _head(table: Any) -> list[Column]:
    """The plain columns with their first rows."""
    import pyarrow.types as types

    group = table.metadata.row_group(0)
    sizes = {
        group.column(k).path_in_schema: group.column(k).total_uncompressed_size
        for k in range(group.num_columns)
    }
    plain = [
        field.name
        for field in table.schema_arrow
        if not types.is_nested(field.type) and sizes.get(field.name, 0) <= _HEAD_BYTES
    ]
    rows = max(_FEWEST_HEAD_ROWS, min(_HEAD_ROWS, _HEAD_CELLS // max(1, len(plain))))
    batches = table.iter_batches(batch_size=rows, columns=plain, use_threads=False)
    batch = next(batches, None)
    if batch is None:
        refuse("holds no rows")
    return [Column.of_values(name, _values(batch.column(name))) for name in plain]


def _values(column: Any) -> list[object]:
    """Cells as Python has them; times and other kinds of no use here as text."""
    return [float(v) if isinstance(v, Decimal) else v for v in column.to_pylist()]


def _prediction(schema: Any, scores: str, label: str, job: Job) -> tuple[str, ...]:
    """The column of predicted classes beside a column of lists, if there is one."""
    import pyarrow.types as types

    chosen = job.options.prediction
    if chosen is not None:
        return () if chosen == NOTHING else (chosen,)
    for field in schema:
        is_class = types.is_integer(field.type) or types.is_string(field.type)
        if field.name not in (scores, label) and is_class and is_prediction(field.name):
            return (field.name,)
    return ()


def _label(names: list[str], scores: str, job: Job) -> str:
    chosen = job.options.labels
    if chosen is not None:
        if chosen not in names:
            refuse(f"has no column “{shown(chosen)}”", why=f"it has {listed(names)}")
        return chosen
    ranked = sorted(
        (place, name)
        for name in names
        if name != scores and (place := rank(name, LABEL_WORDS)) is not None
    )
    if not ranked:
        refuse("has no label column", why=f"its columns are {listed(names)}")
    return ranked[0][1]


def _is_list_of_numbers(kind: Any) -> bool:
    import pyarrow.types as types

    is_list = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return bool(is_list and types.is_floating(kind.value_type))


def _check_unpacked(metadata: Any, wanted: list[str], job: Job) -> None:
    """Refuse columns that unpack to more than the limit, as far as the file admits it."""
    total = 0
    for group in range(metadata.num_row_groups):
        described = metadata.row_group(group)
        for k in range(described.num_columns):
            column = described.column(k)
            if column.path_in_schema.split(".")[0] in wanted:
                total += max(0, column.total_uncompressed_size)
    if total > job.limit_bytes:
        job.take(total, "the table")


def _list_length(table: Any, layout: _Layout) -> int:
    first = next(table.iter_batches(batch_size=1, columns=list(layout.columns), use_threads=False))
    value = first.column(0)[0].as_py()
    if not value:
        refuse("the list of scores is missing or empty", place=f"row 0, “{shown(layout.title)}”")
    if len(value) > MAX_CLASSES:
        refuse(f"has {len(value):,} classes", why=f"at most {MAX_CLASSES:,} are read")
    return len(value)


def _scores(batch: Any, layout: _Layout, width: int, start: int) -> NDArray[np.float64]:
    if not layout.is_list:
        columns = [_numbers(batch.column(name), name, start) for name in layout.columns]
        return np.stack(columns, axis=1)
    column = batch.column(layout.columns[0])
    lengths = column.value_lengths().fill_null(-1).to_numpy(zero_copy_only=False)
    if (lengths != width).any():
        row = int(np.flatnonzero(lengths != width)[0])
        had = "no list" if lengths[row] < 0 else f"{int(lengths[row]):,} scores"
        refuse(
            f"has {had} instead of {width:,} scores",
            place=f"row {start + row} (from 0), “{shown(layout.title)}”",
        )
    flat = column.flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat, dtype=np.float64).reshape(-1, width)


def _numbers(column: Any, name: str, start: int) -> NDArray[np.float64]:
    if column.null_count:
        row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        refuse("the cell is empty", place=f"row {start + row} (from 0), column “{shown(name)}”")
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def _texts(column: Any, name: str, start: int) -> Codes:
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if column.null_count:
        row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        refuse("the label is missing", place=f"row {start + row} (from 0), “{shown(name)}”")
    encoded = column.dictionary_encode()
    texts = [_text(value) for value in encoded.dictionary.to_pylist()]
    return Codes(encoded.indices.to_numpy(zero_copy_only=False), texts)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _write(path: Path, sample: Sample) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({**sample.columns, "label": sample.named_labels})
    pyarrow.parquet.write_table(table, path)


PARQUET = Format(
    name="Parquet",
    suffixes=(".parquet", ".pq"),
    begins=lambda head: head.data.startswith(b"PAR1"),
    read=read_parquet,
    write=_write,
)
