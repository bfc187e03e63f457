from __future__ import annotations

import numpy as np
import pytest

from ceviz.maths.arrays import FloatArray
from ceviz.maths.contours import level_lines, level_segments, ternary_contours
from ceviz.maths.ternary import field, from_plane, lowest, to_plane

PIXEL = 1 / 500


def distance(point: FloatArray, start: FloatArray, end: FloatArray) -> float:
    """From a point to the nearest of straight pieces."""
    along = end - start
    length = np.maximum((along**2).sum(axis=-1), 1e-300)
    part = np.clip(((point - start) * along).sum(axis=-1) / length, 0.0, 1.0)
    return float(np.hypot(*(start + part[:, np.newaxis] * along - point).T).min())


@pytest.mark.parametrize("spread", [0.3, 1.0, 5.0])
@pytest.mark.parametrize("zeros", [0, 1, 2])
def test_the_line_through_a_point_passes_it_within_a_pixel(spread: float, zeros: int) -> None:
    rng = np.random.default_rng(int(spread * 10) + zeros)
    for _ in range(100):
        target = rng.dirichlet(np.full(3, spread))
        target[rng.permutation(3)[:zeros]] = 0.0
        if target.sum() == 0.0:
            continue
        shares = rng.dirichlet(np.full(3, spread))
        level = float(field(target, shares))
        (line,) = ternary_contours(target, np.array([level]))
        assert distance(to_plane(shares), line[:-1], line[1:]) < PIXEL


def test_every_point_of_a_line_has_its_level() -> None:
    target = np.array([0.5, 0.3, 0.1])
    levels = lowest(target) + np.array([0.01, 0.1, 0.5, 1.0, 3.0])
    for level, line in zip(levels, ternary_contours(target, levels), strict=True):
        np.testing.assert_allclose(field(target, from_plane(line)), level, rtol=1e-6)
        np.testing.assert_allclose(line[0], line[-1], atol=1e-12)


def test_lines_for_a_certain_target_are_straight() -> None:
    (line,) = ternary_contours(np.array([0.0, 0.0, 1.0]), np.array([np.log(2.0)]))
    np.testing.assert_allclose(from_plane(line)[:, 2], 0.5, rtol=1e-9)
    np.testing.assert_allclose(sorted(from_plane(line)[[0, -1], 0]), [0.0, 0.5], atol=1e-12)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_lines_around_a_target_on_an_edge_end_on_that_edge(missing: int) -> None:
    target = np.full(3, 0.5)
    target[missing] = 0.0
    (line,) = ternary_contours(target, np.array([1.0]))
    np.testing.assert_allclose(from_plane(line)[[0, -1], missing], 0.0, atol=1e-12)
    assert np.hypot(*(line[0] - line[-1])) > 0.5


def test_levels_that_are_not_reached_have_no_line() -> None:
    target = np.array([0.5, 0.3, 0.2])
    low = lowest(target)
    lines = ternary_contours(target, np.array([0.0, low, low + 0.2]))
    assert [len(line) > 0 for line in lines] == [False, False, True]
    assert len(ternary_contours(np.zeros(3), np.array([1.0]))[0]) == 0


def test_levels_beyond_float64_lie_on_the_border() -> None:
    (line,) = ternary_contours(np.array([0.001, 0.999, 0.0]), np.array([1000.0]))
    assert np.isfinite(line).all()
    assert from_plane(line).min() >= -1e-12


def test_marched_lines_keep_their_level() -> None:
    x, y = np.linspace(-2, 2, 81), np.linspace(-1, 1, 41)
    values = np.hypot(*np.meshgrid(x, y))
    pieces = level_segments(values, x, y, 0.8)
    np.testing.assert_allclose(np.hypot(*pieces.reshape(-1, 2).T), 0.8, atol=1e-3)
    lengths = np.hypot(*(pieces[:, 0] - pieces[:, 1]).T)
    assert lengths.sum() == pytest.approx(2 * np.pi * 0.8, rel=1e-3)


def test_levels_marched_together_are_those_marched_alone() -> None:
    x, y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 21)
    values = np.sin(3.0 * np.hypot(*np.meshgrid(x, y)))
    values[3, 4] = np.inf
    levels = [-0.5, 0.0, 0.9, 5.0]
    together = level_lines(values, x, y, levels)
    assert [len(lines) > 0 for lines in together] == [True, True, True, False]
    for lines, level in zip(together, levels, strict=True):
        np.testing.assert_array_equal(lines, level_segments(values, x, y, level))
    assert level_lines(values, x, y, []) == []


def test_marching_skips_what_is_not_finite_and_finds_nothing_where_nothing_is() -> None:
    x = y = np.linspace(0.0, 1.0, 5)
    values = np.add.outer(y, x)
    whole = level_segments(values, x, y, 0.9)
    np.testing.assert_allclose(whole.sum(axis=-1), 0.9)
    assert len(level_segments(values, x, y, 5.0)) == 0
    values[2, 2] = np.inf
    assert 0 < len(level_segments(values, x, y, 0.9)) < len(whole)
