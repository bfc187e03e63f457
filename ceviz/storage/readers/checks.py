"""Checks over every number, in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.document.scores import MAX_SCORE
from ceviz.maths.batch import Places
from ceviz.storage.readers.edge import Job, refuse
from ceviz.storage.readers.guesses import Kind
from ceviz.storage.readers.lines import Lines

#: How far a row's sum may be from 1: numbers in files are rounded, ``0.33, 0.33, 0.33``.
SUM_TOLERANCE = 0.02

#: How many times further off a sum of exponentials is than the rounding of logarithms makes it.
_FAR = 10.0

#: The same for many classes with two decimals each.
_COARSE_TOLERANCE = 0.1

#: How far below 0 or above 1 a probability may be for the same reason.
EDGE_TOLERANCE = 1e-6

#: The largest number a file may hold as a probability: fastText adds 1e-5 to each of its own,
#: and its language model lid.176.ftz reaches 1.00006
#: (https://github.com/facebookresearch/fastText/issues/748).
MOST_PROBABLE = 1.0001

#: A whole in percent.
PERCENT = 100.0

BLOCK_BYTES = 512 << 10

#: What share of a whole reading the checks are reported to be.
_CHECKS_BEGIN = 0.8


@dataclass(frozen=True, slots=True)
class Place:
    """Names a row so that a person finds it.

    Attributes:
        array: what the numbers are called, for columns.
        columns: names of the columns, or empty to count them.
        lines: the line of each row in a text file, or None.
        places: where the rows lay, if they were taken from more than one axis.
        of: what of a row is meant, if not the row itself.
    """

    array: str
    columns: tuple[str, ...] = ()
    lines: Lines | None = None
    places: Places | None = None
    of: str = ""

    def row(self, row: int) -> str:
        """The row alone: ``row 17`` counts from 0, lines from 1 as editors do."""
        where = f"row {row} (from 0)"
        if self.places is not None:
            where += f", {self.places.said(row)}"
        elif self.lines is not None:
            where += f", line {self.lines[row]}"
        return f"{where}, {self.of}" if self.of else where

    def cell(self, row: int, column: int) -> str:
        """A row and a column."""
        if self.columns:
            return f"{self.row(row)}, column “{self.columns[column]}”"
        return f"{self.row(row)}, column {column} of “{self.array}”"


def blocks(array: NDArray[Any], job: Job) -> Iterator[tuple[int, NDArray[Any]]]:
    """Consecutive rows of ``array`` with the index of the first, reporting progress."""
    row_bytes = max(1, array[:1].nbytes)
    rows = max(1, BLOCK_BYTES // row_bytes)
    reports = max(1, len(array) // rows // 100)
    for count, start in enumerate(range(0, len(array), rows)):
        if count % reports == 0:
            done = start / len(array)
            job.step(_CHECKS_BEGIN + (1 - _CHECKS_BEGIN) * done)
        yield start, array[start : start + rows]


def check_scores(scores: NDArray[np.floating], kind: Kind, place: Place, job: Job) -> None:
    """Refuse NaN, +∞, negative probabilities and rows without a possible class.

    Scores that are finite and still out of any picture's reach are refused too, as when typed.
    Sums of probabilities are not checked here: :func:`row_that_is_no_distribution`.
    """
    nothing = 0.0 if kind is Kind.PROBABILITIES else -np.inf
    for start, block in blocks(scores, job):
        low, high = _extremes(block)
        if not high < np.inf:
            _refuse_first(block, start, place, ~(block < np.inf))
        if kind is Kind.PROBABILITIES and low < -EDGE_TOLERANCE:
            _refuse_first(block, start, place, block < -EDGE_TOLERANCE)
        elif block.itemsize > 4 and max(high, -low) > MAX_SCORE:
            _refuse_first(block, start, place, (np.abs(block) > MAX_SCORE) & np.isfinite(block))
        if low <= nothing:
            _check_possible(block, start, place, nothing)


def _extremes(block: NDArray[np.floating]) -> tuple[float, float]:
    """Smallest and largest entry; NaN if there is one."""
    if block.dtype == np.float16:  # NumPy compares these one by one; float32 is faster
        block = block.astype(np.float32)
    with np.errstate(invalid="ignore"):
        return float(block.min()), float(block.max())


def _refuse_first(
    block: NDArray[np.floating], start: int, place: Place, bad: NDArray[np.bool_]
) -> None:
    """Refuse the first cell that is bad, if there is one."""
    if not bad.any():
        return
    row, column = (int(index) for index in np.argwhere(bad)[0])
    value = float(block[row, column])
    remedy = ""
    if np.isnan(value):
        word = "is not a number (NaN)"
    elif value == np.inf:
        word = "is +∞"
    elif abs(value) > MAX_SCORE:
        word = f"is {value:.6g}, which is beyond ±{MAX_SCORE:g}"
        remedy = "write −inf for a class that is impossible"
    else:
        word = f"is {value:.6g}, but a probability is not negative"
    refuse(word, place=place.cell(start + row, column), remedy=remedy)


def _check_possible(block: NDArray[np.floating], start: int, place: Place, nothing: float) -> None:
    impossible = (block <= nothing).all(axis=1)
    if impossible.any():
        word = "0" if nothing == 0 else "−∞"
        row = start + int(np.flatnonzero(impossible)[0])
        refuse(f"holds nothing but {word}", place=place.row(row), why="no class would be possible")


def sum_tolerance(rows: NDArray[np.floating]) -> float:
    """How far the sums of such rows (n, K) may be from 1: more, if they have two decimals."""
    with np.errstate(invalid="ignore", over="ignore"):
        hundreds = np.asarray(rows, np.float64) * 100
        is_coarse = bool((np.abs(hundreds - np.round(hundreds)) <= 1e-4).all())
    if not is_coarse:
        return SUM_TOLERANCE
    return float(min(_COARSE_TOLERANCE, max(SUM_TOLERANCE, 0.0051 * rows.shape[1])))


def row_that_is_no_distribution(
    rows: NDArray[Any],
    job: Job,
    *,
    counting: NDArray[np.bool_] | None = None,
) -> tuple[int, float] | None:
    """The first row that counts and whose sum is not 1, within the rounding of files; its sum."""
    for start, block in blocks(rows, job):
        sums = np.einsum("ij->i", block, dtype=np.float64 if block.itemsize > 4 else np.float32)
        bad = ~(np.abs(sums - 1) <= SUM_TOLERANCE)
        if bad.any():
            bad = ~(np.abs(sums - 1) <= sum_tolerance(block))
        if counting is not None:
            bad &= counting[start : start + len(block)]
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            return start + row, float(sums[row])
    return None


def row_of_no_log_probabilities(
    rows: NDArray[np.floating], job: Job, *, counting: NDArray[np.bool_] | None = None
) -> tuple[int, float] | None:
    """The first row that counts and whose exponentials do not sum to 1 by far; their sum."""
    for start, block in blocks(rows, job):
        precise = block if block.itemsize > 2 else block.astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            sums = np.exp(precise).sum(axis=1)
            bad = np.abs(sums - 1) > _FAR * SUM_TOLERANCE  # NaN is told of by its cell
        if counting is not None:
            bad &= counting[start : start + len(block)]
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            return start + row, float(sums[row])
    return None


def first_row_where(
    array: NDArray[Any], test: Callable[[NDArray[Any]], NDArray[np.bool_]], job: Job
) -> int | None:
    """The first index at which ``test`` of a one-dimensional array is true."""
    for start, block in blocks(array, job):
        found = test(block)
        if found.any():
            return start + int(np.flatnonzero(found)[0])
    return None
