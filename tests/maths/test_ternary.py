from __future__ import annotations

from collections.abc import Sequence

import mpmath as mp
import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths import cross_entropy, cross_entropy_gradient, predict, softmax
from ceviz.maths.arrays import FloatArray
from ceviz.maths.ternary import (
    HEIGHT,
    downhill,
    drift,
    field,
    field_image,
    from_plane,
    lattice,
    lowest,
    nearest,
    slice_of,
    to_plane,
)
from tests.maths import oracle


def exact_field(point: Sequence[oracle.Exact], target: FloatArray) -> oracle.Exact:
    """The field at a point of the plane, with 60 digits."""
    x, y = point
    height = mp.sqrt(3) / 2
    third = y / height
    shares = [1 - x - third / 2, x - third / 2, third][: len(target)]
    pairs = zip(target.tolist(), shares, strict=True)
    return -mp.fsum(mp.mpf(p) * mp.log(w) for p, w in pairs if p > 0)


def exact_drift(target: FloatArray, z: FloatArray, heat: float) -> list[oracle.Exact]:
    """How the point moves when the scores take a tiny step along −∂L/∂z."""
    step = mp.mpf(10) ** -25

    def shares(scores: list[oracle.Exact]) -> list[oracle.Exact]:
        weights = [mp.exp((score - max(scores)) / mp.mpf(heat)) for score in scores]
        return [weight / mp.fsum(weights) for weight in weights]

    at = [mp.mpf(score) for score in z.tolist()]
    pull = [
        (mp.mpf(p) - q) / mp.mpf(heat) for p, q in zip(target.tolist(), shares(at), strict=True)
    ]
    after = shares([score + step * one for score, one in zip(at, pull, strict=True)])
    before = shares([score - step * one for score, one in zip(at, pull, strict=True)])
    change = [(a - b) / (2 * step) for a, b in zip(after, before, strict=True)]
    return [change[1] + change[2] / 2, change[2] * mp.sqrt(3) / 2]


def apart(found: FloatArray, exact: Sequence[oracle.Exact]) -> float:
    """The length of the error over the length of the vector."""
    error = mp.sqrt(sum((a - b) ** 2 for a, b in zip(found.tolist(), exact, strict=True)))
    return float(error / mp.sqrt(sum(b**2 for b in exact)))


def test_corners_and_back() -> None:
    np.testing.assert_array_equal(to_plane(np.eye(3)), [[0, 0], [1, 0], [0.5, HEIGHT]])
    np.testing.assert_array_equal(to_plane(np.eye(2)), [[0, 0], [1, 0]])
    shares = np.random.default_rng(0).dirichlet(np.ones(3), (4, 5))
    np.testing.assert_allclose(from_plane(to_plane(shares)), shares, atol=1e-15)
    pairs = np.random.default_rng(1).dirichlet(np.ones(2), 7)
    np.testing.assert_allclose(from_plane(to_plane(pairs), 2), pairs, atol=1e-15)


def test_points_outside_fall_on_the_nearest_point_inside() -> None:
    points = np.random.default_rng(2).uniform(-1, 2, (300, 2))
    shares = nearest(points)
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0, rtol=1e-14)
    assert (shares >= 0).all()
    samples = to_plane(np.random.default_rng(3).dirichlet(np.full(3, 0.5), 4000))
    for point, mine in zip(points, to_plane(shares), strict=True):
        best = np.hypot(*(samples - point).T).min()
        assert np.hypot(*(mine - point)) <= best + 1e-12
    inside = np.array([[0.5, 0.3]])
    np.testing.assert_allclose(to_plane(nearest(inside)), inside, atol=1e-15)
    np.testing.assert_allclose(nearest(np.array([[3.0, 9.0]]), 2), [[0.0, 1.0]])


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_slice_is_the_loss_with_the_others_held(classes: int) -> None:
    rng = np.random.default_rng(classes)
    p, z = rng.dirichlet(np.ones(classes)), rng.normal(0, 2, classes)
    chosen: list[int] = rng.permutation(classes)[: min(classes, 3)].tolist()
    made = predict(z)
    found = slice_of(p, made, chosen)
    assert found.loss == pytest.approx(float(cross_entropy(p, made.q)), rel=1e-13)
    np.testing.assert_allclose(found.point * found.share, made.q[chosen], rtol=1e-13)
    q = made.q.copy()
    shares = rng.dirichlet(np.ones(len(chosen)), 6)
    for row in shares:
        q[chosen] = row * found.share
        moved = found.offset + field(found.target, row)
        assert moved == pytest.approx(float(cross_entropy(p, q)), rel=1e-13)


def test_a_slice_far_below_the_rest_keeps_its_shares() -> None:
    found = slice_of(np.array([0.0, 0.0, 0.0, 1.0]), predict([0.0, 1.0, 2.0, 1e4]), (0, 1, 2))
    np.testing.assert_allclose(found.point, softmax([0.0, 1.0, 2.0]), rtol=1e-12)
    assert found.share == 0.0
    assert found.offset == 0.0
    asked = slice_of(np.array([1.0, 0.0, 0.0, 0.0]), predict([0.0, 1.0, 2.0, 1e4]), (0, 1, 2))
    assert asked.loss == pytest.approx(1e4)


