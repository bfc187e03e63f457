"""Which scores there are: what a float64 picture can be drawn of."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray

#: Scores further from 0 are refused: their differences and their quotients with a temperature
#: would leave float64, and no picture could be drawn of them.
MAX_SCORE = 1e150


#: How many scores are checked at once.
_BLOCK = 1 << 18


def first_unfit(scores: FloatArray) -> int | None:
    """The first row of ``scores``, (N, K), that :func:`check_scores` refuses; None if none is."""
    step = max(1, _BLOCK // max(1, scores.shape[1]))
    for start in range(0, len(scores), step):
        block = scores[start : start + step]
        # NaN is not at most anything.
        fine = ((np.abs(block) <= MAX_SCORE) | (block == -np.inf)).all(axis=1)
        fine &= (block != -np.inf).any(axis=1)
        if not fine.all():
            return start + int(np.flatnonzero(~fine)[0])
    return None


def check_scores(scores: Iterable[float] | FloatArray, where: str = "") -> FloatArray:
    """``scores`` as a read-only float64 vector; −∞ is allowed, but not for all.

    Raises:
        InvalidInput: NaN, +∞, nothing but −∞, or a number beyond ±:data:`MAX_SCORE`.
    """
    z = np.array(scores, dtype=np.float64)
    bad = np.isnan(z) | (z == np.inf)
    if bad.any():
        index = int(np.flatnonzero(bad)[0])
        word = "not a number" if np.isnan(z[index]) else "+∞"
        spot = f"{where}, class {index + 1}" if where else f"class {index + 1}"
        raise InvalidInput(
            f"the score is {word}", where=spot, remedy="use a finite number, or −inf for q = 0"
        )
    large = (np.abs(z) > MAX_SCORE) & np.isfinite(z)
    if large.any():
        index = int(np.flatnonzero(large)[0])
        spot = f"{where}, class {index + 1}" if where else f"class {index + 1}"
        raise InvalidInput(
            f"the score {z[index]:g} is too large", where=spot, why=f"at most ±{MAX_SCORE:g}"
        )
    if (z == -np.inf).all():
        raise InvalidInput("every score is −∞", where=where, why="no class would be possible")
    z.flags.writeable = False
    return z
