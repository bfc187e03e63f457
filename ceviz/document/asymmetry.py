"""The loss taken both ways: the world p coded for q, and the world q coded for p.

::

    H(p) + KL(p‖q) = H(p, q)          H(q) + KL(q‖p) = H(q, p)

and the Jensen-Shannon divergence, which is the same both ways and always finite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ceviz import maths
from ceviz.document.analysis import Analysis
from ceviz.document.model import Document, Unit
from ceviz.document.targets import distribution
from ceviz.maths.areas import Areas, areas, swapped_areas
from ceviz.maths.arrays import FloatArray
from ceviz.memo import weak_memo


@dataclass(frozen=True, eq=False)
class Way:
    """One of the two directions; all information in nats.

    Attributes:
        world: what happens, ``p`` or ``q``.
        code: what the code was made for, the other of the two.
        areas: the rectangles; ``areas.surplus`` are the signed terms of the divergence.
        entropy: H(world).
        cross_entropy: H(world, code); ∞ if the code rules out what the world allows.
        divergence: KL(world‖code) ≥ 0.
    """

    world: str
    code: str
    areas: Areas
    entropy: float
    cross_entropy: float
    divergence: float

    @property
    def impossible(self) -> NDArray[np.intp]:
        """The classes the world allows and the code rules out, which make H infinite."""
        return np.flatnonzero(np.isinf(self.areas.area))

    def sums(self, unit: Unit) -> dict[str, float]:
        """H(world), KL(world‖code) and H(world, code) by what a table calls them, in ``unit``."""
        world, code, scale = self.world, self.code, unit.per_nat
        return {
            f"H({world}) [{unit}]": self.entropy * scale,
            f"KL({world}‖{code}) [{unit}]": self.divergence * scale,
            f"H({world},{code}) [{unit}]": self.cross_entropy * scale,
        }


@dataclass(frozen=True, eq=False)
class Asymmetry:
    """Both ways, and what is the same both ways.

    Attributes:
        there: the world p coded for q: the loss.
        back: the world q coded for p.
        js_terms: the terms of the Jensen-Shannon divergence, (K,), each ≥ 0.
        js: their sum, at most log 2.
    """

    there: Way
    back: Way
    js_terms: FloatArray
    js: float

    def way(self, swapped: bool) -> Way:
        """``back`` if the roles are swapped, else ``there``."""
        return self.back if swapped else self.there


def world_of(document: Document, *, swapped: bool = False) -> FloatArray:
    """The target p of ``document``, or swapped its prediction q; (K,)."""
    if swapped:
        return maths.softmax(document.sample.scores, temperature=document.temperature)
    return distribution(document.sample.target, len(document.classes))


@weak_memo()
def asymmetry(analysis: Analysis) -> Asymmetry:
    """Both ways through ``analysis``; kept, since several pictures ask for the same."""
    p, q = analysis.p, analysis.q
    made = analysis.prediction
    there, back = areas(p, made), swapped_areas(p, made)
    reverse = float(maths.kl_terms(q, p, back.height).sum())
    terms = maths.js_terms(p, q)
    return Asymmetry(
        Way("p", "q", there, analysis.entropy, analysis.cross_entropy, analysis.kl),
        Way("q", "p", back, back.entropy, back.cross_entropy, reverse),
        terms,
        float(terms.sum()),
    )
