"""Tables of independent labels: columns of 0 and 1 beside scores of the same names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import listed
from ceviz.storage.readers.meaning.distributions import refuse_independent_labels
from ceviz.storage.readers.meaning.head import Column, table_of

_DIVIDES = re.compile(r"[-_. :]+")

#: So many words may stand around a class: ``y_true_cat``.
_MOST_WORDS = 2


def refuse_marked_classes(head: Sequence[Column]) -> None:
    """Refuse a table in which several classes of a row are true at once, or none is.

    ``cat_true, dog_true`` beside ``cat_pred, dog_pred``: what they share is the class.

    Raises:
        FileRefused: naming the first row that marks none or several.
    """
    marks = _families([k for k, column in enumerate(head) if _is_mark(column)], head)
    scores = _families([k for k, column in enumerate(head) if _is_score(column)], head)
    for of_scores in scores:
        for of_marks in marks:
            if of_scores.keys() <= of_marks.keys():
                columns = [head[of_marks[name]] for name in of_scores]
                of = listed((column.name for column in columns), 4)
                refuse_independent_labels(table_of(columns), Place("", of=of))


def _is_mark(column: Column) -> bool:
    return column.is_binary and column.known.size > 0


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
