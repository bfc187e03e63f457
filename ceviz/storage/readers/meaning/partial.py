"""Rows that know the most probable classes only: named, and refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import EDGE_TOLERANCE, SUM_TOLERANCE
from ceviz.storage.readers.edge import listed, refuse, refuse_unless_chosen, shown
from ceviz.storage.readers.guesses import Field, Kind
from ceviz.storage.readers.meaning.head import Column, table_of

#: ``label_1``, ``prob2``, ``top1_prob``, ``pred_top_3``: what is ranked, and its place.
_RANKED = re.compile(
    r"(?P<before>.*?)[-_. ]?(?P<top>top[-_. ]?)?(?P<rank>\d{1,4})(?:[-_. ](?P<after>\D+))?",
    re.IGNORECASE,
)

#: Fewer rows than this may fall from the first class to the last by chance.
_TELLING_ROWS = 20

_WHY = "less than the whole distribution is known, and the loss needs q of the true class"
_REMEDY = "save the scores of all classes, one column a class"


def refuse_top_k(head: Sequence[Column]) -> None:
    """Refuse a table with the k most probable classes of a row: ``label_1, prob_1, label_2, …``.

    Raises:
        FileRefused: for ranked classes beside scores that never rise with the rank, or for such
            scores alone whose names say that they are the top ones.
    """
    families = _families(head)
    falling = {
        stem: ranks
        for stem, ranks in families.items()
        if _falls([head[ranks[rank]] for rank in sorted(ranks)])
    }
    for stem, ranks in falling.items():
        classes = [
            other
            for name, other in families.items()
            if name != stem and other.keys() == ranks.keys() and _names_classes(head, other)
        ]
        is_said = stem.startswith("top ")
        if classes or is_said:
            of_classes = classes[0].values() if classes else ()
            columns = [head[k].name for k in sorted((*ranks.values(), *of_classes))]
            refuse(
                f"holds the {len(ranks)} most probable classes of a row ({listed(columns, 4)})",
                place="the header",
                why=_WHY,
                remedy=_REMEDY,
            )


def refuse_long_format(head: Sequence[Column], score: int, label: int) -> None:
    """Refuse a table with a row for every class of a sample, whose scores together sum to 1.

    Raises:
        FileRefused: if rows of the same id do, as long as the user does not choose the scores.
    """
    numbers = head[score].numbers
    if numbers is None or not head[score].is_share:
        return
    for k, column in enumerate(head):
        if k in (score, label) or not column.is_hard:
            continue
        _, places, counts = np.unique(column.classes, return_inverse=True, return_counts=True)
        whole = counts == counts.max()
        if counts.max() < 2 or whole.sum() < 2 or (counts[~whole] > counts.max() // 2).sum() > 1:
            continue
        sums = np.bincount(places.reshape(-1), numbers)[whole]
        if (np.abs(sums - 1) <= SUM_TOLERANCE).all():
            refuse_unless_chosen(
                f"has {counts.max():,} rows for every “{shown(column.name)}”, whose "
                f"“{shown(head[score].name)}” sums to 1",
                [(Field.SCORES, head[score].name, "if every row is a sample of two classes")],
                place="the header",
                why="it seems to have a row for every class of a sample",
                remedy="save a row for every sample, with a column for every class",
            )


def _families(head: Sequence[Column]) -> dict[str, dict[int, int]]:
    """Columns that differ by a rank in their names: index by rank, by the rest of the name."""
    families: dict[str, dict[int, int]] = {}
    for k, column in enumerate(head):
        found = _RANKED.fullmatch(column.name.strip())
        if found is None or not (found["before"] or found["top"]):
            continue
        stem = f"{found['before']} {found['after'] or ''}".strip().casefold()
        if found["top"] or stem.startswith("top"):
            stem = f"top {stem.removeprefix('top').strip()}"
        families.setdefault(stem, {}).setdefault(int(found["rank"]), k)
    return {
        stem: ranks
        for stem, ranks in families.items()
        if len(ranks) > 1 and sorted(ranks) in (list(range(len(ranks))), _from_1(len(ranks)))
    }


def _from_1(count: int) -> list[int]:
    return list(range(1, count + 1))


def _falls(columns: Sequence[Column]) -> bool:
    """Whether no row rises from one column to the next, and not all are whole numbers."""
    if any(column.numbers is None for column in columns) or all(c.is_whole for c in columns):
        return False
    table = table_of(columns)
    return len(table) > 0 and bool((np.diff(table, axis=1) <= EDGE_TOLERANCE).all())


def _names_classes(head: Sequence[Column], ranks: dict[int, int]) -> bool:
    """Whether every row names different classes."""
    columns = [head[k] for k in ranks.values()]
    if not all(column.is_hard for column in columns):
        return False
    rows = zip(*(column.classes for column in columns), strict=False)
    return all(len(set(row)) == len(row) for row in rows)


def refuse_sorted(rows: NDArray[np.floating], name: str) -> None:
    """Refuse scores (n, K) that never rise from the first column to the last.

    They are the most probable ones in order, whoever they belong to: a column is no class.

    Raises:
        FileRefused: if no row of many does, and the rows are not all the same.
    """
    if rows.shape[0] < _TELLING_ROWS or rows.shape[1] < 3:
        return
    with np.errstate(invalid="ignore"):
        if (rows[:, 1:] > rows[:, :-1]).any() or (rows == rows[0]).all():
            return
    refuse_unless_chosen(
        f"the scores of every row fall from the first to the last of {rows.shape[1]:,}",
        [
            (Field.KIND, Kind.PROBABILITIES, ""),
            (Field.KIND, Kind.LOGITS, "if they are"),
        ],
        place=f"“{shown(name)}”",
        why="they seem to be sorted, as the most probable classes of a row are, so that a column "
        f"is no class; {_WHY}",
        remedy="save them by class",
    )
