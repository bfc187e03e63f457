"""Two checkpoints on the same samples: "loss up, accuracy up?" answered in four lines.

The change of the mean loss is the sum of four changes: of the samples both got right, both
got wrong, and of those that flipped either way. Sums are exact integers inside, so the four
parts add up to the whole to the last bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray, IntArray, place
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.exact import ExactSums, exact_sums, to_float

Fate = Literal["stayed right", "stayed wrong", "became right", "became wrong"]
FATES: tuple[Fate, ...] = ("stayed right", "stayed wrong", "became right", "became wrong")


@dataclass(frozen=True)
class Part:
    """The samples of one fate.

    Attributes:
        fate: what became of them.
        count: how many.
        before, after: Σ of their losses in the two evaluations.
        units: Σ of the changes as an exact integer of 2**-66 nats, finite losses only.
        contribution: what they add to the change of the mean loss; ±∞ if losses became
            infinite or stopped being it, NaN if both happened.
    """

    fate: Fate
    count: int
    before: float
    after: float
    units: int
    contribution: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """How ``after`` differs from ``before``, sample by sample and in four parts.

    Attributes:
        parts: one for each of ``FATES``, in that order.
        counted: rows compared.
        change: mean loss after − mean loss before; the sum of the parts' contributions.
        accuracy_change: accuracy after − accuracy before.
        delta: (N,) each row's change of loss; 0 for ignored rows, NaN from ∞ to ∞.
        fates: (N,) index into ``FATES``; −1 for ignored rows.
    """

    parts: tuple[Part, ...]
    counted: int
    change: float
    accuracy_change: float
    delta: FloatArray
    fates: IntArray

    def movers(self, count: int = 10) -> IntArray:
        """Rows whose loss changed most, either way, the largest change first."""
        size = np.where(np.isnan(self.delta), 0.0, np.abs(self.delta))
        moved = np.flatnonzero(size > 0.0)
        return moved[np.argsort(-size[moved], kind="stable")][:count]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """Set two evaluations of the same samples against each other.

    Raises:
        InvalidInput: they have not the same rows and labels, or not the same denominator.
    """
    refuse_other_samples(before, after)
    counted = ~before.ignored
    fates = _fates(before, after)
    fates[~counted] = -1
    with np.errstate(invalid="ignore"):
        delta = after.loss - before.loss
    codes, denominator = fates[counted], before.denominator
    old = exact_sums(before.loss[counted], codes, len(FATES))
    new = exact_sums(after.loss[counted], codes, len(FATES))
    counts = np.bincount(codes, minlength=len(FATES))
    parts = tuple(
        _part(fate, int(counts[i]), old.only(np.array([i])), new.only(np.array([i])), denominator)
        for i, fate in enumerate(FATES)
    )
    return Comparison(
        parts=parts,
        counted=int(counts.sum()),
        change=_contribution(old, new, denominator),
        accuracy_change=after.accuracy - before.accuracy,
        delta=delta,
        fates=fates,
    )


def refuse_other_samples(before: Evaluation, after: Evaluation) -> None:
    """Say so if two evaluations are not of the same samples, weighed alike.

    Raises:
        InvalidInput: with the row or argument in which they differ.
    """
    if before.columns.rows != after.columns.rows:
        raise InvalidInput(
            f"{before.columns.rows} rows cannot be compared with {after.columns.rows}"
        )
    if not np.array_equal(before.ignored, after.ignored):
        row = int(np.flatnonzero(before.ignored != after.ignored)[0])
        raise InvalidInput("a row counts in one evaluation only", where=place(row))
    differ = np.flatnonzero((before.true != after.true) & ~before.ignored)
    if differ.size:
        row = int(differ[0])
        raise InvalidInput(
            f"the true class is {before.true[row]} before and {after.true[row]} after",
            where=place(row),
            why="only the same samples can be compared",
        )
    if before.denominator != after.denominator:
        raise InvalidInput("the two evaluations have different class weights", where="weight")


def _fates(before: Evaluation, after: Evaluation) -> IntArray:
    was, now = before.right, after.right
    return np.select([was & now, ~was & ~now, ~was & now], [0, 1, 2], 3).astype(np.int64)


def _part(fate: Fate, count: int, old: ExactSums, new: ExactSums, denominator: float) -> Part:
    return Part(
        fate=fate,
        count=count,
        before=old.total(),
        after=new.total(),
        units=new.units() - old.units(),
        contribution=_contribution(old, new, denominator),
    )


def _contribution(old: ExactSums, new: ExactSums, denominator: float) -> float:
    appeared, vanished = bool(new.infinite.any()), bool(old.infinite.any())
    if appeared or vanished:
        if appeared and vanished:
            return math.nan
        return math.inf if appeared else -math.inf
    return to_float(new.units() - old.units()) / denominator if denominator else math.nan
