from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths import entropy
from ceviz.maths.huffman import huffman


def prefix_free(words: tuple[str, ...]) -> bool:
    ordered = sorted(words)
    return not any(later.startswith(word) for word, later in pairwise(ordered))


def test_a_textbook_code() -> None:
    code = huffman([0.5, 0.25, 0.125, 0.125])
    assert code.words == ("0", "10", "110", "111")
    assert code.mean_length([0.5, 0.25, 0.125, 0.125]) == 1.75
    assert not code.impossible.any()


def test_the_best_code_is_within_a_bit_of_the_entropy() -> None:
    rng = np.random.default_rng(0)
    for _ in range(1000):
        classes = int(rng.integers(2, 40))
        p = rng.dirichlet(np.full(classes, 10 ** rng.uniform(-1, 1)))
        code = huffman(p)
        bits = float(entropy(p)) / math.log(2)
        assert bits - 1e-12 <= code.mean_length(p) < bits + 1
        assert prefix_free(code.words)
        # Kraft's sum is exactly 1: the code wastes no word.
        deepest = int(code.lengths.max())
        assert sum(1 << (deepest - int(length)) for length in code.lengths) == 1 << deepest


def test_the_wrong_code_costs_more() -> None:
    rng = np.random.default_rng(1)
    for _ in range(100):
        p, q = rng.dirichlet(np.ones(8), 2)
        right, wrong = huffman(p), huffman(q)
        assert right.mean_length(p) <= wrong.mean_length(p) + 1e-12


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12).filter(any))
def test_ties_and_zeros(counts: list[int]) -> None:
    p = np.array(counts) / sum(counts)
    code = huffman(p)
    assert code.words == huffman(p.tolist()).words
    assert [len(word) for word in code.words] == code.lengths.tolist()
    assert prefix_free(code.words) or len(counts) == 1
    np.testing.assert_array_equal(code.impossible, p == 0)
    bits = float(entropy(p)) / math.log(2)
    certain = p.max() == 1.0
    assert bits - 1e-12 <= code.mean_length(p) <= bits + 1
    assert certain or code.mean_length(p) < bits + 1
    # A class that is never likelier never gets the shorter word.
    for one, other in zip(*np.triu_indices(len(p), 1), strict=True):
        if p[one] >= p[other]:
            assert code.lengths[one] <= code.lengths[other]


def test_a_certain_class_still_needs_a_bit_beside_impossible_ones() -> None:
    code = huffman([0.0, 1.0, 0.0])
    assert code.words == ("10", "0", "11")
    assert code.mean_length([0.0, 1.0, 0.0]) == 1.0
    assert code.impossible.tolist() == [True, False, True]


def test_a_single_class_needs_no_question() -> None:
    code = huffman([1.0])
    assert code.words == ("",)
    assert code.mean_length([1.0]) == 0.0


def test_equal_classes_get_words_in_order() -> None:
    assert huffman(np.full(4, 0.25)).words == ("00", "01", "10", "11")
    assert huffman([0.2] * 5).words == ("00", "01", "10", "110", "111")


def test_very_unequal_classes_get_very_long_words() -> None:
    p = 0.5 ** np.arange(1, 200)
    code = huffman(p / p.sum())
    assert code.lengths.max() == 198
    assert prefix_free(code.words)


def test_refused() -> None:
    with pytest.raises(NotADistribution):
        huffman([1.0, 2.0])
    with pytest.raises(InvalidInput, match="p and the code"):
        huffman([0.5, 0.5]).mean_length([1.0])
