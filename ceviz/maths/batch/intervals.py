"""How well the mean loss of some rows is known: as if they were drawn from many more."""

from __future__ import annotations

import math

import numpy as np

from ceviz.maths.batch.evaluation import Evaluation
from ceviz.memo import weak_memo

#: So many standard errors to both sides hold 95 % of a normal distribution.
NORMAL_95 = 1.959963984540054


@weak_memo()
def mean_interval(evaluation: Evaluation) -> float:
    """Half of the 95 % interval of :attr:`Evaluation.mean`, nats; NaN if it is not known.

    By the normal approximation: 1.96·s/√n, with s² over n − 1. Under class weights the mean is
    a ratio Σ w·l / Σ w, whose standard error is √(Σ w²·(l − mean)² · n/(n − 1)) / Σ w
    (Cochran, Sampling Techniques, 1977, 2.11). A single row, or a loss of ∞, tells nothing.
    """
    columns = evaluation.columns
    counted = slice(None) if columns.ignored is None else ~columns.ignored
    plain, mean = columns.plain[counted], evaluation.mean
    rows = len(plain)
    if rows < 2 or not math.isfinite(mean):
        return math.nan
    weight = evaluation.task.weight
    if weight is None or evaluation.task.labels is None:
        away = plain - mean
        return NORMAL_95 * math.sqrt(float(away @ away) / (rows - 1) / rows)
    weights = np.asarray(weight, dtype=np.float64)[columns.true[counted].astype(np.intp)]
    away = columns.loss[counted] - mean * weights
    total = float(weights.sum())
    return NORMAL_95 * math.sqrt(float(away @ away) * rows / (rows - 1)) / total
