"""Tables of independent labels: columns of 0 and 1 beside scores of the same names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import listed, shown
from ceviz.storage.readers.guesses import Field
from ceviz.storage.readers.meaning.blocks import sums_to_1
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.roles import is_no_truth
from ceviz.storage.readers.readings import Choice, Doubt

_DIVIDES = re.compile(r"[-_. :]+")

#: So many words may stand around a class: ``y_true_cat``.
_MOST_WORDS = 2

#: So many classes are offered at most; any other can be named.
_MOST = 6


def marked_classes(head: Sequence[Column]) -> dict[int, int]:
    """The scores of classes of which a row may have several or none, by the column that marks it.

    ``cat_true, dog_true`` beside ``cat_pred, dog_pred``: what they share is the class. Where
    names share nothing, as many marks as fractions belong together in their order if every
    fraction is larger on average where its class is marked. Nothing if every row marks one.
    """
    marks = [k for k, column in enumerate(head) if _is_mark(column)]
    scores = [k for k, column in enumerate(head) if _is_score(column)]
    for of_scores in _families(scores, head):
        for of_marks in _families(marks, head):
            if of_scores.keys() <= of_marks.keys():
                pairs = {of_marks[name]: of_scores[name] for name in of_scores}
                if _row_marking_others(pairs, head) is not None:
                    return pairs
    pairs = dict(zip(marks, scores, strict=False))
    if len(marks) != len(scores) or len(marks) < 2 or _row_marking_others(pairs, head) is None:
        return {}
    if sums_to_1([head[k] for k in scores]):
        return {}
    return pairs if all(_tells(head[score], head[mark]) for mark, score in pairs.items()) else {}


def ask_which_class(head: Sequence[Column], pairs: Mapping[int, int]) -> None:
    """Ask which of independent labels is to be read, if there are any: each is a problem of two.

    Raises:
        Doubt: naming the first row that marks none or several.
    """
    if not pairs:
        return
    row, count = _row_marking_others(pairs, head) or (0, 0)
    raise Doubt(
        Field.LABELS,
        f"{listed((head[k].name for k in pairs), 4)} are independent labels, as the labels mark "
        f"{count} classes in row {row:,} (from 0): they go with sigmoid and binary cross-entropy "
        "(BCEWithLogitsLoss), not with softmax; each of them is a problem of two by itself",
        [
            Choice(head[mark].name, f"“{shown(head[score].name)}” is its score")
            for mark, score in islice(pairs.items(), _MOST)
        ],
        confirm=True,
        are_different=True,
    )


def names_of_two(head: Sequence[Column], mark: int) -> tuple[str, str]:
    """What 0 and 1 of one of several marks mean: ``not toxic`` and ``toxic``."""
    name = head[mark].name.strip()
    return ("0", "1") if name.isdigit() else (f"not {name}", name)


def _row_marking_others(pairs: Mapping[int, int], head: Sequence[Column]) -> tuple[int, int] | None:
    """The first row that marks none or several of some classes, and how many; None if none does."""
    table = np.stack([_numbers(head[mark]) for mark in pairs], axis=1)
    marked = np.nansum(table, axis=1)
    rows = np.flatnonzero((marked != 1) & ~np.isnan(table).any(axis=1))
    return (int(rows[0]), int(marked[rows[0]])) if rows.size else None


def _tells(score: Column, mark: Column) -> bool:
    """Whether a score is larger on average where a class is marked than where it is not."""
    values, marks = _numbers(score), _numbers(mark)
    there = np.isfinite(values)
    on, off = values[there & (marks == 1)], values[there & (marks == 0)]
    return bool(on.size and off.size) and bool(on.mean() > off.mean())


def _numbers(column: Column) -> NDArray[np.float64]:
    return np.empty(0) if column.numbers is None else column.numbers


def _is_mark(column: Column) -> bool:
    return column.is_binary and column.known.size > 0 and not is_no_truth(column.name)


def _is_score(column: Column) -> bool:
    return column.numbers is not None and not column.is_whole


def _families(columns: Sequence[int], head: Sequence[Column]) -> list[dict[str, int]]:
    """Two columns or more whose names differ in one part only, by that part."""
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for k in columns:
        for around, name in _parts(head[k].name.strip().casefold()):
            found.setdefault(around, {})[name] = k
    return [family for family in found.values() if len(family) > 1]


def _parts(name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What may stand before and behind the class in a name, and the class."""
    words = _DIVIDES.split(name)
    yield (), name
    for count in range(1, min(_MOST_WORDS, len(words) - 1) + 1):
        yield ("before", *words[:count]), "_".join(words[count:])
        yield ("behind", *words[-count:]), "_".join(words[:-count])
