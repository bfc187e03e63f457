"""Tables as text, the only writer of cells there is: between tabs for pasting, commas for CSV.

A spreadsheet runs a cell that starts with ``= + - @``; so a *text* cell that does gets a ``'``
before it, and reading takes it off again. Numbers are never touched. Cells that hold quotes,
delimiters or line breaks are quoted, as spreadsheets themselves do and RFC 4180 says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ceviz.errors import InvalidInput

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float
"""Text, or a number that is written with all its digits."""


def safe_text(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula; for every text cell written."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def plain_text(cell: str) -> str:
    """The text that :func:`safe_text` made ``cell`` of."""
    is_safe = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if is_safe else cell


def write_cells(rows: Iterable[Sequence[Cell]], *, delimiter: str = "\t") -> str:
    """``rows`` as text, one a line, with a newline at the end."""
    lines = _Lines()
    # With this line end, csv quotes cells that hold either half of it.
    csv.writer(lines, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return "".join(lines.lines)


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """``rows`` as a CSV file: UTF-8 with a mark, which spreadsheets need to see that it is."""
    return write_cells(rows, delimiter=",").encode("utf-8-sig")


class _Lines:
    """Takes the lines of a csv writer and ends them as the rest of the house does."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(f"{line[:-2]}\n")


def read_cells(text: str) -> list[list[str]]:
    """The rows of cells in ``text``, each cell stripped, empty rows at the end left out.

    Raises:
        InvalidInput: a cell of more than 131,072 characters.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(lines), delimiter="\t"))
    except csv.Error as problem:
        raise InvalidInput("is not a table", where="the pasted text", why=str(problem)) from None
    cells = [[cell.strip() for cell in row] for row in rows]
    while cells and not any(cells[-1]):
        cells.pop()
    return cells
