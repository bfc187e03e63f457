"""Prefix codes: what a distribution is worth in yes-or-no questions.

Huffman's code for p needs on average ``L(p) = Σ p · length`` bits a symbol, and no prefix code
needs less; ``H(p) ≤ L(p) < H(p) + 1`` bit. Coding the world p with the code made for q costs
``Σ p · length_q``, the price of the wrong code, as H(p, q) says for ideal codes.

Source: Huffman, "A method for the construction of minimum-redundancy codes", Proc. IRE 40
(1952); Cover & Thomas, sections 5.4 and 5.6.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ceviz.maths.arrays import BoolArray, FloatArray, IndexArray
from ceviz.maths.inputs import as_distribution, together


@dataclass(frozen=True, slots=True, eq=False)
class PrefixCode:
    """One word of zeros and ones a class; no word begins another.

    Attributes:
        words: K strings of "0" and "1".
        lengths: their lengths in bits, shape (K,).
        impossible: the classes the code was made for never to be used (p = 0), shape (K,).
    """

    words: tuple[str, ...]
    lengths: IndexArray
    impossible: BoolArray

    def mean_length(self, p: npt.ArrayLike) -> float:
        """``Σ p · length``: bits a symbol when the classes come as p says.

        Raises:
            InvalidInput: what :func:`ceviz.maths.entropy` refuses, or another number of classes.
        """
        world, lengths = together(
            as_distribution(p), self.lengths.astype(np.float64), "p and the code"
        )
        return math.fsum((world * lengths).tolist())


def huffman(p: npt.ArrayLike) -> PrefixCode:
    """The best prefix code for p, shape (K,); the same p always gets the same words.

    Of equally likely classes the earlier gets the shorter word. Words are canonical: counting
    upwards by length, then by class.

    Classes with p = 0 get words too, marked ``impossible``. They cost nothing, with one
    exception: a class that is certain would need no question at all, but next to classes that
    have words its own needs a bit, so that ``L = 1 = H + 1``.

    Raises:
        InvalidInput, NotADistribution: what :func:`ceviz.maths.entropy` refuses.
    """
    weights = as_distribution(p)
    lengths = _lengths(weights)
    return PrefixCode(
        words=_canonical(lengths),
        lengths=np.array(lengths, dtype=np.intp),
        impossible=weights == 0.0,
    )


def _lengths(weights: FloatArray) -> list[int]:
    """Word lengths: merge the two lightest until one is left; a merged class moves one down."""
    # Classes are −1, −2, … and groups 0, 1, …, which is also how ties are broken: later classes
    # before earlier ones, groups last.
    heap = [(weight, -1 - index) for index, weight in enumerate(weights.tolist())]
    heapq.heapify(heap)
    children: list[tuple[int, int]] = []
    while len(heap) > 1:
        light, first = heapq.heappop(heap)
        heavy, second = heapq.heappop(heap)
        heapq.heappush(heap, (light + heavy, len(children)))
        children.append((first, second))
    lengths = [0] * len(weights)
    unvisited = [(heap[0][1], 0)]
    while unvisited:
        node, depth = unvisited.pop()
        if node < 0:
            lengths[-1 - node] = depth
        else:
            unvisited += [(child, depth + 1) for child in children[node]]
    return lengths


def _canonical(lengths: list[int]) -> tuple[str, ...]:
    """Words of these lengths: counting upwards, with a 0 appended where words grow longer."""
    words = [""] * len(lengths)
    word, length = 0, 0
    for index in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        word <<= lengths[index] - length
        length = lengths[index]
        words[index] = f"{word:0{length}b}" if length else ""
        word += 1
    return tuple(words)
