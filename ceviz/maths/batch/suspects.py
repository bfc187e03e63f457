"""Labels that look wrong: the model is unsure of the given class and sure of another.

After confident learning (Northcutt, Jiang and Chuang, JAIR 70, 2021). What is sure differs by
class: the threshold t_j is the mean probability of class j over the samples labelled j, so a
class the model is always shy about is not accused for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.evaluation import Evaluation


@dataclass(frozen=True, eq=False)
class Suspects:
    """Samples whose label is doubtful, the most doubtful first.

    Attributes:
        rows: (S,) which samples.
        given: (S,) their labels.
        suggested: (S,) the class the model is sure of instead.
        self_confidence: (S,) q(given).
        confidence: (S,) q(suggested), at least the threshold of that class.
        thresholds: (K,) mean q(class) over the samples labelled with it; NaN without any.
    """

    rows: IntArray
    given: IntArray
    suggested: IntArray
    self_confidence: FloatArray
    confidence: FloatArray
    thresholds: FloatArray


def suspect_labels(evaluation: Evaluation) -> Suspects:
    """Counted samples predicted as another class j with q_j ≥ t_j, while q(given) < t(given).

    Only the predicted class is tried as the other one: the per-sample results hold it, so no
    further look at the scores is needed. Sorted by q(given) − q(predicted), lowest first.
    """
    classes = evaluation.task.classes
    counted = np.flatnonzero(~evaluation.ignored)
    given = evaluation.true[counted].astype(np.int64)
    own = evaluation.true_probability[counted]
    other = evaluation.predicted[counted].astype(np.int64)
    confidence = evaluation.confidence[counted]

    counts = np.bincount(given, minlength=classes)
    totals = np.bincount(given, weights=own, minlength=classes)
    thresholds = np.divide(totals, counts, out=np.full(classes, np.nan), where=counts > 0)

    # A comparison with NaN is False: a class nobody is labelled with suggests nothing.
    doubted = (other != given) & (confidence >= thresholds[other]) & (own < thresholds[given])
    chosen = np.flatnonzero(doubted)
    chosen = chosen[np.argsort(own[chosen] - confidence[chosen], kind="stable")]
    return Suspects(
        rows=counted[chosen],
        given=given[chosen],
        suggested=other[chosen],
        self_confidence=own[chosen],
        confidence=confidence[chosen],
        thresholds=thresholds,
    )
