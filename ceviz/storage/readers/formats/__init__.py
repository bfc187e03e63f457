"""The table of formats.

A row is one module: its suffixes, its signature, its reader and a maker of sample files. Open's
filter, suggestions, detection, refusals and the fuzz test follow.
"""

from __future__ import annotations

from ceviz.storage.readers.formats.format import Format
from ceviz.storage.readers.formats.npy import NPY
from ceviz.storage.readers.formats.npz import NPZ
from ceviz.storage.readers.formats.parquet import ARROW, PARQUET
from ceviz.storage.readers.formats.records.jsonl import JSON, JSONL
from ceviz.storage.readers.formats.safetensors import SAFETENSORS
from ceviz.storage.readers.formats.text.delimited import CSV, TSV
from ceviz.storage.readers.packed import PACKINGS

#: Every format that is read. Text is offered to its formats in this order; any text could be CSV.
FORMATS: tuple[Format, ...] = (NPZ, NPY, SAFETENSORS, PARQUET, ARROW, JSON, JSONL, TSV, CSV)


#: Endings of compressed files; text is read through the compression.
PACKED = tuple(packing.suffix for packing in PACKINGS)


def suffixes() -> tuple[str, ...]:
    """The endings of files that are read, ``.npz`` and so on."""
    return (*(suffix for form in FORMATS for suffix in form.suffixes), *PACKED)


def format_of(suffix: str) -> Format | None:
    """The format whose files end in ``suffix``, in lower case, if there is one."""
    return next((form for form in FORMATS if suffix in form.suffixes), None)


def format_names() -> str:
    """The formats as a phrase: ``npz, npy, … and CSV``."""
    *others, last = (form.name for form in FORMATS)
    return f"{', '.join(others)} and {last}"
