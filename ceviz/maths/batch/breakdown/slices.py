"""A batch slice by slice: what the rows with each value of some column cost, and how surely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import BoolArray, FloatArray, IntArray
from ceviz.maths.batch.certainty.bootstrap import UNKNOWN, Interval
from ceviz.maths.batch.certainty.intervals import share_interval, standard_error
from ceviz.maths.batch.certainty.units import Units, together
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.tails import student_quantile

#: With fewer units than this an interval of the mean leans on a shape that losses do not have.
FEW = 30


@dataclass(frozen=True)
class Slice:
    """The rows that count and have one value; nats, intervals of 95 %.

    Attributes:
        name: the value.
        rows: how many there are.
        units: how many of them are drawn by themselves: rows, or images.
        loss: PyTorch's mean over them; NaN if there is nothing to divide by.
        loss_within: by Student's t.
        accuracy: share of them that are right; NaN if there is none.
        accuracy_within: by Wilson's score.
        share: of the whole sum of losses.
    """

    name: str
    rows: int
    units: int
    loss: float
    loss_within: Interval
    accuracy: float
    accuracy_within: Interval
    share: float

    @property
    def is_small(self) -> bool:
        """Whether the interval of its loss should not be leant on."""
        return self.units < FEW


def slices(evaluation: Evaluation, codes: IntArray, names: Sequence[str]) -> tuple[Slice, ...]:
    """The slices of a batch, in the order of their names.

    Args:
        evaluation: of all rows.
        codes: (N,) which of the names each row has.
        names: of the slices.

    Raises:
        InvalidInput: there are not as many codes as rows.
    """
    rows = evaluation.columns.rows
    if codes.shape != (rows,):
        raise InvalidInput(f"{len(codes):,} values for {rows:,} rows")
    counted: BoolArray = ~evaluation.ignored
    order = np.flatnonzero(counted)
    order = order[np.argsort(codes[order], kind="stable")]
    ends = np.searchsorted(codes[order], np.arange(len(names) + 1))
    weights = _weights(evaluation)
    whole = evaluation.numerator
    found = []
    for k, name in enumerate(names):
        chosen = order[ends[k] : ends[k + 1]]
        found.append(_slice(evaluation, name, chosen, weights, whole))
    return tuple(found)


def _weights(evaluation: Evaluation) -> FloatArray | None:
    """(K,) what each class weighs in the denominator of PyTorch's mean."""
    weight = evaluation.task.weight
    return None if weight is None or evaluation.task.labels is None else weight


def _slice(
    evaluation: Evaluation, name: str, rows: IntArray, weights: FloatArray | None, whole: float
) -> Slice:
    if not len(rows):
        nothing = math.nan
        return Slice(name, 0, 0, nothing, UNKNOWN, nothing, UNKNOWN, 0.0)
    losses = evaluation.loss[rows]
    units = _units(evaluation, rows)
    weighed: FloatArray | float = 1.0
    if weights is not None:
        weighed = weights[evaluation.true[rows].astype(np.intp)]
    total = float(losses.sum())
    over = float(np.sum(weighed)) if weights is not None else float(len(rows))
    mean = total / over if over else math.nan
    within = UNKNOWN
    if (error := standard_error(losses, weighed, units)) == error:
        half = error * student_quantile(units.count - 1.0)
        within = Interval(mean - half, mean + half)
    hits = (evaluation.predicted[rows] == evaluation.true[rows]).astype(np.float64)
    return Slice(
        name=name,
        rows=len(rows),
        units=units.count,
        loss=mean,
        loss_within=within,
        accuracy=float(hits.mean()),
        accuracy_within=share_interval(hits, units),
        share=total / whole if whole and math.isfinite(whole) else math.nan,
    )


def _units(evaluation: Evaluation, rows: IntArray) -> Units:
    """What of these rows is drawn by itself."""
    size = together(evaluation.task)
    if size == 1:
        return Units(None, None, len(rows), "row")
    assert evaluation.task.places is not None
    codes = np.unique(rows // size, return_inverse=True)[1].astype(np.int64)
    return Units(None, codes, int(codes.max()) + 1, evaluation.task.places.axes[0])
