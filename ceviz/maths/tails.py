"""Tails of Student's t and of the fair coin, by the incomplete beta function: without SciPy."""

from __future__ import annotations

import math
from statistics import NormalDist

from ceviz.errors import InvalidInput
from ceviz.memo import value_memo

#: What an interval holds unless somebody asks for another.
LEVEL = 0.95

#: So many standard errors to both sides hold 95 % of a normal distribution.
NORMAL_95 = 1.959963984540054

#: From so many degrees of freedom on the expansion of the quantile is exact to 1e-12.
_MANY = 20_000

_TINY = 1e-300
_MOST_TERMS = 100_000


def student_tail(t: float, freedom: float) -> float:
    """P(|T| > |t|) of Student's t with ``freedom`` degrees of freedom.

    ``I_x(ν/2, 1/2)`` at x = ν/(ν + t²) (Abramowitz and Stegun, 26.7.1).
    """
    if math.isnan(t) or not freedom > 0.0:
        return math.nan
    if math.isinf(t):
        return 0.0
    return incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)


@value_memo(most=64)
def student_quantile(freedom: float, level: float = LEVEL) -> float:
    """The t that |T| exceeds with a probability of 1 − ``level``.

    Raises:
        InvalidInput: the level is not in (0, 1), or there is no degree of freedom.
    """
    if not 0.0 < level < 1.0:
        raise InvalidInput(f"the confidence level must be in (0, 1), not {level}", where="level")
    if not freedom > 0.0:
        raise InvalidInput(f"{freedom} degrees of freedom are none")
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    if freedom >= _MANY:  # Abramowitz and Stegun, 26.7.5
        first = (z**3 + z) / 4.0
        second = (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
        return z + first / freedom + second / freedom**2
    low, high = z, 2.0 * z + 1.0
    while student_tail(high, freedom) > 1.0 - level:
        low, high = high, 2.0 * high
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return middle
        if student_tail(middle, freedom) > 1.0 - level:
            low = middle
        else:
            high = middle


def coin_tail(heads: int, tosses: int) -> float:
    """Two-sided p of ``heads`` among ``tosses`` of a fair coin; 1 for no toss.

    Twice P(X ≤ the rarer side), at most 1, by ``P(X ≤ k) = I_½(n − k, k + 1)``.
    """
    rarer = min(heads, tosses - heads)
    if rarer < 0:
        raise InvalidInput(f"{heads} heads in {tosses} tosses cannot be")
    if 2 * rarer >= tosses:
        return 1.0
    return min(1.0, 2.0 * incomplete_beta(0.5, float(tosses - rarer), float(rarer + 1)))


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), x in [0, 1], a and b above 0.

    By the continued fraction (Abramowitz and Stegun, 26.5.8) in Lentz's form, on the side of the
    mean where it converges quickly.
    """
    if x <= 0.0 or x >= 1.0:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1.0 / _nonzero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _MOST_TERMS):
        before = value
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _nonzero(1.0 + term * d)
            c = _nonzero(1.0 + term / c)
            value *= c * d
        if abs(value - before) <= 1e-16 * abs(value):
            break
    return front * value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
