"""Cells of a text table: whole pieces by NumPy, and cell by cell where that stumbles.

Almost every piece is parsed by :func:`numpy.loadtxt`, which reads about 15 million numbers a
second. A piece that it refuses, or whose lines differ in length, is read again by the csv
module: it understands per cent signs and the like, or names the line and column at fault.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import refuse, shown
from ceviz.storage.readers.formats.list_cells import parse_lists
from ceviz.storage.readers.formats.rowstore import Codes, Rows, coded
from ceviz.storage.readers.meaning.head import is_number, number

_NEWLINE, _QUOTE = 10, 34

#: Longer labels are read cell by cell, so that one of them cannot widen all.
_WIDEST_LABEL = 64

#: The longest cell, in letters.
_LONGEST = 8 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out.

    Attributes:
        delimiter: one character.
        encoding: of the text.
        header: the names of all columns.
        scores: indices of the columns to read as numbers.
        texts: indices of the columns to read as text: the label, perhaps the prediction.
        decimal_comma: whether numbers are written ``0,5``.
        width: how many numbers a cell of the scores' only column lists; 0 if a cell is a number.
        star: a delimiter and a mark behind it that some numbers have and that says nothing.
    """

    delimiter: str
    encoding: str
    header: tuple[str, ...]
    scores: tuple[int, ...]
    texts: tuple[int, ...]
    decimal_comma: bool = False
    width: int = 0
    star: bytes = b""

    def unmarked(self, text: bytes) -> bytes:
        """The text without the marks."""
        return text.replace(self.star, self.star[:1]) if self.star else text


@contextmanager
def long_cells() -> Iterator[None]:
    """Let a cell be as long as a line: one may hold the scores of a large vocabulary.

    The csv module has one limit for all its readers, which is put back.
    """
    before = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines, and the number of the first."""

    text: bytes
    line: int


def last_line_end(text: bytes) -> int:
    """Where the last whole line ends, a line end between quotes being none; 0 if there is none."""
    if b'"' not in text:
        return text.rfind(b"\n") + 1
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero((letters == _NEWLINE) & ~_quoted(letters))
    return int(ends[-1]) + 1 if len(ends) else 0


def _quoted(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which letters lie between quotes."""
    return np.bitwise_xor.accumulate(letters == _QUOTE)


def parse_piece(piece: Piece, layout: Layout) -> Rows:
    """The rows of a piece.

    Raises:
        FileRefused: naming line and column of the first cell that is no number, or the line
            that has too few or too many cells.
    """
    return _parse_at_once(piece, layout) or _parse_by_row(piece, layout)


def _parse_at_once(piece: Piece, layout: Layout) -> Rows | None:
    """The rows of a piece without any peculiarity, or None."""
    text = piece.text.rstrip(b"\r\n") + b"\n"
    if layout.delimiter == " " or layout.width:
        return None
    letters = np.frombuffer(text, np.uint8)
    cell_ends = _cell_ends(letters, layout)
    if cell_ends is None:
        return None
    try:
        scores = np.loadtxt(
            io.BytesIO(text.replace(b",", b".") if layout.decimal_comma else text),
            delimiter=layout.delimiter,
            usecols=layout.scores,
            comments=None,
            quotechar='"' if b'"' in text else None,
            encoding="latin-1",
            ndmin=2,
        )
    except ValueError:
        return None
    texts = [_texts(letters, cell_ends, column, layout) for column in layout.texts]
    known = [column for column in texts if column is not None]
    if len(known) < len(texts) or len(scores) != len(cell_ends):
        return None
    return Rows(scores, tuple(known), piece.line + _lines(letters, cell_ends))


