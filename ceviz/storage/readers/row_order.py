"""What speaks against joining the rows of two files in their order; then a person is asked."""

from __future__ import annotations

import numpy as np

from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import shown
from ceviz.storage.readers.guesses import ORDER, Field
from ceviz.storage.readers.ids import Key, Match, as_ids, column_called, could_be_ids, is_id
from ceviz.storage.readers.meaning.classes.class_numbers import whole_numbers
from ceviz.storage.readers.meaning.roles import normal
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.readings import Choice, Doubt

#: A column that both files have may be another in so many rows, as somebody altered a text.
_ALTERED = 0.1


def against_order(key: Key, match: Match, ours: TextLabels, other: str) -> tuple[Key, str] | None:
    """Why a column that does not fit speaks against the order of the rows, if it does."""
    rows = match.rows
    is_moved = (rows >= 0) & (rows != np.arange(len(rows)))
    if is_moved.any():
        row = int(is_moved.argmax())
        text = shown(ours.texts[ours.codes[row]])
        return key, f"“{text}” is in row {row} here and in row {rows[row]} of “{other}”"
    lacking = rows < 0
    if 2 * lacking.sum() <= len(rows):
        return None
    row = int(lacking.argmax())
    text = shown(ours.texts[ours.codes[row]])
    return key, f"“{text}” of row {row} (from 0) is not in “{other}”"


def check_order(ours: Columns, theirs: Columns, other: str) -> None:
    """Ask whether rows go by their order though columns that both files have differ in some."""
    known = {normal(head.name): head for head in could_be_ids(theirs)}
    for mine in could_be_ids(ours):
        partner = known.get(normal(mine.name))
        if partner is None or not (ours.is_named and theirs.is_named):
            continue
        both = (
            as_ids(ours.values(mine.name), mine.name),
            as_ids(theirs.values(partner.name), partner.name),
        )
        first, second = (np.array(ids.texts, dtype=object)[ids.codes] for ids in both)
        if len(first) == len(second) and np.mean(first != second) > _ALTERED:
            row = int((first != second).argmax())
            key = Key(mine.name, partner.name, is_firm=False)
            one, two = shown(first[row]), shown(second[row])
            raise doubt_of_order(
                misfit(key, f"row {row} (from 0) has “{one}” here and “{two}” in “{other}”")
            )


def misfit(key: Key, why: str) -> str:
    """What is open if the rows do not go with a column of both files."""
    return f"both files have {key}, but the rows do not fit: {why}"


def check_counting(columns: Columns, file: str) -> None:
    """Ask whether rows go by their order though ids of one file count them in another.

    Raises:
        Doubt: if a column of ids is 0 to N − 1 or 1 to N, but not one after the other.
    """
    for head in could_be_ids(columns):
        if not (columns.is_named and is_id(head.name) and head.is_whole) or head.counts_rows:
            continue
        ids = as_ids(columns.values(head.name), head.name)
        numbers = whole_numbers(ids.texts)
        if numbers is None or len(numbers) != len(ids):
            continue
        rows = np.array([numbers[text] for text in ids.texts])[ids.codes]
        first = int(rows.min())
        if (
            first in (0, 1)
            and int(rows.max()) == first + len(rows) - 1
            and (np.diff(rows) < 0).any()
        ):
            row = int((np.diff(rows) != 1).argmax())
            raise doubt_of_order(
                f"{column_called(head.name)} of “{file}” counts rows in another order, and the "
                f"other file has no ids: {rows[row]} and {rows[row + 1]} follow one another"
            )


def doubt_of_order(what: str) -> Doubt:
    """The question whether rows go by their order, against which a column speaks."""
    return Doubt(
        Field.JOIN,
        what,
        [Choice(ORDER, "nothing else joins the files", label="row by row, in their order")],
        confirm=True,
    )
