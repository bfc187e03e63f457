from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths import cross_entropy, predict, softmax
from ceviz.maths.contours import level_segments
from ceviz.maths.plane import (
    ALONG,
    grid,
    is_valley_level,
    loss,
    lowest_point,
    plane_of,
    terrain,
)
from tests.maths import oracle


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_terrain_is_the_loss(classes: int) -> None:
    rng = np.random.default_rng(classes)
    p, z = rng.dirichlet(np.ones(classes)), rng.normal(0, 3, classes)
    plane = plane_of(p, z, 1, 0, temperature=0.6)
    points = rng.normal(0, 5, (4, 5, 2))
    found = terrain(plane, points)
    for row in np.ndindex(4, 5):
        moved = z.copy()
        moved[[1, 0]] = points[row]
        expected = float(cross_entropy(p, logits=moved, temperature=0.6))
        assert found.loss[row] == pytest.approx(expected, rel=1e-13)
        np.testing.assert_allclose(
            found.probability[row], softmax(moved, temperature=0.6)[[1, 0]], rtol=1e-13
        )


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_loss_alone_is_that_of_the_terrain(classes: int) -> None:
    rng = np.random.default_rng(classes)
    points = rng.normal(0, 50, (4, 5, 2))
    for p in (rng.dirichlet(np.ones(classes)), np.eye(classes)[classes - 1]):
        plane = plane_of(p, rng.normal(0, 3, classes), 1, 0, temperature=0.6)
        expected = terrain(plane, points).loss
        np.testing.assert_allclose(loss(plane, points), expected, rtol=1e-12, atol=1e-13)


def test_gradients_against_60_digits() -> None:
    rng = np.random.default_rng(1)
    step = mp.mpf(10) ** -25
    for case in range(200):
        heat = 10 ** rng.uniform(-1, 1)
        z = rng.normal(0, 10 ** rng.uniform(-1, 1.3), 5) * heat
        p = np.eye(5)[rng.integers(5)] if case % 2 else rng.dirichlet(np.ones(5))
        a, b = rng.permutation(5)[:2].tolist()
        found = terrain(plane_of(p, z, a, b, temperature=heat), z[[a, b]]).gradient

        def exact_loss(
            index: int, move: oracle.Exact, z: list[float], p: list[float], heat: float
        ) -> oracle.Exact:
            scores = [mp.mpf(score) / mp.mpf(heat) for score in z]
            scores[index] += move / mp.mpf(heat)
            total = mp.log(mp.fsum(mp.exp(score) for score in scores))
            return mp.fsum(
                mp.mpf(one) * (total - score) for one, score in zip(p, scores, strict=True)
            )

        exact = [
            (
                exact_loss(i, step, z.tolist(), p.tolist(), heat)
                - exact_loss(i, -step, z.tolist(), p.tolist(), heat)
            )
            / (2 * step)
            for i in (a, b)
        ]
        noise = mp.mpf(2) ** -52 / mp.mpf(heat) if case % 2 == 0 else 0
        for one, other in zip(found.tolist(), exact, strict=True):
            assert abs(one - other) <= 1e-6 * abs(other) + noise


def test_the_line_through_a_point_passes_it_within_a_pixel() -> None:
    rng = np.random.default_rng(7)
    axis = np.linspace(-6.0, 6.0, 101)
    for _ in range(60):
        p, z = rng.dirichlet(np.ones(4)), rng.uniform(-5, 5, 4)
        plane = plane_of(p, z, 0, 1)
        level = float(terrain(plane, z[:2]).loss)
        pieces = level_segments(terrain(plane, grid(axis, axis)).loss, axis, axis, level)
        start, along = pieces[:, 0], pieces[:, 1] - pieces[:, 0]
        length = np.maximum((along**2).sum(axis=-1), 1e-300)
        part = np.clip(((z[:2] - start) * along).sum(axis=-1) / length, 0.0, 1.0)
        nearest = start + part[:, np.newaxis] * along
        assert np.hypot(*(nearest - z[:2]).T).min() < 12 / 500


