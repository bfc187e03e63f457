"""The rows that cost most, with the part that each lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.task import Task

#: How many rows are kept unless told.
KEPT = 10_000


@dataclass(frozen=True, eq=False)
class Dearest:
    """Rows that count, the largest loss first; of equal ones the first by part and row.

    Attributes:
        kept: how many there may be.
        loss: (n,) weighted and smoothed, in nats.
        part, row: (n,) where each lies: which part, and which of its rows.
        true, predicted: (n,) its classes.
    """

    kept: int
    loss: FloatArray
    part: IntArray
    row: IntArray
    true: IntArray
    predicted: IntArray

    def __len__(self) -> int:
        return len(self.loss)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dearest):
            return NotImplemented
        return self.kept == other.kept and all(
            np.array_equal(mine, its)
            for mine, its in zip(self._columns(), other._columns(), strict=True)
        )

    def _columns(self) -> tuple[FloatArray | IntArray, ...]:
        return self.loss, self.part, self.row, self.true, self.predicted


def dearest(task: Task, columns: Columns, *, part: int = 0, kept: int = KEPT) -> Dearest:
    """Those of one part, or of a stretch of it.

    Raises:
        InvalidInput: fewer than none are to be kept.
    """
    if kept < 0:
        raise InvalidInput(f"there are no {kept} rows", where="kept")
    losses = columns.loss
    rows = np.arange(len(losses))
    if columns.ignored is not None:
        rows = np.flatnonzero(~columns.ignored)
    if 0 < kept < len(rows):
        place = len(rows) - kept
        rows = rows[losses[rows] >= np.partition(losses[rows], place)[place]]
    return _first(
        kept,
        losses[rows],
        np.full(len(rows), part, np.int64),
        rows + task.first,
        columns.true[rows].astype(np.int64),
        columns.predicted[rows].astype(np.int64),
    )


def merged_dearest(parts: Sequence[Dearest]) -> Dearest:
    """Those of all parts, at least one, in whatever order they come."""
    columns = zip(*(part._columns() for part in parts), strict=True)
    loss, part, row, true, predicted = (np.concatenate(each) for each in columns)
    return _first(min(each.kept for each in parts), loss, part, row, true, predicted)


def _first(
    kept: int, loss: FloatArray, part: IntArray, row: IntArray, true: IntArray, predicted: IntArray
) -> Dearest:
    order = np.lexsort((row, part, -loss))[:kept]
    return Dearest(kept, loss[order], part[order], row[order], true[order], predicted[order])
