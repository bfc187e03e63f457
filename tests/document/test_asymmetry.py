"""Both ways round: what the sums are, and that p and q change places."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from ceviz.document.analysis import analyse
from ceviz.document.asymmetry import asymmetry, world_of
from ceviz.document.edits import set_probabilities, set_score
from ceviz.document.model import Document
from ceviz.document.targets import free
from ceviz.maths import cross_entropy, entropy, js_divergence, kl_divergence
from tests.document.examples import documents, fruit


def both_known() -> Document:
    """p and q that are easily written down."""
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])
    return set_probabilities(fruit(free(p)), q)


def test_every_sum_is_the_functions_of_the_same_name() -> None:
    document = fruit(free(np.array([0.2, 0.5, 0.3])))
    a = analyse(document)
    both = asymmetry(a)
    for way, world, code in ((both.there, a.p, a.q), (both.back, a.q, a.p)):
        assert way.entropy == pytest.approx(entropy(world), rel=1e-12)
        assert way.cross_entropy == pytest.approx(cross_entropy(world, code), rel=1e-12)
        assert way.divergence == pytest.approx(kl_divergence(world, code), rel=1e-12)
        assert way.areas.surplus.sum() == pytest.approx(way.divergence, abs=1e-12)
        np.testing.assert_array_equal(way.areas.width, world)
    assert both.js == pytest.approx(js_divergence(a.p, a.q), rel=1e-12)
    assert both.way(False) is both.there
    assert both.way(True) is both.back


def test_numbers_in_the_head() -> None:
    both = asymmetry(analyse(both_known()))
    bit = math.log(2.0)
    assert both.there.divergence == pytest.approx(0.25 * bit)
    np.testing.assert_allclose(both.there.areas.surplus, [0.5 * bit, 0.0, -0.25 * bit], atol=1e-15)
    assert both.back.divergence == pytest.approx(both.there.divergence)


@given(documents())
def test_areas_are_the_analysis_whatever_p_and_q(document: Document) -> None:
    a = analyse(document)
    both = asymmetry(a)
    areas = both.there.areas
    assert (both.there.entropy, both.there.cross_entropy, both.there.divergence) == (
        a.entropy, a.cross_entropy, a.kl
    )  # fmt: skip
    assert areas.cross_entropy == pytest.approx(a.cross_entropy, rel=1e-12, abs=1e-12)
    assert areas.entropy == pytest.approx(a.entropy, rel=1e-12, abs=1e-12)
    assert areas.divergence == pytest.approx(a.kl, rel=1e-12, abs=1e-12)
    assert 0.0 <= both.js <= math.log(2.0) * (1.0 + 1e-12)
    assert both.back.divergence >= 0.0
    ruled_out = (a.q > 0.0) & (a.p == 0.0)
    assert math.isinf(both.back.divergence) == ruled_out.any()
    np.testing.assert_array_equal(both.back.impossible, np.flatnonzero(ruled_out))
    np.testing.assert_array_equal(world_of(document), a.p)
    np.testing.assert_array_equal(world_of(document, swapped=True), a.q)


def test_what_a_one_hot_truth_rules_out_makes_the_way_back_infinite() -> None:
    both = asymmetry(analyse(fruit()))
    assert both.back.divergence == both.back.cross_entropy == math.inf
    assert both.back.impossible.tolist() == [0, 2]
    assert both.there.impossible.tolist() == []
    lost = asymmetry(analyse(set_score(fruit(), 1, -np.inf)))
    assert lost.there.impossible.tolist() == [1]
    assert lost.js == pytest.approx(math.log(2.0))


def test_several_pictures_share_one_computation() -> None:
    a = analyse(fruit())
    assert asymmetry(a) is asymmetry(a)
