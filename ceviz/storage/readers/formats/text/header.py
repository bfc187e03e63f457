"""The first lines of a text table: comments, the names of its columns, or the first row."""

from __future__ import annotations

from collections.abc import Sequence

from ceviz.storage.readers.edge import Job, shown
from ceviz.storage.readers.meaning.head import is_number
from ceviz.storage.readers.meaning.roles import LABEL_WORDS, names_ids, rank

#: Rows whose lengths tell how many columns there are.
_COMPARED = 20


def comments(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first lines are comments: they begin with # and are no row of the table."""
    plain = [len(row) for row in rows[-_COMPARED:] if not row[0].lstrip().startswith("#")]
    count = 0
    while count + 1 < len(rows) and rows[count][0].lstrip().startswith("#"):
        if not plain or len(rows[count]) in (max(plain), max(plain) + 1):
            break
        count += 1
    return count


def has_header(rows: Sequence[Sequence[str]], job: Job) -> tuple[bool, str]:
    """Whether the first line names the columns, and why, in words that fit after "because"."""
    if job.options.header is not None:
        return job.options.header, "you chose it"
    first, below = rows[0], rows[1:]
    if counts_columns(rows):
        return True, "the first line counts the columns, as pandas does where they have no names"
    if any(rank(cell, LABEL_WORDS) is not None for cell in first):
        return True, "the first line names the label"
    for k, cell in enumerate(first):
        is_id = names_ids(cell) and all(row[k : k + 1] != [cell] for row in below)
        if is_id or cell.strip() == job.options.labels:
            return True, f"“{shown(cell)}” is the name of a column"
    for k, cell in enumerate(first):
        if not is_number(cell) and (not below or _holds_numbers(below, k)):
            return True, f"“{shown(cell)}” stands above numbers"
    return False, "the first line looks like all others"


def counts_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first line is 0, 1, 2 and so on above fractions; the index has no name."""
    cells = [cell.strip() for cell in rows[0]]
    names = cells[1:] if cells[0] == "" else cells
    if names != [str(k) for k in range(len(names))]:
        return False
    return any(
        is_number(cell) and not cell.strip().lstrip("+-").isdigit()
        for row in rows[1:]
        for cell in row
    )


def _holds_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column holds numbers, on the whole.

    A cell that does not must not cost a class its column: it is reported when it is read.
    """
    cells = [row[column].strip() for row in rows if column < len(row)]
    filled = [cell for cell in cells if cell]
    return 2 * sum(map(is_number, filled)) >= len(filled)


def uncommented(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The names of the first line without the comment sign that ``numpy.savetxt`` puts before."""
    header = rows[0]
    if not header[0].lstrip().startswith("#"):
        return header
    first = header[0].lstrip().lstrip("#").strip()
    if not first and all(len(row) == len(header) - 1 for row in rows[1:]):
        return header[1:]
    return (first, *header[1:])
