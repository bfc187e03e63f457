from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
import numpy as np
import pytest

from ceviz.maths.arrays import FloatArray
from ceviz.maths.twofold import TwoFold, add, divide, exp, multiply, two_product, two_sum
from tests.maths import oracle


def value(number: TwoFold) -> list[oracle.Exact]:
    return [mp.mpf(high) + mp.mpf(low) for high, low in zip(*number, strict=True)]


def numbers(seed: int) -> TwoFold:
    rng = np.random.default_rng(seed)
    high = rng.uniform(0.5, 2, 300) * 10.0 ** rng.integers(-20, 20, 300)
    return TwoFold(high, high * rng.uniform(-1, 1, 300) * 2.0**-54)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_sums_and_products_of_two_float64_are_exact(sign: float) -> None:
    a, b = numbers(1).high, sign * numbers(2).high
    pairs = list(zip(a, b, strict=True))
    assert value(two_sum(a, b)) == [mp.mpf(one) + mp.mpf(other) for one, other in pairs]
    assert value(two_product(a, b)) == [mp.mpf(one) * mp.mpf(other) for one, other in pairs]


@pytest.mark.parametrize(
    ("does", "means"),
    [
        (add, lambda x, y: x + y),
        (multiply, lambda x, y: x * y),
        (divide, lambda x, y: x / y),
    ],
)
def test_arithmetic_of_32_digits(
    does: Callable[[TwoFold, TwoFold], TwoFold],
    means: Callable[[oracle.Exact, oracle.Exact], oracle.Exact],
) -> None:
    a, b = numbers(3), numbers(4)
    for found, one, other in zip(value(does(a, b)), value(a), value(b), strict=True):
        exact = means(one, other)
        assert abs((found - exact) / exact) < 2.0**-102


def test_exp_of_32_digits() -> None:
    rng = np.random.default_rng(5)
    high: FloatArray = np.concatenate([[0.0, -1e-30], -(10.0 ** rng.uniform(-8, 2.87, 300))])
    x = TwoFold(high, high * rng.uniform(-1, 1, high.size) * 2.0**-54)
    mantissa, power = exp(x)
    assert ((mantissa.high > 0.7) & (mantissa.high < 1.5)).all()
    for found, shift, argument in zip(value(mantissa), power, value(x), strict=True):
        exact = mp.exp(argument)
        error = abs((found * mp.mpf(2) ** int(shift) - exact) / exact)
        assert error < 1e-32 * (1 + abs(argument))