def _lines(letters: NDArray[np.uint8], cell_ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """On which line of the piece each row begins; a cell between quotes may hold line ends."""
    is_newline = letters == _NEWLINE
    if np.count_nonzero(is_newline) == len(cell_ends):
        return np.arange(len(cell_ends))
    starts = np.concatenate([[0], cell_ends[:-1, -1] + 1])
    return np.searchsorted(np.flatnonzero(is_newline), starts)


def _cell_ends(letters: NDArray[np.uint8], layout: Layout) -> NDArray[np.int64] | None:
    """(rows, columns) where each cell ends, or None if the lines differ in length or are blank."""
    is_end = (letters == ord(layout.delimiter)) | (letters == _NEWLINE)
    is_quote = letters == _QUOTE
    if is_quote.any():
        is_end &= ~_quoted(letters)
    ends = np.flatnonzero(is_end)
    columns = len(layout.header)
    if len(ends) % columns:
        return None
    table = ends.reshape(-1, columns)
    is_line_end = letters[table] == _NEWLINE
    return table if is_line_end[:, -1].all() and not is_line_end[:, :-1].any() else None


def _texts(
    letters: NDArray[np.uint8], cell_ends: NDArray[np.int64], column: int, layout: Layout
) -> Codes | None:
    """The cells of a column as codes and texts, or None if some are very long."""
    if not len(cell_ends):
        return None
    ends = cell_ends[:, column]
    if column:
        starts = cell_ends[:, column - 1] + 1
    else:
        starts = np.concatenate([[0], cell_ends[:-1, -1] + 1])
    lengths = ends - starts
    width = int(lengths.max())
    if width > _WIDEST_LABEL:
        return None
    width = max(1, width)
    padded = np.concatenate([letters, np.zeros(width, np.uint8)])
    cells = np.lib.stride_tricks.sliding_window_view(padded, width)[starts]
    cells[np.arange(width) >= lengths[:, None]] = 0
    found, codes = np.unique(cells.view(f"S{width}").ravel(), return_inverse=True)
    return Codes(codes, [_unquoted(cell.decode(layout.encoding, "replace")) for cell in found])


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"').strip()
    return cell


def _parse_by_row(piece: Piece, layout: Layout) -> Rows:
    text = piece.text.decode(layout.encoding, "replace")
    skip = layout.delimiter == " "
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=layout.delimiter, skipinitialspace=skip
    )
    rows: list[list[Any]] = []
    texts: list[list[str]] = []
    lines: list[int] = []
    line = piece.line
    try:
        with long_cells():
            for row in reader:
                if any(map(str.strip, row)):
                    _check_length(row, line, layout)
                    if layout.width:
                        rows.append([row[layout.scores[0]].strip()])
                    else:
                        rows.append([_number(row[k], line, k, layout) for k in layout.scores])
                    texts.append([row[k].strip() for k in layout.texts])
                    lines.append(line)
                line = piece.line + reader.line_num
    except csv.Error as error:
        refuse("cannot be read", place=f"line {line}", why=str(error))
    columns = zip(*texts, strict=True) if texts else ((),) * len(layout.texts)
    if layout.width:
        name = shown(layout.header[layout.scores[0]])
        table = parse_lists(
            [cell for (cell,) in rows],
            layout.width,
            lambda k: f"line {lines[k]}, column “{name}”",
        )
    else:
        table = np.array(rows, dtype=np.float64).reshape(len(lines), len(layout.scores))
    return Rows(table, tuple(map(coded, columns)), np.array(lines, dtype=np.int64))


def _check_length(row: list[str], line: int, layout: Layout) -> None:
    if len(row) != len(layout.header):
        refuse(
            f"has {len(row):,} {'cell' if len(row) == 1 else 'cells'} "
            f"instead of {len(layout.header):,}",
            place=f"line {line}",
            why="the rows are not all as long as the first line",
        )


def _number(cell: str, line: int, column: int, layout: Layout) -> float:
    cell = cell.strip()
    place = f"line {line}, column “{shown(layout.header[column])}”"
    if not cell:
        refuse("the cell is empty", place=place)
    if not is_number(cell) or ("," in cell and layout.delimiter == ","):
        refuse(f"“{shown(cell)}” is not a number", place=place)
    return number(cell)
