"""Numbers of about 32 digits, each the unevaluated sum of two float64s.

``TwoFold(high, low)`` stands for ``high + low`` with ``|low|`` at most half a unit in the last
place of ``high``. Everything works on whole arrays. Only what the gradient needs is here.

Source: Dekker, "A floating-point technique for extending the available precision", Numer. Math.
18 (1971); Hida, Li & Bailey, "Library for double-double and quad-double arithmetic" (2007).
"""

from __future__ import annotations

from decimal import Context, Decimal
from math import factorial
from typing import NamedTuple

import numpy as np

from ceviz.maths.arrays import FloatArray

_SPLITTER = 134217729.0  # 2²⁷ + 1

# exp is summed for |x| < log 2 / 2⁹ as a series of ten terms; those from the sixth on are below
# the last place of the first and need only float64.
_HALVINGS = 8
_TERMS = 10
_LEADING = 5


class TwoFold(NamedTuple):
    """``high + low``, two float64 arrays of one shape."""

    high: FloatArray
    low: FloatArray


def two_sum(a: FloatArray, b: FloatArray) -> TwoFold:
    """``a + b`` exactly."""
    total = a + b
    back = total - a
    return TwoFold(total, (a - (total - back)) + (b - back))


def two_product(a: FloatArray, b: FloatArray) -> TwoFold:
    """``a · b`` exactly, as long as nothing under- or overflows (|a|, |b| < 1e300)."""
    product = a * b
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return TwoFold(product, rest)


def add(a: TwoFold, b: TwoFold) -> TwoFold:
    """``a + b``, within two units of the 106th binary digit."""
    high = two_sum(a.high, b.high)
    low = two_sum(a.low, b.low)
    first = _tidy(high.high, high.low + low.high)
    return _tidy(first.high, first.low + low.low)


def multiply(a: TwoFold, b: TwoFold) -> TwoFold:
    """``a · b``, within a few units of the 106th binary digit."""
    product = two_product(a.high, b.high)
    return _tidy(product.high, product.low + (a.high * b.low + a.low * b.high))


def divide(a: TwoFold, b: TwoFold) -> TwoFold:
    """``a / b`` by long division: three float64 quotients, each of what the last one left."""
    first = a.high / b.high
    left = _minus_times(a, b, first)
    second = left.high / b.high
    third = _minus_times(left, b, second).high / b.high
    whole = _tidy(first, second)
    return _tidy(whole.high, whole.low + third)


def exp(x: TwoFold) -> tuple[TwoFold, FloatArray]:
    """``exp(x)`` as ``(m, k)``, standing for ``m · 2**k`` with m between 0.7 and 1.5.

    For |x| up to a few thousand. The power of two is kept apart so that products and quotients
    of m cannot underflow.
    """
    power = np.rint(x.high / _LOG_2[0])
    part = x
    for piece in _LOG_2:
        product = two_product(power, np.full_like(power, -piece))
        part = add(part, product)
    part = TwoFold(part.high * 0.5**_HALVINGS, part.low * 0.5**_HALVINGS)
    tail = np.full_like(power, _INVERSE_FACTORIALS[-1][0])
    for high, _ in reversed(_INVERSE_FACTORIALS[_LEADING:-1]):
        tail = tail * part.high + high
    total = TwoFold(tail, np.zeros_like(tail))
    for high, low in reversed(_INVERSE_FACTORIALS[:_LEADING]):
        total = multiply(total, part)
        total = add(total, TwoFold(np.full_like(power, high), np.full_like(power, low)))
    # expm1(2x) = 2·expm1(x) + expm1(x)², which never subtracts anything large from 1.
    grown = multiply(total, part)
    for _ in range(_HALVINGS):
        square = multiply(grown, grown)
        grown = add(TwoFold(2.0 * grown.high, 2.0 * grown.low), square)
    one = TwoFold(np.ones_like(power), np.zeros_like(power))
    return add(one, grown), power


def _split(a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """``a`` as two numbers of 26 binary digits, whose products are exact."""
    high = _SPLITTER * a
    high = high - (high - a)
    return high, a - high


def _tidy(high: FloatArray, low: FloatArray) -> TwoFold:
    """The same sum with low made small; |high| ≥ |low| going in."""
    total = high + low
    return TwoFold(total, low - (total - high))


def _minus_times(a: TwoFold, b: TwoFold, factor: FloatArray) -> TwoFold:
    """``a − b · factor``."""
    product = multiply(b, TwoFold(factor, np.zeros_like(factor)))
    return add(a, TwoFold(-product.high, -product.low))


def _digits(number: Decimal, count: int) -> tuple[float, ...]:
    """``number`` as float64s of falling size that sum to it."""
    context = Context(prec=80)
    pieces = []
    for _ in range(count):
        piece = float(number)
        pieces.append(piece)
        number = context.subtract(number, Decimal(piece))
    return tuple(pieces)


_LOG_2 = _digits(Context(prec=60).ln(Decimal(2)), 3)
#: 1/1!, 1/2!, 1/3!, …: expm1(x) = x·(1/1! + x·(1/2! + x·(1/3! + …))).
_INVERSE_FACTORIALS = tuple(
    _digits(Context(prec=60).divide(Decimal(1), Decimal(factorial(n))), 2)
    for n in range(1, _TERMS + 1)
)
