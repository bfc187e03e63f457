"""The price of the wrong code."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from ceviz.document.analysis import analyse
from ceviz.document.codes import code_for, codes
from ceviz.document.edits import set_probabilities
from ceviz.document.model import Document
from ceviz.document.targets import free
from tests.document.examples import documents, fruit


def test_a_price_in_whole_bits() -> None:
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])
    made = codes(analyse(set_probabilities(fruit(free(p)), q)))
    assert made.right.words == ("0", "10", "11")
    assert made.wrong.words == ("10", "11", "0")
    assert made.right_length == pytest.approx(made.entropy) == 1.5
    assert made.wrong_length == pytest.approx(1.75)
    # Halves and quarters are what prefix codes are made for: they reach the ideal.
    assert made.cross_entropy == pytest.approx(1.75)
    assert made.price == pytest.approx(made.divergence)


@given(documents())
def test_lengths_and_their_limits(document: Document) -> None:
    a = analyse(document)
    for swapped, world in ((False, a.p), (True, a.q)):
        made = codes(a, swapped=swapped)
        assert made.entropy - 1e-12 <= made.right_length <= made.entropy + 1.0 + 1e-12
        assert made.price >= -1e-12
        assert made.right.lengths @ world == pytest.approx(made.right_length)
        assert made.wrong.lengths @ world == pytest.approx(made.wrong_length)
        assert made.divergence >= 0.0
    assert codes(a).cross_entropy == pytest.approx(a.cross_entropy / math.log(2.0))


def test_a_code_is_made_once_for_a_distribution() -> None:
    p = np.array([0.2, 0.5, 0.3])
    assert code_for(p) is code_for(p.copy())
