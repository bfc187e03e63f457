"""Fixed logarithmic bins for losses, the same for every file, so that histograms add up.

Eight bins to an octave from 2**-40 to 2**20, evenly spaced within the octave (as in HDR
histograms): a bin is at most an eighth wide, and its number is read off the bits of the
float64, so that it never depends on how a logarithm rounds.
"""

from __future__ import annotations

import numpy as np

from ceviz.maths.batch.arrays import Floats, Integers

LOWEST, HIGHEST = -40, 20
PER_OCTAVE = 8
COUNT = (HIGHEST - LOWEST) * PER_OCTAVE + 2
"""How many bins: those between the limits, one below (with 0) and one above (with ∞)."""

_MANTISSA_BITS = 52
_BIAS = 1023
_OCTAVE_BITS = PER_OCTAVE.bit_length() - 1


def loss_bin(losses: Floats) -> Integers:
    """(N,) number of the bin [edge_i, edge_i+1) each loss (≥ 0) is in."""
    steps = losses.view(np.int64) >> (_MANTISSA_BITS - _OCTAVE_BITS)
    first = (LOWEST + _BIAS) << _OCTAVE_BITS
    numbers: Integers = np.clip(steps - (first - 1), 0, COUNT - 1)
    return numbers


def loss_edges() -> Floats:
    """(COUNT + 1,) edges: 0, 2**-40, …, 2**20, ∞."""
    octaves = np.exp2(np.arange(LOWEST, HIGHEST, dtype=np.float64))
    within = 1.0 + np.arange(PER_OCTAVE) / PER_OCTAVE
    inner = (octaves[:, np.newaxis] * within).reshape(-1)
    return np.concatenate([[0.0], inner, [2.0**HIGHEST, np.inf]])
