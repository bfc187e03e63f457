"""Room for the rows of a text file, made once: the lines are counted before they are parsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse
from ceviz.storage.readers.names import TextLabels


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A column of text, (n,): row i says ``texts[codes[i]]``."""

    codes: NDArray[np.integer[Any]]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Some rows of a file.

    Attributes:
        scores: (n, K).
        texts: the label of each row, and the prediction if the file has it.
        lines: (n,) where each row begins in the file.
    """

    scores: NDArray[np.float64]
    texts: tuple[Codes, ...]
    lines: NDArray[np.int64]


def coded(texts: Iterable[str]) -> Codes:
    """A column of text with every different text once, in the order in which they come."""
    code_of: dict[str, int] = {}
    codes = [code_of.setdefault(text, len(code_of)) for text in texts]
    return Codes(np.array(codes, dtype=np.int32), list(code_of))


class RowStore:
    """Scores, texts and line numbers of up to ``rows`` rows, filled piece by piece."""

    def __init__(self, rows: int, columns: int, job: Job, texts: int = 1) -> None:
        job.take(rows * (8 * columns + 8 + 4 * texts), f"a table of {rows:,} × {columns:,}")
        self._scores = np.empty((rows, columns))
        self._texts = [_TextStore(rows) for _ in range(texts)]
        self._lines = np.empty(rows, np.int64)
        self._count = 0

    def add(self, rows: Rows) -> None:
        """Append the rows after those that are there."""
        end = self._count + len(rows.scores)
        self._scores[self._count : end] = rows.scores
        self._lines[self._count : end] = rows.lines
        for store, column in zip(self._texts, rows.texts, strict=True):
            store.add(self._count, column)
        self._count = end

    def result(self) -> tuple[NDArray[np.float64], list[TextLabels], NDArray[np.int64]]:
        """What was added: scores (N, K), columns of text (N,), lines (N,)."""
        if not self._count:
            refuse("holds no rows")
        texts = [store.result(self._count) for store in self._texts]
        return self._scores[: self._count], texts, self._lines[: self._count]


class _TextStore:
    """One column of text."""

    def __init__(self, rows: int) -> None:
        self._codes = np.empty(rows, np.int32)
        self._code_of: dict[str, int] = {}

    def add(self, start: int, column: Codes) -> None:
        known = np.array([self._code(text) for text in column.texts], dtype=np.int32)
        self._codes[start : start + len(column.codes)] = known[column.codes]

    def _code(self, text: str) -> int:
        code = self._code_of.setdefault(text, len(self._code_of))
        if code > 2 * MAX_CLASSES:
            refuse("the label column has more different values than there could be classes")
        return code

    def result(self, count: int) -> TextLabels:
        texts = sorted(self._code_of)
        place = np.empty(len(texts), np.int32)
        for rank, text in enumerate(texts):
            place[self._code_of[text]] = rank
        return TextLabels(place[self._codes[:count]], tuple(texts))
