"""Files made to harm: each maker writes one and says what the refusal must contain.

As a program, ``python -m tests.storage.readers.hostile FOLDER`` reads them all under a limit
of 1 GiB of memory and prints a line of JSON for each: name, message, seconds, peak in MiB.
"""

from __future__ import annotations

import gzip
import json
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

LIMIT = 1 << 30


def _npy(shape: str, dtype: str = "<f4", data: bytes = b"") -> bytes:
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def _zip_of_zeros(path: Path) -> None:
    """Logits of 600 MB of zeros in 3 MB, honestly described."""
    rows = 15_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("logits.npy", "w") as member:
            member.write(_npy(f"({rows}, 10)"))
            for _ in range(48):
                member.write(bytes(rows * 40 // 48))
        with archive.open("labels.npy", "w") as member:
            member.write(_npy(f"({rows},)", "|i1", bytes(rows)))


def _zip_that_lies(path: Path) -> None:
    """A directory that claims 4 GB for a few bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("logits.npy", _npy("(100000000, 10)"))
        archive.writestr("labels.npy", _npy("(100000000,)", "|i1"))
        archive.filelist[0].file_size = 4_000_000_090
        archive.filelist[1].file_size = 100_000_090


def _zip_of_many(path: Path) -> None:
    """A directory of 20,000 members."""
    with zipfile.ZipFile(path, "w") as archive:
        for k in range(20_000):
            archive.writestr(f"{k}{'x' * 30}.npy", b"")


def _zip_by_lzma(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("logits.npy", _npy("(10000000, 1)", data=bytes(40_000_000)))


def _npy_of_10_to_the_12(path: Path) -> None:
    path.write_bytes(_npy("(100000000000, 10)"))


def _tensors(path: Path, header: bytes, length: int | None = None, data: bytes = b"") -> None:
    size = len(header) if length is None else length
    path.write_bytes(struct.pack("<Q", size) + header + data)


def _tensors_of_10_to_the_18(path: Path) -> None:
    entry = {"dtype": "F32", "shape": [10**9, 10**9], "data_offsets": [0, 16]}
    _tensors(path, json.dumps({"logits": entry}).encode(), data=bytes(16))


def _tensors_nested(path: Path) -> None:
    _tensors(path, b"{" + b'"a":{' * 200_000)


def _json_nested(path: Path) -> None:
    path.write_text('{"logits": [1, 2], "label": 0}\n{"logits": ' + "[" * 200_000 + "\n")


def _json_line_of_12_mb(path: Path) -> None:
    path.write_text('{"logits": [' + "[], " * 3_000_000 + "1]}\n")


def _json_lines_of_12_mb(path: Path) -> None:
    path.write_text(('{"logits": [' + "1, " * 4_000_000 + "1]}\n") * 2)


def _json_digits(path: Path) -> None:
    path.write_text('{"logits": [1, 2], "label": 0}\n{"logits": [1, ' + "9" * 10_000 + "]}\n")


def _csv_of_a_million_columns(path: Path) -> None:
    path.write_text("c," * 1_000_000 + "label\n" + "0," * 1_000_000 + "1\n")


def _csv_line_of_20_mb(path: Path) -> None:
    path.write_text("a,b,label\n" + "0," * 10_000_000)


def _csv_without_lines(path: Path) -> None:
    path.write_text("0," * 10_000_000)


def _csv_open_quote(path: Path) -> None:
    path.write_text('a,b,label\n1,2,"' + "x,1,2\n" * 3_000_000)


def _csv_of_a_million_labels(path: Path) -> None:
    rows = "\n".join(f"{k},1,label {k}" for k in range(1_000_000))
    path.write_text(f"logit_a,logit_b,label\n{rows}\n")


def _csv_of_zeros(path: Path) -> None:
    path.write_bytes(b"logit_a,logit_b,label\n" + bytes(50_000_000))


def _parquet_of_50_million_rows(path: Path) -> None:
    """Twenty times the same row group of run-length encoded zeros, 2 MB in all."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    zeros = np.zeros(2_500_000)
    table = pa.table({"logit_a": zeros, "logit_b": zeros, "label": zeros.astype(np.int8)})
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(20):
            writer.write_table(table, row_group_size=2_500_000)


def _arrow_of_zeros(path: Path) -> None:
    """One batch of 50,000,000 rows in a few kB, as honest as the rest."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.ipc as ipc

    rows = 50_000_000
    zeros = np.zeros(rows, np.float32)
    table = pa.table({"prob_a": zeros, "prob_b": zeros, "prob_c": zeros, "label": zeros})
    options = ipc.IpcWriteOptions(compression="zstd")
    with ipc.new_file(str(path), table.schema, options=options) as writer:
        writer.write_table(table)


def _zstd_of_many_rows(path: Path) -> None:
    """Rows of 1.2 GB of text in 110 kB, frame after frame."""
    import pyarrow as pa

    frame = pa.compress(b"1,-2,0\n" * 20_000_000, codec="zstd", asbytes=True)
    path.write_bytes(
        pa.compress(b"logit_a,logit_b,label\n", codec="zstd", asbytes=True) + 10 * frame
    )


def _gzip_of_many_rows(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(b"logit_a,logit_b,label\n")
        for _ in range(20):
            stream.write(b"1,-2,0\n" * 2_000_000)


#: Name of the file, how it is made, what the message must contain.
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "zeros.npz": (_zip_of_zeros, "“logits” needs 600 MB of memory"),
    "lies.npz": (_zip_that_lies, "lies.npz"),
    "many.npz": (_zip_of_many, "the archive's directory is larger than any real one"),
    "lzma.npz": (_zip_by_lzma, "packed by a method other than deflate"),
    "huge.npy": (_npy_of_10_to_the_12, "the header claims 4 TB of numbers"),
    "huge.safetensors": (_tensors_of_10_to_the_18, "the header claims 4.00e+06 TB of numbers"),
    "nested.safetensors": (_tensors_nested, "the header is not JSON"),
    "nested.jsonl": (_json_nested, "line 2: is nested too deeply"),
    "long.jsonl": (_json_lines_of_12_mb, "line 1: is longer than 8 MB"),
    "lists.jsonl": (_json_line_of_12_mb, "the document, parsed, needs 612 MB of memory"),
    "digits.jsonl": (_json_digits, "line 2"),
    "columns.csv": (_csv_of_a_million_columns, "has 1,000,001 columns"),
    "line.csv": (_csv_line_of_20_mb, "line 2: is longer than 8 MB"),
    "unlined.csv": (_csv_without_lines, "line 1: is longer than 8 MB"),
    "quote.csv": (_csv_open_quote, "line 2: is longer than 8 MB, or a quote is not closed"),
    "labels.csv": (_csv_of_a_million_labels, "more different values than there could be classes"),
    "zeros.csv": (_csv_of_zeros, "is neither text nor a format ceviz reads"),
    "rows.parquet": (_parquet_of_50_million_rows, "a table of 50,000,000 × 2 needs 800 MB"),
    "zeros.arrow": (_arrow_of_zeros, "a batch of the table, unpacked, needs 800 MB of memory"),
    "rows.csv.zst": (_zstd_of_many_rows, "of memory (the limit is 512 MB, and so much from so"),
    "rows.csv.gz": (_gzip_of_many_rows, "of memory (the limit is 512 MB, and so much from so"),
}


def _main(folder: Path) -> None:
    from ceviz.errors import FileRefused
    from ceviz.storage.readers import read, sniff

    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    for name in FILES:
        path = folder / name
        if not path.exists():
            continue
        begun = time.perf_counter()
        messages = []
        for door in (sniff, read):
            try:
                door(path)
                messages.append("read")
            except FileRefused as refusal:
                messages.append(str(refusal))
        print(
            json.dumps(
                {
                    "name": name,
                    "sniffed": messages[0],
                    "read": messages[1],
                    "seconds": round(time.perf_counter() - begun, 3),
                    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
