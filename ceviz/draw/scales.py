"""Values to pixels and back, and where the ticks go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from ceviz.document.text.numbers import minus
from ceviz.maths.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight map from ``low … high`` to pixels ``start … end``; logarithmic if asked.

    ``start`` may be below or above ``end``: y axes run up, pixels run down. ``percent`` says how
    its numbers are written.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False
    percent: bool = False

    @overload
    def at(self, value: float) -> float: ...
    @overload
    def at(self, value: FloatArray) -> FloatArray: ...
    def at(self, value: float | FloatArray) -> float | FloatArray:
        """The pixel of ``value``."""
        if self.log:
            share = (np.log(value) - np.log(self.low)) / (np.log(self.high) - np.log(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        pixel: float | FloatArray = self.start + share * (self.end - self.start)
        return pixel

    def clipped(self, value: float | FloatArray) -> FloatArray:
        """:meth:`at`, held within the ends; ±∞ goes to an end."""
        if self.log:
            value = np.maximum(value, np.finfo(float).tiny)
        # minimum and maximum: np.clip has two layers of Python over them.
        held = np.minimum(np.maximum(np.asarray(value, dtype=float), self.low), self.high)
        return np.asarray(self.at(held))

    def value(self, pixel: float) -> float:
        """The value at ``pixel``, also beyond the ends."""
        share = (pixel - self.start) / (self.end - self.start)
        if self.log:
            logs = np.log(self.low) + share * (np.log(self.high) - np.log(self.low))
            return float(np.exp(min(logs, 700.0)))
        return self.low + share * (self.high - self.low)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most."""
        return self.low, self.high

    @property
    def length(self) -> float:
        """From the least to the most."""
        return self.high - self.low

    @property
    def per_pixel(self) -> float:
        """How much value one pixel is, on a straight scale."""
        return abs((self.high - self.low) / (self.end - self.start))

    def ticks(self, spacing: float = 44.0) -> list[float]:
        """Round values about ``spacing`` pixels apart, ends included when they are round."""
        room = max(1.0, abs(self.end - self.start) / spacing)
        if self.log:
            return _decades(self.low, self.high, room)
        step = nice_step((self.high - self.low) / room)
        first = int(np.ceil(self.low / step - 1e-9))
        last = int(np.floor(self.high / step + 1e-9))
        return [k * step for k in range(first, last + 1)]


def nice_step(rough: float) -> float:
    """The next 1, 2, 2.5 or 5 times a power of ten at or above ``rough``."""
    power = 10.0 ** np.floor(np.log10(rough))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if factor * power >= rough * (1.0 - 1e-9):
            return float(factor * power)
    return float(10.0 * power)


def nice_range(
    low: float, high: float, *, pad: float = 0.08, parts: int = 5
) -> tuple[float, float]:
    """Round ends around ``low … high`` with some air; never empty."""
    span = high - low
    if span <= 0.0:
        span = max(abs(high), 1.0)
        low, high = low - span / 2.0, high + span / 2.0
    step = nice_step(span * (1.0 + 2.0 * pad) / parts)
    return (
        float(np.floor((low - pad * span * (low < 0)) / step) * step),
        float(np.ceil((high + pad * span * (high > 0)) / step) * step),
    )


def show_tick(value: float, step: float) -> str:
    """``value`` with the digits that ``step`` needs."""
    if value == 0.0:
        return "0"
    if abs(value) >= 1e5 or step < 1e-5:
        return show_power(value, step)
    digits = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    if abs(step * 10**digits - round(step * 10**digits)) > 1e-6:  # 2.5 needs one more than 2
        digits += 1
    return minus(f"{value:.{digits}f}")


def show_alike(values: Sequence[float]) -> list[str]:
    """All numbers of a logarithmic axis in one notation: as powers of ten if any is far from 1."""
    if all(1e-3 <= value < 1e4 for value in values):
        return [f"{value:.4g}" for value in values]
    parts = [f"{value:.2e}".split("e") for value in values]
    return [minus(f"{float(digits):g}e{int(power)}") for digits, power in parts]


def show_power(value: float, step: float) -> str:
    """``1e6``, ``1.25e−6``, or the plain number if it is shorter; with the digits that tell."""
    if value == 0.0:
        return "0"
    tried = (f"{value:.{figures}e}" for figures in range(16))
    enough = next(text for text in tried if abs(float(text) - value) <= 0.01 * step)
    mantissa, power = enough.split("e")
    short, plain = f"{mantissa}e{int(power)}", f"{value:.0f}"
    shown = plain if step >= 1.0 and len(plain) <= len(short) else short
    return minus(shown)


def _decades(low: float, high: float, room: float) -> list[float]:
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    stride = max(1, int(np.ceil((last - first) / room)))
    return [10.0**power for power in range(last, first - 1, -stride)][::-1]
