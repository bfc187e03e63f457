"""The columns of a file one by one, beside the scores: ids, and labels for another file's rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.names import TextLabels, Values

#: Bytes of memory that a text takes in Python besides its letters, and its place in a dictionary.
_BYTES_A_TEXT = 160


class ReadValues(Protocol):
    """Reads one column of a file."""

    def __call__(self, name: str, most: int | None = None) -> Values:
        """All of the column ``name``, or its first ``most`` rows."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file holds, column by column.

    Attributes:
        heads: its columns with their first rows; one that holds no plain values has none.
        values: reads one of them.
        is_named: whether their names stand in the file.
    """

    heads: Sequence[Column]
    values: ReadValues
    is_named: bool = True


class TextColumn:
    """A column of text on its way into memory, each different text once.

    Attributes:
        rows: how many were added.
    """

    def __init__(self, name: str, job: Job) -> None:
        self._name, self._job = name, job
        self._codes: list[NDArray[np.int32]] = []
        self._code_of: dict[str, int] = {}
        self.rows = 0

    def add(self, texts: Iterable[str]) -> None:
        """Append rows after those that are there."""
        known, code_of = len(self._code_of), self._code_of
        codes = np.array([code_of.setdefault(text, len(code_of)) for text in texts], np.int32)
        more = len(code_of) - known
        self._job.take(codes.nbytes + _BYTES_A_TEXT * more, f"the column “{self._name}”")
        self._codes.append(codes)
        self.rows += len(codes)

    def result(self) -> TextLabels:
        """The column (N,), its texts sorted as those of labels are."""
        texts = sorted(self._code_of)
        place = np.empty(len(texts), np.int32)
        place[[self._code_of[text] for text in texts]] = np.arange(len(texts))
        codes = np.concatenate([np.empty(0, np.int32), *self._codes])
        return TextLabels(place[codes], tuple(texts))


def without_number(labels: Values, ours: Columns, theirs: Columns) -> Values:
    """The only column of a file without the 0 that pandas writes above one without a name.

    It is no label if there is one row less here.
    """
    if theirs.is_named or len(theirs.heads) > 1 or theirs.heads[0].texts[:1] != ("0",):
        return labels
    rows = ours.values(ours.heads[0].name).shape[0]
    if labels.shape != (rows + 1,):
        return labels
    if isinstance(labels, TextLabels):
        return TextLabels.of(np.array(labels.texts)[labels.codes[1:]])
    return labels[1:]
