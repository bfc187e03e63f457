"""Spreadsheet text: rows of cells between tabs, and what to do with text that looks like a formula.

A spreadsheet runs a cell that starts with ``= + - @``; so a *text* cell that does gets a ``'``
before it, and reading takes it off again. Numbers are never touched. Cells that hold quotes, tabs
or line breaks are quoted, as spreadsheets themselves do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ceviz.errors import InvalidInput

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula; for every text cell written."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def plain_text(cell: str) -> str:
    """The text that :func:`safe_text` made ``cell`` of."""
    is_safe = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if is_safe else cell


def write_cells(rows: Iterable[Sequence[str]], *, delimiter: str = "\t") -> str:
    """``rows`` as text, one a line, with a newline at the end."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


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
