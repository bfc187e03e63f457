"""Cells of a text table, a piece at a time by pyarrow, where it is installed.

It parses numbers as exactly as Python, without holding the interpreter's lock: five times as
fast as :func:`numpy.loadtxt` on two cores. Whatever it does not take as it stands is left to
:mod:`ceviz.storage.readers.formats.text.cells`, which knows more spellings and names what is wrong.
"""

from __future__ import annotations

from typing import Any

from ceviz.storage.readers.formats.list_cells import parsed_at_once
from ceviz.storage.readers.formats.rowstore import Codes, Rows, Table
from ceviz.storage.readers.formats.text.cells import Layout

#: Shorter pieces are parsed sooner than pyarrow is imported.
WORTH_IT = 1 << 20


def parse_with_arrow(text: bytes, layout: Layout) -> Rows | None:
    """The rows of a long piece of text, one on each line, without any peculiarity; or None."""
    if len(text) < WORTH_IT or layout.delimiter == " ":
        return None
    try:
        import pyarrow
        import pyarrow.csv
    except ImportError:
        return None
    texts = pyarrow.dictionary(pyarrow.int32(), pyarrow.binary())
    scored = pyarrow.binary() if layout.width else pyarrow.float64()
    kinds = {
        **dict.fromkeys(layout.scores, scored),
        **dict.fromkeys(layout.texts, texts),
    }
    read = pyarrow.csv.ReadOptions(
        column_names=[str(k) for k in range(len(layout.header))],
        block_size=len(text) + 1,
        use_threads=False,
    )
    convert = pyarrow.csv.ConvertOptions(
        include_columns=[str(k) for k in kinds],
        column_types={str(k): kind for k, kind in kinds.items()},
        null_values=[],
        check_utf8=False,
        decimal_point="," if layout.decimal_comma else ".",
    )
    parse = pyarrow.csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=True)
    try:
        table = pyarrow.csv.read_csv(pyarrow.BufferReader(text), read, parse, convert)
    except pyarrow.ArrowInvalid:
        return None
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if table.num_rows != lines:  # blank lines, or cells of several
        return None
    columns = {k: table.column(str(k)).combine_chunks() for k in kinds}
    scores: Table | None
    if layout.width:
        listed = columns[layout.scores[0]].to_pylist()
        scores = parsed_at_once([cell.decode("latin-1").strip() for cell in listed], layout.width)
    else:
        scores = tuple(columns[k].to_numpy() for k in layout.scores)
    if scores is None:
        return None
    return Rows(
        scores,
        tuple(_codes(columns[k], layout.encoding) for k in layout.texts),
    )


def _codes(column: Any, encoding: str) -> Codes:
    texts = column.dictionary.to_pylist()
    return Codes(
        column.indices.to_numpy(), [text.decode(encoding, "replace").strip() for text in texts]
    )
