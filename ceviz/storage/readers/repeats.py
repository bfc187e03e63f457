"""Rows that a mean should not mix or that should count otherwise: repeats, splits, weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import listed, shown
from ceviz.storage.readers.meaning.head import Column, different
from ceviz.storage.readers.meaning.roles import (
    ID_WORDS,
    counts_rows,
    is_split,
    names_ids,
    names_runs,
    normal,
    split_of,
)

#: So many rows of a column may be but the first of more.
_PART = 20

#: Names of numbers that say how often a row was seen.
_OFTEN = ("n", "n_obs", "freq", "frequency", "count", "counts")


def told_of_rows(columns: Columns, used: Collection[str]) -> tuple[str, ...]:
    """What columns that are not ``used`` say of the rows that a mean over all of them is not.

    A sentence for each: what weighs rows, rows of several models or splits, and samples that are
    there more than once. Columns of which the first rows hold one text only are read whole if
    their names say that they tell models, epochs or splits apart.
    """
    most = max((len(head.texts) for head in columns.heads), default=0)
    heads = [head for head in columns.heads if len(head.texts) == most]
    others = [head for head in heads if head.name not in used]
    told = dict.fromkeys(
        f"“{shown(head.name)}” is not used: every row counts once."
        for head in others
        if _weighs(head)
    )
    several = [(head, _values(head, columns)) for head in others if _tells_apart(head)]
    several = [(head, values) for head, values in several if 1 < len(values) <= max(2, most // 2)]
    told |= dict.fromkeys(
        f"“{shown(head.name)}” is {listed(sorted(values), 4)}: rows of all are measured "
        "together. Keep those of one to measure it."
        for head, values in several
    )
    known = {head.name for head, _ in several}
    told |= dict.fromkeys(_repeated(heads, [head for head in others if head.name not in known]))
    return tuple(told)


def _weighs(head: Column) -> bool:
    is_named = counts_rows(head.name) or normal(head.name) in _OFTEN
    return is_named and head.numbers is not None and len(head.distinct | set(head.texts)) > 1


def _tells_apart(head: Column) -> bool:
    """Whether a column says of which model, epoch or split each row is."""
    is_mark = is_split(head.name) and len(head.distinct) == 2  # is_test
    return head.is_hard and (names_runs(head.name) or is_mark or _is_of_splits(head.distinct))


def _is_of_splits(values: Collection[str]) -> bool:
    return bool(values) and all(split_of(value) for value in values)


def _values(head: Column, columns: Columns) -> frozenset[str]:
    """The different texts of a column, of all rows if the first have one only."""
    if len(head.distinct) > 1 or len(head.texts) < _PART:
        return head.distinct
    return different(columns.values(head.name))


def _repeated(heads: Sequence[Column], others: Sequence[Column]) -> Iterator[str]:
    """That every sample is there equally often, once for each value of another column."""
    for ids in heads:
        if not (names_ids(ids.name) or normal(ids.name) in ID_WORDS):
            continue
        times = set(Counter(ids.texts).values())
        if len(set(ids.texts)) < 2 or len(times) != 1 or times == {1}:
            continue
        (count,) = times
        for other in others:
            if other is ids or not other.is_hard or len(set(other.texts)) != count:
                continue
            if len({*zip(ids.texts, other.texts, strict=True)}) == len(ids.texts):
                yield (
                    f"Each “{shown(ids.name)}” is there {count:,} times, once for each "
                    f"“{shown(other.name)}”: all are measured together. Keep those of one to "
                    "measure it."
                )
                return
