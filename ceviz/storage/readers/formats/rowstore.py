"""Room for the rows of a text file, made once: the lines are counted before they are parsed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse
from ceviz.storage.readers.names import TextLabels


class RowStore:
    """Scores, labels and line numbers of up to ``rows`` rows, filled piece by piece."""

    def __init__(self, rows: int, columns: int, job: Job) -> None:
        job.take(rows * (8 * columns + 12), f"a table of {rows:,} × {columns:,}")
        self._scores = np.empty((rows, columns))
        self._codes = np.empty(rows, np.int32)
        self._lines = np.empty(rows, np.int64)
        self._code_of: dict[str, int] = {}
        self._count = 0

    def add(
        self,
        scores: NDArray[np.float64],
        codes: NDArray[np.integer[Any]],
        texts: list[str],
        lines: NDArray[np.int64],
    ) -> None:
        """Append rows whose labels are ``texts[codes]``."""
        end = self._count + len(scores)
        self._scores[self._count : end] = scores
        self._lines[self._count : end] = lines
        known = np.array([self._code(text) for text in texts], dtype=np.int32)
        self._codes[self._count : end] = known[codes]
        self._count = end

    def _code(self, text: str) -> int:
        code = self._code_of.setdefault(text, len(self._code_of))
        if code > 2 * MAX_CLASSES:
            refuse("the label column has more different values than there could be classes")
        return code

    def result(self) -> tuple[NDArray[np.float64], TextLabels, NDArray[np.int64]]:
        """What was added: scores (N, K), labels (N,), lines (N,)."""
        if not self._count:
            refuse("holds no rows")
        texts = sorted(self._code_of)
        place = np.empty(len(texts), np.int32)
        for rank, text in enumerate(texts):
            place[self._code_of[text]] = rank
        codes = place[self._codes[: self._count]]
        labels = TextLabels(codes, tuple(texts))
        return self._scores[: self._count], labels, self._lines[: self._count]
