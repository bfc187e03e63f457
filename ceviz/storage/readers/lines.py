"""Where the rows of a text file begin, kept as what it mostly is: lines that follow one another."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True, eq=False)
class Lines:
    """The line of each row, as runs of rows on consecutive lines.

    Attributes:
        count: how many rows there are.
    """

    count: int = 0
    _rows: list[NDArray[np.int64]] = field(default_factory=list)
    _lines: list[NDArray[np.int64]] = field(default_factory=list)
    _next: int = -1

    @classmethod
    def of(cls, lines: NDArray[np.int64]) -> Lines:
        """From the line of each row, (N,)."""
        made = cls()
        made.add(lines)
        return made

    def add(self, lines: NDArray[np.int64]) -> None:
        """Append the lines of further rows, (n,)."""
        if not len(lines):
            return
        breaks = np.flatnonzero(np.diff(lines, prepend=lines[:1] - 1) != 1)
        if lines[0] != self._next:
            breaks = np.concatenate([[0], breaks])
        if len(breaks):
            self._rows.append(self.count + breaks)
            self._lines.append(lines[breaks])
        self.count += len(lines)
        self._next = int(lines[-1]) + 1

    def __getitem__(self, row: int) -> int:
        if not 0 <= row < self.count:
            raise IndexError(row)
        rows, lines = np.concatenate(self._rows), np.concatenate(self._lines)
        run = int(np.searchsorted(rows, row, side="right")) - 1
        return int(lines[run] + row - rows[run])
