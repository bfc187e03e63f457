"""The prefix codes made for p and for q, and what each costs in one of the two worlds, in bits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ceviz.document.analysis import Analysis
from ceviz.document.asymmetry import asymmetry
from ceviz.maths.arrays import FloatArray
from ceviz.maths.huffman import PrefixCode, huffman
from ceviz.memo import value_memo

#: Information in nats to bits.
BITS = 1.0 / math.log(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Two codes used in one world; lengths in bits a symbol.

    Attributes:
        right, wrong: the code made for the world, and the one made for the other distribution.
        right_length, wrong_length: mean word lengths of coding the world with either.
        entropy: H(world), what no code can beat; ``right_length`` is less than a bit above.
        cross_entropy: H(world, code), what an ideal wrong code costs.
        divergence: the ideal price of the wrong code, KL.
    """

    right: PrefixCode
    wrong: PrefixCode
    right_length: float
    wrong_length: float
    entropy: float
    cross_entropy: float
    divergence: float

    @property
    def price(self) -> float:
        """What the wrong code costs beyond the right one, bits a symbol, ≥ 0."""
        return self.wrong_length - self.right_length


def codes(analysis: Analysis, *, swapped: bool = False) -> Codes:
    """The world p and the codes made for p and q; swapped, the world q."""
    way = asymmetry(analysis).way(swapped)
    world, other = (analysis.q, analysis.p) if swapped else (analysis.p, analysis.q)
    right, wrong = code_for(world), code_for(other)
    return Codes(
        right,
        wrong,
        right.mean_length(world),
        wrong.mean_length(world),
        way.entropy * BITS,
        way.cross_entropy * BITS,
        way.divergence * BITS,
    )


def code_for(distribution: FloatArray) -> PrefixCode:
    """Huffman's code; kept, since one of p and q holds still while the other is dragged."""
    return _code(distribution.tobytes())


@value_memo(most=16)
def _code(numbers: bytes) -> PrefixCode:
    return huffman(np.frombuffer(numbers))
