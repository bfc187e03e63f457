"""One number a sample: what a pass over a batch leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import AnyArray, BoolArray, FloatArray


@dataclass(eq=False)
class Columns:
    """Per-sample results, (N,) each, filled block by block. Ignored rows: see each.

    Attributes:
        loss: what PyTorch's ``reduction="none"`` returns: weighted and smoothed. Ignored: 0.
        plain: the same without class weights; the same array if there are none. Ignored: 0.
        surprisal: −ln q(true), neither weighted nor smoothed; the same array as ``plain``
            unless labels are smoothed or targets are probabilities. Ignored: 0.
        predicted: the class with the largest score, the first of several.
        confidence: q(predicted).
        margin: ln q(true) − ln of the largest other probability; positive if right.
            Ignored: NaN.
        brier: Σ_k (q_k − p_k)², p without smoothing. Ignored: 0.
        entropy: H(p) of the probability targets as smoothed; None for class labels, whose
            entropy is one number.
        true: the true class: the labels as given, or the most probable of probability
            targets. Only rows that count hold a class.
        ignored: which rows do not count, or None if all do.
    """

    loss: FloatArray
    plain: FloatArray
    surprisal: FloatArray
    predicted: npt.NDArray[np.int32]
    confidence: FloatArray
    margin: FloatArray
    brier: FloatArray
    entropy: FloatArray | None
    true: AnyArray
    ignored: BoolArray | None

    @property
    def rows(self) -> int:
        """N: ignored rows, too."""
        return len(self.loss)
