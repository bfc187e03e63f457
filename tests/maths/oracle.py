"""What 60 digits say: the same quantities from mpmath, slowly and without tricks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np
import numpy.typing as npt

Exact = Any  # mpmath's mpf, which has no stubs
SMALLEST = 1e-290
"""Below this a float64 runs out of digits; nothing is promised there."""

mp.mp.dps = 60


@dataclass(frozen=True)
class Truth:
    """One row of scores, predicted from with 60 digits."""

    q: list[Exact]
    surprisal: list[Exact]
    complement: list[Exact]
    temperature: Exact

    def cross_entropy(self, p: Iterable[float]) -> Exact:
        return mp.fsum(mp.mpf(float(a)) * s for a, s in zip(p, self.surprisal, strict=True))

    def gradient(self, p: Iterable[float]) -> list[Exact]:
        return [
            # From the complement where q is so near 1 that even 60 digits would not do.
            ((1 - mp.mpf(float(a))) - c if a > 0.5 else q - mp.mpf(float(a))) / self.temperature
            for a, q, c in zip(p, self.q, self.complement, strict=True)
        ]


def truth(z: npt.ArrayLike, temperature: float = 1.0) -> Truth:
    """Softmax of one row. Sums leave the largest class out, so that nothing cancels."""
    heat = mp.mpf(temperature)
    scores = [mp.mpf(float(score)) for score in np.asarray(z, dtype=np.float64)]
    leader = max(range(len(scores)), key=scores.__getitem__)
    distances = [(score - scores[leader]) / heat for score in scores]
    weights = [mp.exp(distance) for distance in distances]
    rest = mp.fsum(weights[:leader] + weights[leader + 1 :])
    complements = [(1 + rest - weight) / (1 + rest) for weight in weights]
    complements[leader] = rest / (1 + rest)
    return Truth(
        q=[weight / (1 + rest) for weight in weights],
        surprisal=[mp.log1p(rest) - distance for distance in distances],
        complement=complements,
        temperature=heat,
    )


def entropy(p: Iterable[float]) -> Exact:
    exact = [mp.mpf(float(a)) for a in p if a > 0]
    return -mp.fsum(a * mp.log(a) for a in exact)


def kl(p: Iterable[float], q: Iterable[float]) -> Exact:
    """``Σ p log(p / q) − p + q``, which is KL(p‖q) when both sum to 1."""
    total = mp.mpf(0)
    for a, b in zip(p, q, strict=True):
        one, other = mp.mpf(float(a)), mp.mpf(float(b))
        total += other - one + (one * mp.log(one / other) if one > 0 else 0)
    return total


def worst(found: npt.ArrayLike, exact: Iterable[Exact]) -> float:
    """The largest relative error, over the numbers that a float64 has all its digits for."""
    errors = [
        float(abs((mp.mpf(float(one)) - other) / other))
        for one, other in zip(np.ravel(np.asarray(found)), exact, strict=True)
        if abs(other) > SMALLEST
    ]
    return max(errors, default=0.0)
