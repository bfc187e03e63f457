"""Cross-entropy as an area.

A rectangle a class, as wide as the class is likely and as high as it would surprise::

    width p_i, height −log q_i          area −p_i log q_i           all together H(p, q)
    the part below −log p_i             area −p_i log p_i           all together H(p)
    what is left, p_i log(p_i / q_i)    negative where q_i > p_i    all together KL(p‖q)

Swapping the roles of p and q gives H(q, p), H(q) and KL(q‖p).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ceviz.maths.arrays import FloatArray
from ceviz.maths.information import contributions, surprisal
from ceviz.maths.softmax import Prediction


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """The rectangles of the area picture, in class order; heights and areas in nats.

    Attributes:
        left: left edges, shape (K + 1,), from 0 to 1; class i spans ``left[i]`` to ``left[i+1]``.
        width: shape (K,).
        height: shape (K,); ∞ for a class the code calls impossible.
        inner: height of the part that no code can save, shape (K,); ∞ where the width is 0.
        area: ``width · height``, shape (K,); 0 where the width is 0, ∞ where only the height is.
        floor: ``width · inner``, shape (K,).
        surplus: ``width · (height − inner)``, signed, shape (K,).
        cross_entropy, entropy, divergence: the sums of area, floor and surplus.
    """

    left: FloatArray
    width: FloatArray
    height: FloatArray
    inner: FloatArray
    area: FloatArray
    floor: FloatArray
    surplus: FloatArray
    cross_entropy: float
    entropy: float
    divergence: float


def areas(p: FloatArray, prediction: Prediction) -> Areas:
    """The world p coded for q: the areas of H(p, q). Shapes (K,); p is not checked."""
    return _areas(p, prediction.surprisal, surprisal(p))


def swapped_areas(p: FloatArray, prediction: Prediction) -> Areas:
    """The world q coded for p: the areas of H(q, p). Shapes (K,); p is not checked."""
    return _areas(prediction.q, surprisal(p), prediction.surprisal)


def _areas(width: FloatArray, height: FloatArray, inner: FloatArray) -> Areas:
    area = contributions(width, height)
    floor = contributions(width, inner)
    # ∞ − ∞ happens only where the width is 0, and there is no surplus there.
    used = width > 0.0
    over = np.subtract(height, inner, out=np.zeros_like(height), where=used)
    surplus = width * over
    return Areas(
        left=np.concatenate([[0.0], np.cumsum(width)]),
        width=width,
        height=height,
        inner=inner,
        area=area,
        floor=floor,
        surplus=surplus,
        cross_entropy=float(area.sum()),
        entropy=float(floor.sum()),
        divergence=math.fsum(surplus.tolist()),
    )