def test_two_classes_have_a_level_valley() -> None:
    p, z = np.array([0.3, 0.7]), np.array([1.0, -0.5])
    plane = plane_of(p, z, 0, 1)
    assert is_valley_level(plane)
    far = terrain(plane, z + np.linspace(-50, 50, 7)[:, np.newaxis] * ALONG)
    np.testing.assert_allclose(far.loss, far.loss[0], rtol=1e-13)
    np.testing.assert_allclose(far.gradient @ ALONG, 0.0, atol=1e-15)
    assert lowest_point(plane) is None


def test_others_that_stay_tilt_the_valley() -> None:
    p, z = np.array([0.2, 0.5, 0.3]), np.array([1.0, -0.5, 0.2])
    plane = plane_of(p, z, 0, 1)
    assert not is_valley_level(plane)
    # Both scores together win from the others: the slope is what these have too little.
    q = predict(z).q
    along = terrain(plane, z[:2]).gradient.sum()
    assert along == pytest.approx(p[2] - q[2], rel=1e-13)
    everyone = [cross_entropy(p, logits=z + shift) for shift in (-3.0, 0.0, 40.0)]
    np.testing.assert_allclose(everyone, everyone[0], rtol=1e-13)


def test_the_lowest_point_has_the_targets_probabilities() -> None:
    p, z = np.array([0.2, 0.5, 0.1, 0.2]), np.array([1.0, -0.5, 0.2, 2.0])
    plane = plane_of(p, z, 0, 1, temperature=2.5)
    low = lowest_point(plane)
    assert low is not None
    found = terrain(plane, low)
    np.testing.assert_allclose(found.probability, [0.2, 0.5], rtol=1e-13)
    around = terrain(plane, low + np.random.default_rng(0).normal(0, 1, (100, 2)))
    assert (around.loss > found.loss).all()
    assert lowest_point(plane_of(np.array([0.0, 1.0, 0.0, 0.0]), z, 0, 1)) is None


def test_the_grid_has_the_first_class_across() -> None:
    points = grid(np.array([1.0, 2.0, 3.0]), np.array([8.0, 9.0]))
    assert points.shape == (2, 3, 2)
    np.testing.assert_array_equal(points[1, 2], [3.0, 9.0])


def test_impossible_others() -> None:
    z = np.array([0.0, 1.0, -np.inf])
    asked = plane_of(np.array([0.5, 0.25, 0.25]), z, 0, 1)
    found = terrain(asked, np.zeros((3, 2)))
    np.testing.assert_array_equal(found.loss, [np.inf] * 3)
    assert np.isfinite(found.gradient).all()
    unasked = plane_of(np.array([0.5, 0.5, 0.0]), z, 0, 1)
    assert is_valley_level(unasked)
    np.testing.assert_allclose(terrain(unasked, np.zeros(2)).loss, np.log(2))
    # One impossible class among possible others: asked for, its price is the offset.
    mixed = plane_of(np.array([0.5, 0.25, 0.25, 0.0]), np.append(z, 0.0), 0, 1)
    assert mixed.offset == np.inf
    assert terrain(mixed, np.zeros(2)).loss == np.inf


def test_the_present_scores_may_be_impossible() -> None:
    plane = plane_of(np.array([0.5, 0.5, 0.0]), np.array([-np.inf, -np.inf, 0.0]), 0, 1)
    assert np.isfinite(terrain(plane, np.zeros(2)).loss)


def test_refused() -> None:
    with pytest.raises(InvalidInput, match="two different classes"):
        plane_of(np.array([0.5, 0.5]), np.zeros(2), 1, 1)
    with pytest.raises(InvalidInput, match="temperature"):
        plane_of(np.array([0.5, 0.5]), np.zeros(2), 0, 1, temperature=0.0)
