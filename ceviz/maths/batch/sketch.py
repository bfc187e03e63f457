"""A few rows of very many, the same ones in whatever order and parts they come.

Each row has a fingerprint, made of the bits of what was measured of it; a sketch keeps the rows
with the smallest. So it is a sample that depends on the rows alone, and sketches merge: that of
two parts is the sketch of both (a bottom-k sample; Cohen and Kaplan, PODC 2007). Rows that look
alike share a fingerprint and are all kept, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import BoolArray, IntArray
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.task import Task

#: Scores that a sketch keeps at most, and the fewest rows that it has room for.
CELLS, FEWEST = 1 << 19, 32

#: Above every fingerprint.
_ALL = np.uint64(2**64 - 1)

#: The multipliers of splitmix64 (Steele, Lea and Flood, OOPSLA 2014), and what it shifts by.
_FACTORS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)


@dataclass(frozen=True, eq=False)
class Sketch:
    """Some rows of a batch, as a batch of their own.

    Attributes:
        rows: the sampled rows, in no order that means anything.
        prints: (n,) their fingerprints.
        below: every row of the whole with a fingerprint below this is among them.
    """

    rows: Task
    prints: npt.NDArray[np.uint64]
    below: np.uint64


def room(classes: int) -> int:
    """How many rows of so many classes a sketch keeps at most."""
    return max(FEWEST, CELLS // classes)


def sketched(task: Task, columns: Columns, keep: BoolArray) -> Sketch:
    """The sketch of the rows that ``keep`` (N,) is True for, as ``columns`` measured them."""
    chosen = np.flatnonzero(keep)
    prints = fingerprints(columns, chosen)
    at, below = _smallest(prints, room(task.classes), _ALL)
    order = at[np.argsort(chosen[at])]
    return Sketch(task.among(chosen[order]), prints[order], below)


def merged_sketches(parts: Sequence[Sketch]) -> Sketch:
    """The sketch of all rows of which the parts (at least one) are sketches."""
    first = parts[0].rows
    prints = np.concatenate([part.prints for part in parts])
    at, below = _smallest(prints, room(first.classes), min(part.below for part in parts))
    tasks = [part.rows for part in parts]

    def of(arrays: list[npt.NDArray[np.generic] | None]) -> npt.NDArray[np.generic] | None:
        given = [each for each in arrays if each is not None]
        return np.concatenate(given)[at] if given else None

    scores = np.concatenate([each.scores for each in tasks])[at]
    labels, targets = of([each.labels for each in tasks]), of([each.targets for each in tasks])
    return Sketch(replace(first, scores=scores, labels=labels, targets=targets), prints[at], below)


def fingerprints(columns: Columns, rows: IntArray) -> npt.NDArray[np.uint64]:
    """(n,) well mixed bits of what was measured of each of some rows."""
    mixed = np.zeros(len(rows), np.uint64)
    for column in (columns.surprisal, columns.margin, columns.confidence):
        mixed ^= (column[rows] + 0.0).view(np.uint64)  # both zeros are one number
        mixed ^= mixed >> _SHIFTS[0]
        mixed *= _FACTORS[0]
        mixed ^= mixed >> _SHIFTS[1]
        mixed *= _FACTORS[1]
        mixed ^= mixed >> _SHIFTS[2]
    return mixed


def _smallest(
    prints: npt.NDArray[np.uint64], count: int, below: np.uint64
) -> tuple[IntArray, np.uint64]:
    """Where the fingerprints below the (count + 1)-th smallest stand, and which that is."""
    under = np.flatnonzero(prints < below)
    if len(under) > count:
        below = np.partition(prints[under], count)[count]
        under = under[prints[under] < below]
    return under, below
