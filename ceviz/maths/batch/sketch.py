"""A few rows of very many, the same ones in whatever order and parts they come.

Each row has a fingerprint, made of the bits of what was measured of it and read as a number u
between 0 and 1, and a rank u / w, where w is about what it costs; a sketch keeps the rows with
the smallest ranks. So it is a sample that depends on the rows alone, and sketches merge: that of
two parts is the sketch of both (priority sampling; Duffield, Lund and Thorup, JACM 2007). Rows
that cost much are nearly all there: of a model that is hardly ever wrong they alone say where the
likelihood ends to grow. Rows that look alike share a rank and are all kept, or none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import BoolArray, FloatArray, IntArray
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.task import Task

#: Scores that a sketch keeps at most, and the fewest rows that it has room for.
CELLS, FEWEST = 1 << 19, 32

#: With so many rows one pass over all mostly suffices; so many scores are kept for that.
_GOOD, _DEAR = 64, 1 << 22

#: What a row is drawn by that costs less, in nats.
_LEAST = 1.0 / 64.0

#: The multipliers of splitmix64 (Steele, Lea and Flood, OOPSLA 2014), and what it shifts by.
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)

#: Bits of a fingerprint that a float64 from 0 to 1 has no room for.
_SPARE = np.uint64(11)


@dataclass(frozen=True, eq=False)
class Sketch:
    """Some rows of a batch, as a batch of their own.

    Attributes:
        rows: the sampled rows, in no order that means anything.
        costs: (n,) what they are drawn by.
        ranks: (n,) where they stand in the order that decides.
        below: every row of the whole with a rank below this is among them; ∞ if all are.
    """

    rows: Task
    costs: FloatArray
    ranks: FloatArray
    below: float

    @property
    def weights(self) -> FloatArray:
        """(n,) how many rows of the whole each stands for: one over how likely it was drawn."""
        return np.asarray(1.0 / np.minimum(self.costs * self.below, 1.0))


def room(classes: int) -> int:
    """How many rows of so many classes a sketch keeps at most."""
    return max(FEWEST, CELLS // classes, min(_GOOD, _DEAR // classes))


def sketched(task: Task, columns: Columns, keep: BoolArray) -> Sketch:
    """The sketch of the rows that ``keep`` (N,) is True for, as ``columns`` measured them."""
    chosen = np.flatnonzero(keep)
    costs = np.maximum(columns.surprisal[chosen], _LEAST)
    ranks = _shares(columns, chosen) / costs
    at, below = _smallest(ranks, room(task.classes), math.inf)
    return Sketch(task.among(chosen[at]), costs[at], ranks[at], below)


def merged_sketches(parts: Sequence[Sketch]) -> Sketch:
    """The sketch of all rows of which the parts (at least one) are sketches."""
    first = parts[0].rows
    costs = np.concatenate([part.costs for part in parts])
    ranks = np.concatenate([part.ranks for part in parts])
    at, below = _smallest(ranks, room(first.classes), min(part.below for part in parts))
    tasks = [part.rows for part in parts]

    def of(arrays: list[npt.NDArray[np.generic] | None]) -> npt.NDArray[np.generic] | None:
        given = [each for each in arrays if each is not None]
        return np.concatenate(given)[at] if given else None

    scores = np.concatenate([each.scores for each in tasks])[at]
    labels, targets = of([each.labels for each in tasks]), of([each.targets for each in tasks])
    whole = replace(first, scores=scores, labels=labels, targets=targets)
    return Sketch(whole, costs[at], ranks[at], below)


def _shares(columns: Columns, rows: IntArray) -> FloatArray:
    """(n,) numbers from 0 to 1, by well mixed bits of what was measured of each of some rows."""
    mixed = np.zeros(len(rows), np.uint64)
    for column in (columns.surprisal, columns.margin, columns.confidence):
        mixed ^= (column[rows] + 0.0).view(np.uint64)  # both zeros are one number
        mixed ^= mixed >> _SHIFTS[0]
        mixed *= _FACTORS[0]
        mixed ^= mixed >> _SHIFTS[1]
        mixed *= _FACTORS[1]
        mixed ^= mixed >> _SHIFTS[2]
    return (mixed >> _SPARE).astype(np.float64) * 2.0**-53


def _smallest(ranks: FloatArray, count: int, below: float) -> tuple[IntArray, float]:
    """Where the ranks below the (count + 1)-th smallest stand, and which that is."""
    under = np.flatnonzero(ranks < below)
    if len(under) > count:
        below = float(np.partition(ranks[under], count)[count])
        under = under[ranks[under] < below]
    return under, below
