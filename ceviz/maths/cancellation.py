"""``q − p`` where q and p nearly agree, to the last digit.

There the subtraction leaves only what float64 rounded away from q. The difference is
recomputed from the scores: with 32 digits, and where even those cancel (p is q rounded to
float64) with 60.
"""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

import numpy as np
import numpy.typing as npt

from ceviz.maths.inputs import FloatArray
from ceviz.maths.twofold import TwoFold, add, divide, exp, two_sum

SPENT = 2.0**-50
"""A difference below this share of q has used up the 32 digits.

An exponent of −700 known to 32 digits gives q to 29; what is left here are 13 or more."""

_FAR = 1000.0  # exp(−1000) adds nothing to 60 digits of a sum that is at least 1
_SIXTY = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def refined_difference(
    scores: FloatArray, temperature: float, p: FloatArray, wanted: npt.NDArray[np.bool_]
) -> FloatArray:
    """``softmax(scores / temperature) − p`` at the ``wanted`` classes of one row.

    Args:
        scores: shape (K,), finite or −∞, at least one finite.
        p: shape (K,).
        wanted: shape (K,); which classes to return, in order.
    """
    difference, size = _with_32_digits(scores, temperature, p, wanted)
    if (np.abs(difference) < SPENT * size).any():
        return _with_60_digits(scores, temperature, p, wanted)
    return difference


def _with_32_digits(
    scores: FloatArray, temperature: float, p: FloatArray, wanted: npt.NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """The difference, and the size of what was subtracted to get it."""
    leader = int(scores.argmax())
    top = scores[leader]
    # Scores too far down to weigh anything would only overflow.
    near = np.maximum(scores, top - _FAR * temperature)
    heat = np.full_like(near, temperature)
    distance = divide(two_sum(near, -np.full_like(near, top)), TwoFold(heat, np.zeros_like(heat)))
    mantissa, power = exp(distance)
    weights = _scaled(mantissa, power)
    rest = _total(np.delete(weights.high, leader), np.delete(weights.low, leader))
    total = add(_whole(1.0), rest)
    count = int(np.count_nonzero(wanted))
    every = TwoFold(*(np.broadcast_to(part, count) for part in total))
    q = divide(TwoFold(mantissa.high[wanted], mantissa.low[wanted]), every)
    q = _scaled(q, power[wanted])
    target = p[wanted]
    difference = (q.high - target) + q.low
    size = q.high.copy()
    if wanted[leader] and p[leader] > 0.5:
        # Near 1 it is the complements that agree, and 1 − p is exact.
        place = int(np.count_nonzero(wanted[:leader]))
        complement = divide(rest, total)
        left = 1.0 - p[leader]
        difference[place] = float((left - complement.high)[0] - complement.low[0])
        size[place] = float(complement.high[0])
    return difference, size


def _with_60_digits(
    scores: FloatArray, temperature: float, p: FloatArray, wanted: npt.NDArray[np.bool_]
) -> FloatArray:
    digits = _SIXTY
    heat = Decimal(temperature)
    top = Decimal(float(scores.max()))
    weights = []
    for score in scores.tolist():
        far = score == -math.inf
        distance = Decimal(0) if far else digits.divide(digits.subtract(Decimal(score), top), heat)
        weights.append(Decimal(0) if far or distance < -_FAR else digits.exp(distance))
    total = Decimal(0)
    for weight in weights:
        total = digits.add(total, weight)
    return np.array(
        [
            float(digits.subtract(digits.divide(weights[i], total), Decimal(float(p[i]))))
            for i in np.flatnonzero(wanted)
        ]
    )


def _scaled(mantissa: TwoFold, power: FloatArray) -> TwoFold:
    exponent = power.astype(np.intc)
    return TwoFold(np.ldexp(mantissa.high, exponent), np.ldexp(mantissa.low, exponent))


def _total(high: FloatArray, low: FloatArray) -> TwoFold:
    """The sum of 32-digit numbers to 32 digits; ``fsum`` rounds only once."""
    parts = [*high.tolist(), *low.tolist()]
    first = math.fsum(parts)
    return TwoFold(np.array([first]), np.array([math.fsum([*parts, -first])]))


def _whole(number: float) -> TwoFold:
    return TwoFold(np.array([number]), np.zeros(1))
