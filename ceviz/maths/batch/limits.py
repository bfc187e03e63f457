"""The limits every loss needs, by name."""

from __future__ import annotations

import numpy as np

from ceviz.maths.batch.arrays import Floats


def times(weight: Floats | float, values: Floats) -> Floats:
    """weight · values, element by element, with 0 · ∞ = 0.

    A target probability or a class weight of 0 costs nothing, however improbable its class.
    """
    share = np.asarray(weight, dtype=np.float64)
    return np.multiply(share, values, out=np.zeros(values.shape), where=share != 0.0)


def log_softmax(scores: Floats) -> Floats:
    """ln softmax of each row (n, K); NaN in a row whose largest score is not finite."""
    below = scores - scores.max(axis=1, keepdims=True)
    logs: Floats = below - np.log(np.exp(below).sum(axis=1, keepdims=True))
    return logs