def test_a_slice_of_impossible_classes() -> None:
    made = predict([-np.inf, -np.inf, -np.inf, 0.0])
    unasked = slice_of(np.array([0.0, 0.0, 0.0, 1.0]), made, (0, 1, 2))
    assert unasked.offset == 0.0
    np.testing.assert_allclose(unasked.point, 1 / 3)
    assert slice_of(np.array([0.5, 0.0, 0.0, 0.5]), made, (0, 1, 2)).offset == np.inf


@pytest.mark.parametrize("chosen", [(0,), (0, 1, 1), (0, 1, 2, 3)])
def test_refused_slices(chosen: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput, match="two or three different"):
        slice_of(np.full(5, 0.2), predict(np.zeros(5)), chosen)


def test_the_field_is_lowest_at_the_target() -> None:
    target = np.array([0.3, 0.1, 0.2])
    shares = np.random.default_rng(4).dirichlet(np.ones(3), 500)
    assert lowest(target) <= field(target, shares).min()
    assert lowest(np.array([0.0, 0.4, 0.0])) == 0.0
    assert lowest(np.zeros(3)) == 0.0
    assert field(np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.5])) == np.inf


def test_the_image_is_the_field() -> None:
    target = np.array([0.2, 0.5, 0.3])
    image = field_image(target, 40)
    rows, columns = np.nonzero(np.isfinite(image))
    points = (np.stack([columns, rows], axis=-1) + 0.5) / 40
    np.testing.assert_allclose(image[rows, columns], field(target, from_plane(points)), rtol=1e-13)
    assert rows.size / 40**2 == pytest.approx(HEIGHT / 2, rel=0.05)
    assert np.isfinite(field_image(np.array([1.0, 0.0, 0.0]), 40)).sum() == rows.size


def test_the_lattice_is_inside_and_even() -> None:
    shares = lattice(12)
    assert shares.shape == (78, 3)
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0)
    assert shares.min() > 0.02
    np.testing.assert_allclose(lattice(2, 2), [[0.75, 0.25], [0.25, 0.75]])


def test_downhill_against_60_digits() -> None:
    rng = np.random.default_rng(5)
    step = mp.mpf(10) ** -25
    for case in range(200):
        classes = 3 if case % 4 else 2
        target = rng.dirichlet(np.full(classes, 0.7)) * rng.uniform(0.2, 1)
        point = to_plane(rng.dirichlet(np.full(classes, 0.7)) * 0.9999 + 0.0001 / classes)
        x, y = (mp.mpf(value) for value in point.tolist())
        exact = [
            (exact_field((x - step, y), target) - exact_field((x + step, y), target)) / (2 * step),
            (exact_field((x, y - step), target) - exact_field((x, y + step), target)) / (2 * step)
            if classes == 3
            else mp.mpf(0),
        ]
        assert apart(downhill(target, from_plane(point, classes)), exact) < 1e-6


def test_drift_against_60_digits() -> None:
    rng = np.random.default_rng(6)
    for _ in range(200):
        heat = 10 ** rng.uniform(-1, 1)
        z = rng.normal(0, 10 ** rng.uniform(-1, 1), 3) * heat
        target = rng.dirichlet(np.full(3, 0.7))
        found = drift(target, softmax(z, temperature=heat), heat)
        assert apart(found, exact_drift(target, z, heat)) < 1e-6


def test_drift_is_where_descent_goes() -> None:
    z, p, rate = np.array([0.4, -0.3, 1.0]), np.array([0.6, 0.3, 0.1]), 1e-6
    after = softmax(z - rate * cross_entropy_gradient(p, z, temperature=1.7), temperature=1.7)
    q = softmax(z, temperature=1.7)
    moved = (to_plane(after) - to_plane(q)) / rate
    np.testing.assert_allclose(drift(p, q, 1.7), moved, rtol=1e-4)


def test_arrows_on_the_border_are_finite_or_infinite_but_numbers() -> None:
    border = np.array([[1.0, 0, 0], [0, 1, 0], [0.5, 0.5, 0], [0, 0.5, 0.5], [0.2, 0.3, 0.5]])
    for target in np.array([[1.0, 0, 0], [0.5, 0.5, 0], [0.2, 0.3, 0.5], [0, 0, 0]]):
        arrows = downhill(target, border)
        assert not np.isnan(arrows).any()
        assert np.isfinite(arrows[-1]).all()
        assert np.isfinite(drift(target, border)).all()
    np.testing.assert_array_equal(
        downhill(np.array([1.0, 0, 0]), np.array([[0.0, 1.0, 0.0]])), [[-np.inf, -np.inf]]
    )
    assert drift(np.array([1.0, 0, 0]), np.eye(3)).tolist() == [[0, 0], [0, 0], [0, 0]]
