"""Which refusals put a reading out: not those of single rows.

A gap, a typo or a number out of range says nothing of what a column means; were the reading
dropped for it, the wrong one of two would be taken in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import ChoiceNeeded, FileRefused
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.meaning.interpret import interpret
from ceviz.storage.readers.meaning.shapes import one_row_a_sample
from ceviz.storage.readers.names import TextLabels, Values
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import AllRowsNeeded, Doubt

#: How refusals name a row: readers of text by its line, what comes after them by its place.
_ROW = re.compile(r"row (\d+) \(from 0\)|line \d+")

#: So many rows are tried without those that do not fit.
_TRIED = 64


def stays(refusal: FileRefused, read: Callable[[], Raw], look: Job) -> bool:
    """Whether a reading may still be meant although it was refused.

    Args:
        refusal: why.
        read: reads the first rows so.
        look: the look in which it was refused.
    """
    if _ROW.match(refusal.where) is None:
        return False
    try:
        raw = read()
    except (Doubt, AllRowsNeeded):
        return True
    except FileRefused as again:
        # A cell among numbers: its column is one of numbers by the majority of its rows.
        return _ROW.match(again.where) is not None
    return _fits_most(raw, look)


def _fits_most(raw: Raw, look: Job) -> bool:
    """Whether more than half of the first rows can be read so, the others left out."""
    job = replace(look, taken=[0])
    try:
        raw = one_row_a_sample(raw, job)
        kept = np.arange(min(len(raw.scores), _TRIED))
        fewest = len(kept) // 2
        while len(kept) > fewest:
            try:
                interpret(_only(raw, kept), job)
            except FileRefused as refusal:
                if isinstance(refusal, ChoiceNeeded):
                    return True
                found = _ROW.match(refusal.where)
                if found is None or found[1] is None or int(found[1]) >= len(kept):
                    return False
                kept = np.delete(kept, int(found[1]))
            else:
                return True
    except (Doubt, AllRowsNeeded):
        return True
    except FileRefused:
        return False
    return False


def _only(raw: Raw, rows: NDArray[np.int64]) -> Raw:
    """Some rows of what was found; their places stay those of the first rows."""
    return replace(
        raw,
        scores=raw.scores[rows],
        labels=_taken(raw.labels, rows),
        predicted=None if raw.predicted is None else _taken(raw.predicted, rows),
        images=None,
        place=replace(raw.place, lines=None, places=None),
    )


def _taken(values: Values, rows: NDArray[np.int64]) -> Values:
    if isinstance(values, TextLabels):
        return TextLabels.of(np.array(values.texts, dtype=object)[values.codes[rows]].astype(str))
    return values[rows]
