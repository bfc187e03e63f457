"""Spreadsheet text read as cells of the class table: which class, which column, which number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ceviz.document.cells import plain_text, read_cells
from ceviz.document.class_columns import NAME, Column, Entry, editable, in_files
from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import Document
from ceviz.document.numbers import parse_number
from ceviz.errors import InvalidInput


@dataclass(frozen=True)
class Pasted:
    """What a text says, by class index.

    Attributes:
        end: one past the last class that is named or given a number.
        names: new names.
        numbers: what each column says, by class.
    """

    end: int
    names: dict[int, str] = field(default_factory=dict)
    numbers: dict[Entry, dict[int, float]] = field(
        default_factory=lambda: {one: {} for one in editable() if isinstance(one, Entry)}
    )


def read_table(text: str, document: Document, row: int, column: Column) -> Pasted:
    """Every cell of ``text`` read and checked; see :func:`ceviz.document.tsv.paste`.

    Raises:
        InvalidInput: naming row and column of ``text``.
    """
    cells = read_cells(text)
    if not cells:
        raise InvalidInput("there is nothing to paste")
    columns = _headings(cells)
    head = 1 if columns else 0
    columns = columns or _from(column, max(map(len, cells)))
    places = _places(cells[head:], columns, document, row, headed=bool(head))
    pasted = Pasted(end=max(places) + 1)
    if pasted.end > MAX_CLASSES:
        raise InvalidInput(f"a document holds at most {MAX_CLASSES} classes")
    for line, (place, row_cells) in enumerate(zip(places, cells[head:], strict=True), head + 1):
        for heading, cell in zip(columns, row_cells, strict=False):
            if heading is None or not cell:
                continue
            if isinstance(heading, Entry):
                where = f"row {line}, column {heading.title}"
                pasted.numbers[heading][place] = _number(cell, heading, where)
            else:
                pasted.names[place] = plain_text(cell)
    return pasted


def _headings(cells: list[list[str]]) -> list[Column | None]:
    """What each column is, if the first row is a header; otherwise nothing."""
    heads = [head.lower().split("[")[0].split("(")[0].strip() for head in cells[0]]
    titles = {title: column for column in editable() for title in column.known_as}
    known = [titles.get(head) for head in heads]
    is_header = len(cells) > 1 and any(known_as is not None for known_as in known)
    if not is_header or any(_is_number(head) for head in heads if head not in titles):
        return []
    twice = [one for one in known if one is not None and known.count(one) > 1]
    if twice:
        raise InvalidInput(f"two columns are both “{twice[0].title}”", where="row 1")
    return known


def _from(column: Column, width: int) -> list[Column | None]:
    """The columns under a bare rectangle that begins at ``column``."""
    if column is NAME and width == len(in_files()):
        return [each if each.editable else None for each in in_files()]
    columns = editable()
    under = columns[columns.index(column) :]
    if width > len(under):
        raise InvalidInput(
            f"{width} columns do not fit",
            why=f"from “{column.title}” on {len(under)} can be edited",
        )
    return [*under]


def _places(
    body: list[list[str]],
    columns: Sequence[Column | None],
    document: Document,
    row: int,
    *,
    headed: bool,
) -> list[int]:
    """The class each row goes to."""
    if headed and NAME in columns:
        at = columns.index(NAME)
        names = [plain_text(cells[at]) if at < len(cells) else "" for cells in body]
        present = {name: index for index, name in enumerate(document.classes.names)}
        if len(set(names)) == len(names) and present.keys() >= set(names):
            return [present[name] for name in names]
    return list(range(row, row + len(body)))


def _number(cell: str, column: Entry, where: str) -> float:
    try:
        value = parse_number(cell)
        column.check(value)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.what, where=where, remedy=refusal.remedy) from None
    return value


def _is_number(cell: str) -> bool:
    try:
        parse_number(cell)
    except InvalidInput:
        return False
    return True
