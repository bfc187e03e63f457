from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import mpmath as mp
import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths import cross_entropy, cross_entropy_gradient, losses, predict, softmax
from ceviz.maths.arrays import FloatArray
from ceviz.maths.losses import Grade, focal, hinge, squared_error, zero_one
from tests.maths import oracle

Slow = Callable[[Sequence[oracle.Exact], FloatArray, float], oracle.Exact]


def exact_softmax(z: Sequence[oracle.Exact], heat: float) -> list[oracle.Exact]:
    weights = [mp.exp((score - max(z)) / mp.mpf(heat)) for score in z]
    return [weight / mp.fsum(weights) for weight in weights]


def squared(z: Sequence[oracle.Exact], p: FloatArray, heat: float) -> oracle.Exact:
    q = exact_softmax(z, heat)
    return mp.fsum((a - mp.mpf(b)) ** 2 for a, b in zip(q, p.tolist(), strict=True))


def crossed(z: Sequence[oracle.Exact], p: FloatArray, heat: float) -> oracle.Exact:
    q = exact_softmax(z, heat)
    return -mp.fsum(mp.mpf(b) * mp.log(a) for a, b in zip(q, p.tolist(), strict=True))


def focused(z: Sequence[oracle.Exact], p: FloatArray, heat: float) -> oracle.Exact:
    q = exact_softmax(z, heat)
    return -mp.fsum(
        mp.mpf(b) * (1 - a) ** mp.mpf(1.5) * mp.log(a) for a, b in zip(q, p.tolist(), strict=True)
    )


def hinged(z: Sequence[oracle.Exact], p: FloatArray, heat: float) -> oracle.Exact:
    true = int(p.argmax())
    rival = max(score for i, score in enumerate(z) if i != true)
    return max(mp.mpf(0), 1 + (rival - z[true]) / mp.mpf(heat))


@pytest.mark.parametrize(
    ("seed", "grade", "slow"),
    [
        (0, losses.cross_entropy, crossed),
        (1, squared_error, squared),
        (2, partial(focal, gamma=1.5), focused),
        (3, hinge, hinged),
    ],
)
def test_values_and_derivatives_against_60_digits(seed: int, grade: Grade, slow: Slow) -> None:
    """200 random points, from unsure to all but certain, right and wrong."""
    rng = np.random.default_rng(seed)
    for case in range(200):
        heat = 10 ** rng.uniform(-1, 1)
        z = rng.normal(0, 10 ** rng.uniform(-1, 1.3), 4) * heat
        p = np.eye(4)[rng.integers(4)] if case % 2 else rng.dirichlet(np.ones(4))
        found = grade(p, predict(z, temperature=heat), heat)
        at = [mp.mpf(score) for score in z.tolist()]
        assert oracle.worst(found.value, [slow(at, p, heat)]) < 1e-12
        step = mp.mpf(10) ** -20
        noise = 0 if case % 2 else mp.mpf(2) ** -53
        exact = []
        for i in range(4):
            up, down = [*at], [*at]
            up[i] += step
            down[i] -= step
            exact.append((slow(up, p, heat) - slow(down, p, heat)) / (2 * step))
        for one, other in zip(found.gradient, exact, strict=True):
            # Only a difference of p and q may drown in the rounding of p and q themselves.
            assert abs(one - other) <= 1e-6 * abs(other) + noise / mp.mpf(heat)


def test_cross_entropy_is_the_one_everybody_means() -> None:
    rng = np.random.default_rng(9)
    z, p = rng.normal(0, 4, (6, 5)), rng.dirichlet(np.ones(5), 6)
    found = losses.cross_entropy(p, predict(z), 1.0)
    np.testing.assert_array_equal(found.value, cross_entropy(p, logits=z))
    np.testing.assert_allclose(found.gradient, cross_entropy_gradient(p, z), atol=1e-15)


def test_focal_loss_without_focus_is_cross_entropy() -> None:
    z, p = np.array([0.3, 50.0, -1.0]), np.array([0.5, 0.5, 0.0])
    plain = losses.cross_entropy(p, predict(z), 1.0)
    found = focal(p, predict(z), 1.0, gamma=0.0)
    np.testing.assert_allclose(found.value, plain.value, rtol=1e-14)
    np.testing.assert_allclose(found.gradient, plain.gradient, rtol=1e-13)


def test_squared_error_is_flat_where_confidently_wrong_and_cross_entropy_is_not() -> None:
    wrong, p = predict([30.0, 0.0]), np.array([0.0, 1.0])
    assert abs(squared_error(p, wrong, 1.0).gradient).max() < 1e-12
    assert losses.cross_entropy(p, wrong, 1.0).gradient[1] == pytest.approx(-1.0)


def test_accuracy_is_a_step_without_a_slope() -> None:
    z, p = np.array([[0.51, 0.49], [0.49, 0.51], [0.5, 0.5]]), np.array([1.0, 0.0])
    found = zero_one(p, predict(z), 1.0)
    np.testing.assert_array_equal(found.value, [0.0, 1.0, 0.0])
    np.testing.assert_array_equal(found.gradient, np.zeros((3, 2)))
    # Either of two equally true classes is right.
    even = zero_one(np.array([0.5, 0.5]), predict([0.0, 1.0]), 1.0)
    assert even.value == 0.0


def test_hinge_asks_for_a_margin_of_one() -> None:
    p = np.array([0.0, 1.0, 0.0])
    met = hinge(p, predict([0.0, 1.5, 0.4]), 1.0)
    assert met.value == 0.0
    np.testing.assert_array_equal(met.gradient, np.zeros(3))
    missed = hinge(p, predict([0.0, 1.0, 0.4]), 0.5)
    assert missed.value == 0.0
    missed = hinge(p, predict([0.0, 1.0, 0.8]), 0.5)
    assert missed.value == pytest.approx(0.6)
    np.testing.assert_array_equal(missed.gradient, [0.0, -2.0, 2.0])


@pytest.mark.parametrize(
    "grade",
    [
        losses.cross_entropy, squared_error, hinge, zero_one,
        *(partial(focal, gamma=gamma) for gamma in (0.0, 0.5, 2.0)),
    ],
)  # fmt: skip
def test_impossible_classes(grade: Grade) -> None:
    """A loss may be ∞; a gradient stays a number, and nothing warns."""
    p = np.array([0.0, 1.0, 0.0])
    for z in ([0.0, -np.inf, -np.inf], [-np.inf, 0.0, -np.inf], [-np.inf, -1e4, 1e4]):
        found = grade(p, predict(z), 1.0)
        assert found.value >= 0.0
        assert np.isfinite(found.gradient).all()


def test_one_class_has_no_rival() -> None:
    found = hinge(np.array([1.0]), predict([3.0]), 1.0)
    assert found.value == 0.0
    np.testing.assert_array_equal(found.gradient, [0.0])


@pytest.mark.parametrize("gamma", [-0.1, np.nan, np.inf])
def test_refused_focus(gamma: float) -> None:
    with pytest.raises(InvalidInput, match="γ"):
        focal(softmax([0.0, 1.0]), predict([0.0, 1.0]), 1.0, gamma=gamma)
