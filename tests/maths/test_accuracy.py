"""The bar of the numbers: 2e-13 against 60 digits, over the whole promised range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceviz.maths import cross_entropy, cross_entropy_gradient, entropy, predict
from ceviz.maths.arrays import FloatArray
from tests.maths import oracle

BAR = 2e-13
KINDS = ("one-hot", "free", "sparse", "smoothed", "rounded q", "near q")


def target(kind: str, q: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A target of one kind; the last three make q − p cancel."""
    classes = q.size
    if kind == "one-hot":
        return np.asarray(np.eye(classes)[rng.integers(classes)])
    if kind == "free":
        p = rng.dirichlet(np.ones(classes))
    elif kind == "sparse":
        p = rng.dirichlet(np.full(classes, 0.05))
    elif kind == "smoothed":
        share = 10 ** rng.uniform(-10, 0)
        p = (1 - share) * np.eye(classes)[q.argmax()] + share / classes
    elif kind == "rounded q":
        return q.copy()
    else:
        p = q * (1 + 10 ** rng.uniform(-16, 0) * rng.uniform(-1, 1, classes))
    return np.asarray(p / p.sum())


def check(z: FloatArray, temperature: float, kind: str, rng: np.random.Generator) -> None:
    exact = oracle.truth(z, temperature)
    found = predict(z, temperature=temperature)
    assert oracle.worst(found.q, exact.q) < BAR
    assert oracle.worst(found.surprisal, exact.surprisal) < BAR
    assert oracle.worst(found.complement, exact.complement) < BAR
    assert abs(found.q.sum() - 1) <= 1e-15 * z.size
    p = target(kind, found.q, rng)
    assert oracle.worst(entropy(p), [oracle.entropy(p)]) < BAR
    loss = cross_entropy(p, logits=z, temperature=temperature)
    assert oracle.worst(loss, [exact.cross_entropy(p)]) < BAR
    gradient = cross_entropy_gradient(p, z, temperature=temperature)
    assert oracle.worst(gradient, exact.gradient(p)) < BAR


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_random_scores_of_every_size(classes: int, kind: str) -> None:
    rng = np.random.default_rng(classes * 7 + KINDS.index(kind))
    for _ in range(25):
        temperature = 10 ** rng.uniform(-3, 3)
        span = min(1e4, temperature * 10 ** rng.uniform(-3, 3))
        z = rng.uniform(-span, span, classes) + rng.uniform(-1, 1) * (1e4 - span)
        check(z, temperature, kind, rng)


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_classes(kind: str) -> None:
    rng = np.random.default_rng(5)
    check(rng.normal(0, 120, 1000), 1.3, kind, rng)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    z=st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=6),
    temperature=st.floats(1e-3, 1e3),
    kind=st.sampled_from(KINDS),
)
def test_scores_that_hypothesis_thinks_of(z: list[float], temperature: float, kind: str) -> None:
    check(np.array(z), temperature, kind, np.random.default_rng(0))


@pytest.mark.parametrize("temperature", [1e-3, 0.7, 1.0, 3.3, 14.9])
def test_unlikely_classes_keep_all_their_digits(temperature: float) -> None:
    """q down to 1e-290, where an uncompensated exponent would cost three of them.

    A target a tenth off then costs one more.
    """
    for depth in (1.0, 50.0, 300.0, 611.1, 660.0, 667.0):
        z = np.array([0.1, 0.1 - depth * temperature, 0.1 - depth * temperature * 0.77])
        exact = oracle.truth(z, temperature)
        q = predict(z, temperature=temperature).q
        assert oracle.worst(q, exact.q) < 2e-15
        p = np.array([1 - 1.1 * (q[1] + q[2]), 1.1 * q[1], 1.1 * q[2]])
        gradient = cross_entropy_gradient(p, z, temperature=temperature)
        assert oracle.worst(gradient, exact.gradient(p)) < 3e-14


def test_rows_of_a_batch_are_what_they_are_alone() -> None:
    rng = np.random.default_rng(2)
    z = rng.normal(0, 30, (4, 5, 6))
    q = predict(z, temperature=0.9).q
    p = np.where(rng.random((4, 5, 1)) < 0.5, q, np.full(6, 1 / 6))
    together = cross_entropy_gradient(p, z, temperature=0.9)
    for row in np.ndindex(4, 5):
        alone = cross_entropy_gradient(p[row], z[row], temperature=0.9)
        np.testing.assert_array_equal(together[row], alone)
        assert oracle.worst(alone, oracle.truth(z[row], 0.9).gradient(p[row])) < BAR
