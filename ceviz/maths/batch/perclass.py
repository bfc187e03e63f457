"""The same measures class by class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import AnyArray, FloatArray, IntArray
from ceviz.maths.batch.blocks import plan, run
from ceviz.maths.batch.evaluation import Evaluation
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


def per_class(evaluation: Evaluation) -> PerClass:
    """Loss, accuracy, Brier score and calibration of each class."""
    classes = evaluation.task.classes
    counted = np.flatnonzero(~evaluation.ignored)
    true = evaluation.true[counted].astype(np.int64)
    predicted = evaluation.predicted[counted]
    counts = np.bincount(true, minlength=classes)

    def mean(column: FloatArray) -> FloatArray:
        return _ratio(np.bincount(true, column[counted], minlength=classes), counts)

    return PerClass(
        counts=counts,
        predicted=np.bincount(predicted, minlength=classes),
        right=np.bincount(true[true == predicted], minlength=classes),
        loss=mean(evaluation.columns.plain),
        brier=mean(evaluation.columns.brier),
        ece=_calibration_errors(evaluation),
    )


def _calibration_errors(evaluation: Evaluation) -> FloatArray:
    """ECE of each predicted class from the summary, whose bins are by predicted class."""
    summary = evaluation.summary
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
