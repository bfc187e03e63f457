"""Tables that pyarrow reads in batches: Parquet files, and Arrow's own files and streams.

A column of structs is given as its fields, ``probs.cat``, ``probs.dog``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from ceviz.bootstrap import how_to_install, install_command
from ceviz.errors import MissingPackage
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.formats.arrow_messages import unpacked_sizes

#: What the description of a Parquet file may take, in bytes and in entries.
_METADATA_BYTES = 32 << 20
_METADATA_ENTRIES = 1 << 20


class Source(Protocol):
    """A table on disk.

    Attributes:
        rows: how many, or None if only reading tells.
        fields: its columns, pyarrow's fields, structs given as their parts.
    """

    rows: int | None
    fields: list[Any]

    def batches(self, columns: Sequence[str], size: int) -> Iterator[tuple[Any, float]]:
        """Batches of at most ``size`` rows with these columns, and the share read with each."""

    def check_unpacked(self, columns: Sequence[str], job: Job) -> None:
        """Refuse columns that unpack to more than can be believed, as far as the file admits it."""

    def is_large(self, column: str) -> bool:
        """Whether a column is too large to be looked at."""


def missing(family: str) -> MissingPackage:
    """The refusal of a file of this family where pyarrow is not installed."""
    return MissingPackage(
        f"is {'an' if family[0] in 'AEIOU' else 'a'} {family} file, and pyarrow, which reads "
        "them, is not installed",
        package="pyarrow",
        extra="parquet",
        remedy=how_to_install("pyarrow"),
        recipe=install_command("pyarrow"),
    )


@contextmanager
def parquet_source(job: Job) -> Iterator[Source]:
    """A Parquet file, opened."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise missing("Parquet") from None
    with pyarrow.parquet.ParquetFile(
        job.path,
        pre_buffer=False,
        page_checksum_verification=True,
        buffer_size=_BUFFER,
        thrift_string_size_limit=_METADATA_BYTES,
        thrift_container_size_limit=_METADATA_ENTRIES,
    ) as table:
        yield _Parquet(table)


@contextmanager
def arrow_source(job: Job) -> Iterator[Source]:
    """An Arrow file (Feather) or stream, mapped; no batch unpacks to more than the limit."""
    try:
        import pyarrow
        import pyarrow.ipc
    except ImportError:
        raise missing("Arrow") from None
    with job.path.open("rb") as stream:
        is_file = stream.read(6) == b"ARROW1"
    with pyarrow.memory_map(str(job.path)) as mapped:
        _check_batches(mapped, job)
        yield _ArrowFile(mapped) if is_file else _ArrowStream(mapped)


#: What of a column lies in memory as it is in the file.
_BUFFER = 1 << 20

#: A column of which the first part is larger is not looked at.
_LOOKED_AT = 256 << 20


class _Parquet:
    def __init__(self, table: Any) -> None:
        self._table = table
        self.rows: int | None = table.metadata.num_rows
        self.fields = _flat_fields(table.schema_arrow)

    def batches(self, columns: Sequence[str], size: int) -> Iterator[tuple[Any, float]]:
        done, total = 0, max(1, self._table.metadata.num_rows)
        for batch in self._table.iter_batches(batch_size=size, columns=list(columns)):
            done += batch.num_rows
            yield _flat(batch), done / total

    def check_unpacked(self, columns: Sequence[str], job: Job) -> None:
        metadata, total = self._table.metadata, 0
        for group in range(metadata.num_row_groups):
            described = metadata.row_group(group)
            for k in range(described.num_columns):
                column = described.column(k)
                path = column.path_in_schema
                if path in columns or path.split(".")[0] in columns:
                    total += max(0, column.total_uncompressed_size)
        if not job.fits(total) and not job.believes(total):
            job.refuse_size(total, "the table", "so much from so small a file is no table")

    def is_large(self, column: str) -> bool:
        group = self._table.metadata.row_group(0)
        for k in range(group.num_columns):
            if group.column(k).path_in_schema == column:
                return bool(group.column(k).total_uncompressed_size > _LOOKED_AT)
        return False


class _Arrow:
    """What a file and a stream share: whole batches, of which columns are taken."""

    rows: int | None = None

    def __init__(self, mapped: Any, schema: Any) -> None:
        self._mapped = mapped
        self.fields = _flat_fields(schema)

    def _whole(self) -> Iterator[tuple[Any, float]]:
        """Each batch, and the share of the file that ends with it."""
        raise NotImplementedError

    def batches(self, columns: Sequence[str], size: int) -> Iterator[tuple[Any, float]]:
        before = 0.0
        for whole, share in self._whole():
            whole.validate(full=True)
            batch = _flat(whole).select(list(columns))
            for start in range(0, batch.num_rows, size):
                within = min(1.0, (start + size) / batch.num_rows)
                yield batch.slice(start, size), before + (share - before) * within
            before = share

    def check_unpacked(self, columns: Sequence[str], job: Job) -> None:
        """Every batch was looked at when the file was opened."""

    def is_large(self, column: str) -> bool:
        return False


class _ArrowFile(_Arrow):
    def __init__(self, mapped: Any) -> None:
        import pyarrow.ipc

        self._reader = pyarrow.ipc.open_file(mapped)
        super().__init__(mapped, self._reader.schema)

    def _whole(self) -> Iterator[tuple[Any, float]]:
        count = self._reader.num_record_batches
        for k in range(count):
            yield self._reader.get_batch(k), (k + 1) / count


class _ArrowStream(_Arrow):
    def __init__(self, mapped: Any) -> None:
        import pyarrow.ipc

        super().__init__(mapped, pyarrow.ipc.open_stream(mapped).schema)

    def _whole(self) -> Iterator[tuple[Any, float]]:
        import pyarrow.ipc

        self._mapped.seek(0)
        for batch in pyarrow.ipc.open_stream(self._mapped):
            yield batch, self._mapped.tell() / self._mapped.size()


def _check_batches(mapped: Any, job: Job) -> None:
    """Refuse a batch that unpacks to more than the limit, with the dictionaries before it."""
    held = 0
    for size, stays in unpacked_sizes(memoryview(mapped.read_buffer())):
        most = held + size
        held = most if stays else held
        # A look has a limit of its own, which nobody can raise.
        if not job.fits(most) and not (job.head is not None and job.believes(most)):
            job.refuse_size(most, "a batch of the table, unpacked,")
    mapped.seek(0)


def _flat_fields(schema: Any) -> list[Any]:
    import pyarrow.types as types

    fields: list[Any] = []
    for field in schema:
        fields += field.flatten() if types.is_struct(field.type) else [field]
    return fields


def _flat(batch: Any) -> Any:
    import pyarrow

    if not any(pyarrow.types.is_struct(field.type) for field in batch.schema):
        return batch
    table = pyarrow.Table.from_batches([batch]).flatten().combine_chunks()
    return next(iter(table.to_batches()), batch)
