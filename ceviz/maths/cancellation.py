"""``q − p`` where q and p nearly agree, to the last digit.

There the subtraction leaves only what float64 rounded away from q. The difference is
recomputed from the scores: with 32 digits, and where even those cancel (p is q rounded to
float64) with 60.
"""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

import numpy as np

from ceviz.maths.arrays import BoolArray, FloatArray
from ceviz.maths.twofold import TwoFold, divide, exp, two_sum

#: A difference below this share of p has used up the 32 digits.
#:
#: An exponent of −700 known to 32 digits gives q to 29; what is left here are 13 or more.
SPENT = 2.0**-50

_FAR = 1000.0  # exp(−1000) adds nothing to 60 digits of a sum that is at least 1
_SIXTY = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def refined_difference(
    scores: FloatArray, temperature: float, p: FloatArray, wanted: BoolArray
) -> FloatArray:
    """``softmax(scores / temperature) − p`` at the ``wanted`` classes of one row.

    Args:
        scores: shape (K,), finite or −∞, at least one finite.
        p: shape (K,).
        wanted: shape (K,); which classes to return, in order.
    """
    difference = _with_32_digits(scores, temperature, p, wanted)
    if (np.abs(difference) < SPENT * p[wanted]).any():
        return _with_60_digits(scores, temperature, p, wanted)
    return difference


def _with_32_digits(
    scores: FloatArray, temperature: float, p: FloatArray, wanted: BoolArray
) -> FloatArray:
    top = scores.max()
    # Scores too far down to weigh anything would only overflow.
    near = np.maximum(scores, top - _FAR * temperature)
    heat = np.full_like(near, temperature)
    distance = divide(two_sum(near, -np.full_like(near, top)), TwoFold(heat, np.zeros_like(heat)))
    mantissa, power = exp(distance)
    weights = _scaled(mantissa, power)
    q = divide(TwoFold(mantissa.high[wanted], mantissa.low[wanted]), _total(weights))
    q = _scaled(q, power[wanted])
    return (q.high - p[wanted]) + q.low


def _with_60_digits(
    scores: FloatArray, temperature: float, p: FloatArray, wanted: BoolArray
) -> FloatArray:
    digits = _SIXTY
    heat = Decimal(temperature)
    top = Decimal(float(scores.max()))
    weights = {-math.inf: Decimal(0)}
    for score in set(scores.tolist()) - {-math.inf}:
        distance = digits.divide(digits.subtract(Decimal(score), top), heat)
        weights[score] = Decimal(0) if distance < -_FAR else digits.exp(distance)
    total = Decimal(0)
    for score in scores.tolist():
        total = digits.add(total, weights[score])
    return np.array(
        [
            float(digits.subtract(digits.divide(weights[score], total), Decimal(target)))
            for score, target in zip(scores[wanted].tolist(), p[wanted].tolist(), strict=True)
        ]
    )


def _scaled(mantissa: TwoFold, power: FloatArray) -> TwoFold:
    exponent = power.astype(np.intc)
    return TwoFold(np.ldexp(mantissa.high, exponent), np.ldexp(mantissa.low, exponent))


def _total(numbers: TwoFold) -> TwoFold:
    """The sum of 32-digit numbers to 32 digits; ``fsum`` rounds only once."""
    parts = [*numbers.high.tolist(), *numbers.low.tolist()]
    first = math.fsum(parts)
    return TwoFold(np.array([first]), np.array([math.fsum([*parts, -first])]))
