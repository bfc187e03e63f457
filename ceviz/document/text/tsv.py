"""The class table to and from a spreadsheet.

:func:`copy` writes a header and exact numbers. :func:`paste` takes

- a table with a header: columns are known by their names, in any order, others are left out;
- or a bare rectangle of cells, which is laid over the table from the chosen cell.

Cells may say ``85 %``, ``0,85``, ``17/20`` or ``-inf``; an empty one leaves things as they are.
Everything is read and checked first; then there is one new document, or one refusal that names
row and column of the pasted text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ceviz.document import edits
from ceviz.document.analysis import Analysis
from ceviz.document.class_columns import (
    NAME,
    Column,
    Entry,
    P,
    Q,
    Z,
    in_files,
    table_rows,
)
from ceviz.document.class_columns import pasted as pasted_columns
from ceviz.document.classes import MAX_CLASSES, add_class
from ceviz.document.model import Document, check_names
from ceviz.document.targets import SUM_TOLERANCE, OneHot, distribution, free
from ceviz.document.text.cells import plain_text, read_cells, write_cells
from ceviz.document.text.numbers import parse_number
from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths import log_softmax, softmax
from ceviz.maths.arrays import FloatArray

#: Spreadsheets keep 15 digits: a number that came back this close was not edited.
_UNCHANGED = 1e-12


def copy(document: Document, analysis: Analysis, rows: Sequence[int]) -> str:
    """Classes ``rows`` of the selected sample as spreadsheet text, with a header.

    Numbers are exact. Surprise and contribution are in the document's unit, which their heads
    name; the gradient is (q − p)/T.
    """
    return write_cells(table_rows(document, analysis, which=rows))


def paste(
    document: Document, text: str, *, row: int, column: Column, normalise: bool = False
) -> Document:
    """The document with spreadsheet ``text`` laid over its class table.

    - Rows go to the classes from ``row`` on; those beyond the last class add classes. A table
      with a header whose names are all names of classes goes to these classes instead.
    - Scores and probabilities say the same thing twice. When both are there, the column that
      differs from the document counts; when both differ, the scores.
    - Probabilities (or target probabilities) of some classes leave the rest to the others,
      who keep their ratios. A target of one 1 and zeros becomes one-hot.

    Args:
        document: what is pasted into; its selected sample takes the numbers.
        text: tab-separated cells.
        row: the class the first row is laid on, 0 to K (K: behind the last).
        column: where a rectangle without a header begins; a header overrules it.
        normalise: divide p and q by their sums if all are given, instead of refusing.

    Raises:
        InvalidInput: naming row and column of ``text``.
        NotADistribution: p or q do not sum to 1; may be pasted again with ``normalise``.
    """
    pasted = _read_table(text, document, row, column)
    document = _with_classes(document, pasted.names, pasted.end)
    for entry, given in pasted.numbers.items():
        if entry not in (P, Z, Q):  # which are read together
            for i, value in given.items():
                document = entry.edit(document, i, value)
    z, q = pasted.numbers[Z], pasted.numbers[Q]
    if _differs(z, document.sample.scores):
        document = _with_scores(document, z)
    else:
        document = _with_probabilities(document, q, normalise)
    return _with_target(document, pasted.numbers[P], normalise)


def _with_classes(document: Document, names: dict[int, str], end: int) -> Document:
    """Renamed all at once, so that names can be swapped; then the added ones."""
    count = len(document.classes)
    renamed = [names.get(index, name) for index, name in enumerate(document.classes.names)]
    if renamed != list(document.classes.names):
        classes = replace(document.classes, names=tuple(check_names(renamed)))
        document = replace(document, classes=classes)
    for index in range(count, end):
        document = add_class(document, names.get(index, ""))
    return document


def _with_scores(document: Document, z: Mapping[int, float]) -> Document:
    scores = document.sample.scores.copy()
    scores[list(z)] = list(z.values())
    return edits.set_scores(document, scores)


def _with_probabilities(document: Document, q: Mapping[int, float], normalise: bool) -> Document:
    scores, temperature = document.sample.scores, document.temperature
    present = softmax(scores, temperature=temperature)
    if not _differs(q, present):
        return document
    share = _Share.of(q, present, Q.title, normalise)
    logs = log_softmax(scores, temperature=temperature)
    with np.errstate(divide="ignore"):
        # In logarithms, so that the others keep their ratios however small they are.
        logs[share.others] += np.log(share.rest) - np.log(share.held)
        logs[list(q)] = np.log(share.values)
    new = temperature * logs
    return edits.set_scores(document, new - new.max() + scores.max())


def _with_target(document: Document, p: Mapping[int, float], normalise: bool) -> Document:
    present = distribution(document.sample.target, len(document.classes))
    if not _differs(p, present):
        return document
    share = _Share.of(p, present, P.title, normalise)
    new = present.copy()
    new[share.others] = new[share.others] / share.held * share.rest
    new[list(p)] = share.values
    certain = np.flatnonzero(new == 1.0)
    if len(certain) == 1 and np.count_nonzero(new) == 1:
        return edits.set_target(document, OneHot(int(certain[0])))
    return edits.set_target(document, free(new))


def _differs(values: Mapping[int, float], present: FloatArray) -> bool:
    """Whether any pasted number is another than the document's, beyond a spreadsheet's rounding."""
    return any(
        value != present[i] and not abs(value - present[i]) <= _UNCHANGED * abs(present[i])
        for i, value in values.items()
    )


@dataclass(frozen=True)
class _Share:
    """How a distribution is made of the pasted numbers and of the others, scaled.

    Attributes:
        values: the pasted numbers.
        others: (K,) the classes that no number was pasted for; they held ``held`` in all, above
            0, and share ``rest`` now.
    """

    values: FloatArray
    others: NDArray[np.bool_]
    held: float = 1.0
    rest: float = 0.0

    @classmethod
    def of(
        cls, given: Mapping[int, float], present: FloatArray, title: str, normalise: bool
    ) -> _Share:
        values = np.array(list(given.values()))
        others = np.ones(len(present), dtype=bool)
        others[list(given)] = False
        total, held = float(values.sum()), float(present[others].sum())
        rest = 1.0 - total
        if held > 0.0 and rest >= -SUM_TOLERANCE:
            # What rounding alone leaves over is nothing.
            return cls(values, others, held, rest if rest > 1e-15 * len(present) else 0.0)
        if total > 0.0 and (normalise or abs(rest) <= SUM_TOLERANCE):
            return cls(values / total, others)
        where = f"column {title}"
        if total == 0.0:
            raise InvalidInput("the probabilities are all 0", where=where)
        raise NotADistribution(
            f"the probabilities sum to {total:.6g}, not 1", total=total, where=where
        )


# Reading: which class, which column, which number


@dataclass(frozen=True)
class _Pasted:
    """What a text says, by class index.

    Attributes:
        end: one past the last class that is named or given a number.
        names: new names.
        numbers: what each column says, by class.
    """

    end: int
    names: dict[int, str] = field(default_factory=dict)
    numbers: dict[Entry, dict[int, float]] = field(
        default_factory=lambda: {one: {} for one in pasted_columns() if isinstance(one, Entry)}
    )


def _read_table(text: str, document: Document, row: int, column: Column) -> _Pasted:
    """Every cell of ``text`` read and checked; see :func:`paste`.

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
    pasted = _Pasted(end=max(places) + 1)
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
    titles = {title: column for column in pasted_columns() for title in column.known_as}
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
        return [each if each.pasted else None for each in in_files()]
    columns = pasted_columns()
    under = columns[columns.index(column) :]
    if width > len(under):
        raise InvalidInput(
            f"{width} columns do not fit",
            why=f"from “{column.title}” on {len(under)} can be pasted",
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
