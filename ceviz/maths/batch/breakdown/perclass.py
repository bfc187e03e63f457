"""The same measures class by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import AnyArray, BoolArray, FloatArray, IntArray
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.summary import Summary
from ceviz.maths.batch.tally import Tally, merged, tally
from ceviz.maths.batch.task import Task
from ceviz.maths.calibration import BINS, Reliability, Scheme, reliability


@dataclass(frozen=True, eq=False)
class PerClass:
    """Measures of the counted rows, (K,) each; NaN where there is nothing to divide by.

    Attributes:
        counts: rows of which the class is the true one.
        predicted: rows of which it is the predicted one.
        right: rows of which it is both.
        loss: mean loss of the rows of the class; without class weights.
        brier: mean Brier score of the rows of the class.
        ece: expected calibration error of the rows predicted as the class.
    """

    counts: IntArray
    predicted: IntArray
    right: IntArray
    loss: FloatArray
    brier: FloatArray
    ece: FloatArray

    @property
    def recall(self) -> FloatArray:
        """Share of the rows of the class that are predicted right: its accuracy."""
        return _ratio(self.right, self.counts)

    @property
    def precision(self) -> FloatArray:
        """Share of the rows predicted as the class that are right."""
        return _ratio(self.right, self.predicted)

    @property
    def f1(self) -> FloatArray:
        """Harmonic mean of precision and recall: 2·right / (count + predicted).

        NaN of a class that is neither true nor predicted in any row.
        """
        return _ratio(2 * self.right, self.counts + self.predicted)

    def macro(self) -> Macro:
        """The means over the classes, each weighing the same."""
        occurring = (self.counts > 0) | (self.predicted > 0)
        true = self.counts > 0

        def mean(values: FloatArray, where: BoolArray) -> float:
            return float(values[where].mean()) if where.any() else float("nan")

        return Macro(
            classes=int(np.count_nonzero(occurring)),
            undefined=int(np.count_nonzero(occurring & ~(true & (self.predicted > 0)))),
            precision=mean(np.nan_to_num(self.precision), occurring),
            recall=mean(np.nan_to_num(self.recall), occurring),
            f1=mean(self.f1, occurring),
            balanced_accuracy=mean(self.recall, true),
            loss=mean(self.loss, true),
        )


@dataclass(frozen=True)
class Macro:
    """Means over the classes that are true or predicted in some row; NaN if there is none.

    As scikit-learn's ``average="macro"``: a precision or recall that has nothing to divide by
    counts as 0.

    Attributes:
        classes: how many classes there are.
        undefined: of how many of them the precision or the recall has nothing to divide by.
        precision, recall, f1: means over all of them.
        balanced_accuracy: mean recall of the classes that are true in some row.
        loss: mean over those of the mean loss of their rows; without class weights.
    """

    classes: int
    undefined: int
    precision: float
    recall: float
    f1: float
    balanced_accuracy: float
    loss: float


@dataclass(frozen=True, eq=False)
class ClassSums:
    """Sums over the counted rows by true class, exact, beside those of a summary.

    Attributes:
        plain: counts and Σ of the losses without class weights.
        brier: counts and Σ of the Brier scores.
    """

    plain: Tally
    brier: Tally

    @classmethod
    def together(cls, parts: Sequence[ClassSums]) -> ClassSums:
        """All parts as one, at least one, in whatever order they come."""
        return cls(merged([part.plain for part in parts]), merged([part.brier for part in parts]))


def class_sums(task: Task, columns: Columns) -> ClassSums:
    """The sums by true class of measured rows."""
    keep: slice | IntArray = slice(None)
    if columns.ignored is not None:
        keep = np.flatnonzero(~columns.ignored)
    true = columns.true[keep].astype(np.int64)
    return ClassSums(
        plain=tally(true, columns.plain[keep], task.classes),
        brier=tally(true, columns.brier[keep], task.classes, bits=36),
    )


def per_class(evaluation: Evaluation) -> PerClass:
    """Loss, accuracy, Brier score and calibration of each class."""
    return per_class_of(evaluation.summary, class_sums(evaluation.task, evaluation.columns))


def per_class_of(summary: Summary, sums: ClassSums) -> PerClass:
    """The same from what has been added up."""
    classes, pairs = summary.classes, summary.pairs
    true, predicted = pairs.keys // classes, pairs.keys % classes
    hits = true == predicted

    def mean(tally: Tally) -> FloatArray:
        counts, totals = tally.dense(classes)
        return _ratio(totals, counts)

    def count(keys: IntArray, counts: IntArray) -> IntArray:
        return np.bincount(keys, counts, minlength=classes).astype(np.int64)

    return PerClass(
        counts=count(true, pairs.counts),
        predicted=count(predicted, pairs.counts),
        right=count(true[hits], pairs.counts[hits]),
        loss=mean(sums.plain),
        brier=mean(sums.brier),
        ece=_calibration_errors(summary),
    )


def _calibration_errors(summary: Summary) -> FloatArray:
    """ECE of each predicted class from the summary, whose bins are by predicted class."""
    tally, bins = summary.confidence, summary.bins
    cells = tally.by(tally.keys // 2)
    hits = tally.only(np.flatnonzero(tally.keys % 2 == 1))
    right = np.zeros(len(cells.keys))
    right[np.searchsorted(cells.keys, hits.keys // 2)] = hits.counts
    gaps = np.abs(cells.sums.values() - right)  # n · |mean confidence − accuracy|
    by_class = cells.keys // bins
    rows = np.bincount(by_class, cells.counts, minlength=summary.classes)
    return _ratio(np.bincount(by_class, gaps, minlength=summary.classes), rows)


def class_probability(evaluation: Evaluation, label: int) -> FloatArray:
    """(N,) probability of one class in every row, ignored ones included.

    From the confidence and one ratio: q_k = q(predicted) · exp((z_k − z_predicted) / T).

    Raises:
        InvalidInput: there is no such class.
    """
    asked = evaluation.task
    if not 0 <= label < asked.classes:
        raise InvalidInput(f"{label} is not a class", why=f"classes are 0 to {asked.classes - 1}")
    shares = np.empty(asked.rows)

    def do(start: int, stop: int) -> None:
        scores, predicted = asked.scores[start:stop], evaluation.predicted[start:stop]
        own = scores[:, label].astype(np.float64)
        best = scores[np.arange(len(scores)), predicted].astype(np.float64)
        with np.errstate(all="ignore"):  # edited rows, put right below, are not what they were
            gap = np.log(own / best) if asked.kind == "probabilities" else own - best
            shares[start:stop] = np.exp(gap / asked.temperature)

    cut = plan(asked.rows, asked.classes, asked.scores.itemsize, threads=1)
    run(cut, lambda: do, check=asked.check)
    if asked.overlay is not None:
        rows, scores = asked.overlay.rows, asked.overlay.scores
        gap = scores[:, label] - scores[np.arange(len(rows)), evaluation.predicted[rows]]
        shares[rows] = np.exp(gap / asked.temperature)
    return np.minimum(evaluation.confidence * shares, 1.0)


def class_reliability(
    evaluation: Evaluation,
    label: int,
    *,
    bins: int = BINS,
    scheme: Scheme = "equal-width",
) -> Reliability:
    """One class against the rest: its probability in every counted row, and how often it is true.

    Not to be confused with the top-label diagram of the rows predicted as the class, which is
    ``evaluation.reliability(predicted=label)``.
    """
    counted = ~evaluation.ignored
    probability = class_probability(evaluation, label)[counted]
    return reliability(probability, evaluation.true[counted] == label, bins=bins, scheme=scheme)


def _ratio(part: AnyArray, whole: AnyArray) -> FloatArray:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
