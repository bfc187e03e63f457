"""safetensors files: a JSON header with types, shapes and offsets, then the bare numbers.

The format is small enough to be read here: 8 bytes with the header's length (little-endian),
the header, the data. Nothing is copied and BF16, which NumPy lacks, is understood.
Source: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from ceviz.storage.readers.arrays import StoredArray, check_shape, opener_at
from ceviz.storage.readers.edge import Job, check_regular, refuse, shown
from ceviz.storage.readers.formats.format import Format, Head, Sample
from ceviz.storage.readers.formats.stored import columns_of, raw_of_file
from ceviz.storage.readers.raw import Raw

#: The limit of the reference implementation is 100 MB; a file of predictions needs far less.
MAX_HEADER = 8 << 20

_DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?",
}  # fmt: skip


def stored_tensors(job: Job) -> tuple[list[StoredArray], dict[str, str]]:
    """The arrays of a safetensors file, none read, and its metadata."""
    header, start = _header(job.path)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict):
        refuse("is not a JSON object", place="“__metadata__”")
    size = check_regular(job.path) - start
    arrays = []
    for name, entry in header.items():
        array = _stored_tensor(job.path, name, entry, start, size)
        if array is not None:
            arrays.append(array)
    return arrays, {str(key): str(value) for key, value in metadata.items()}


def _header(path: Path) -> tuple[dict[str, Any], int]:
    size = check_regular(path)
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if length > min(MAX_HEADER, size - 8):
            refuse(f"the header claims to be {length:,} bytes long", why=f"the file has {size:,}")
        text = stream.read(length)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        refuse("the header is not JSON", why=shown(error, 120))
    if not isinstance(header, dict):
        refuse("the header is not a JSON object")
    return header, 8 + length


def _stored_tensor(
    path: Path, name: str, entry: object, start: int, size: int
) -> StoredArray | None:
    """The array of one header entry, or None for a type of no use here, such as 8-bit floats."""
    label = shown(name)
    match entry:
        case {"dtype": str(kind), "shape": list(shape), "data_offsets": [int(begin), int(end)]}:
            pass
        case _:
            refuse("lacks dtype, shape or data_offsets", place=f"“{label}”")
    if not all(type(length) is int for length in shape):
        refuse("has a shape that is not whole numbers", place=f"“{label}”")
    if not 0 <= begin <= end <= size:
        refuse("lies outside the file", place=f"“{label}”", why="the file may be cut short")
    if kind not in _DTYPES:
        return None
    dtype = np.dtype(_DTYPES[kind])
    check_shape(label, dtype, tuple(shape), end - begin)
    offset = start + begin
    return StoredArray(
        label, dtype, tuple(shape), opener_at(path, offset), path, offset, False, kind == "BF16"
    )


def _read(job: Job) -> Raw:
    arrays, metadata = stored_tensors(job)
    return raw_of_file(arrays, job, metadata)


def _begins(head: Head) -> bool:
    return head.data[8:9] == b"{" and int.from_bytes(head.data[:8], "little") <= head.size - 8


def _write(path: Path, sample: Sample) -> None:
    arrays = {"logits": sample.logits.astype("<f4"), "labels": sample.labels.astype("<i8")}
    header: dict[str, Any] = {"__metadata__": {"class_names": json.dumps(sample.class_names)}}
    data = b""
    for name, array in arrays.items():
        end = len(data) + array.nbytes
        kind = next(kind for kind, dtype in _DTYPES.items() if np.dtype(dtype) == array.dtype)
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [len(data), end]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


SAFETENSORS = Format(
    name="safetensors",
    suffixes=(".safetensors",),
    begins=_begins,
    read=_read,
    write=_write,
    columns=lambda job: columns_of(stored_tensors(job)[0], job),
)
