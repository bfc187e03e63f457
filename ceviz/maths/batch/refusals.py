"""Refusals of single numbers, each naming its row and column.

The passes notice that *something* in a block is wrong from one number a sample; only then is
the block searched for the culprit, so a good file pays nothing for its good messages.
"""

from __future__ import annotations

import math

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.batch.arrays import AnyArray, Floats
from ceviz.maths.batch.kinds import Kind

_SUM_TOLERANCE = 1e-3
"""How far a row of probability targets may be from 1: float16 files reach 5e-4."""


def place(row: int, column: int | None = None) -> str:
    """Where something is, as every message of the batch maths says it."""
    at = f"row {row}" if column is None else f"row {row}, column {column}"
    return f"{at} (counted from 0)"


def refuse_scores(cells: AnyArray, start: int, kind: Kind) -> InvalidInput:
    """The refusal of the first number in these rows that cannot be a score of this kind.

    Called only when a block's results show that there is one, so it may take its time.
    """
    bad = np.isnan(cells) | (cells == np.inf)
    if kind == "probabilities":
        bad |= cells < 0
    if bad.any():
        row, column = (int(i) for i in np.argwhere(bad)[0])
        noun = "probability" if kind == "probabilities" else "score"
        return InvalidInput(
            f"the {noun} is {_said(cells[row, column])}", where=place(start + row, column)
        )
    least = 0.0 if kind == "probabilities" else -np.inf
    nothing = (cells == least).all(axis=1)
    if nothing.any():
        what = "every probability is 0" if kind == "probabilities" else "every score is −∞"
        return InvalidInput(
            what, where=place(start + int(np.argmax(nothing))), why="no class is left to predict"
        )
    return InvalidInput("the scores are too far apart to be compared", where=place(start))


def refuse_targets(cells: Floats, start: int) -> InvalidInput | None:
    """The refusal of the first row of targets that is not a distribution, if there is one."""
    good = np.isfinite(cells) & (cells >= 0)
    if not good.all():
        row, column = (int(i) for i in np.argwhere(~good)[0])
        return InvalidInput(
            f"the target probability is {_said(cells[row, column])}",
            where=place(start + row, column),
        )
    sums = cells.sum(axis=1)
    off = np.flatnonzero(np.abs(sums - 1.0) > _SUM_TOLERANCE)
    if off.size:
        row = int(off[0])
        return InvalidInput(
            f"the target probabilities sum to {sums[row]:.6g}, not 1",
            where=place(start + row),
            remedy="divide each row of targets by its sum",
        )
    return None


def _said(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    return f"{value:.6g}"
