"""Which probabilities a reliability diagram puts into which bins, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ceviz.draw.state import MANY_ROWS
from ceviz.errors import InvalidInput
from ceviz.maths.calibration import Scheme
from ceviz.memo import weak_memo

if TYPE_CHECKING:
    from ceviz.maths.arrays import FloatArray
    from ceviz.maths.batch import ByChance, Evaluation
    from ceviz.maths.calibration import Reliability

#: What the bins are, wherever they are drawn: the rule of :mod:`ceviz.maths.calibration`.
EDGE_RULE = "bins are (lo, hi]: an edge counts below it, 0 in the first bin"


@dataclass(frozen=True, slots=True)
class Binning:
    """What is asked of the predictions.

    Attributes:
        scheme: "equal-width" or "equal-mass" bins.
        label: the class whose probability is held against how often it is the truth; None for
            the predicted class, whichever it is (top label).
    """

    scheme: Scheme = "equal-width"
    label: int | None = None

    def __post_init__(self) -> None:
        if self.label is not None and self.label < 0:
            raise InvalidInput(f"there is no class {self.label} to hold against the truth")

    def confidence_words(self, names: Sequence[str]) -> str:
        """What runs along the x axis."""
        return "confidence q(predicted)" if self.of(names) is None else f"q({self.of(names)})"

    def accuracy_words(self, names: Sequence[str]) -> str:
        """What it is held against."""
        return "accuracy" if self.of(names) is None else f"share that is {self.of(names)}"

    def of(self, names: Sequence[str]) -> str | None:
        """The class that is looked at; None for the predicted one, or one that there is not."""
        return None if self.label is None or self.label >= len(names) else names[self.label]


@weak_memo()
def diagram(evaluation: Evaluation, binning: Binning) -> Reliability:
    """The bins of the rows that count; up to 80 ms for a million in equal-mass bins."""
    from ceviz.maths.batch import class_reliability
    from ceviz.maths.calibration import BINS

    if binning.label is not None:
        return class_reliability(evaluation, binning.label, scheme=binning.scheme)
    if binning.scheme == "equal-width" and evaluation.summary.bins == BINS:
        return evaluation.summary.reliability()
    return evaluation.reliability(scheme=binning.scheme)


@weak_memo()
def luck(evaluation: Evaluation, binning: Binning) -> ByChance:
    """What a perfectly calibrated model would show in these bins; up to 20 ms for a million."""
    from ceviz.maths.batch import by_chance, ece_by_chance
    from ceviz.maths.calibration import BINS

    if binning == Binning() and evaluation.summary.bins == BINS:
        return ece_by_chance(evaluation)
    counted = ~evaluation.ignored
    return by_chance(_probability(evaluation, binning)[counted], diagram(evaluation, binning))


@weak_memo()
def bins_of_rows(evaluation: Evaluation, binning: Binning) -> NDArray[np.int16]:
    """(N,) the bin of each row, −1 for rows that do not count."""
    from ceviz.maths.calibration import bin_of

    values = _probability(evaluation, binning)
    made = diagram(evaluation, binning)
    bins = bin_of(values, np.concatenate([made.lower, made.upper[-1:]])).astype(np.int16)
    bins[evaluation.ignored] = -1
    return bins


def _probability(evaluation: Evaluation, binning: Binning) -> FloatArray:
    """(N,) what is binned of each row, those that do not count among them."""
    from ceviz.maths.batch import class_probability

    label = binning.label
    return evaluation.confidence if label is None else class_probability(evaluation, label)


def counts_of_rows(
    evaluation: Evaluation, binning: Binning, rows: NDArray[np.intp]
) -> NDArray[np.int64]:
    """How many of ``rows`` are in each bin."""
    bins = bins_of_rows(evaluation, binning)[rows]
    size = len(diagram(evaluation, binning).counts)
    return np.bincount(bins[bins >= 0], minlength=size)


def is_quick(evaluation: Evaluation, binning: Binning) -> bool:
    """Whether the bins are there before anyone waits for them."""
    few = evaluation.columns.rows < MANY_ROWS or binning == Binning()
    return few or luck.knows(evaluation, binning)


def bin_at(made: Reliability, confidence: float) -> int | None:
    """The bin that ``confidence`` lies in, or None outside [0, 1]."""
    if not 0.0 <= confidence <= 1.0:
        return None
    return max(int(np.searchsorted(made.lower, confidence, side="left")) - 1, 0)
