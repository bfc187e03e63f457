"""The place of the true class among all: how often it is one of the likeliest few."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import AnyArray, IntArray
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.certainty.bootstrap import Interval
from ceviz.maths.batch.certainty.intervals import share_interval
from ceviz.maths.batch.certainty.units import units_of
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import wilson
from ceviz.memo import weak_memo

#: The k of the top-k accuracies that are told: those below the number of classes.
TOPS = (2, 3, 5, 10)


@dataclass(frozen=True)
class TopHits:
    """How often the true class is one of the k likeliest; adds up exactly.

    Attributes:
        tops: each k, ascending.
        hits: rows that count whose true class is one of the first k, for each of them.
        counted: rows that count.
    """

    tops: tuple[int, ...]
    hits: tuple[int, ...]
    counted: int

    def accuracies(self, unit: str = "row") -> dict[int, tuple[float, Interval]]:
        """The share of the rows by k, and its interval where each row is drawn by itself."""
        told = {}
        for k, hits in zip(self.tops, self.hits, strict=True):
            share = hits / self.counted if self.counted else math.nan
            known = unit == "row" and self.counted > 1
            ends = wilson(hits, self.counted) if known else (math.nan, math.nan)
            told[k] = share, Interval(float(ends[0]), float(ends[1]))
        return told


def tops_of(classes: int) -> tuple[int, ...]:
    """The k that say something of so many classes."""
    return tuple(k for k in TOPS if k < classes)


def ranks(
    task: Task, columns: Columns, *, threads: int | None = None
) -> npt.NDArray[np.int32] | None:
    """(N,) how many classes come before the true one; −1 for an ignored row.

    A larger score comes first, of equal ones the first class, as
    :attr:`~ceviz.maths.batch.Evaluation.predicted` has it: 0 is a row predicted right. No
    temperature changes it.

    Args:
        task: the batch; its scores are read once more, block by block.
        columns: what was measured of it.
        threads: how many to use.

    Returns:
        None where the scores were not kept.
    """
    if task.recorded is not None:
        return None
    found = np.empty(task.rows, np.int32)

    def do(start: int, stop: int) -> None:
        at = slice(start, stop)
        true = _classes(columns, at)
        found[at] = _before(np.asarray(task.scores[at]), true)

    cut = plan(task.rows, task.classes, task.scores.itemsize, threads)
    run(cut, lambda: do, check=task.check)
    if task.overlay is not None:
        rows = task.overlay.rows
        found[rows] = _before(task.overlay.scores, task.overlay.true)
    if columns.ignored is not None:
        found[columns.ignored] = -1
    return found


def top_hits(task: Task, columns: Columns, *, threads: int | None = None) -> TopHits | None:
    """How often the true class is one of the likeliest; None where the scores were not kept."""
    found = ranks(task, columns, threads=threads)
    if found is None:
        return None
    tops = tops_of(task.classes)
    counted = found if columns.ignored is None else found[~columns.ignored]
    hits = tuple(int(np.count_nonzero(counted < k)) for k in tops)
    return TopHits(tops, hits, len(counted))


def merged_hits(parts: Sequence[TopHits | None]) -> TopHits | None:
    """All parts as one, at least one; None where one of them has no scores."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    hits = tuple(map(sum, zip(*(part.hits for part in known), strict=True)))
    return TopHits(known[0].tops, hits, sum(part.counted for part in known))


@weak_memo()
def top_accuracies(evaluation: Evaluation) -> dict[int, tuple[float, Interval]] | None:
    """By k the share of rows whose true class is one of the k likeliest, and its 95 % interval.

    The interval is Wilson's, for rows that belong together as
    :func:`~ceviz.maths.batch.certainty.intervals.accuracy_interval` has it. None where the
    scores were not kept.
    """
    found = ranks(evaluation.task, evaluation.columns)
    if found is None:
        return None
    units = units_of(evaluation)
    told = {}
    for k in tops_of(evaluation.task.classes):
        hits = units.counting((found < k).astype(np.float64))
        share = float(hits.mean()) if len(hits) else math.nan
        told[k] = share, share_interval(hits, units)
    return told


def _classes(columns: Columns, at: slice) -> IntArray:
    """True classes, with class 0 where a row does not count."""
    true = columns.true[at].astype(np.int64)
    if columns.ignored is not None:
        true[columns.ignored[at]] = 0
    return true


def _before(scores: AnyArray, true: IntArray) -> npt.NDArray[np.int32]:
    """(n,) how many of the scores (n, K) come before that of the true class."""
    own = np.take_along_axis(scores, true[:, np.newaxis], axis=1)
    before = np.count_nonzero(scores > own, axis=1)
    same = scores == own
    tied = np.flatnonzero(np.count_nonzero(same, axis=1) > 1)
    if len(tied):
        places = np.arange(scores.shape[1])
        before[tied] += np.count_nonzero(same[tied] & (places < true[tied, np.newaxis]), axis=1)
    made: npt.NDArray[np.int32] = before.astype(np.int32)
    return made
