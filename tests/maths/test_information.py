from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
import scipy.spatial.distance
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths import (
    contributions,
    cross_entropy,
    entropy,
    entropy_terms,
    js_divergence,
    js_terms,
    kl_divergence,
    kl_terms,
    perplexity,
    softmax,
    surprisal,
)
from tests.maths import oracle

FRUIT = [1.0, 3.5, -0.5]
BANANA = [0.0, 1.0, 0.0]


def distributions(classes: int) -> st.SearchStrategy[list[float]]:
    weights = st.lists(
        st.one_of(st.just(0.0), st.floats(1e-300, 1.0)), min_size=classes, max_size=classes
    )
    return weights.filter(lambda row: sum(row) > 1e-200).map(
        lambda row: [value / math.fsum(row) for value in row]
    )


def test_the_fruit() -> None:
    loss = float(cross_entropy(BANANA, logits=FRUIT))
    assert loss == pytest.approx(0.0957, abs=5e-5)
    assert loss / math.log(2) == pytest.approx(0.138, abs=5e-4)


@pytest.mark.parametrize(
    ("sure", "loss"), [(0.85, 0.16), (0.10, 2.30), (0.01, 4.61), (0.51, 0.673), (0.99, 0.010)]
)
def test_what_being_so_sure_costs(sure: float, loss: float) -> None:
    found = cross_entropy([1.0, 0.0], [sure, 1 - sure])
    assert found == pytest.approx(loss, abs=5e-3 if loss > 0.1 else 5e-4)


def test_agrees_with_scipy() -> None:
    rng = np.random.default_rng(3)
    p, q = rng.dirichlet(np.ones(6), (4, 5)), rng.dirichlet(np.ones(6), (4, 5))
    np.testing.assert_allclose(entropy(p), scipy.stats.entropy(p, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(kl_divergence(p, q), scipy.stats.entropy(p, q, axis=-1), rtol=1e-12)
    js = scipy.spatial.distance.jensenshannon(p, q, axis=-1) ** 2
    np.testing.assert_allclose(js_divergence(p, q), js, rtol=1e-12)


def test_the_floor_and_the_excess_make_the_loss() -> None:
    rng = np.random.default_rng(4)
    p, q = rng.dirichlet(np.ones(7), 100), rng.dirichlet(np.ones(7), 100)
    np.testing.assert_allclose(entropy(p) + kl_divergence(p, q), cross_entropy(p, q), rtol=1e-14)


def test_limits() -> None:
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert perplexity([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0.0
    assert kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0.0
    assert kl_divergence([1.0, 0.0], [0.25, 0.75]) == pytest.approx(math.log(4), rel=1e-15)
    assert entropy([1.0, 0.0, 0.0]) == 0.0
    assert js_divergence([1.0, 0.0], [0.0, 1.0]) == pytest.approx(math.log(2), rel=1e-15)
    assert js_divergence([1.0, 0.0, 0.0], [1.0, 0.0, 0.0]) == 0.0
    assert cross_entropy([1.0, 0.0], logits=[-np.inf, 1.0]) == math.inf
    assert cross_entropy([0.0, 1.0], logits=[-np.inf, 1.0]) == 0.0


def test_scores_know_the_loss_where_probabilities_have_run_out() -> None:
    assert softmax([0.0, 1e4])[0] == 0.0
    assert cross_entropy([1.0, 0.0], logits=[0.0, 1e4]) == 1e4
    assert kl_divergence([1.0, 0.0], logits=[0.0, 1e4]) == 1e4
    assert kl_divergence([0.5, 0.5], logits=[0.0, 1e4]) == pytest.approx(5000 - math.log(2))
    assert perplexity([1.0, 0.0], logits=[0.0, 1e4]) == math.inf
    assert cross_entropy([0.0, 1.0], logits=[0.0, 50.0]) == pytest.approx(math.exp(-50), rel=1e-13)


def test_terms() -> None:
    p, q = np.array([0.0, 0.25, 0.75]), np.array([0.0, 0.5, 0.5])
    np.testing.assert_array_equal(
        contributions(p, surprisal(q)), [0.0, 0.25 * math.log(2), 0.75 * math.log(2)]
    )
    assert entropy_terms(p).sum() == entropy(p)
    np.testing.assert_array_equal(js_terms(p, q), js_terms(q, p))
    assert kl_terms(p, q, surprisal(q)).sum() == kl_divergence(p, q)
    assert js_terms(p, q).sum() == js_divergence(p, q)


def test_surprisal_is_for_any_shape() -> None:
    assert surprisal(1.0) == 0.0
    assert surprisal(0.0) == math.inf
    assert surprisal(np.float32(1.0000001)) == 0.0
    assert surprisal(np.full((2, 3), 0.5)).shape == (2, 3)


@pytest.mark.parametrize("q", [-0.1, 1.1, np.nan, [0.5, 2.0]])
def test_surprisal_of_no_probability(q: float) -> None:
    with pytest.raises(InvalidInput, match="is not a probability"):
        surprisal(q)


def test_perplexity_counts_the_classes_in_doubt() -> None:
    assert perplexity([0.25] * 4) == pytest.approx(4.0)
    assert perplexity([1.0, 0.0]) == 1.0
    assert perplexity([1.0, 0.0], [0.1, 0.9]) == pytest.approx(10.0)
    assert perplexity([1.0, 0.0], logits=[0.0, 1.0], temperature=0.5) == pytest.approx(
        1 + math.exp(2)
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(p=distributions(4), q=distributions(4))
def test_divergences_of_any_two(p: list[float], q: list[float]) -> None:
    kl = float(kl_divergence(p, q))
    js = float(js_divergence(p, q))
    assert kl >= 0.0
    assert 0.0 <= js <= math.log(2) * (1 + 1e-15)
    assert js == js_divergence(q, p)
    assert kl_divergence(p, p) == 0.0
    assert 0.0 <= entropy(p) <= math.log(4) * (1 + 1e-15)
    if all(b > 0 or a == 0 for a, b in zip(p, q, strict=True)):
        assert kl < math.inf
        positive = [(a, b) for a, b in zip(p, q, strict=True) if b > 0]
        exact = oracle.kl([a for a, _ in positive], [b for _, b in positive])
        assert kl == pytest.approx(float(exact), rel=1e-12, abs=1e-290)
    else:
        assert kl == math.inf


@pytest.mark.parametrize("apart", [1e-1, 1e-3, 1e-8, 1e-12])
def test_divergences_of_near_equals_keep_their_digits(apart: float) -> None:
    p, q = np.array([0.3, 0.7]), np.array([0.3 * (1 + apart), 0.7 - 0.3 * apart])
    assert oracle.worst(kl_divergence(p, q), [oracle.kl(p, q)]) < 1e-13
    middle = [(mp.mpf(a) + mp.mpf(b)) / 2 for a, b in zip(p, q, strict=True)]
    exact = sum(a * mp.log(a / m) / 2 for row in (p, q) for a, m in zip(row, middle, strict=True))
    # Rows of float64 do not quite sum to the same; half that difference does not belong here.
    assert abs(float(js_divergence(p, q) - exact)) < 1e-13 * float(exact) + 1e-17


def test_leading_axes_are_broadcast() -> None:
    p = np.array([0.2, 0.8])
    q = np.array([[[0.5, 0.5]], [[0.1, 0.9]]])
    assert np.shape(cross_entropy(p, q)) == (2, 1)
    assert np.shape(kl_divergence(np.tile(p, (3, 1)), q)) == (2, 3)
    assert np.shape(cross_entropy(np.tile(p, (3, 1)), logits=q)) == (2, 3)
    assert np.shape(js_divergence(np.tile(p, (3, 1)), q)) == (2, 3)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_distributions_are_taken_as_meant(dtype: type) -> None:
    rng = np.random.default_rng(1)
    p, q = softmax(rng.normal(0, 1, (2, 20, 9))).astype(np.dtype(dtype))
    assert entropy(p).dtype == np.float64
    np.testing.assert_allclose(entropy(p) + kl_divergence(p, q), cross_entropy(p, q), rtol=1e-13)


@pytest.mark.parametrize(
    ("p", "says"),
    [
        ([0.5, -0.5, 1.0], r"p\[1\]: -0.5 is not a probability"),
        ([[0.5, 0.5], [np.nan, 1.0]], r"p\[1, 0\]: NaN is not a probability"),
        ([np.inf, 0.0], r"p\[0\]: inf is not a probability"),
        ([0.0, 0.0], "p: the probabilities are all 0"),
        (1.0, "p: a single number"),
        ([], "p: no classes"),
    ],
)
def test_refused_targets(p: list[float], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        entropy(p)


def test_what_can_be_normalised_says_to_what_it_sums() -> None:
    with pytest.raises(NotADistribution, match=r"p\[1\]: the probabilities sum to 3, not 1") as no:
        entropy([[0.5, 0.5], [1.0, 2.0]])
    assert no.value.total == 3.0
    with pytest.raises(NotADistribution, match=r"q: the probabilities sum to 0\.99, not 1"):
        cross_entropy([1.0, 0.0], [0.5, 0.49])
    assert entropy([1 / 3 + 2e-7] * 3) == pytest.approx(math.log(3), rel=1e-15)


def test_one_prediction_of_the_right_length_is_needed() -> None:
    with pytest.raises(InvalidInput, match="needed once"):
        cross_entropy([1.0, 0.0])
    with pytest.raises(InvalidInput, match="needed once"):
        kl_divergence([1.0, 0.0], [0.5, 0.5], logits=[0.0, 0.0])
    with pytest.raises(InvalidInput, match="p and q: different numbers of classes: 2 and 3"):
        cross_entropy([1.0, 0.0], [0.5, 0.5, 0.0])
    with pytest.raises(InvalidInput, match="different numbers of classes: 1 and 2"):
        cross_entropy([1.0], logits=[0.5, 0.5])
    with pytest.raises(InvalidInput, match="do not fit together"):
        cross_entropy(np.full((2, 2), 0.5), np.full((3, 2), 0.5))
